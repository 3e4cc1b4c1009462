//! Passwords to try on content that is encrypted.

use std::fmt;
use std::sync::Arc;

/// Passwords to try on encrypted archives and documents. They show in no
/// message.
///
/// ```
/// use tracie_extract::Passwords;
///
/// let passwords = Passwords::from_lines("open sesame\n\nsecond\n");
/// assert_eq!(passwords.len(), 2);
/// assert_eq!(Passwords::from_lines("\u{feff}open sesame\n\nsecond"), passwords);
/// assert_eq!(format!("{passwords:?}"), "Passwords(2)");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passwords(Arc<[Box<str>]>);

impl Passwords {
    /// One password a line; empty lines are none.
    pub fn from_lines(text: &str) -> Passwords {
        // Editors may write a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().filter(|line| !line.is_empty());
        Passwords(lines.map(Into::into).collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| &**it)
    }

    /// What to say of content that none of them opens.
    pub(crate) fn refusal(&self) -> &'static str {
        match self.is_empty() {
            true => "encrypted: not analysed",
            false => "encrypted, and no given password opens it: not analysed",
        }
    }
}

/// Says how many there are, never which.
impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({})", self.len())
    }
}
