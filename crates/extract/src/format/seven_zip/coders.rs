//! The ways in which folders are compressed.

use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::delta::DeltaReader;
use lzma_rust2::{Lzma2Reader, LzmaReader, lzma_get_memory_usage_by_props};
use sha2::{Digest as _, Sha256};
use tracie_finding::detection::Reason;

use super::header::{Coder, Folder, Streams};
use super::input::broken;
use crate::anywhere::{Anywhere, Cursor};
use crate::budget::Budget;
use crate::crypt::{Aes, Cbc, utf16};
use crate::extractor::Fault;

/// Memory that decoding may take, in KiB.
const MEMORY: u32 = 128 << 10;

/// The content of a folder.
pub(super) fn open(
    content: &Anywhere,
    streams: &Streams,
    number: usize,
    budget: &Budget,
) -> Result<Box<dyn Read>, Fault> {
    let folder = streams.folders.get(number).ok_or_else(broken)?;
    let (at, len) = streams.packed_at(folder.first).ok_or_else(broken)?;
    let packed = Cursor::new(content.clone(), at).take(len);
    let mut stream: Box<dyn Read> = Box::new(BufReader::with_capacity(64 << 10, packed));
    for coder in order(folder)? {
        let size = folder.sizes.get(coder).copied().unwrap_or(0);
        stream = decode(stream, &folder.coders[coder], size, budget)?;
    }
    Ok(stream)
}

/// The coders from the one that reads the file to the last.
fn order(folder: &Folder) -> Result<Vec<usize>, Fault> {
    let simple = folder
        .coders
        .iter()
        .all(|it| it.inputs == 1 && it.outputs == 1);
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

fn decode(
    from: Box<dyn Read>,
    coder: &Coder,
    size: u64,
    budget: &Budget,
) -> Result<Box<dyn Read>, Fault> {
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
        [6, 0xF1, 7, 1] => Box::new(locked(from, properties, size, budget)?),
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
    Ok(LzmaReader::new_with_props(
        from, size, *first, dictionary, None,
    )?)
}

fn lzma2<R: Read>(from: R, properties: &[u8]) -> Result<Lzma2Reader<R>, Fault> {
    let bits = properties.first().map_or(0, |it| u32::from(*it & 63));
    let dictionary = match bits {
        40 => u32::MAX,
        41.. => return Err(broken()),
        bits => (2 | bits & 1) << (bits / 2 + 11),
    };
    within(dictionary / 1024)?;
    Ok(Lzma2Reader::new_mem_limit(
        from,
        dictionary,
        MEMORY + 1024,
        None,
    )?)
}

/// What an encrypted stream is. Whether the password is the one shows only in
/// what comes out, so the first one is taken that makes a beginning of
/// something that the next coder would not refuse.
fn locked<R: Read>(
    from: R,
    properties: &[u8],
    size: u64,
    budget: &Budget,
) -> Result<io::Take<Cbc<R>>, Fault> {
    let passwords = &budget.limits.passwords;
    let refused = || Fault::encrypted(passwords.refusal());
    let (first, second) = match properties {
        [first, second, ..] => (*first, *second),
        _ => return Err(broken()),
    };
    let salt = usize::from(first >> 7) + usize::from(second >> 4);
    let start = usize::from(first >> 6 & 1) + usize::from(second & 15);
    let rest = &properties[2..];
    let (Some(salt), Some(begins)) = (rest.get(..salt), rest.get(salt..salt + start)) else {
        return Err(broken());
    };
    let mut last = [0; 16];
    last.get_mut(..begins.len())
        .ok_or_else(broken)?
        .copy_from_slice(begins);
    // No way to tell is given, so there must be one password only.
    let password = passwords.iter().next().ok_or_else(refused)?;
    let key = key(password, salt, first & 63, budget)?;
    let aes = Aes::new(&key).ok_or_else(broken)?;
    Ok(Cbc::new(from, aes, last).take(size))
}

/// The key that a password makes.
fn key(password: &str, salt: &[u8], rounds: u8, budget: &Budget) -> Result<Vec<u8>, Fault> {
    let password = utf16(password);
    if rounds > MOST_ROUNDS {
        return Err(Fault::encrypted(
            "encrypted with more effort than is made: not analysed",
        ));
    }
    let mut hash = Sha256::new();
    for round in 0..1_u64 << rounds {
        if round.is_multiple_of(1 << 16) {
            budget.check()?;
        }
        hash.update(salt);
        hash.update(&password);
        hash.update(round.to_le_bytes());
    }
    Ok(hash.finalize().to_vec())
}

/// Rounds that are gone, as a power of two; the usual are 19.
const MOST_ROUNDS: u8 = 24;

fn within(kilobytes: u32) -> Result<(), Fault> {
    if kilobytes <= MEMORY {
        return Ok(());
    }
    Err(Fault::malformed(format!(
        "reading it would take {kilobytes} KiB, more than the limit of {MEMORY}"
    )))
}
