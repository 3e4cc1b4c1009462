//! What an operation refuses with.

use std::fmt;

/// An error as the API tells it: a kind of Macie's and a message. It never holds
/// a value of the request that could be sensitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which of Macie's errors.
    pub kind: Kind,
    /// What, where, and what to do next.
    pub message: String,
}

/// The errors that Macie's operations declare, and two of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request does not make sense.
    Validation,
    /// Macie is not enabled, or the request is not allowed.
    AccessDenied,
    /// There is no such thing.
    ResourceNotFound,
    /// Something stands against it.
    Conflict,
    /// There would be too many.
    ServiceQuotaExceeded,
    /// Too many requests.
    Throttling,
    /// The samples of a finding cannot be had.
    UnprocessableEntity,
    /// A defect of ours, or the store fails.
    InternalServer,
    /// No such operation.
    UnknownOperation,
    /// The signature is wrong.
    InvalidSignature,
    /// There is no signature where one is asked for.
    MissingAuthenticationToken,
    /// The body is too large.
    RequestEntityTooLarge,
}

impl Kind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Validation => "ValidationException",
            Self::AccessDenied => "AccessDeniedException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::Conflict => "ConflictException",
            Self::ServiceQuotaExceeded => "ServiceQuotaExceededException",
            Self::Throttling => "ThrottlingException",
            Self::UnprocessableEntity => "UnprocessableEntityException",
            Self::InternalServer => "InternalServerException",
            Self::UnknownOperation => "UnknownOperationException",
            Self::InvalidSignature => "InvalidSignatureException",
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::RequestEntityTooLarge => "RequestEntityTooLargeException",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Validation => 400,
            Self::ServiceQuotaExceeded => 402,
            Self::AccessDenied | Self::InvalidSignature | Self::MissingAuthenticationToken => 403,
            Self::ResourceNotFound | Self::UnknownOperation => 404,
            Self::Conflict => 409,
            Self::RequestEntityTooLarge => 413,
            Self::UnprocessableEntity => 422,
            Self::Throttling => 429,
            Self::InternalServer => 500,
        }
    }
}

impl Failure {
    /// An error of a kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// The request does not make sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Validation, message)
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::ResourceNotFound, message)
    }

    /// Something stands against it.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// A defect, or the store fails.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new(Kind::InternalServer, message.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.kind.name(), self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    #[test]
    fn statuses_are_those_of_the_model() {
        let kinds = [
            Kind::Validation,
            Kind::AccessDenied,
            Kind::ResourceNotFound,
            Kind::Conflict,
            Kind::ServiceQuotaExceeded,
            Kind::Throttling,
            Kind::UnprocessableEntity,
            Kind::InternalServer,
        ];
        let declared = &Model::get().errors;
        assert_eq!(declared.len(), kinds.len());
        for kind in kinds {
            let name = kind.name().trim_end_matches("Exception");
            assert_eq!(declared[name], kind.status(), "{name}");
        }
    }
}
