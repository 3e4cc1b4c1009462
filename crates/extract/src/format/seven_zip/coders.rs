//! The ways in which folders are compressed.

use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use deflate64::Deflate64Decoder;
use flate2::read::DeflateDecoder;
use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::bcj2::Bcj2Reader;
use lzma_rust2::filter::delta::DeltaReader;
use lzma_rust2::{Lzma2Reader, LzmaReader, lzma_get_memory_usage_by_props};
use sha2::{Digest as _, Sha256};
use tracie_finding::detection::Reason;

use super::header::{Coder, Folder, Streams};
use super::input::broken;
use crate::anywhere::{Anywhere, Cursor};
use crate::budget::Budget;
use crate::cautious::Cautious;
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
    let mut tree = Tree {
        content,
        streams,
        folder,
        budget,
        opened: vec![false; folder.coders.len()],
        memory: MEMORY,
    };
    let content = tree.open(folder.last().ok_or_else(broken)?)?;
    Ok(Box::new(Cautious::new(content, 1)))
}

/// The coders of a folder: each reads others or streams of the file.
struct Tree<'a> {
    content: &'a Anywhere,
    streams: &'a Streams,
    folder: &'a Folder,
    budget: &'a Budget,
    /// Those that are open: none feeds two others, nor itself.
    opened: Vec<bool>,
    /// Memory that the others may take, in KiB.
    memory: u32,
}

impl Tree<'_> {
    /// What a coder makes of its inputs.
    fn open(&mut self, at: usize) -> Result<Box<dyn Read>, Fault> {
        let folder = self.folder;
        let coder = folder.coders.get(at).ok_or_else(broken)?;
        if std::mem::replace(&mut self.opened[at], true) {
            return Err(broken());
        }
        let size = folder.sizes.get(at).copied().unwrap_or(0);
        // All have one output, so coders and outputs have the same numbers.
        if coder.outputs != 1 {
            return Err(unread("a chain of parts (the old BCJ2)"));
        }
        let before: u64 = folder.coders[..at].iter().map(|it| it.inputs).sum();
        let inputs = (before..before + coder.inputs).map(|it| self.input(it));
        let mut inputs = inputs.collect::<Result<Vec<_>, _>>()?;
        match (&coder.method[..], inputs.len()) {
            (&[3, 3, 1, 0x1B], 4) => Ok(Box::new(Bcj2Reader::new(inputs, size))),
            (_, 1) => self.decode(inputs.remove(0), coder, size),
            _ => Err(broken()),
        }
    }

    /// What feeds an input.
    fn input(&mut self, number: u64) -> Result<Box<dyn Read>, Fault> {
        let bound = self.folder.bound.iter().find(|it| it.0 == number);
        if let Some((_, output)) = bound {
            return self.open(usize::try_from(*output).map_err(|_| broken())?);
        }
        let packed = self.folder.packed.iter().position(|it| *it == number);
        let packed = self.folder.first + packed.ok_or_else(broken)?;
        let (at, len) = self.streams.packed_at(packed).ok_or_else(broken)?;
        let packed = Cursor::new(self.content.clone(), at).take(len);
        Ok(Box::new(BufReader::with_capacity(64 << 10, packed)))
    }

    /// What a coder makes of its only input.
    fn decode(
        &mut self,
        from: Box<dyn Read>,
        coder: &Coder,
        size: u64,
    ) -> Result<Box<dyn Read>, Fault> {
        let properties = &coder.properties[..];
        Ok(match &coder.method[..] {
            [0] => from,
            [3] => {
                let distance = properties.first().map_or(1, |it| usize::from(*it) + 1);
                Box::new(DeltaReader::new(from, distance))
            }
            [3, 1, 1] => Box::new(lzma(from, properties, size, &mut self.memory)?),
            [0x21] => Box::new(lzma2(from, properties, &mut self.memory)?),
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
            [6, 0xF1, 7, 1] => Box::new(locked(from, properties, size, self.budget)?),
            other => {
                let id: Vec<String> = other.iter().map(|it| format!("{it:02x}")).collect();
                return Err(unread(&format!("method {}", id.concat())));
            }
        })
    }
}

fn unread(what: &str) -> Fault {
    let remark = format!("compressed by {what}, which is not read");
    Fault::new(Reason::UnsupportedFileType, remark)
}

fn lzma<R: Read>(
    from: R,
    properties: &[u8],
    size: u64,
    memory: &mut u32,
) -> Result<LzmaReader<R>, Fault> {
    let [first, a, b, c, d, ..] = properties else {
        return Err(broken());
    };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    within(lzma_get_memory_usage_by_props(dictionary, *first)?, memory)?;
    Ok(LzmaReader::new_with_props(
        from, size, *first, dictionary, None,
    )?)
}

fn lzma2<R: Read>(from: R, properties: &[u8], memory: &mut u32) -> Result<Lzma2Reader<R>, Fault> {
    let bits = properties.first().map_or(0, |it| u32::from(*it & 63));
    let dictionary = match bits {
        40 => u32::MAX,
        41.. => return Err(broken()),
        bits => (2 | bits & 1) << (bits / 2 + 11),
    };
    within(dictionary / 1024, memory)?;
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

fn within(kilobytes: u32, memory: &mut u32) -> Result<(), Fault> {
    let left = memory.checked_sub(kilobytes).ok_or_else(|| {
        Fault::malformed(format!(
            "reading it would take {kilobytes} KiB, more than the limit of {memory}"
        ))
    });
    left.map(|left| *memory = left)
}
