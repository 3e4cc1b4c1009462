//! What can be wrong with identifiers and with what a user defines.

/// Why a detector could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No managed identifier has this id.
    #[error("no managed data identifier has the id `{id}`{}", did_you_mean(.nearest))]
    UnknownIdentifier {
        /// What was asked for.
        id: String,
        /// Ids that are spelt alike, the nearest first.
        nearest: Vec<String>,
    },
    /// An identifier file does not say what it should.
    #[error("identifier file {file}: {message}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        message: String,
    },
    /// A custom identifier's expression is refused.
    #[error("custom identifier `{name}`: regex, character {position}: {message}")]
    Regex {
        /// The custom identifier.
        name: String,
        /// Where, in characters from 1.
        position: usize,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// Another member of a custom identifier is out of bounds.
    #[error("custom identifier `{name}`: {message}")]
    Custom {
        /// The custom identifier.
        name: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// A file of custom identifiers does not parse.
    #[error("custom identifiers: {0}")]
    Document(String),
    /// Nothing to look for.
    #[error("no identifier is selected: add a custom one, or choose managed ones")]
    NothingSelected,
}

fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", nearest.join(" or "))
}
