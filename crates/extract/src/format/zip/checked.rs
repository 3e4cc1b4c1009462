//! Content of which the checksum is known, or comes behind it.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use flate2::Crc;

/// Content that ends with an error where its checksum is not the one that is told.
pub(crate) struct Checked<R> {
    content: R,
    crc: Crc,
    told: Told,
}

/// What is told of a checksum.
pub(crate) enum Told {
    /// The checksum itself.
    Here(u32),
    /// Nothing so far: the checksum of what was read goes there at the end.
    Behind(Rc<Cell<Option<u32>>>),
}

impl Told {
    /// A checksum in a header, where some writers have zero for none.
    pub(crate) fn by(checksum: u32) -> Option<Told> {
        (checksum != 0).then_some(Told::Here(checksum))
    }
}

impl<R> Checked<R> {
    pub(crate) fn new(content: R, told: Told) -> Checked<R> {
        Checked {
            content,
            crc: Crc::new(),
            told,
        }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.content.read(into)?;
        self.crc.update(&into[..n]);
        if n == 0 && !into.is_empty() {
            match &self.told {
                Told::Here(checksum) if *checksum != self.crc.sum() => {
                    let kind = io::ErrorKind::InvalidData;
                    return Err(io::Error::new(kind, "its checksum is another one"));
                }
                Told::Here(_) => {}
                Told::Behind(sum) => sum.set(Some(self.crc.sum())),
            }
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_kept_and_its_checksum_told() {
        const SUM: u32 = 0xCBF4_3926;
        for (told, ends) in [(SUM, true), (SUM ^ 1, false)] {
            let mut bytes = Vec::new();
            let mut content = Checked::new(&b"123456789"[..], Told::Here(told));
            assert_eq!(content.read_to_end(&mut bytes).is_ok(), ends);
            assert_eq!(bytes, b"123456789");
        }
        let sum = Rc::default();
        let mut content = Checked::new(&b"123456789"[..], Told::Behind(Rc::clone(&sum)));
        assert_eq!(io::copy(&mut content, &mut io::sink()).ok(), Some(9));
        assert_eq!(sum.get(), Some(SUM));
        assert!(Told::by(0).is_none());
    }
}
