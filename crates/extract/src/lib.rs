//! Bytes to text with places, one file per format.

mod buffer;
mod format;
mod index;
mod input;
mod limits;
mod outcome;
mod piece;
mod reader;

pub use index::Index;
pub use limits::Limits;
pub use outcome::Outcome;
pub use piece::Piece;
pub use reader::{Opened, Reader};
