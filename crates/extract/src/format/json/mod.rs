//! JSON: one document, several in a row, or one a line (JSON Lines).
//!
//! Values are strings, numbers and words such as `true`; the names of members are searched too. A
//! document is walked through once as it is cut, so that each piece knows where
//! it begins, and once more, on any thread, as it is indexed. Lines need only
//! the latter, and the first of all if it names columns. What a member named `name` says
//! stands over that of `value` behind it, too, and the names of columns over the cells of
//! rows that are arrays. Apart from `NaN` and `Infinity`, JSON is read as strictly as the
//! standard says; bytes that are not UTF-8 are let pass.

mod collect;
mod columns;
mod document;
mod find;
mod index;
mod lines;
mod lists;
mod meaning;
mod names;
pub(crate) mod pairs;
mod scalar;
mod sniff;
mod string;
mod tables;
mod tokens;
mod trail;
mod walk;

use tracie_finding::mime;

use super::{Confidence, Cutter, Format, Head};
use crate::limits::Limits;

pub(crate) use index::JsonIndex;
pub(crate) use sniff::count_lines;

/// Where in a document a piece begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resume {
    walker: walk::Walker,
    trail: trail::Trail,
}

/// A JSON document, or several in a row.
pub(crate) struct Document;

/// One JSON value a line.
pub(crate) struct Lines;

impl Format for Document {
    fn name(&self) -> &'static str {
        "JSON"
    }

    fn mime_type(&self) -> &'static str {
        mime::JSON
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[
            "json",
            "geojson",
            "ipynb",
            "avsc",
            "har",
            "topojson",
            "webmanifest",
        ]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        confidence(sniff::is_document(head))
    }

    fn cutter(&self, _head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(document::DocumentCutter::new(limits))
    }
}

impl Format for Lines {
    fn name(&self) -> &'static str {
        "JSON Lines"
    }

    fn mime_type(&self) -> &'static str {
        mime::JSON
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "jsonlines", "ldjson"]
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        confidence(sniff::is_lines(head))
    }

    fn cutter(&self, _head: &Head<'_>, limits: &Limits) -> Box<dyn Cutter> {
        Box::new(lines::LinesCutter::new(limits))
    }
}

fn confidence(certain: bool) -> Confidence {
    if certain {
        Confidence::Certain
    } else {
        Confidence::No
    }
}
