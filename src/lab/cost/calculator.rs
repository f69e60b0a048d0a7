//! "Which would I choose?": what each wiring takes for as many questions as the reader sets.

use leptos::prelude::*;

use super::estimate::{Estimate, EstimatedTime, RunCost};
use super::i18n::{ChosenWiring, CostTexts, texts};
use crate::lab::small_table::{SmallRow, SmallTable, cell};
use crate::lab::state::Lab;
use crate::measure::{MeasuredTimes, Schedule};
use crate::study::{ManyQuestions, Structure};
use crate::web::format;
use crate::web::structure_name::StructureName;

/// The calculator.
#[component]
pub(super) fn Calculator(measured: Memo<Option<MeasuredTimes>>) -> impl IntoView {
    let lab = Lab::get();
    let questions = RwSignal::new(ManyQuestions::FEWEST);
    let chosen = RwSignal::new(Structure::Three);
    let all = Memo::new(move |_| {
        let backbone = lab.bench.with(|bench| bench.backbone());
        let published = lab.published.get();
        measured
            .with(|measured| Estimate::all(questions.get(), backbone, published.here(), measured.as_ref()))
    });
    let inside = move || {
        let words = texts(lab.language.get());
        let backbone = lab.bench.with(|bench| bench.backbone()).name();
        let basis = measured.with(|measured| (words.basis)(measured.as_ref()));
        let answer = move || all.with(|all| answer(words, all, chosen.get()));
        view! {
            <h3>{format!("{} ({backbone})", words.calculator)}</h3>
            <p class="note">{words.introduction}</p>
            {slider(words, questions)}
            {choice(words, chosen)}
            <div class="answer" aria-live="polite">{answer}</div>
            <p class="note" data-testid="calculator-basis">{basis}</p>
            <p class="note" data-testid="calculator-accuracy">{words.accuracy}</p>
        }
        .into_any()
    };
    view! { <section class="panel calculator" data-testid="calculator">{inside}</section> }
}

/// How many questions there are.
fn slider(words: &'static CostTexts, questions: RwSignal<usize>) -> AnyView {
    let set = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            questions.set(number.clamp(ManyQuestions::FEWEST, ManyQuestions::MOST));
        }
    };
    view! {
        <label class="questions">
            <span>{words.questions}</span>
            <input type="range" min=ManyQuestions::FEWEST.to_string() max=ManyQuestions::MOST.to_string()
                data-testid="calculator-questions" prop:value=move || questions.get().to_string() on:input=set />
            <output>{move || questions.get().to_string()}</output>
        </label>
    }
    .into_any()
}

/// What is shared.
fn choice(words: &'static CostTexts, chosen: RwSignal<Structure>) -> AnyView {
    let button = |structure: Structure| {
        view! {
            <button type="button" data-testid=format!("calculator-{}", structure.id())
                aria-pressed=move || (chosen.get() == structure).to_string()
                on:click=move |_| chosen.set(structure)>
                {(words.sharing)(structure)}
            </button>
        }
        .into_any()
    };
    let buttons: Vec<AnyView> = Structure::ALL.into_iter().map(button).collect();
    view! {
        <div class="switch" role="group" aria-label=words.shared>
            <span class="switch-label">{words.shared}</span>
            {buttons}
        </div>
    }
    .into_any()
}

/// What the chosen one takes, and all of them.
fn answer(words: &'static CostTexts, all: &[Estimate; 5], chosen: Structure) -> AnyView {
    view! {
        <p data-testid="calculator-chosen">{chosen_sentence(words, all, chosen)}</p>
        {table(words, all, chosen)}
        <p>{saved_sentence(words, all)}</p>
    }
    .into_any()
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
        let [in_turn, side_by_side] = one.costs.map(|cost| time(cost.time));
        let cells = [
            (texts.sharing)(structure).to_owned(),
            one.plan.backbones().to_string(),
            one.plan.heads().to_string(),
            format!("{:.2}", one.parameters as f64 / 1e6),
            download,
            memory(one.costs),
            in_turn,
            side_by_side,
        ];
        SmallRow {
            class: (structure == chosen).then_some("chosen"),
            structure: Some(structure.id()),
            heading: view! { <StructureName structure /> }.into_any(),
            cells: cells.into_iter().map(|text| cell(text.into_any())).collect(),
        }
    };
    let names = [texts.structure, texts.column_shared, texts.backbones, texts.heads];
    let sizes = [texts.parameters, texts.download, texts.memory];
    let times = Schedule::ALL.map(|schedule| format!("{}, {}", texts.time, (texts.schedule)(schedule)));
    SmallTable {
        class: "",
        testid: "calculator-table",
        caption: (texts.caption)(all[0].plan.questions),
        columns: names.into_iter().chain(sizes).map(str::to_owned).chain(times).collect(),
        rows: all.iter().map(row).collect(),
    }
    .view()
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
