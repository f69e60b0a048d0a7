//! A structure carried on from two questions to more. Every further question comes with a further digit, so that as many
//! yes-or-no answers as there are questions tell one digit more apart, as two tell 0, 1 and 2.

use super::{Sharing, Structure};

/// A structure for this many questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ManyQuestions {
    pub(crate) structure: Structure,
    pub(crate) questions: usize,
}

impl ManyQuestions {
    /// The study's number of questions, and the fewest that can share.
    pub(crate) const FEWEST: usize = 2;
    /// Most: with nine of the ten digits.
    pub(crate) const MOST: usize = 8;

    /// The structure as the study has it.
    pub(crate) const fn studied(structure: Structure) -> Self {
        Self { structure, questions: Self::FEWEST }
    }

    /// The same structure as the study has it.
    pub(crate) const fn studied_alike(self) -> Self {
        Self::studied(self.structure)
    }

    /// One backbone, or one for each question.
    pub(crate) const fn backbones(self) -> usize {
        match self.structure.backbone_sharing() {
            Sharing::Shared => 1,
            Sharing::Split => self.questions,
        }
    }

    /// One head, or one for each question.
    pub(crate) const fn heads(self) -> usize {
        if self.structure.heads().len() == 1 { 1 } else { self.questions }
    }

    /// Outputs of a head: no and yes, or one for each digit.
    const fn classes(self) -> usize {
        if self.heads() == 1 { self.questions + 1 } else { 2 }
    }

    /// Backbones that a head reads.
    fn reads(self) -> usize {
        let joined = self.structure.heads().iter().any(|head| head.reads.len() > 1);
        if joined { self.backbones() } else { 1 }
    }

    /// Weights of all heads, and their multiply-adds for an image; `width` is that of a backbone's features.
    pub(crate) fn head_weights(self, width: usize) -> u64 {
        (self.heads() * self.classes() * self.reads() * width) as u64
    }

    /// Weights and biases of all heads.
    pub(crate) fn head_parameters(self, width: usize) -> u64 {
        self.head_weights(width) + (self.heads() * self.classes()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_two_questions_it_is_the_studys_structure() {
        for structure in Structure::ALL {
            let plan = ManyQuestions::studied(structure);
            let heads = structure.heads();
            assert_eq!(
                (plan.backbones(), plan.heads()),
                (structure.backbones(), heads.len()),
                "{structure:?}"
            );
            let weights: usize =
                heads.iter().map(|head| head.grouping.classes() * head.reads.len() * 512).sum();
            let biases: usize = heads.iter().map(|head| head.grouping.classes()).sum();
            assert_eq!(plan.head_weights(512), weights as u64, "{structure:?}");
            assert_eq!(plan.head_parameters(512), (weights + biases) as u64, "{structure:?}");
        }
    }

    #[test]
    fn what_is_split_grows_with_the_questions_and_what_is_shared_does_not() {
        let five = |structure| ManyQuestions { structure, questions: 5 };
        let counts = Structure::ALL.map(|structure| (five(structure).backbones(), five(structure).heads()));
        assert_eq!(counts, [(5, 1), (1, 1), (1, 5), (5, 5), (5, 5)]);
        // One head with six outputs; five heads with two; joined, each reads all five backbones.
        let weights = Structure::ALL.map(|structure| five(structure).head_weights(1));
        assert_eq!(weights, [30, 6, 10, 50, 10]);
    }
}
