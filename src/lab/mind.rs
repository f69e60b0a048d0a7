//! Where on a morph each structure changes its mind, and where it contradicts itself: stretches of one verdict, and what
//! they amount to. The words are in `i18n`.

use crate::study::{Structure, Verdict};

/// Steps of a morph, both ends among them: a column each.
pub(crate) const COLUMNS: usize = 64;

/// Columns on which a structure says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) verdict: Verdict,
    /// The first and the last column.
    pub(crate) columns: (usize, usize),
}

/// What one structure says along a morph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MindPath {
    pub(crate) structure: Structure,
    pub(crate) stretches: Vec<Stretch>,
}

/// What the structures that answered do along a morph.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct MorphFinding {
    /// Where each leaves what it says of the start, by place: a column and its structures.
    pub(crate) changes: Vec<(usize, Vec<Structure>)>,
    /// Those that say the same all along.
    pub(crate) steadfast: Vec<Structure>,
    /// Where each contradicts itself: the columns of each such stretch.
    pub(crate) contradictions: Vec<(Structure, Vec<(usize, usize)>)>,
}

/// How far along a column is, in percent.
pub(crate) fn percent_of(column: usize) -> usize {
    (column * 100 + (COLUMNS - 1) / 2) / (COLUMNS - 1)
}

/// The stretches of verdicts in a row.
pub(crate) fn stretches(verdicts: impl Iterator<Item = Verdict>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (column, verdict) in verdicts.enumerate() {
        match found.last_mut() {
            Some(last) if last.verdict == verdict => last.columns.1 = column,
            _ => found.push(Stretch { verdict, columns: (column, column) }),
        }
    }
    found
}

/// What the paths amount to.
pub(crate) fn morph_finding(paths: &[MindPath]) -> MorphFinding {
    let mut finding = MorphFinding::default();
    for MindPath { structure, stretches } in paths {
        match stretches.get(1).map(|second| second.columns.0) {
            None => finding.steadfast.push(*structure),
            Some(column) => match finding.changes.iter_mut().find(|(at, _)| *at == column) {
                Some((_, structures)) => structures.push(*structure),
                None => finding.changes.push((column, vec![*structure])),
            },
        }
        let contradicts = stretches.iter().filter(|stretch| stretch.verdict == Verdict::Contradiction);
        let columns: Vec<_> = contradicts.map(|stretch| stretch.columns).collect();
        if !columns.is_empty() {
            finding.contradictions.push((*structure, columns));
        }
    }
    finding.changes.sort_by_key(|(column, _)| *column);
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Digit;

    const ZERO: Verdict = Verdict::Digit(Digit::Zero);
    const ONE: Verdict = Verdict::Digit(Digit::One);
    const BOTH: Verdict = Verdict::Contradiction;

    fn path(structure: Structure, verdicts: &[(Verdict, usize)]) -> MindPath {
        let all = verdicts.iter().flat_map(|&(verdict, count)| std::iter::repeat_n(verdict, count));
        MindPath { structure, stretches: stretches(all) }
    }

    #[test]
    fn stretches_are_joined_and_cover_every_column() {
        let found = path(Structure::Three, &[(ZERO, 20), (BOTH, 1), (ZERO, 2), (ONE, 41)]).stretches;
        let columns: Vec<_> = found.iter().map(|stretch| stretch.columns).collect();
        assert_eq!(columns, [(0, 19), (20, 20), (21, 22), (23, 63)]);
        assert_eq!(found[1].verdict, BOTH);
        assert!(stretches(std::iter::empty()).is_empty());
    }

    #[test]
    fn who_changes_where_and_who_contradicts_itself_is_found() {
        let finding = morph_finding(&[
            path(Structure::One, &[(ZERO, 30), (ONE, 34)]),
            path(Structure::Two, &[(ZERO, 64)]),
            path(Structure::Three, &[(ZERO, 25), (BOTH, 5), (ONE, 34)]),
            path(Structure::FourOne, &[(ZERO, 30), (ONE, 34)]),
            path(Structure::FourTwo, &[(BOTH, 2), (ONE, 60), (BOTH, 2)]),
        ]);
        let [four_two, three, both] = &finding.changes[..] else { panic!("{finding:?}") };
        assert_eq!(*four_two, (2, vec![Structure::FourTwo]));
        assert_eq!(*three, (25, vec![Structure::Three]));
        assert_eq!(*both, (30, vec![Structure::One, Structure::FourOne]));
        assert_eq!(finding.steadfast, [Structure::Two]);
        let expected = [(Structure::Three, vec![(25, 29)]), (Structure::FourTwo, vec![(0, 1), (62, 63)])];
        assert_eq!(finding.contradictions, expected);
    }

    #[test]
    fn the_ends_are_at_0_and_at_100_percent() {
        assert_eq!([0, 31, 32, COLUMNS - 1].map(percent_of), [0, 49, 51, 100]);
    }
}
