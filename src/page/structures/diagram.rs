//! A structure's wiring as a drawing: image, backbones, the joint, heads. Geometry from the study's data.
//!
//! Knows no structure by name: whatever `study` says is drawn.

use leptos::prelude::*;

use crate::page::state::Page;
use crate::study::Structure;
use crate::web::palette::hue;

/// Size of the drawing in its own units.
const WIDTH: f64 = 220.0;
const HEIGHT: f64 = 76.0;

/// A box of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DiagramBox {
    /// Left edge.
    pub(crate) left: f64,
    /// Top edge.
    pub(crate) top: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

/// A line from a box to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DiagramLine {
    /// Start.
    pub(crate) from: (f64, f64),
    /// End.
    pub(crate) to: (f64, f64),
}

/// The drawing of a structure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagram {
    /// The backbones.
    pub(crate) backbones: Vec<DiagramBox>,
    /// The heads.
    pub(crate) heads: Vec<DiagramBox>,
    /// The lines: from the image to each backbone, and from each backbone to the heads that read it.
    pub(crate) wires: Vec<DiagramLine>,
}

impl DiagramBox {
    const fn left_middle(self) -> (f64, f64) {
        (self.left, self.top + self.height / 2.0)
    }

    const fn right_middle(self) -> (f64, f64) {
        (self.left + self.width, self.top + self.height / 2.0)
    }
}

/// Draws a structure.
pub(crate) fn diagram(structure: Structure) -> Diagram {
    let image = (30.0, HEIGHT / 2.0);
    let backbones = column(structure.backbones(), 62.0, 68.0, 28.0);
    let heads = column(structure.heads().len(), 176.0, 38.0, 24.0);
    let into = backbones.iter().map(|backbone| DiagramLine { from: image, to: backbone.left_middle() });
    let across = structure.heads().iter().zip(&heads).flat_map(|(plan, head)| {
        let read = plan.reads.iter().filter_map(|&index| backbones.get(index));
        read.map(|backbone| DiagramLine { from: backbone.right_middle(), to: head.left_middle() })
    });
    let wires = into.chain(across).collect();
    Diagram { backbones, heads, wires }
}

/// One or two boxes, evenly above each other.
fn column(count: usize, left: f64, width: f64, height: f64) -> Vec<DiagramBox> {
    let middle = |index: usize| HEIGHT * (index as f64 + 0.5) / count as f64;
    (0..count).map(|index| DiagramBox { left, top: middle(index) - height / 2.0, width, height }).collect()
}

/// The drawing, with its meaning in words.
#[component]
pub(crate) fn DiagramView(
    /// The structure.
    structure: Structure,
) -> impl IntoView {
    let page = Page::get();
    let Diagram { backbones, heads, wires } = diagram(structure);
    let backbone = |(index, frame): (usize, DiagramBox)| boxed("backbone", frame, format!("B{}", index + 1));
    let head = |(index, frame): (usize, DiagramBox)| boxed("head", frame, format!("H{}", index + 1));
    let wire = |DiagramLine { from, to }: DiagramLine| {
        let bend = (from.0 + to.0) / 2.0;
        let path = format!("M{},{} C{bend},{} {bend},{} {},{}", from.0, from.1, from.1, to.1, to.0, to.1);
        view! { <path class="wire" d=path /> }
    };
    view! {
        <svg class="diagram" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img"
            style=("--hue", hue(structure).css())
            aria-label=move || (page.texts().cards.diagram)(structure)>
            {wires.into_iter().map(wire).collect_view()}
            <rect class="image" x="8" y="27" width="22" height="22" rx="3" />
            <circle class="ink" cx="19" cy="38" r="5" />
            {backbones.into_iter().enumerate().map(backbone).collect_view()}
            {heads.into_iter().enumerate().map(head).collect_view()}
        </svg>
    }
}

fn boxed(class: &'static str, frame: DiagramBox, text: String) -> impl IntoView {
    let (x, y) = (frame.left + frame.width / 2.0, frame.top + frame.height / 2.0);
    view! {
        <g class=class>
            <rect x=frame.left y=frame.top width=frame.width height=frame.height rx="5" />
            <text x=x y=y text-anchor="middle" dominant-baseline="central">{text}</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_read_is_a_wire_and_everything_is_inside() {
        for structure in Structure::ALL {
            let drawing = diagram(structure);
            let reads: usize = structure.heads().iter().map(|head| head.reads.len()).sum();
            assert_eq!(drawing.wires.len(), structure.backbones() + reads, "{structure:?}");
            for frame in drawing.backbones.iter().chain(&drawing.heads) {
                assert!(frame.left >= 0.0 && frame.left + frame.width <= WIDTH);
                assert!(frame.top >= 0.0 && frame.top + frame.height <= HEIGHT);
            }
        }
    }
}
