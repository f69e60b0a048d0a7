// The page's only script of its own: it starts the app, opens the lab, and has the words for when neither can speak.
// It is a file, not a part of index.html, so that the policy there needs no exception and a host that rewrites the page
// cannot break it.
(function () {
  "use strict";
  var SENTENCES = {
    file: [
      "This page has to come from a web server: browsers do not run WebAssembly from a file. In the project's folder, ./scripts/serve starts one and prints its http address.",
      "이 페이지는 웹 서버를 통해 열어야 합니다. 브라우저는 파일에서 바로 WebAssembly를 실행하지 않습니다. 프로젝트 폴더에서 ./scripts/serve 를 실행하면 http 주소가 나옵니다.",
    ],
    wasm: [
      "This browser has no WebAssembly, which everything here is made of. Please use a current browser, or switch WebAssembly on.",
      "이 브라우저에는 이 페이지에 꼭 필요한 WebAssembly가 없습니다. 최신 브라우저를 쓰거나 WebAssembly를 켜 주세요.",
    ],
    start: [
      "The page could not start. Please reload it; if that does not help, use a current browser.",
      "페이지를 시작하지 못했습니다. 새로 고쳐 보고, 그래도 안 되면 최신 브라우저를 사용해 주세요.",
    ],
    stop: ["The page has stopped because of an error. Please reload it.", "오류가 발생하여 페이지가 멈췄습니다. 새로 고쳐 주세요."],
    lab: [
      "The benchmark and the study's part of the page have stopped because of an error; drawing still works. Reloading brings them back.",
      "오류가 발생하여 벤치마크와 연구 부분이 멈췄습니다. 그리기는 계속 됩니다. 새로 고치면 다시 쓸 수 있습니다.",
    ],
  };
  // What Leptos makes elements of: text, plain and drawn elements, and attributes that say how they look. None of them
  // acts, loads or links.
  var TAGS = "p|span|div|h[1-6]|strong|em|small|kbd|code|abbr|br|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|section|article|figure|figcaption|details|summary|caption|nav|header|svg|g|path|circle|rect|line|polyline|polygon|text";
  var ATTRIBUTES = "class|id|lang|title|role|scope|aria-[a-z]+|data-[a-z-]+|viewBox|d|x|y|x1|y1|x2|y2|cx|cy|r|rx|width|height|points|colspan|rowspan|tabindex";
  var PLAIN_HTML = new RegExp("^(?:[^<]|</?(?:" + TAGS + ")(?: (?:" + ATTRIBUTES + ')(?:="[^"<>]*")?)*>)*$');

  var korean = /^ko\b/i.test(navigator.language || "");

  function address(relative) { return new URL(relative, document.baseURI).href; }

  function meta(name) { return document.querySelector("meta[name='" + name + "']"); }

  function put(name) {
    var place = document.getElementById("sentence") || document.createElement("div");
    place.id = "sentence";
    place.setAttribute("role", "alert");
    place.textContent = "";
    (korean ? [1, 0] : [0, 1]).forEach(function (index) {
      var line = document.createElement("p");
      line.lang = index ? "ko" : "en";
      line.textContent = SENTENCES[name][index];
      place.appendChild(line);
    });
    var placeholder = document.getElementById("placeholder");
    if (placeholder) placeholder.remove();
    document.body.prepend(place);
  }

  function show(name) {
    if (document.body) put(name);
    else document.addEventListener("DOMContentLoaded", function () { put(name); });
  }

  // Trusted Types: what becomes HTML or a worker passes here, and nothing else may.
  function restrict() {
    if (!window.trustedTypes || !trustedTypes.createPolicy) return;
    trustedTypes.createPolicy("default", {
      createHTML: function (html) { return PLAIN_HTML.test(html) ? html : null; },
      createScriptURL: function (url) { return address(url).indexOf(address("./")) === 0 ? url : null; },
    });
  }

  // Both files are asked for at once; the script takes the program when both are here.
  function start() {
    var app = meta("app");
    var program = fetch(address(app.dataset.program));
    // Told below, where the script waits for it.
    program.catch(function () {});
    return import(address(app.content)).then(function (module) { return module.default({ module_or_path: program }); });
  }

  // The page's program asks for the lab's and hands it a port: only a script can import another.
  var again;
  window.openLab = function (port) {
    window.labPort = port;
    var script = new URL(address(meta("lab").content));
    var program;
    // What failed may be kept as it came, a module in the page's memory and a program in the cache: from other
    // addresses both are brought anew.
    if (again) {
      script.searchParams.set("again", again);
      program = { module_or_path: new URL("lab_bg.wasm?again=" + again, script) };
    }
    again = Date.now();
    return import(script.href).then(function (lab) { return lab.default(program); });
  };

  // A program that has trapped is named in the error's stack; other people's errors are none of the page's.
  function watch() {
    function failed(error) {
      if (!(error instanceof WebAssembly.RuntimeError)) return;
      var stack = String(error.stack);
      var app = meta("app").content.split("/").pop().replace(/\.js$/, "");
      if (stack.indexOf(app) >= 0) show("stop");
      else if (/\blab(?:_bg)?\.(?:js|wasm)/.test(stack)) show("lab");
    }
    addEventListener("unhandledrejection", function (event) { failed(event.reason); });
    addEventListener("error", function (event) { failed(event.error); });
  }

  if (location.protocol === "file:") return show("file");
  if (typeof WebAssembly !== "object") return show("wasm");
  restrict();
  start().then(watch, function (error) {
    console.error(error);
    show("start");
  });
})();
