//! How much fits into a file of a compressed size.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Measures how large a file becomes, compressed.
pub(super) struct Fitting {
    encoder: GzEncoder<Count>,
    most: u64,
}

/// Counts what is written.
struct Count(u64);

impl Fitting {
    /// A file of at most so many bytes, which ends in a text.
    pub(super) fn new(most: u64, tail: &str) -> Fitting {
        let encoder = GzEncoder::new(Count(0), Compression::fast());
        // At its worst the end does not compress.
        let most = most.saturating_sub(tail.len() as u64);
        Fitting { encoder, most }
    }

    /// Whether one more text fits; it is then part of the file.
    pub(super) fn takes(&mut self, text: &str) -> io::Result<bool> {
        self.encoder.write_all(text.as_bytes())?;
        // What the encoder still holds is less than this.
        const HELD: u64 = 64 << 10;
        Ok(self.encoder.get_ref().0 + HELD <= self.most)
    }
}

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_compress_soon_fits_no_more() {
        let mut fitting = Fitting::new(300_000, "");
        let mut state = 1_u64;
        let mut noise = || -> String {
            (0..1000)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    char::from(b'!' + ((state >> 33) % 90) as u8)
                })
                .collect()
        };
        let fits = (0..1000)
            .take_while(|_| fitting.takes(&noise()).expect("memory"))
            .count();
        assert!((200..300).contains(&fits), "{fits}");

        let mut fitting = Fitting::new(300_000, "");
        assert!((0..1000).all(|_| fitting.takes(&"x".repeat(1000)).expect("memory")));
    }
}
