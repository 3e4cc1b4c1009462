//! Values that must not be printed.

use std::fmt;

/// What stands in place of a secret wherever it is printed.
const MASK: &str = "•••";

/// A value that is never printed by accident: `Debug` and `Display` mask it,
/// it cannot be serialised, and [`Secret::reveal`] names every place where it
/// is read.
///
/// ```
/// use tracie_finding::Secret;
///
/// let value = Secret::new("not a real value");
/// assert_eq!(format!("{value} {value:?}"), "••• Secret(•••)");
/// assert_eq!(*value.reveal(), "not a real value");
/// ```
///
/// ```compile_fail,E0277
/// serde_json::to_string(&tracie_finding::Secret::new("not a real value"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Takes a value that must not be printed.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The value itself. Do not print it.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, owned. Do not print it.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Secret<T> {
        Secret(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secret({MASK})")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_masked_in_whatever_holds_it() {
        #[derive(Debug)]
        struct Holder {
            _values: Vec<Secret<&'static str>>,
        }
        let holder = Holder {
            _values: vec![Secret::new("synthetic value")],
        };

        for text in [format!("{holder:?}"), format!("{holder:#?}")] {
            assert!(!text.contains("synthetic"), "{text}");
        }
    }

    #[test]
    fn is_masked_whatever_the_format_asks_for() {
        let number = Secret::new(1234567);
        for text in [
            format!("{number:>20}"),
            format!("{number:.0}"),
            format!("{number:020?}"),
        ] {
            assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
        }
    }

    #[test]
    fn is_given_out_by_name() {
        assert_eq!(Secret::from(7).into_revealed(), 7);
    }
}
