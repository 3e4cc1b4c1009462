//! Bytes to text with places, one file per format.
//!
//! A [`Reader`] tells what content is and cuts it into [`Piece`]s, strictly in
//! order, in bounded memory, at the speed of reading. Any thread makes an
//! [`Index`] of a piece: the [`Chunk`](tracie_finding::chunk::Chunk)s to search,
//! and the places of what is found in them. What pieces hold adds up to places
//! in the object by their [`Extent`](tracie_finding::place::Extent)s.
//!
//! ```
//! use tracie_extract::{Index, Limits, Opened, Piece, Reader};
//! use tracie_finding::chunk::Layout;
//! use tracie_finding::place::Extent;
//!
//! # fn main() -> std::io::Result<()> {
//! let table = b"name,city\n\"Ann\",Paris\n";
//! let Opened::Reader(mut reader) = Reader::open(&table[..], "people.csv", &Limits::default())
//! else {
//!     panic!("it is text");
//! };
//! assert_eq!(reader.mime_type(), "text/csv");
//!
//! let (mut index, mut before) = (Index::new(), Extent::default());
//! let mut cells = Vec::new();
//! while let Some(piece) = reader.next_piece(index.release())? {
//!     index.build(piece);
//!     for chunk in index.chunks() {
//!         let Layout::Values { values, .. } = chunk.layout else { continue };
//!         cells.extend(values.iter().map(|value| (value.origin, chunk.bytes[value.range()].to_vec())));
//!     }
//!     let place = index.place((11, 14)).expect("tables have places").after(&before);
//!     assert_eq!(format!("{place:?}"), "Cell { row: 2, column: 1, column_name: Some(\"name\"), cell_reference: None }");
//!     before = before.then(&index.extent());
//! }
//! assert_eq!(cells[2], (11, b"Ann".to_vec()));
//! assert_eq!(before.records, 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What is read
//!
//! | content | values | place |
//! |---|---|---|
//! | plain text of any kind | | lines end with `\n`, `\r\n` or `\r`; columns count Unicode scalar values, and bytes that are no UTF-8 one each |
//! | CSV, TSV and the like | cells | row (records, not lines; empty lines are none; the header is row 1) and column |
//! | JSON | strings, numbers, `true` and `false`, and the names of members | path; record 0, or the number of the document if several follow each other |
//! | JSON Lines | the same | path within the line; number among the lines that are not blank |
//! | Excel, OpenDocument sheets | cells, as cached; dates as dates | cell, with its reference |
//! | Avro, Parquet | fields of records | path; number of the record |
//! | PDF, PowerPoint | | page; slide |
//! | mail, mailboxes | | lines of the source; columns of what is decoded from them |
//! | Word, OpenDocument text, RTF, Outlook, PowerPoint 97 | | none |
//! | members of archives, attachments, embedded files | as their own format | as their own format, in the member ([`Piece::member`]) |
//!
//! UTF-8 is searched as it stands, bytes that are none included. UTF-16,
//! UTF-32 and text that evidently is in an older encoding are decoded, and byte
//! order marks are dropped. All offsets are those of the content after that;
//! in archives and documents they count through all that came out of them.
//!
//! **Archives and documents** are taken apart within [`Limits`]: what hits one
//! ends with Macie's reason, and what came before counts. Members that are not
//! analysed make the object partial ([`Outcome::members`]).
//!
//! **Tables** are known by their names, or without a telling name by five or
//! more rows of the same three or more cells. The separator is whichever of
//! `,`, `;`, tab and `|` cuts most rows into as many cells as the first. The
//! first row names the columns if a row follows, none of its cells looks like
//! data (mostly digits, an e-mail address), at least half of them hold
//! something, those differ, and either a column below has data or no cell of
//! it comes again in its column. Such names have lines for places.
//!
//! **JSON** is known by its content, whatever its name, but for a table's.
//!
//! **Malformed** content is plain text, as a whole where that shows in the
//! first piece and else from the piece where it shows
//! ([`Outcome::reread_as_text`]); of JSON Lines only the malformed lines are.
//! So is a row, line or string that would need more memory than
//! [`Limits::max_window`]. JSON nested deeper than [`Limits::json_depth`] is
//! skipped as a whole. The [`Outcome`] tells all of that.
//!
//! Other **binary** content is skipped: as unsupported if its kind is recognised
//! ([`sniff`]), as malformed if not, as with anything encrypted.

mod anywhere;
#[cfg(feature = "pdf")]
pub mod apart;
mod batch;
mod budget;
mod buffer;
mod bytes;
mod cautious;
mod compound;
mod crypt;
mod extractor;
mod fields;
mod format;
mod index;
mod input;
mod kept;
mod labelled;
mod leaf;
mod lease;
mod limits;
mod marks;
mod members;
mod outcome;
mod passwords;
mod piece;
mod prepared;
mod reader;
mod references;
mod rows;
mod salvage;
mod sniff;
mod tables;
mod xml;

pub use anywhere::ReadAt;
pub use format::orc::{TakeRow, orc_rows};
#[cfg(all(unix, feature = "pdf"))]
pub use format::pdf::read_for_another;
pub use index::Index;
pub use limits::{Limits, Quotas};
pub use outcome::{MOST_MEMBERS, MemberOutcome, Outcome};
pub use passwords::Passwords;
pub use piece::{Piece, Standing};
pub use reader::{Opened, Reader};
pub use sniff::{Kind, Type, sniff};
