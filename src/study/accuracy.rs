//! The study's two accuracy rules, counted over labelled images.

use super::{DecisionError, Digit, Structure, Verdict, decision};

/// How accuracy is defined: by a rule of each of the study's two experiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Experiment 1: the mean of the heads' accuracies.
    HeadMean,
    /// Experiment 2: an image is correct only when every head is.
    AllHeads,
}

impl Rule {
    /// In the order of the experiments.
    pub const ALL: [Self; 2] = [Self::HeadMean, Self::AllHeads];

    /// The number of the experiment: 1 or 2.
    #[must_use]
    pub(crate) const fn experiment(self) -> u32 {
        match self {
            Self::HeadMean => 1,
            Self::AllHeads => 2,
        }
    }
}

/// Running counts of one network over labelled images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    structure: Structure,
    images: usize,
    head_correct: Vec<usize>,
    all_correct: usize,
    /// `confusion[digit][column]`; columns are verdicts 0, 1, 2 and contradiction.
    confusion: [[usize; 4]; 3],
}

impl Tally {
    /// An empty tally for one structure.
    #[must_use]
    pub fn new(structure: Structure) -> Self {
        let head_correct = vec![0; structure.heads().len()];
        Self { structure, images: 0, head_correct, all_correct: 0, confusion: [[0; 4]; 3] }
    }

    /// Counts one image: its heads' logits or probabilities against its label. Returns the verdict.
    ///
    /// # Errors
    /// Returns a [`DecisionError`] when the outputs are not of this structure's form; nothing is counted then.
    pub fn add(&mut self, logits: &[Vec<f32>], label: Digit) -> Result<Verdict, DecisionError> {
        let classes = decision::classes(self.structure, logits)?;
        let verdict = decision::verdict_of(self.structure, &classes);
        let plans = self.structure.heads();
        let is_correct = |head: usize| plans[head].grouping.class_of(label) == classes[head];
        for head in 0..plans.len() {
            self.head_correct[head] += usize::from(is_correct(head));
        }
        self.all_correct += usize::from((0..plans.len()).all(is_correct));
        let column = match verdict {
            Verdict::Digit(digit) => usize::from(digit.value()),
            Verdict::Contradiction => 3,
        };
        self.confusion[usize::from(label.value())][column] += 1;
        self.images += 1;
        Ok(verdict)
    }

    /// The structure whose answers are counted.
    #[must_use]
    pub(crate) const fn structure(&self) -> Structure {
        self.structure
    }

    /// Number of images counted.
    #[must_use]
    pub const fn images(&self) -> usize {
        self.images
    }

    /// Accuracy by a rule, as a fraction; 0 before any image.
    #[must_use]
    pub fn accuracy(&self, rule: Rule) -> f64 {
        match rule {
            Rule::HeadMean => {
                let heads = self.head_accuracy();
                heads.iter().sum::<f64>() / heads.len() as f64
            }
            Rule::AllHeads => self.fraction(self.all_correct),
        }
    }

    /// Accuracy of each head on its own question, as fractions.
    #[must_use]
    pub(crate) fn head_accuracy(&self) -> Vec<f64> {
        self.head_correct.iter().map(|&correct| self.fraction(correct)).collect()
    }

    /// Images on which the heads contradicted each other.
    #[must_use]
    pub fn contradictions(&self) -> usize {
        self.confusion.iter().map(|row| row[3]).sum()
    }

    /// `confusion[digit][column]`; columns are verdicts 0, 1, 2 and contradiction.
    #[must_use]
    pub(crate) const fn confusion(&self) -> &[[usize; 4]; 3] {
        &self.confusion
    }

    fn fraction(&self, count: usize) -> f64 {
        if self.images == 0 { 0.0 } else { count as f64 / self.images as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(first: usize, second: usize) -> Vec<Vec<f32>> {
        [first, second].map(|class| vec![1.0 - class as f32, class as f32]).to_vec()
    }

    #[test]
    fn the_two_rules_differ_where_one_head_is_wrong() {
        let mut tally = Tally::new(Structure::Three);
        tally.add(&binary(0, 0), Digit::Zero).unwrap(); // both right
        tally.add(&binary(1, 1), Digit::One).unwrap(); // head 1 wrong: a contradiction
        tally.add(&binary(0, 1), Digit::Two).unwrap(); // both wrong
        tally.add(&binary(1, 0), Digit::Two).unwrap(); // both right
        assert_eq!(tally.head_accuracy(), [0.5, 0.75]);
        assert_eq!(tally.accuracy(Rule::HeadMean), 0.625);
        assert_eq!(tally.accuracy(Rule::AllHeads), 0.5);
        assert_eq!(tally.contradictions(), 1);
        assert_eq!(tally.confusion(), &[[1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0]]);
    }

    #[test]
    fn the_rules_agree_for_one_head() {
        let mut tally = Tally::new(Structure::One);
        tally.add(&[vec![0.0, 1.0, 0.0]], Digit::One).unwrap();
        tally.add(&[vec![0.0, 1.0, 0.0]], Digit::Two).unwrap();
        assert_eq!(tally.accuracy(Rule::HeadMean), 0.5);
        assert_eq!(tally.accuracy(Rule::AllHeads), 0.5);
    }

    #[test]
    fn outputs_of_another_structure_are_not_counted() {
        let mut tally = Tally::new(Structure::One);
        assert!(tally.add(&binary(0, 0), Digit::Zero).is_err());
        assert_eq!(tally.images(), 0);
    }
}
