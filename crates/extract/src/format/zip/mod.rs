//! Zip archives, and those that stand behind something else.

mod archive;
mod behind;
mod checked;
mod decode;
mod local;
mod locked;
mod until;

pub(crate) use archive::{ALIKE, Zip, is_zip, members};
pub(crate) use behind::Behind;
pub(crate) use checked::{Checked, Told};
pub(crate) use decode::{Method, decode};
pub(crate) use local::{LOCAL, Local};
