//! What content is: by its first bytes, then by its name.

mod decoder;
mod ebcdic;
mod encoding;
mod foreign;
mod kind;
mod legacy;
mod text;
mod wide;

pub(crate) use decoder::Decoder;
pub(crate) use encoding::Encoding;
pub(crate) use kind::decide;
pub use kind::{Kind, Type};
pub(crate) use text::is_text;

use crate::format::Head;

/// Tells the type of an object by the first bytes of its content (64 KiB do
/// well; fewer only if there are no more) and by its name.
///
/// ```
/// use tracie_extract::sniff;
///
/// let kind = sniff(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "letter.pdf");
/// assert_eq!(kind.chosen().name(), "PDF document");
/// assert!(!kind.disagree());
///
/// // The content decides.
/// let kind = sniff(b"{\"name\": \"Ann\"}\n{\"name\": \"Bob\"}\n", "names.pdf");
/// assert_eq!(kind.chosen().name(), "JSON Lines");
/// assert!(kind.disagree());
///
/// // Where it cannot, the name does.
/// assert_eq!(sniff(b"a,b\n1,2\n", "table.csv").chosen().mime_type(), "text/csv");
/// assert_eq!(sniff(b"a,b\n1,2\n", "notes.txt").chosen().mime_type(), "text/plain");
/// ```
pub fn sniff(head: &[u8], name: &str) -> Kind {
    let encoding = Encoding::detect(head);
    let decoded = encoding.decode_whole(head);
    // As if more could follow: a document that breaks off is one.
    let head = Head {
        bytes: &decoded,
        whole: false,
    };
    decide(encoding, &head, name)
}
