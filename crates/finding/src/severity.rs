//! How severe a detection is, and how that is said.

use crate::detection::{Detection, Severity};

impl Severity {
    /// All levels, lowest first.
    pub const ALL: [Severity; 3] = [Severity::Low, Severity::Medium, Severity::High];

    /// As findings spell it: `Low`, `Medium`, `High`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Low => "Low",
            Severity::Medium => "Medium",
            Severity::High => "High",
        }
    }

    /// As findings score it: 1, 2, 3.
    pub fn score(self) -> u8 {
        match self {
            Severity::Low => 1,
            Severity::Medium => 2,
            Severity::High => 3,
        }
    }
}

impl Detection {
    /// The severity of this detection on its own count; `None` where there
    /// are too few occurrences for it to be reported at all.
    pub fn severity(&self) -> Option<Severity> {
        self.identifier.severity_of(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_scores_rise_with_the_level() {
        let said: Vec<_> = Severity::ALL
            .map(|level| (level.score(), level.name()))
            .into();
        assert_eq!(said, [(1, "Low"), (2, "Medium"), (3, "High")]);
        assert!(Severity::ALL.is_sorted());
    }
}
