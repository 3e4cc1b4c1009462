//! Names of files as text.

use std::ffi::OsStr;
use std::fmt::Write as _;

/// A name, in which each byte that is no Unicode stands as `\xFF`: so that names that
/// differ are told apart.
pub(crate) fn text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}
