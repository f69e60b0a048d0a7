//! A structure's wiring in small, which stands beside its number everywhere: an image's dot, backbones, heads, and what
//! each head reads. Geometry from the study's data; knows no structure by name.

use crate::study::Structure;

/// Size of the icon in CSS pixels.
pub(crate) const ICON: (f64, f64) = (26.0, 14.0);

/// Left edge, width and height of a backbone.
const BACKBONE: (f64, f64, f64) = (5.0, 9.0, 5.0);
/// Middle and radius of a head.
const HEAD: (f64, f64) = (23.0, 2.4);
/// Middle of the first of two rows.
const UPPER: f64 = 3.5;

/// The parts of the icon, from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Icon {
    /// Upper left and lower right corner of each backbone.
    pub(crate) backbones: Vec<[(f64, f64); 2]>,
    /// Middle of each head.
    pub(crate) heads: Vec<(f64, f64)>,
    /// Both ends of each line.
    pub(crate) wires: Vec<[(f64, f64); 2]>,
}

impl Icon {
    /// Radius of a head.
    pub(crate) const HEAD_RADIUS: f64 = HEAD.1;

    /// The icon of a structure.
    pub(crate) fn for_structure(structure: Structure) -> Self {
        let (left, width, height) = BACKBONE;
        let backbone_rows = rows(structure.backbones());
        let head_rows = rows(structure.heads().len());
        let into = backbone_rows.iter().map(|&y| [(0.0, ICON.1 / 2.0), (left, y)]);
        let across = structure.heads().iter().zip(&head_rows).flat_map(|(plan, &head)| {
            let read = plan.reads.iter().filter_map(|&slot| backbone_rows.get(slot));
            read.map(move |&backbone| [(left + width, backbone), (HEAD.0 - HEAD.1, head)])
        });
        let wires = into.chain(across).collect();
        let corners = |y: &f64| [(left, y - height / 2.0), (left + width, y + height / 2.0)];
        Self {
            backbones: backbone_rows.iter().map(corners).collect(),
            heads: head_rows.into_iter().map(|y| (HEAD.0, y)).collect(),
            wires,
        }
    }
}

/// Middles of one row or of two.
fn rows(count: usize) -> Vec<f64> {
    if count > 1 { vec![UPPER, ICON.1 - UPPER] } else { vec![ICON.1 / 2.0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_structure_has_an_icon_of_its_own_within_its_size() {
        let icons = Structure::ALL.map(Icon::for_structure);
        for (icon, structure) in icons.iter().zip(Structure::ALL) {
            let reads: usize = structure.heads().iter().map(|head| head.reads.len()).sum();
            assert_eq!(icon.backbones.len(), structure.backbones());
            assert_eq!(icon.heads.len(), structure.heads().len());
            assert_eq!(icon.wires.len(), structure.backbones() + reads);
            let points = icon.wires.iter().chain(&icon.backbones).flatten();
            assert!(
                points
                    .chain(&icon.heads)
                    .all(|(x, y)| (0.0..=ICON.0).contains(x) && (0.0..=ICON.1).contains(y))
            );
            assert_eq!(icons.iter().filter(|other| *other == icon).count(), 1, "{structure:?}");
        }
    }
}
