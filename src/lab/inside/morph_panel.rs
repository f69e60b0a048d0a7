//! The morph: from what is on the pad to a test image, with what every structure says on the way.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::end_choice::EndChoice;
use super::strips::Strips;
use super::targets::Targets;
use crate::image::{Bitmap, Morph};
use crate::lab::ends::Ends;
use crate::lab::mind::COLUMNS;
use crate::lab::state::Lab;
use crate::protocol::OnPad;
use crate::study::NetworkId;
use crate::web::Fetched;
use crate::web::thumbnail::Thumbnail;

/// How long nothing changes on the pad before a morph begins at it: none begins at every point of a stroke.
const SETTLES: Duration = Duration::from_millis(300);

/// The morph.
#[component]
pub(super) fn MorphPanel(
    /// Whether the section is in view or about to be.
    near: RwSignal<bool>,
) -> impl IntoView {
    let lab = Lab::get();
    let pad = settled_pad(lab);
    let ends = Memo::new(move |before: Option<&Option<Ends>>| {
        if !near.get() {
            return before.cloned().flatten();
        }
        pad.with(|pad| lab.digits.with(|digits| digits.here().and_then(|set| Ends::new(set, pad))))
    });
    let choice = EndChoice { ends, chosen: RwSignal::new(None) };
    let frames = Memo::new(move |_| {
        let target = choice.target()?;
        let target = lab.digits.with(|digits| digits.here().and_then(|set| set.bitmap(target)))?;
        ends.with(|ends| ends.as_ref().map(|ends| frames(&ends.start, &target)))
    });
    let backbone = Memo::new(move |_| lab.bench.with(|bench| bench.backbone()));
    Effect::new(move |_| {
        let Some(frames) = frames.get() else { return };
        let networks = NetworkId::on_backbone(backbone.get());
        lab.inquiry.update(|inquiry| inquiry.begin(frames, networks));
        lab.ask();
    });
    // What waited for a run to end goes on.
    let busy = Memo::new(move |_| lab.bench.with(|bench| bench.is_busy()));
    Effect::new(move |_| {
        if !busy.get() {
            lab.ask();
        }
    });
    let note = move || match lab.digits.get() {
        Fetched::Failed(failure) => (lab.texts().inside.no_digits)(&lab.failure(&failure)),
        _ if busy.get() => lab.texts().inside.waits.to_owned(),
        _ if lab.cuts.with(|cuts| !cuts.is_empty()) => lab.texts().inside.cut.to_owned(),
        _ => String::new(),
    };
    view! {
        <div class="panel morph" data-testid="morph">
            <h3>{move || lab.texts().inside.morph}</h3>
            <p class="note">{move || lab.texts().inside.morph_note}</p>
            <div class="morph-ends">
                <Start ends />
                <Targets choice />
            </div>
            <p class="note" role="status">{note}</p>
            <Show when=move || frames.with(Option::is_some)>
                <Strips frames />
            </Show>
        </div>
    }
}

/// What the morph begins with.
#[component]
fn Start(ends: Memo<Option<Ends>>) -> impl IntoView {
    let lab = Lab::get();
    let bitmap = Signal::derive(move || ends.with(|ends| ends.as_ref().map(|ends| ends.start)));
    let origin = move || {
        let origin = ends.with(|ends| ends.as_ref().map(|ends| ends.origin));
        origin.map(|origin| (lab.texts().inside.origin)(origin))
    };
    view! {
        <figure class="morph-start">
            <Thumbnail bitmap />
            <figcaption class="note" data-testid="morph-origin">{move || lab.texts().inside.from} " " {origin}</figcaption>
        </figure>
    }
}

/// The steps of a morph, its ends among them.
fn frames(start: &Bitmap, target: &Bitmap) -> Arc<[Bitmap]> {
    let morph = Morph::new(start, target);
    (0..COLUMNS).map(|column| morph.at(column as f32 / (COLUMNS - 1) as f32)).collect()
}

/// What is on the pad, once it has settled.
fn settled_pad(lab: Lab) -> RwSignal<OnPad> {
    let settled = RwSignal::new(OnPad::default());
    let changes = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let pad = lab.on_pad();
        let change = changes.get_value() + 1;
        changes.set_value(change);
        let settle = move || {
            if changes.get_value() == change {
                settled.set(pad);
            }
        };
        set_timeout(settle, SETTLES);
    });
    settled
}
