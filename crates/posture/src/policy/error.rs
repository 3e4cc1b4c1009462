//! Why a policy is none.

/// Why a document is no policy that S3 would have accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// It is no JSON.
    #[error("the policy is no JSON, from line {line}, column {column} on")]
    #[expect(missing_docs, reason = "the names say it")]
    Json { line: usize, column: usize },
    /// It is far longer than S3 takes.
    #[error("the policy has {bytes} bytes; S3 takes 20,480")]
    #[expect(missing_docs, reason = "the names say it")]
    TooLong { bytes: usize },
    /// Its version is none.
    #[error("Version is to be 2012-10-17 or 2008-10-17")]
    Version,
    /// It has no statement.
    #[error("the policy has no statement")]
    NoStatement,
    /// Something in it is not as the language of policies has it.
    #[error("{at}: {member}{}{what}", if member.is_empty() { "" } else { " " })]
    #[expect(missing_docs, reason = "the names say it")]
    Member {
        at: String,
        member: String,
        what: String,
    },
}
