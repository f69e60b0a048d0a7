//! "Which would I choose?": what each wiring takes for as many questions as the reader sets.

use leptos::prelude::*;

use super::estimate::{Estimate, EstimatedTime, RunCost};
use super::i18n::{ChosenWiring, CostTexts, texts};
use crate::lab::state::Lab;
use crate::measure::{MeasuredTimes, Schedule};
use crate::study::{ManyQuestions, Structure};
use crate::web::format;
use crate::web::structure_name::StructureName;

/// The calculator.
#[component]
pub(super) fn Calculator(measured: Memo<Option<MeasuredTimes>>) -> impl IntoView {
    let lab = Lab::get();
    let words = move || texts(lab.language.get());
    let questions = RwSignal::new(ManyQuestions::FEWEST);
    let chosen = RwSignal::new(Structure::Three);
    let all = Memo::new(move |_| {
        let backbone = lab.bench.with(|bench| bench.backbone());
        let published = lab.published.get();
        measured
            .with(|measured| Estimate::all(questions.get(), backbone, published.here(), measured.as_ref()))
    });
    let set = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            questions.set(number.clamp(ManyQuestions::FEWEST, ManyQuestions::MOST));
        }
    };
    let choice = move |structure: Structure| {
        view! {
            <button type="button" data-testid=format!("calculator-{}", structure.id())
                aria-pressed=move || (chosen.get() == structure).to_string()
                on:click=move |_| chosen.set(structure)>
                {move || (words().sharing)(structure)}
            </button>
        }
    };
    let backbone = move || lab.bench.with(|bench| bench.backbone()).name();
    view! {
        <section class="panel calculator" data-testid="calculator">
            <h3>{move || words().calculator}" ("{backbone}")"</h3>
            <p class="note">{move || words().introduction}</p>
            <label class="questions">
                <span>{move || words().questions}</span>
                <input type="range" min=ManyQuestions::FEWEST max=ManyQuestions::MOST step="1"
                    data-testid="calculator-questions" prop:value=move || questions.get().to_string() on:input=set />
                <output>{move || questions.get()}</output>
            </label>
            <div class="switch" role="group" aria-label=move || words().shared>
                <span class="switch-label">{move || words().shared}</span>
                {Structure::ALL.map(choice)}
            </div>
            <p aria-live="polite" data-testid="calculator-chosen">
                {move || all.with(|all| chosen_sentence(words(), all, chosen.get()))}
            </p>
            <div class="scroll">{move || all.with(|all| table(words(), all, chosen.get()))}</div>
            <p>{move || all.with(|all| saved_sentence(words(), all))}</p>
            <p class="note" data-testid="calculator-basis">
                {move || measured.with(|measured| (words().basis)(measured.as_ref()))}
            </p>
            <p class="note" data-testid="calculator-accuracy">{move || words().accuracy}</p>
        </section>
    }
}

fn of_structure(all: &[Estimate; 5], structure: Structure) -> Option<&Estimate> {
    all.iter().find(|one| one.plan.structure == structure)
}

fn chosen_sentence(texts: &CostTexts, all: &[Estimate; 5], structure: Structure) -> Option<String> {
    let (chosen, baseline) = (of_structure(all, structure)?, of_structure(all, Structure::BASELINE)?);
    Some((texts.chosen)(&ChosenWiring { chosen, baseline }))
}

/// What a shared backbone and a shared head change beside separate networks.
fn saved_sentence(texts: &CostTexts, all: &[Estimate; 5]) -> Option<String> {
    let parameters = |structure| Some(of_structure(all, structure)?.parameters as f64);
    let separate = parameters(Structure::FourTwo)?;
    let [backbone, head] = [parameters(Structure::Three)?, parameters(Structure::One)?];
    Some((texts.saved)(all[0].plan.questions, backbone / separate - 1.0, head / separate - 1.0))
}

fn table(texts: &'static CostTexts, all: &[Estimate; 5], chosen: Structure) -> AnyView {
    let row = |one: &Estimate| {
        let structure = one.plan.structure;
        let download =
            one.download.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", bytes.megabytes()));
        view! {
            <tr data-structure=structure.id() class:chosen=structure == chosen>
                <th scope="row"><StructureName structure /></th>
                <td>{(texts.sharing)(structure)}</td>
                <td>{one.plan.backbones()}</td>
                <td>{one.plan.heads()}</td>
                <td>{format!("{:.2}", one.parameters as f64 / 1e6)}</td>
                <td>{download}</td>
                <td>{memory(one.costs)}</td>
                {one.costs.map(|cost| view! { <td>{time(cost.time)}</td> })}
            </tr>
        }
    };
    let column = |name: String| view! { <th scope="col">{name}</th> };
    let sizes = [texts.parameters, texts.download, texts.memory];
    let names = ["", texts.column_shared, texts.backbones, texts.heads].into_iter().chain(sizes);
    let times = Schedule::ALL.map(|schedule| format!("{}, {}", texts.time, (texts.schedule)(schedule)));
    let head = names.map(str::to_owned).chain(times).map(column).collect_view();
    view! {
        <table data-testid="calculator-table">
            <caption>{(texts.caption)(all[0].plan.questions)}</caption>
            <thead><tr>{head}</tr></thead>
            <tbody>{all.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// In megabytes, from the least to the most that a schedule takes.
fn memory(costs: [RunCost; 2]) -> String {
    let [least, most] = costs.map(|cost| format!("{:.1}", cost.memory.megabytes()));
    if least == most { least } else { format!("{least} – {most}") }
}

fn time(time: EstimatedTime) -> String {
    match time {
        EstimatedTime::Measured(time) => format::latency(time),
        EstimatedTime::Relative(least, most) if most - least < 0.005 => format::ratio(least),
        EstimatedTime::Relative(least, most) => format!("{} – {}", format::ratio(least), format::ratio(most)),
        EstimatedTime::Unknown => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Backbone;
    use crate::web::Language;

    #[test]
    fn what_is_said_of_the_chosen_is_what_stands_in_its_row() {
        for language in Language::ALL {
            let texts = texts(language);
            let all = Estimate::all(8, Backbone::ResNet18, None, None);
            let chosen = chosen_sentence(texts, &all, Structure::One).unwrap();
            let millions = format!("{:.2}", all[0].parameters as f64 / 1e6);
            assert!(chosen.contains(&millions) && chosen.contains("8.0"), "{chosen}");
            // Seven eighths of the backbones are gone, and all other weights are next to nothing.
            let saved = saved_sentence(texts, &all).unwrap();
            assert!(saved.contains("-87.5 %") && saved.contains("+0.1 %"), "{saved}");
        }
    }
}
