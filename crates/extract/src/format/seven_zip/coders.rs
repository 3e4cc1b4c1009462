//! The ways in which folders are compressed.

use std::io::{BufReader, Read};

use bzip2::read::MultiBzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::delta::DeltaReader;
use lzma_rust2::{Lzma2Reader, LzmaReader, lzma_get_memory_usage_by_props};
use tracie_finding::detection::Reason;

use super::header::{Coder, Folder, Streams};
use super::input::broken;
use crate::anywhere::{Anywhere, Cursor};
use crate::budget::Budget;
use crate::extractor::Fault;

/// Memory that decoding may take, in KiB.
const MEMORY: u32 = 128 << 10;

/// The content of a folder.
pub(super) fn open(
    content: &Anywhere,
    streams: &Streams,
    number: usize,
    _budget: &Budget,
) -> Result<Box<dyn Read>, Fault> {
    let folder = streams.folders.get(number).ok_or_else(broken)?;
    let (at, len) = streams.packed_at(folder.first).ok_or_else(broken)?;
    let packed = Cursor::new(content.clone(), at).take(len);
    let mut stream: Box<dyn Read> = Box::new(BufReader::with_capacity(64 << 10, packed));
    for coder in order(folder)? {
        let size = folder.sizes.get(coder).copied().unwrap_or(0);
        stream = decode(stream, &folder.coders[coder], size)?;
    }
    Ok(stream)
}

/// The coders from the one that reads the file to the last.
fn order(folder: &Folder) -> Result<Vec<usize>, Fault> {
    let simple = folder.coders.iter().all(|it| it.inputs == 1 && it.outputs == 1);
    if !simple {
        return Err(unread("a chain of parts (BCJ2)"));
    }
    let free = |at: &usize| folder.bound.iter().all(|it| it.0 != *at as u64);
    let mut next = (0..folder.coders.len()).find(free);
    let mut order = Vec::new();
    while let Some(at) = next {
        if order.contains(&at) || at >= folder.coders.len() {
            return Err(broken());
        }
        order.push(at);
        let behind = folder.bound.iter().find(|it| it.1 == at as u64);
        next = behind.and_then(|it| usize::try_from(it.0).ok());
    }
    match order.len() == folder.coders.len() {
        true => Ok(order),
        false => Err(broken()),
    }
}

fn unread(what: &str) -> Fault {
    let remark = format!("compressed by {what}, which is not read");
    Fault::new(Reason::UnsupportedFileType, remark)
}

fn decode(from: Box<dyn Read>, coder: &Coder, size: u64) -> Result<Box<dyn Read>, Fault> {
    let properties = &coder.properties[..];
    Ok(match &coder.method[..] {
        [0] => from,
        [3] => {
            let distance = properties.first().map_or(1, |it| usize::from(*it) + 1);
            Box::new(DeltaReader::new(from, distance))
        }
        [3, 1, 1] => Box::new(lzma(from, properties, size)?),
        [0x21] => Box::new(lzma2(from, properties)?),
        [4] | [3, 3, 1, 3] => Box::new(BcjReader::new_x86(from, 0)),
        [5] | [3, 3, 2, 5] => Box::new(BcjReader::new_ppc(from, 0)),
        [6] | [3, 3, 4, 1] => Box::new(BcjReader::new_ia64(from, 0)),
        [7] | [3, 3, 5, 1] => Box::new(BcjReader::new_arm(from, 0)),
        [8] | [3, 3, 7, 1] => Box::new(BcjReader::new_arm_thumb(from, 0)),
        [9] | [3, 3, 8, 5] => Box::new(BcjReader::new_sparc(from, 0)),
        [10] => Box::new(BcjReader::new_arm64(from, 0)),
        [11] => Box::new(BcjReader::new_riscv(from, 0)),
        [4, 1, 8] => Box::new(DeflateDecoder::new(from)),
        [4, 1, 9] => Box::new(Deflate64Decoder::new(from)),
        [4, 2, 2] => Box::new(MultiBzDecoder::new(from)),
        [4, 0xF7, 0x11, 1] => {
            let mut decoder = zstd::stream::read::Decoder::new(from)?;
            decoder.window_log_max(27)?;
            Box::new(decoder)
        }
        [4, 0xF7, 0x11, 4] => Box::new(lz4_flex::frame::FrameDecoder::new(from)),
        [3, 4, 1] => return Err(unread("PPMd")),
        [6, 0xF1, 7, 1] => return Err(Fault::encrypted("encrypted: not analysed")),
        other => {
            let id: Vec<String> = other.iter().map(|it| format!("{it:02x}")).collect();
            return Err(unread(&format!("method {}", id.concat())));
        }
    })
}

fn lzma<R: Read>(from: R, properties: &[u8], size: u64) -> Result<LzmaReader<R>, Fault> {
    let [first, a, b, c, d, ..] = properties else {
        return Err(broken());
    };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    within(lzma_get_memory_usage_by_props(dictionary, *first)?)?;
    Ok(LzmaReader::new_with_props(from, size, *first, dictionary, None)?)
}

fn lzma2<R: Read>(from: R, properties: &[u8]) -> Result<Lzma2Reader<R>, Fault> {
    let bits = properties.first().map_or(0, |it| u32::from(*it & 63));
    let dictionary = match bits {
        40 => u32::MAX,
        41.. => return Err(broken()),
        bits => (2 | bits & 1) << (bits / 2 + 11),
    };
    within(dictionary / 1024)?;
    Ok(Lzma2Reader::new_mem_limit(from, dictionary, MEMORY + 1024, None)?)
}

fn within(kilobytes: u32) -> Result<(), Fault> {
    if kilobytes <= MEMORY {
        return Ok(());
    }
    Err(Fault::malformed(format!(
        "reading it would take {kilobytes} KiB, more than the limit of {MEMORY}"
    )))
}
