// Keeps the page for a visit without a network: every file of one build, all or none, so that versions never mix.
// Weights are not among them. scripts/stamp writes the list, as [address relative to the page, SHA-256 of the file].
"use strict";

const FILES = [/* FILES */];
const VERSION = "VERSION";

// An origin may have other apps, and other copies of this one: the names of our caches say whose they are.
const scope = self.registration.scope;
const PREFIX = `share-or-split shell ${scope} `;
const SHELL = PREFIX + VERSION;
// A file that stops arriving fails the installation, not the page: the browser tries again at a later visit.
const PATIENCE = 120_000;

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function keep(cache, [address, digest]) {
  const url = new URL(address, scope);
  const response = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`${address}: status ${response.status}`);
  const body = await response.arrayBuffer();
  const found = hex(await crypto.subtle.digest("SHA-256", body));
  if (found !== digest) throw new Error(`${address}: not of this build`);
  const headers = { "content-type": response.headers.get("content-type") ?? "application/octet-stream" };
  await cache.put(url, new Response(body, { headers }));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    try {
      for (const file of FILES) await keep(cache, file);
    } catch (error) {
      await caches.delete(SHELL);
      throw error;
    }
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX) && name !== SHELL) await caches.delete(name);
    }
  })());
});

// The reader has agreed to the version that waits.
self.addEventListener("message", (event) => {
  if (event.data === "use") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const rest = request.url.slice(scope.length).split("#")[0];
  const isPage = request.mode === "navigate" && /^(index\.html)?(\?|$)/.test(rest);
  const address = isPage ? "./" : rest;
  // What is not kept (weights, a retry's address) goes its usual way.
  if (!FILES.some(([kept]) => kept === address)) return;
  event.respondWith((async () => {
    const kept = await (await caches.open(SHELL)).match(new URL(address, scope));
    return kept ?? fetch(request);
  })());
});
