//! MD5 in hex, which is the eTag of a single-part upload.

use std::fmt::Write as _;
use std::io::{self, Read};

use md5::{Digest, Md5};

/// How much is read at a time for hashing.
const BLOCK: usize = 256 << 10;

/// The MD5 of some bytes in hex.
///
/// ```
/// assert_eq!(tracie_source::md5_hex(b""), "d41d8cd98f00b204e9800998ecf8427e");
/// ```
pub fn md5_hex(bytes: &[u8]) -> String {
    let mut hash = Hash::default();
    hash.update(bytes);
    hash.hex()
}

/// A hash in the making.
#[derive(Clone, Default)]
pub(crate) struct Hash(Md5);

impl Hash {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn hex(self) -> String {
        let mut hex = String::with_capacity(32);
        for byte in self.0.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// The hash of all that can be read.
    pub(crate) fn of(mut input: impl Read) -> io::Result<String> {
        let mut hash = Hash::default();
        let mut block = vec![0; BLOCK];
        loop {
            match input.read(&mut block) {
                Ok(0) => return Ok(hash.hex()),
                Ok(n) => hash.update(&block[..n]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}
