//! The decision plane of a structure: where its answer lies among its verdicts, with the way it came, over the density of
//! the test images.

use leptos::prelude::*;

use super::card::{Card, CardAnswer};
use crate::page::state::{Content, Page};
use crate::study::{Density, Digit, NetworkId, Structure, Verdict, log_probabilities, plane};

/// Points of the trail that are kept.
const TRAIL: usize = 40;

/// A region of the plane: what its answers say, its corners, and where its name stands; y points down.
struct Region {
    verdict: Verdict,
    corners: &'static str,
    name_at: (f32, f32),
}

/// Quadrants: right is head 1's yes, up is head 2's.
const OF_TWO_HEADS: [Region; 4] = [
    Region { verdict: Verdict::Digit(Digit::Zero), corners: "-1,0 0,0 0,1 -1,1", name_at: (-0.86, 0.86) },
    Region { verdict: Verdict::Digit(Digit::One), corners: "-1,-1 0,-1 0,0 -1,0", name_at: (-0.86, -0.86) },
    Region { verdict: Verdict::Digit(Digit::Two), corners: "0,0 1,0 1,1 0,1", name_at: (0.86, 0.86) },
    Region { verdict: Verdict::Contradiction, corners: "0,-1 1,-1 1,0 0,0", name_at: (0.78, -0.86) },
];

/// Sectors of 120 degrees around the directions of [`plane::point`].
const OF_ONE_HEAD: [Region; 3] = [
    Region {
        verdict: Verdict::Digit(Digit::Zero),
        corners: "0,0 -1,-0.577 -1,1 0,1",
        name_at: (-0.86, 0.86),
    },
    Region {
        verdict: Verdict::Digit(Digit::One),
        corners: "0,0 -1,-0.577 -1,-1 1,-1 1,-0.577",
        name_at: (0.0, -0.86),
    },
    Region { verdict: Verdict::Digit(Digit::Two), corners: "0,0 1,-0.577 1,1 0,1", name_at: (0.86, 0.86) },
];

/// The plane.
#[component]
pub(super) fn DecisionPlane(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let trail = trail(structure, card);
    let density = Memo::new(move |_| {
        let backbone = page.client.model().with(|model| model.backbone());
        let network = NetworkId { backbone, structure };
        page.test_records
            .with(|all| all.get(&network).map(|record| record.density.clone()).unwrap_or_default())
    });
    let regions: &[Region] = if structure.heads().len() > 1 { &OF_TWO_HEADS } else { &OF_ONE_HEAD };
    let at = Memo::new(move |_| trail.with(|trail| trail.last().copied()));
    view! {
        <figure class="plane" title=move || (page.texts().cards.plane)(structure)>
            <svg viewBox="-1.02 -1.02 2.04 2.04" role="img" aria-label=move || (page.texts().cards.plane)(structure)
                data-testid=format!("plane-{}", structure.id())
                data-point=move || at.get().map_or_else(String::new, |[x, y]| format!("{x:.3},{y:.3}"))>
                {regions.iter().map(region_view).collect_view()}
                {move || density.with(density_view)}
                {regions.iter().map(name_view).collect_view()}
                <polyline class="trail" points=move || trail.with(|trail| polyline(trail)) vector-effect="non-scaling-stroke" />
                {move || at.get().map(|[x, y]| view! { <circle class="here" cx=x cy=-y r="0.07" /> })}
            </svg>
        </figure>
    }
}

/// The points of the answers to one drawing, oldest first; only the last where what is on the pad was not drawn.
fn trail(structure: Structure, card: Memo<Card>) -> RwSignal<Vec<[f32; 2]>> {
    let page = Page::get();
    let trail = RwSignal::new(Vec::<[f32; 2]>::new());
    let point = Memo::new(move |_| {
        card.with(|card| match &card.answer {
            CardAnswer::Current(answer) => {
                Some(plane::point(structure, &log_probabilities(&answer.probabilities)))
            }
            CardAnswer::Stale(_) => None,
            CardAnswer::Nothing | CardAnswer::Waiting => Some(None),
        })
    });
    Effect::new(move |_| {
        let drawn = page.pad.with_untracked(|pad| matches!(pad.content(), Content::Drawn(_)));
        match point.get() {
            // An older answer stays until the new one comes.
            None => {}
            Some(None) => trail.set(Vec::new()),
            Some(Some(point)) => trail.update(|trail| {
                if !drawn {
                    trail.clear();
                }
                trail.push(point);
                let surplus = trail.len().saturating_sub(TRAIL);
                trail.drain(..surplus);
            }),
        }
    });
    trail
}

fn region_view(region: &Region) -> impl IntoView + use<> {
    let contradicts = region.verdict == Verdict::Contradiction;
    view! { <polygon class="region" class:contradicts=contradicts points=region.corners vector-effect="non-scaling-stroke" /> }
}

fn name_view(region: &Region) -> impl IntoView + use<> {
    let (x, y) = region.name_at;
    let name = match region.verdict {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "1+2".to_owned(),
    };
    view! { <text x=x y=y>{name}</text> }
}

/// A square for each cell with test images, the darker the more there are.
fn density_view(density: &Density) -> impl IntoView + use<> {
    let side = 2.0 / plane::SIDE as f32;
    let most = density.iter().map(|&(_, images)| images).max().unwrap_or(1);
    let square = |&(cell, images): &(u16, u32)| {
        let (row, column) = (usize::from(cell) / plane::SIDE, usize::from(cell) % plane::SIDE);
        let [x, y] = [column, row].map(|index| index as f32 * side - 1.0);
        let shade = 0.12 + 0.5 * (images as f32).ln_1p() / (most as f32).ln_1p();
        view! { <rect x=x y=y width=side height=side opacity=format!("{shade:.2}") /> }
    };
    view! { <g class="density">{density.iter().map(square).collect_view()}</g> }
}

fn polyline(trail: &[[f32; 2]]) -> String {
    trail.iter().map(|[x, y]| format!("{x:.3},{:.3}", -y)).collect::<Vec<_>>().join(" ")
}
