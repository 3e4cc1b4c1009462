//! Streams that expand beyond all bounds, found before they are expanded in
//! memory.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::too_large;
use crate::apart;
use crate::budget::Budget;
use crate::extractor::Fault;

/// Bytes that a stream may expand to.
const MOST: u64 = 192 << 20;
/// Deflate expands at most so many times.
const RATIO: u64 = 1032;
/// Documents seldom expand more often.
const USUAL: u64 = 16;
/// Filters are told this far before the data.
const BEFORE: usize = 1024;

/// Expands what may be a bomb, keeping nothing.
pub(crate) fn check(bytes: &[u8], budget: &Budget) -> Result<(), Fault> {
    let mut expanded = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let start = at + b"stream".len();
        let start = start + usize::from(bytes.get(start) == Some(&b'\r'));
        let start = start + usize::from(bytes.get(start) == Some(&b'\n'));
        let data = &bytes[start.min(bytes.len())..];
        let before = &bytes[at.saturating_sub(BEFORE)..at];
        let dictionary = &before[memmem::rfind(before, b"obj").unwrap_or(0)..];
        let layers = memmem::find_iter(dictionary, b"/Fl").count();
        if !data.starts_with(b"\x78") && !data.starts_with(b"\x68") || layers == 0 {
            continue;
        }
        budget.check()?;
        let len = memmem::find(data, b"endstream").unwrap_or(data.len()) as u64;
        if layers > 1 || len.saturating_mul(RATIO) > MOST {
            expanded += measure(data, layers.min(4))?;
            // A document of many large pictures takes its time; more is no sign of work.
            if expanded <= USUAL * bytes.len() as u64 {
                apart::progress();
            }
        }
    }
    Ok(())
}

/// How much comes out of a stream.
fn measure(data: &[u8], layers: usize) -> Result<u64, Fault> {
    let mut expanded: Box<dyn Read + '_> = Box::new(data);
    for _ in 0..layers {
        expanded = Box::new(ZlibDecoder::new(expanded).take(MOST + 1));
        // What ends here, damaged or not, ends for all that read it.
    }
    let size = io::copy(&mut Lenient(expanded), &mut io::sink()).unwrap_or(0);
    match size > MOST {
        true => Err(too_large(MOST)),
        false => Ok(size),
    }
}

/// Ends where it cannot be read on.
struct Lenient<R>(R);

impl<R: Read> Read for Lenient<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Ok(self.0.read(into).unwrap_or(0))
    }
}
