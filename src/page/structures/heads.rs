//! A head's question, its probabilities as bars with numbers, and which backbone said how much of it.

use leptos::prelude::*;

use super::card::Card;
use crate::page::state::Page;
use crate::study::{HeadPlan, Structure, Wire};
use crate::web::format::probability;

/// All heads of a structure.
#[component]
pub(crate) fn Heads(
    /// The structure.
    structure: Structure,
    /// What its card shows.
    card: Memo<Card>,
) -> impl IntoView {
    let head = move |(index, plan): (usize, &HeadPlan)| head_view(structure, card, index, *plan);
    structure.heads().iter().enumerate().map(head).collect_view()
}

fn head_view(structure: Structure, card: Memo<Card>, head: usize, plan: HeadPlan) -> impl IntoView {
    let page = Page::get();
    let title = move || {
        view! {
            <abbr title=(page.texts().cards.head)(head + 1)>{format!("H{}", head + 1)}</abbr>
            " "
            {(page.texts().cards.question)(plan.grouping)}
        }
    };
    let class = move |class: usize| {
        let value = move || {
            card.with(|card| {
                card.shown().and_then(|answer| answer.probabilities.get(head)?.get(class).copied())
            })
        };
        let name = move || (page.texts().cards.class)(plan.grouping, class);
        let short = move || (page.texts().cards.class_short)(plan.grouping, class);
        let part = move || format!("{:.4}", value().unwrap_or(0.0));
        view! {
            <li title=name>
                <span class="class-name">{short}</span>
                <span class="bar" aria-hidden="true"><span style=("--part", part)></span></span>
                <span class="number">{move || value().map_or_else(|| "–".to_owned(), probability)}</span>
            </li>
        }
    };
    view! {
        <div class="head">
            <h4>{title}</h4>
            <ul class="classes">{(0..plan.grouping.classes()).map(class).collect_view()}</ul>
            {(plan.reads.len() > 1).then(|| view! { <WhoDecided structure card head plan /> })}
        </div>
    }
}

/// How much each backbone adds to the distance between the head's two largest logits.
#[component]
fn WhoDecided(structure: Structure, card: Memo<Card>, head: usize, plan: HeadPlan) -> impl IntoView {
    let page = Page::get();
    let added = Memo::new(move |_| {
        card.with(|card| card.inside().and_then(|inside| added_to_lead(inside.shares.get(head)?)))
    });
    move || {
        let added = added.get()?;
        let texts = &page.texts().cards;
        let all: f32 = added.iter().map(|value| value.abs()).sum();
        let opposed = added.iter().any(|&value| value < 0.0);
        let label = |position: usize| {
            let slot = plan.reads.get(position).copied().unwrap_or_default();
            let backbone = slot + 1;
            let wire = Wire { structure, backbone: slot, head };
            match added[position] {
                _ if page.cuts.with(|cuts| cuts.is_cut(wire)) => format!("B{backbone} {}", texts.who_cut),
                value if !opposed => format!("B{backbone} {:.0} %", value / all * 100.0),
                value if value < 0.0 => format!("B{backbone} {}", texts.who_against),
                _ => format!("B{backbone} {}", texts.who_for),
            }
        };
        Some(view! {
            <p class="who" title=texts.who_help>
                <span>{label(0)}</span>
                <span class="bar" aria-hidden="true"><span style=("--part", format!("{:.3}", added[0].abs() / all))></span></span>
                <span>{label(1)}</span>
            </p>
        })
    }
}

/// What each of two backbones adds to the distance between the two largest logits of a head; below 0 where it speaks for
/// the second. The bias, which no backbone says, is left out. `None` where neither says anything.
fn added_to_lead(shares: &[Vec<f32>]) -> Option<[f32; 2]> {
    let logit = |class: &Vec<f32>| class.iter().sum::<f32>();
    let mut order: Vec<&Vec<f32>> = shares.iter().collect();
    order.sort_by(|a, b| logit(b).total_cmp(&logit(a)));
    let [winner, second, ..] = order.as_slice() else { return None };
    let [a, b] = [0, 1].map(|backbone| Some(winner.get(backbone)? - second.get(backbone)?));
    let added = [a?, b?];
    let all = added[0].abs() + added[1].abs();
    (all > 0.0 && all.is_finite()).then_some(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_backbone_adds_is_the_distance_between_its_parts_of_the_two_largest() {
        // Class 2 leads with 9 before class 0 with 1: of 8 between them one is the bias', 6 the first backbone's.
        let shares = [vec![1.0, 0.0, 0.0], vec![-5.0, 0.0, 0.0], vec![7.0, 1.0, 1.0]];
        assert_eq!(added_to_lead(&shares), Some([6.0, 1.0]));
        let opposed = [vec![3.0, -1.0, 0.0], vec![0.0, 0.0, 0.0]];
        assert_eq!(added_to_lead(&opposed), Some([3.0, -1.0]), "one may speak against what is answered");
        assert_eq!(added_to_lead(&[vec![0.0, 0.0, 0.5], vec![0.0, 0.0, 0.0]]), None);
        assert_eq!(added_to_lead(&[vec![1.0, 1.0, 0.0]]), None, "a single class is no choice");
        assert_eq!(added_to_lead(&[vec![1.0, 0.0], vec![0.0, 0.0]]), Some([1.0, 0.0]));
    }
}
