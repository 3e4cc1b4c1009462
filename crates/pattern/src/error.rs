//! What can be wrong with a pattern.

/// Why a set of patterns could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The expression does not parse.
    #[error("{message} (at character {position})")]
    Syntax {
        /// What is wrong, in the words of the parser.
        message: String,
        /// Where, in characters from 1.
        position: usize,
    },
    /// The expression matches the empty string, so it would match everywhere.
    #[error("the expression matches the empty string: demand at least one character")]
    MatchesEmpty,
    /// The expression anchors or looks around where only plain matching works.
    #[error(
        "the expression holds an anchor or a word boundary: leave it out, whole words are matched anyway"
    )]
    LooksAround,
    /// The automaton grows beyond its limit.
    #[error("the expression is too large: {0}; shorten its counted repetitions")]
    TooLarge(String),
    /// An empty keyword, or one without a letter or digit.
    #[error("keyword {0} of the list holds no letter or digit")]
    EmptyKeyword(usize),
}
