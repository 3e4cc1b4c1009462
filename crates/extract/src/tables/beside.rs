//! Labels in pages of HTML: text that names the next one, with nothing but tags between.

use std::sync::Arc;

use crate::format::csv::is_data;
use crate::labelled::may_be_label;
use crate::rows::{Columns, columns};

/// The text before, if it may be a label.
#[derive(Default)]
pub(super) struct Beside {
    label: Vec<u8>,
    /// Offset of its end.
    end: u64,
}

/// With less between label and value the one is near enough to the other in the text itself.
const NEAR: u64 = 20;
/// With more of tags between the two do not stand side by side.
const FAR: u64 = 1 << 10;

impl Beside {
    /// The names over a text that lies between two offsets.
    pub(super) fn text(&mut self, text: &[u8], (start, end): (u64, u64)) -> Option<Arc<Columns>> {
        let between = start.saturating_sub(self.end);
        let is_beside = !self.label.is_empty() && (NEAR..FAR).contains(&between);
        let names = (is_beside && is_data(text)).then(|| columns([&self.label]));
        self.label.clear();
        if may_be_label(text) {
            self.label.extend_from_slice(text);
        }
        self.end = end;
        names
    }
}
