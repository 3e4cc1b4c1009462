//! Paths as references of URIs.

use std::fmt::Write as _;

/// A path as a relative reference, or as a `file` URI if it begins with `/`.
pub(crate) fn of_path(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", encoded(path))
}

/// Everything but `/` and what may stand in any URI is percent-encoded.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded() {
        for (path, expected) in [
            ("a/b.csv", "a/b.csv"),
            ("/srv/a b.csv", "file:///srv/a%20b.csv"),
            ("s3:x", "s3%3Ax"),
            ("größe?#%\n", "gr%C3%B6%C3%9Fe%3F%23%25%0A"),
        ] {
            assert_eq!(of_path(path), expected);
        }
    }
}
