//! What a document shows that did not become text.

use tracie_finding::detection::Reason;

use super::page::{End, Read};
use crate::extractor::Fault;

/// What a page shows that did not become text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Losses {
    /// A part of it is not there, or cannot be decoded to its end.
    pub(super) damaged: bool,
    /// Characters of which nothing says what they are.
    pub(super) unsaid: bool,
    /// Pictures, and no text beside them.
    pub(super) pictures: bool,
}

/// How many pages lost something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    failed: usize,
    unsaid: usize,
    pictures: usize,
    /// Pages that the document tells of and does not have.
    missing: usize,
    /// Whether the end of the document is missing.
    breaks_off: bool,
}

impl Tally {
    pub(super) fn new(breaks_off: bool) -> Tally {
        Tally {
            breaks_off,
            ..Tally::default()
        }
    }

    /// The same with pages that are not there.
    pub(super) fn missing(self, missing: usize) -> Tally {
        Tally { missing, ..self }
    }

    pub(super) fn add(&mut self, page: &Read) {
        self.failed += usize::from(page.end != End::Whole);
        self.unsaid += usize::from(page.losses.unsaid);
        self.pictures += usize::from(page.losses.pictures);
    }

    /// Why the text of a document of so many pages is not all that it says.
    pub(super) fn fault(&self, pages: usize) -> Option<Fault> {
        let some = |count: usize, what: &str| {
            (count > 0).then(|| format!("{count} of {pages} pages {what}"))
        };
        let end = "the document breaks off: only what comes before was analysed";
        let missing = self.missing;
        let said = [
            (missing > 0).then(|| format!("{missing} more pages that it tells of are not there")),
            some(self.failed, "could not be read to their end"),
            self.breaks_off.then(|| end.to_owned()),
            some(
                self.unsaid,
                "have characters of which the document does not say what they are",
            ),
            some(
                self.pictures,
                "show pictures and no text: what those show was not analysed",
            ),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let reason = match self.failed > 0 || self.breaks_off || missing > 0 {
            true => Reason::MalformedFile,
            false => Reason::UnsupportedFileType,
        };
        (!said.is_empty()).then(|| Fault::new(reason, said.join("; ")))
    }
}
