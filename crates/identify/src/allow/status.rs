//! What Macie says of an allow list.

use std::io;

/// The status of an allow list: Macie's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It can be used.
    Ok,
    /// There is no such object.
    NotFound,
    /// Whoever reads may read nothing there.
    UserAccessDenied,
    /// Whoever reads may not read the object.
    ObjectAccessDenied,
    /// Too many requests.
    Throttled,
    /// It holds too many bytes or entries.
    Oversize,
    /// It holds no entry.
    Empty,
    /// Anything else.
    Unknown,
}

impl Status {
    /// The code, as the API writes it.
    pub fn code(self) -> &'static str {
        match self {
            Status::Ok => "OK",
            Status::NotFound => "S3_OBJECT_NOT_FOUND",
            Status::UserAccessDenied => "S3_USER_ACCESS_DENIED",
            Status::ObjectAccessDenied => "S3_OBJECT_ACCESS_DENIED",
            Status::Throttled => "S3_THROTTLED",
            Status::Oversize => "S3_OBJECT_OVERSIZE",
            Status::Empty => "S3_OBJECT_EMPTY",
            Status::Unknown => "UNKNOWN_ERROR",
        }
    }
}

impl From<&io::Error> for Status {
    fn from(error: &io::Error) -> Status {
        match error.kind() {
            io::ErrorKind::NotFound => Status::NotFound,
            io::ErrorKind::PermissionDenied => Status::ObjectAccessDenied,
            _ => Status::Unknown,
        }
    }
}
