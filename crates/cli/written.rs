//! How accounts, jobs and times are written on the command line.

use jiff::Timestamp;

/// A time, in UTC.
pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| "a time is written as 2025-01-01T00:00:00Z".into())
}

/// The id of a job.
pub(crate) fn job_id(text: &str) -> Result<String, String> {
    let fits = text.len() == 32 && text.bytes().all(is_hex);
    if fits {
        Ok(text.into())
    } else {
        Err("the id of a job is 32 digits of 0 to 9 and a to f".into())
    }
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// The id of an account.
pub(crate) fn account_id(text: &str) -> Result<String, String> {
    let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits {
        Ok(text.into())
    } else {
        Err("the id of an account is 12 digits".into())
    }
}
