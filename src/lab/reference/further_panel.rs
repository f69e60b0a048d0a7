//! The study's further experiments, fetched, as charts. Refuses numbers of its own: `further` has them.

use leptos::prelude::*;

use super::further::{DIGITS_CUT, Further, TRAIN_SIZE_CUT};
use crate::chart::{ScatterChart, ScatterChartView};
use crate::lab::i18n::Texts;
use crate::lab::state::Lab;
use crate::protocol::Failure;
use crate::study::Backbone;
use crate::web::browser;

/// The section.
#[component]
pub fn FurtherPanel() -> impl IntoView {
    let lab = Lab::get();
    let further = RwSignal::new(None::<Further>);
    leptos::task::spawn_local(async move {
        let fetched = Further::fetch(text_of).await;
        let _ = further.try_set(Some(fetched));
    });
    let message = move || {
        further.with(|further| match further {
            None => lab.texts().charts.further_loading.to_owned(),
            Some(further) => further.failure().map_or_else(String::new, |failure| {
                (lab.texts().charts.further_failed)(&lab.failure(failure))
            }),
        })
    };
    let here = move || further.with(Option::is_some);
    view! {
        <section class="reference" id="further" aria-labelledby="further-heading">
            <h2 id="further-heading">{move || lab.texts().charts.further}</h2>
            <p>{move || lab.texts().charts.further_introduction}</p>
            <p class="note" aria-live="polite">{message}</p>
            <Show when=here>
                <div class="charts">
                    {chart(lab, further, "digits", Further::other_digits, |texts| {
                        (texts.charts.digits, (texts.charts.digits_note)(DIGITS_CUT))
                    })}
                    {chart(lab, further, "train-size", Further::by_train_size, |texts| {
                        (texts.charts.train_size, (texts.charts.train_size_note)(TRAIN_SIZE_CUT))
                    })}
                    {chart(lab, further, "learning-rate", Further::by_learning_rate, |texts| {
                        (texts.charts.learning_rate, texts.charts.learning_rate_note.to_owned())
                    })}
                </div>
            </Show>
        </section>
    }
}

/// A chart of the backbone that is chosen.
fn chart(
    lab: Lab,
    further: RwSignal<Option<Further>>,
    name: &'static str,
    plane: fn(&Further, Backbone, &Texts) -> ScatterChart,
    words: fn(&Texts) -> (&'static str, String),
) -> AnyView {
    let backbone = Memo::new(move |_| lab.bench.with(|bench| bench.backbone()));
    let plane = Memo::new(move |_| {
        further.with(|further| {
            let empty = || plane(&Further::default(), backbone.get(), lab.texts());
            further.as_ref().map_or_else(empty, |further| plane(further, backbone.get(), lab.texts()))
        })
    });
    let heading = move || format!("{}, {}", words(lab.texts()).0, backbone.get().name());
    view! {
        <ScatterChartView chart=plane name=format!("study-{name}") heading=Signal::derive(heading)
            note=Signal::derive(move || words(lab.texts()).1) />
    }
    .into_any()
}

async fn text_of(file: String) -> Result<String, Failure> {
    let bytes = browser::fetch(&file).await?;
    String::from_utf8(bytes).map_err(|error| Failure::FileInvalid { file, detail: error.to_string() })
}
