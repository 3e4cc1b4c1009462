//! The ways in which entries are compressed.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::{LzmaReader, XzReader};

use crate::cautious::Cautious;
use crate::extractor::Fault;

/// How an entry is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Method(pub(crate) u16);

#[expect(non_upper_case_globals, reason = "they are used as variants are")]
impl Method {
    pub(crate) const Stored: Method = Method(0);
    pub(crate) const Deflated: Method = Method(8);
    const Deflated64: Method = Method(9);
    const Bzip2: Method = Method(12);
    const Lzma: Method = Method(14);
    const OldZstd: Method = Method(20);
    const Zstd: Method = Method(93);
    const Xz: Method = Method(95);
    /// Encrypted; how it is compressed stands elsewhere.
    pub(crate) const Aes: Method = Method(99);

    pub(crate) fn is_known(self) -> bool {
        matches!(self.0, 0 | 8 | 9 | 12 | 14 | 20 | 93 | 95)
    }
}

/// Bytes that are asked of a decoder at first: with fewer, small entries take longer.
const LEAST: u64 = 1024;
/// Memory that decoding may take, in KiB.
const MEMORY: u32 = 128 << 10;

/// What decodes the data of an entry, and takes no byte more than that. The
/// size of the content counts only where nothing else tells its end.
pub(crate) fn decode<'r>(
    data: impl BufRead + 'r,
    method: Method,
    size: Option<u64>,
) -> Result<Box<dyn Read + 'r>, Fault> {
    let decoder: Box<dyn Read + 'r> = match method {
        Method::Stored => return Ok(Box::new(data)),
        Method::Deflated => Box::new(DeflateDecoder::new(data)),
        Method::Deflated64 => Box::new(Deflate64Decoder::with_buffer(data)),
        Method::Bzip2 => Box::new(BzDecoder::new(data)),
        Method::Lzma => return Ok(Box::new(lzma(data, size)?)),
        Method::Zstd | Method::OldZstd => Box::new(zstd(data)?),
        Method::Xz => Box::new(XzReader::new_mem_limit(data, false, MEMORY)),
        Method(other) => {
            return Err(Fault::malformed(format!(
                "compressed by method {other}, which is not read"
            )));
        }
    };
    Ok(Box::new(Cautious::new(decoder, LEAST)))
}

/// A version, the length of the properties, and those.
fn lzma<R: Read>(mut data: R, size: Option<u64>) -> io::Result<LzmaReader<R>> {
    let mut start = [0; 9];
    data.read_exact(&mut start)?;
    let dictionary = u32::from_le_bytes([start[5], start[6], start[7], start[8]]);
    if dictionary > MEMORY << 10 {
        return Err(io::Error::other("a dictionary beyond the limit"));
    }
    let size = size.unwrap_or(u64::MAX);
    let mut decoder = LzmaReader::new_with_props(data, size, start[4], dictionary, None)?;
    // What was decoded before damage comes first.
    decoder.set_defer_errors(true);
    Ok(decoder)
}

fn zstd<'r, R: BufRead + 'r>(data: R) -> io::Result<impl Read + 'r> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(data)?.single_frame();
    decoder.window_log_max(27)?;
    Ok(decoder)
}
