//! A canvas that is repainted whenever what it shows, its size, the pixel ratio or the color scheme changes.

use std::time::Duration;

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ResizeObserver};

/// Highest pixel ratio painted for: beyond it nobody sees a difference, and memory grows with its square.
const MAX_PIXEL_RATIO: f64 = 3.0;

/// The media query of a dark color scheme.
const DARK: &str = "(prefers-color-scheme: dark)";

/// From the first canvas that is restored to the last, and then some.
const RESTORED: Duration = Duration::from_millis(100);

/// A canvas ready to be painted, its backing store as large as its box in device pixels.
pub(crate) struct CanvasFrame {
    pub(crate) canvas: HtmlCanvasElement,
    /// Cleared, without any transformation.
    pub(crate) context: CanvasRenderingContext2d,
    /// In device pixels.
    pub(crate) width: f64,
    /// In device pixels.
    pub(crate) height: f64,
    /// Device pixels per CSS pixel.
    pub(crate) ratio: f64,
    /// The color of text, from the style sheet.
    pub(crate) ink: [u8; 3],
}

/// What the browser lays the page out for when it is asked, which takes a millisecond after every change of a card: it is
/// asked again only when the size, the color scheme or the pixel ratio is another.
#[derive(Clone, Copy)]
struct Appearance {
    /// Changes of the box and of the page, and the pixel ratio, when it was asked for.
    asked: (u32, u32, f64),
    /// In device pixels.
    size: (f64, f64),
    ink: [u8; 3],
}

/// Makes every canvas repaint: the window's size or the color scheme changed, or canvases came back empty.
#[derive(Clone, Copy)]
pub(crate) struct RepaintTrigger(RwSignal<u32>);

/// An observer that stops with its owner.
struct Observed {
    observer: ResizeObserver,
    _closure: Closure<dyn Fn()>,
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl RepaintTrigger {
    /// Listens to the window's size, to the color scheme and to canvases that are restored, as long as the page lives.
    pub(crate) fn watch() -> Self {
        let version = RwSignal::new(0);
        let repaint = move || version.update(|version| *version += 1);
        window_event_listener(ev::resize, move |_| repaint());
        let scheme = web_sys::window().and_then(|window| window.match_media(DARK).ok().flatten());
        if let Some(scheme) = scheme {
            let changed = Closure::<dyn Fn()>::new(repaint).into_js_value();
            let _ = scheme.add_event_listener_with_callback("change", changed.unchecked_ref());
            // The list must outlive this function, or its listener is collected with it.
            std::mem::forget(scheme);
        }
        // Where the browser's GPU process ended, all come back within some milliseconds, each with an event of its own.
        let due = StoredValue::new(false);
        let restored = Closure::<dyn Fn()>::new(move || {
            if !due.get_value() {
                due.set_value(true);
                let all = move || {
                    due.set_value(false);
                    repaint();
                };
                set_timeout(all, RESTORED);
            }
        });
        if let Some(window) = web_sys::window() {
            let listener = restored.into_js_value();
            // It does not bubble. A listener that the window refused would only leave canvases empty.
            let _ = window.add_event_listener_with_callback_and_bool(
                "contextrestored",
                listener.unchecked_ref(),
                true,
            );
        }
        Self(version)
    }
}

/// Paints a canvas now, and whenever a signal that `paint` reads, its size or the color scheme changes.
pub(crate) fn repaint_on_change(
    node: NodeRef<Canvas>,
    repaint: RepaintTrigger,
    paint: impl Fn(&CanvasFrame) + 'static,
) {
    let resized = RwSignal::new(0_u32);
    let observed = StoredValue::new_local(None::<Observed>);
    let known = StoredValue::new(None::<Appearance>);
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        if observed.with_value(Option::is_none) {
            observed.set_value(observe(&canvas, resized));
        }
        let asked = (resized.get(), repaint.0.get(), pixel_ratio());
        let still = known.get_value().filter(|appearance| appearance.asked == asked);
        let Some(appearance) = still.or_else(|| appearance(&canvas, asked)) else { return };
        known.set_value(Some(appearance));
        if let Some(frame) = prepare(canvas, appearance) {
            paint(&frame);
        }
    });
}

fn observe(canvas: &HtmlCanvasElement, resized: RwSignal<u32>) -> Option<Observed> {
    let closure = Closure::<dyn Fn()>::new(move || {
        let _ = resized.try_update(|count| *count += 1);
    });
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(canvas);
    Some(Observed { observer, _closure: closure })
}

/// `None` while the canvas has no box.
fn appearance(canvas: &HtmlCanvasElement, asked: (u32, u32, f64)) -> Option<Appearance> {
    let (bounds, ratio) = (canvas.get_bounding_client_rect(), asked.2);
    let size = ((bounds.width() * ratio).round(), (bounds.height() * ratio).round());
    let seen = size.0 >= 1.0 && size.1 >= 1.0;
    seen.then(|| Appearance { asked, size, ink: computed_color(canvas, "color") })
}

/// Sizes the backing store to the box and clears it.
fn prepare(canvas: HtmlCanvasElement, appearance: Appearance) -> Option<CanvasFrame> {
    let Appearance { asked: (.., ratio), size: (width, height), ink } = appearance;
    if f64::from(canvas.width()) != width || f64::from(canvas.height()) != height {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    Some(CanvasFrame { canvas, context, width, height, ratio, ink })
}

/// Device pixels per CSS pixel, as far as they are painted.
pub(crate) fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio().clamp(1.0, MAX_PIXEL_RATIO))
}

/// A color that the style sheet gives an element.
pub(crate) fn computed_color(element: &web_sys::Element, property: &str) -> [u8; 3] {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
    parse_color(&style.and_then(|style| style.get_property_value(property).ok()).unwrap_or_default())
}

/// The red, green and blue of a computed color such as `rgb(1, 2, 3)`; mid-grey for any other form.
fn parse_color(text: &str) -> [u8; 3] {
    let inner = text.split_once('(').map_or("", |(_, rest)| rest);
    let numbers = inner.split([',', ' ', ')', '/']).filter(|text| !text.is_empty());
    let mut values = numbers.filter_map(|number| number.parse().ok());
    match (values.next(), values.next(), values.next()) {
        (Some(red), Some(green), Some(blue)) => [red, green, blue],
        _ => [128; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_colors_are_read() {
        assert_eq!(parse_color("rgb(1, 20, 255)"), [1, 20, 255]);
        assert_eq!(parse_color("rgba(1, 20, 255, 0.5)"), [1, 20, 255]);
        assert_eq!(parse_color("oklch(0.5 0.1 20)"), [128; 3]);
        assert_eq!(parse_color(""), [128; 3]);
    }
}
