//! How much memory and depth extraction may use.

/// Limits of extraction. All have defaults; set the fields that should differ.
///
/// ```
/// use tracie_extract::Limits;
///
/// let mut limits = Limits::default();
/// limits.window = 64 << 10;
/// assert_eq!(limits.json_depth, 256);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of content a piece holds as a rule. Default 1 MiB.
    pub window: usize,
    /// Bytes that one row, line of JSON or string may need in memory at once;
    /// a longer one is analysed as plain text. Default 64 MiB, at most 1 GiB.
    pub max_window: usize,
    /// Values that one row or one line of JSON longer than `window` may
    /// hold; with more it is analysed as plain text. Default 4 Mi.
    pub max_values: usize,
    /// Levels that JSON may be nested; with more nothing in the object counts.
    /// Default 256, as Macie.
    pub json_depth: usize,
    /// Bytes after its own that a piece of text shows, so that a match can run
    /// over its end. Default 64 KiB.
    pub max_match: usize,
    /// Bytes before its own that a piece of text shows, for keywords and
    /// boundaries. Default 4 KiB.
    pub look_behind: usize,
    /// Bytes from the start by which the type of content is told. Default
    /// 64 KiB.
    pub head: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            window: 1 << 20,
            max_window: 64 << 20,
            max_values: 4 << 20,
            json_depth: 256,
            max_match: 64 << 10,
            look_behind: 4 << 10,
            head: 64 << 10,
        }
    }
}

impl Limits {
    /// The same limits, made to fit each other: sizes that would stop progress
    /// or overflow the 32-bit offsets within a piece are moved to the nearest
    /// that works.
    pub(crate) fn fitted(&self) -> Limits {
        let window = self.window.clamp(1, 1 << 30);
        Limits {
            window,
            max_window: self.max_window.clamp(window, 1 << 30),
            // The longest scalar value, or a carriage return and its line feed.
            max_match: self.max_match.clamp(4, 1 << 28),
            look_behind: self.look_behind.min(1 << 28),
            head: self.head.clamp(64, 1 << 24),
            ..self.clone()
        }
    }
}
