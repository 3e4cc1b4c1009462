//! The forms of the corpora: what a file of each kind is made of.

pub(crate) mod adversary;
pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod logs;
pub(crate) mod prose;
pub(crate) mod source;

use crate::pen::Pen;

/// A file: an opening, records with a separator between them, a closing.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) extension: &'static str,
    pub(crate) opening: &'static str,
    pub(crate) record: fn(&mut Pen),
    pub(crate) separator: &'static str,
    pub(crate) closing: &'static str,
}

impl Form {
    /// Records one after another, nothing around them.
    pub(crate) const fn records(extension: &'static str, record: fn(&mut Pen)) -> Form {
        Form {
            extension,
            opening: "",
            record,
            separator: "",
            closing: "",
        }
    }
}
