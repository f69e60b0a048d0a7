//! The canvas one draws on: pointer and keyboard events in, the pad's content painted.

use leptos::ev::{self, DragEvent, KeyboardEvent, PointerEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::DomRect;

use super::dropped::show_picture;
use super::key_pen::KeyPen;
use crate::image::{Bitmap, Drawing, Point};
use crate::page::state::{Content, Pad, Page};
use crate::web::browser;
use crate::web::canvas::{CanvasFrame, repaint_on_change};
use crate::web::palette::KEY_PEN;

/// The pointer that draws; `None` while none does.
type Held = StoredValue<Option<HeldPointer>, LocalStorage>;

/// A pointer on the pad.
struct HeldPointer {
    pointer: i32,
    /// Where the pad lies in the window.
    bounds: DomRect,
    /// When that was asked for, by the events' clock.
    asked: f64,
}

/// Milliseconds for which the pad is taken to lie where it lay: asking has the browser lay out the page, a millisecond
/// after every answer, and what moves the pad under a pen, scrolling or a line above, is rare.
const STAYS: f64 = 100.0;

/// The drawing surface.
#[component]
pub(super) fn Surface() -> impl IntoView {
    let page = Page::get();
    let node = NodeRef::<Canvas>::new();
    let held: Held = StoredValue::new_local(None);
    let pen = RwSignal::new(None::<KeyPen>);
    repaint_on_change(node, page.repaint, move |frame| {
        page.pad.with(|pad| paint(frame, pad.content()));
        if let Some(pen) = pen.get() {
            paint_pen(frame, pen);
        }
    });
    let down = move |event: PointerEvent| {
        pen.set(None);
        touch(page, node, held, &event);
    };
    let moved = move |event: PointerEvent| drag(page, node, held, &event);
    let up = move |event: PointerEvent| {
        held.update_value(|held| drop(held.take_if(|held| held.pointer == event.pointer_id())));
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        browser::dropped_file(&event).into_iter().for_each(|file| show_picture(page, file));
    };
    // Wherever the focus is: a picture means the pad.
    let pasting = window_event_listener(ev::paste, move |event| {
        let file = browser::first_file(&browser::property(&event, "clipboardData"));
        file.into_iter().for_each(|file| show_picture(page, file));
    });
    on_cleanup(move || pasting.remove());
    view! {
        <div class="surface" on:dragover=move |event| event.prevent_default() on:drop=dropped>
            <canvas node_ref=node class="pad" data-testid="pad" tabindex="0" role="application"
                aria-label=move || page.texts().pad.label
                on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up
                on:lostpointercapture=up on:keydown=move |event| key(page, pen, &event) on:blur=move |_| pen.set(None)
                on:contextmenu=move |event| event.prevent_default()>
            </canvas>
            <Show when=move || page.pad.with(Pad::is_empty)>
                <p class="invitation" data-testid="invitation">{move || page.texts().pad.invitation}</p>
            </Show>
        </div>
    }
}

fn touch(page: Page, node: NodeRef<Canvas>, held: Held, event: &PointerEvent) {
    let Some(canvas) = node.get_untracked() else { return };
    // Other buttons and further fingers do not draw.
    if !event.is_primary() || event.button() != 0 {
        return;
    }
    event.prevent_default();
    let _ = canvas.focus();
    // Without capture a stroke merely ends at the pad's edge.
    let _ = canvas.set_pointer_capture(event.pointer_id());
    let bounds = canvas.get_bounding_client_rect();
    if let Some(point) = point_of(event, &bounds) {
        held.set_value(Some(HeldPointer { pointer: event.pointer_id(), bounds, asked: event.time_stamp() }));
        page.pad.update(|pad| pad.begin(point));
    }
}

fn drag(page: Page, node: NodeRef<Canvas>, held: Held, event: &PointerEvent) {
    let Some(canvas) = node.get_untracked() else { return };
    let bounds = held.try_update_value(|held| {
        let held = held.as_mut().filter(|held| held.pointer == event.pointer_id())?;
        if event.time_stamp() - held.asked > STAYS {
            (held.bounds, held.asked) = (canvas.get_bounding_client_rect(), event.time_stamp());
        }
        Some(held.bounds.clone())
    });
    let Some(bounds) = bounds.flatten() else { return };
    let points: Vec<_> = coalesced(event).iter().filter_map(|one| point_of(one, &bounds)).collect();
    page.pad.update(|pad| points.into_iter().for_each(|point| pad.extend(point)));
}

/// Where a pointer event happened, in units of the canvas; beside it, the nearest point of its edge.
fn point_of(event: &PointerEvent, bounds: &DomRect) -> Option<Point> {
    let x = (f64::from(event.client_x()) - bounds.left()) / bounds.width();
    let y = (f64::from(event.client_y()) - bounds.top()) / bounds.height();
    Point::new(x as f32, y as f32)
}

/// The events that the browser coalesced into this one, or this one where it does not list them.
fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    // Absent in older Safari and on pages without HTTPS, so it cannot be called through its binding.
    let method = browser::property(event, "getCoalescedEvents").dyn_into::<js_sys::Function>().ok();
    let list = method.and_then(|method| method.call0(event).ok());
    let list = list.and_then(|list| list.dyn_into::<js_sys::Array>().ok());
    let events: Vec<PointerEvent> =
        list.iter().flat_map(js_sys::Array::iter).filter_map(|event| event.dyn_into().ok()).collect();
    if events.is_empty() { vec![event.clone()] } else { events }
}

fn key(page: Page, pen: RwSignal<Option<KeyPen>>, event: &KeyboardEvent) {
    let (control, name) = (event.ctrl_key() || event.meta_key(), event.key());
    let is = |letter: &str| control && name.eq_ignore_ascii_case(letter);
    let step: Option<fn(&mut Pad)> = match () {
        () if is("y") || (is("z") && event.shift_key()) => Some(Pad::redo),
        () if is("z") || name == "Backspace" => Some(Pad::undo),
        () => None,
    };
    let meant = match step {
        Some(step) => {
            pen.update(|pen| pen.iter_mut().for_each(|pen| pen.down = false));
            page.pad.update(step);
            true
        }
        None => !control && press(page, pen, &name),
    };
    if meant {
        event.prevent_default();
    }
}

/// Gives a key to the pen of the keyboard, which appears with the first one.
fn press(page: Page, pen: RwSignal<Option<KeyPen>>, name: &str) -> bool {
    let mut moved = pen.get_untracked().unwrap_or_default();
    let mut meant = false;
    page.pad.maybe_update(|pad| {
        let before = pad.clone();
        meant = moved.press(name, pad);
        *pad != before
    });
    if meant {
        pen.set(Some(moved));
    }
    meant
}

fn paint(frame: &CanvasFrame, content: &Content) {
    match content {
        Content::Drawn(drawing) => paint_strokes(frame, drawing),
        Content::TestImage { bitmap, .. } | Content::Picture(bitmap) => paint_bitmap(frame, bitmap),
    }
}

fn paint_strokes(frame: &CanvasFrame, drawing: &Drawing) {
    let CanvasFrame { context, width, height, .. } = frame;
    let [red, green, blue] = frame.ink;
    context.set_stroke_style_str(&format!("rgb({red},{green},{blue})"));
    context.set_line_width(Drawing::PEN_ON_PAD * width);
    context.set_line_cap("round");
    context.set_line_join("round");
    for stroke in &drawing.strokes {
        context.begin_path();
        let mut points =
            stroke.points.iter().map(|point| (f64::from(point.x()) * width, f64::from(point.y()) * height));
        if let Some((x, y)) = points.next() {
            context.move_to(x, y);
            // A single point is a dot: a line to itself draws the round cap.
            context.line_to(x, y);
        }
        points.for_each(|(x, y)| context.line_to(x, y));
        context.stroke();
    }
}

/// A ring where the pen of the keyboard is, full while it draws.
fn paint_pen(frame: &CanvasFrame, pen: KeyPen) {
    let CanvasFrame { context, width, height, .. } = frame;
    let (x, y) = (f64::from(pen.at.0) * width, f64::from(pen.at.1) * height);
    let radius = Drawing::PEN_ON_PAD * width / 2.0;
    let color = KEY_PEN.css();
    context.set_stroke_style_str(&color);
    context.set_fill_style_str(&color);
    context.set_line_width(2.0 * frame.ratio);
    context.begin_path();
    let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
    if pen.down { context.fill() } else { context.stroke() }
}

fn paint_bitmap(frame: &CanvasFrame, bitmap: &Bitmap) {
    let [red, green, blue] = frame.ink;
    let edge = |index: usize, size: f64| (index as f64 * size / Bitmap::SIDE as f64).round();
    for (index, &ink) in bitmap.pixels().iter().enumerate().filter(|(_, ink)| **ink > 0) {
        let (row, column) = (index / Bitmap::SIDE, index % Bitmap::SIDE);
        let (left, top) = (edge(column, frame.width), edge(row, frame.height));
        let (right, bottom) = (edge(column + 1, frame.width), edge(row + 1, frame.height));
        let alpha = f64::from(ink) / 255.0;
        frame.context.set_fill_style_str(&format!("rgba({red},{green},{blue},{alpha:.3})"));
        frame.context.fill_rect(left, top, right - left, bottom - top);
    }
}
