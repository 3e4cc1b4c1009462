//! Text in drawings that are records of how they were drawn: EMF and WMF of
//! Windows, PICT of the Macintosh. What was drawn at once is a line.

mod emf;
mod pict;
mod said;
mod wmf;

pub(crate) use pict::text as pict;

/// The text of a drawing of Windows, by what it begins with.
pub(crate) fn windows(bytes: &[u8]) -> String {
    match begins_as_emf(bytes) {
        true => emf::text(bytes),
        false => wmf::text(bytes),
    }
}

/// Whether bytes begin as EMF does.
pub(crate) fn begins_as_emf(head: &[u8]) -> bool {
    head.starts_with(&[1, 0, 0, 0]) && head.get(40..44) == Some(b" EMF")
}

/// Whether bytes begin as WMF does that may stand alone.
pub(crate) fn begins_as_wmf(head: &[u8]) -> bool {
    head.starts_with(b"\xD7\xCD\xC6\x9A")
}
