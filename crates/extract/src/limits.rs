//! How much memory and depth extraction may use, and how much may come of it.

use std::time::Duration;

use tracie_finding::Sizes;

use crate::passwords::Passwords;

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
    /// Bytes of content a piece holds as a rule; of plain text it is
    /// [`text_window`](Limits::text_window). Default 512 KiB.
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
    /// Whether text in encodings other than those of Unicode, such as
    /// Shift-JIS, is decoded. Default yes; else it is searched as it stands.
    pub decode: bool,
    /// Bytes that may come out of the archives and documents of one object in
    /// all, counted as they come out, whatever headers claim. Default 10 GiB,
    /// as Macie.
    pub expanded: u64,
    /// Bytes that may come out of one member of an archive. Default 3 GiB, as
    /// Macie.
    pub member: u64,
    /// How many times larger than what was read of the object that which came
    /// out of it may be, once that is more than `ratio_from`. Default 500.
    pub ratio: u64,
    /// Bytes that may come out whatever their ratio. Default 256 MiB.
    pub ratio_from: u64,
    /// Archives that may stand in each other. A compressed tar counts as one.
    /// Default 10, as Macie.
    pub depth: u32,
    /// Members of archives in one object, those of nested ones included.
    /// Default 1,000,000, as Macie.
    pub members: u64,
    /// Sizes that a file in an archive must have to count, at whatever depth;
    /// an archive within an archive goes by what is in it. Default any.
    pub member_sizes: Option<Sizes>,
    /// Bytes of a document that must be held in memory as a whole (Office,
    /// PDF). Default 256 MiB; Macie reads some up to 1 GiB.
    pub document: u64,
    /// How long extraction from one object may take. Default ten hours, as
    /// Macie.
    pub time: Duration,
    /// Bytes that an object may have; one with more is not analysed.
    pub quotas: Quotas,
    /// Passwords to try on what is encrypted. Default none.
    pub passwords: Passwords,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            window: 512 << 10,
            max_window: 64 << 20,
            max_values: 4 << 20,
            json_depth: 256,
            max_match: 64 << 10,
            look_behind: 4 << 10,
            head: 64 << 10,
            decode: true,
            expanded: 10 << 30,
            member: 3 << 30,
            ratio: 500,
            ratio_from: 256 << 20,
            depth: 10,
            members: 1_000_000,
            member_sizes: None,
            document: 256 << 20,
            time: Duration::from_secs(10 * 60 * 60),
            quotas: Quotas::default(),
            passwords: Passwords::default(),
        }
    }
}

/// Bytes that an object may have, by its kind. Default as Macie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quotas {
    /// PDF: 1 GiB.
    pub pdf: u64,
    /// Documents of Office and alike: 512 MiB.
    pub office: u64,
    /// Avro, Parquet and other records; gzip, zip and other archives but for
    /// tar: 8 GiB.
    pub packed: u64,
    /// Tar, mail and all text: 20 GiB.
    pub other: u64,
}

impl Default for Quotas {
    fn default() -> Quotas {
        Quotas {
            pdf: 1 << 30,
            office: 512 << 20,
            packed: 8 << 30,
            other: 20 << 30,
        }
    }
}

impl Limits {
    /// Macie's quotas, as far as they are known; the default.
    pub fn macie() -> Limits {
        Limits::default()
    }

    /// Limits for content from strangers: what it takes to expand stays small.
    ///
    /// ```
    /// use tracie_extract::Limits;
    ///
    /// let strict = Limits::strict();
    /// assert_eq!((strict.expanded, strict.ratio, strict.depth), (1 << 30, 200, 8));
    /// assert_eq!(strict.time.as_secs(), 30);
    /// ```
    pub fn strict() -> Limits {
        Limits {
            expanded: 1 << 30,
            member: 256 << 20,
            ratio: 200,
            ratio_from: 16 << 20,
            depth: 8,
            members: 100_000,
            document: 64 << 20,
            time: Duration::from_secs(30),
            quotas: Quotas {
                pdf: 64 << 20,
                office: 64 << 20,
                packed: 4 << 30,
                other: 4 << 30,
            },
            ..Limits::default()
        }
    }
}

impl Limits {
    /// Bytes that a piece of plain text holds as a rule, more than those of others: what
    /// stands around each is looked at with it, and no index takes memory besides.
    ///
    /// ```
    /// assert_eq!(tracie_extract::Limits::default().text_window(), 1 << 20);
    /// ```
    pub fn text_window(&self) -> usize {
        self.window.saturating_mul(2)
    }

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
