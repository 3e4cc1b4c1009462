//! The file system within a compound file, read as far as it holds.

use std::cell::Cell;
use std::collections::HashSet;

use bytes::Bytes;

use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::Fault;

/// A compound file in memory.
pub(crate) struct Compound {
    bytes: Bytes,
    sector: usize,
    /// For each sector, the next one.
    next: Vec<u32>,
    /// The same of the small sectors, which lie in a stream.
    small_next: Vec<u32>,
    small: Bytes,
    entries: Vec<Entry>,
    /// Streams smaller than this lie in small sectors.
    cutoff: u64,
    /// Bytes of streams that may still be read: streams that lie in each other
    /// must not come to more than the file.
    left: Cell<u64>,
    /// Entries that may still be looked at, in folders that may hold the same.
    steps: Cell<usize>,
}

/// A stream or a folder.
pub(crate) struct Entry {
    pub(crate) name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

const FOLDER: u8 = 1;
const STREAM: u8 = 2;
const ROOT: u8 = 5;
const SMALL: usize = 64;
/// Numbers from here on are no sectors.
const SPECIAL: u32 = 0xFFFF_FFFA;
const ENTRY: usize = 128;
/// The longest list of entries that is read.
const DIRECTORY: u64 = 16 << 20;
/// How often each byte of a file may be read, and those of small ones.
const TIMES: u64 = 2;
const ANYWAY: u64 = 1 << 20;
/// How many entries are looked at.
const STEPS: usize = 1 << 24;

impl Compound {
    pub(crate) fn new(bytes: Vec<u8>) -> Result<Compound, Fault> {
        let shift = u16_at(&bytes, 30);
        if bytes.len() < 512 || !(7..=16).contains(&shift) {
            return Err(Fault::malformed("a damaged OLE compound file"));
        }
        let mut file = Compound {
            sector: 1 << shift,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Bytes::new(),
            entries: Vec::new(),
            cutoff: u64::from(u32_at(&bytes, 56)),
            left: Cell::new(TIMES * bytes.len() as u64 + ANYWAY),
            steps: Cell::new(STEPS),
            bytes: bytes.into(),
        };
        file.next = numbers(&file.tables());
        file.small_next = numbers(&file.chain(u32_at(&file.bytes, 60), u64::MAX));
        let directory = file.chain(u32_at(&file.bytes, 48), DIRECTORY);
        let wide = file.sector > 512;
        file.entries = directory
            .chunks_exact(ENTRY)
            .map(|it| Entry::read(it, wide))
            .collect();
        let root = file.entries.iter().find(|it| it.kind == ROOT);
        if let Some((start, size)) = root.map(|it| (it.start, it.size)) {
            file.small = file.chain(start, size);
        }
        Ok(file)
    }

    /// The sectors that say which sector follows which; no more than it takes
    /// for those of the file.
    fn tables(&self) -> Vec<u8> {
        let mut table = Vec::new();
        let most = 4 * self.count();
        let mut add = |number: u32| {
            if table.len() < most {
                table.extend_from_slice(self.sector_at(number));
            }
        };
        (0..109)
            .map(|at| u32_at(&self.bytes, 76 + 4 * at))
            .filter(|it| *it < SPECIAL)
            .for_each(&mut add);
        let mut more = u32_at(&self.bytes, 68);
        for _ in 0..self.count() {
            let list = self.sector_at(more);
            if more >= SPECIAL || list.is_empty() {
                break;
            }
            let last = list.len().saturating_sub(4);
            for at in (0..last).step_by(4) {
                if u32_at(list, at) < SPECIAL {
                    add(u32_at(list, at));
                }
            }
            more = u32_at(list, last);
        }
        table
    }

    fn count(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector_at(&self, number: u32) -> &[u8] {
        let start = (number as usize + 1)
            .saturating_mul(self.sector)
            .min(self.bytes.len());
        &self.bytes[start..(start + self.sector).min(self.bytes.len())]
    }

    /// The sectors from one on; no more than the file has.
    fn chain(&self, start: u32, size: u64) -> Bytes {
        match self.run(start, size) {
            Some(bytes) => bytes,
            None => self.gather(start, size).into(),
        }
    }

    /// The sectors from one on, if they lie one behind the other: that takes no
    /// memory.
    fn run(&self, start: u32, size: u64) -> Option<Bytes> {
        let from = (start as usize).checked_add(1)?.checked_mul(self.sector)?;
        let size = usize::try_from(size).ok()?;
        let end = from
            .checked_add(size)
            .filter(|it| *it <= self.bytes.len())?;
        let last = size.div_ceil(self.sector).checked_sub(1)? + start as usize;
        let chained = self.next.get(start as usize..last)?;
        let follows = |(at, next): (usize, &u32)| *next as usize == start as usize + at + 1;
        let all = chained.iter().enumerate().all(follows);
        all.then(|| self.bytes.slice(from..end))
    }

    fn gather(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = start;
        for _ in 0..self.count() {
            if number >= SPECIAL || bytes.len() as u64 >= size {
                break;
            }
            bytes.extend_from_slice(self.sector_at(number));
            number = self.next.get(number as usize).copied().unwrap_or(SPECIAL);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        bytes
    }

    fn small_chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = start;
        for _ in 0..self.small.len() / SMALL + 1 {
            if number >= SPECIAL || bytes.len() as u64 >= size {
                break;
            }
            let at = (number as usize * SMALL).min(self.small.len());
            bytes.extend_from_slice(&self.small[at..(at + SMALL).min(self.small.len())]);
            number = self
                .small_next
                .get(number as usize)
                .copied()
                .unwrap_or(SPECIAL);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        bytes
    }

    /// The content of a stream.
    pub(crate) fn read(&self, id: usize) -> Bytes {
        let Some(entry) = self.entries.get(id) else {
            return Bytes::new();
        };
        let left = self.left.get();
        let size = entry.size.min(left);
        let content = match entry.size < self.cutoff {
            true => self.small_chain(entry.start, size).into(),
            false => self.chain(entry.start, size),
        };
        self.left.set(left - content.len() as u64);
        content
    }

    /// Whether there was more in it than is read.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get() == 0 || self.steps.get() == 0
    }

    pub(crate) fn name(&self, id: usize) -> &str {
        self.entries.get(id).map_or("", |it| &it.name)
    }

    pub(crate) fn is_folder(&self, id: usize) -> bool {
        self.entries.get(id).is_some_and(|it| it.kind == FOLDER)
    }

    /// All folders but the outermost.
    pub(crate) fn folders(&self) -> Vec<usize> {
        (0..self.entries.len())
            .filter(|id| self.is_folder(*id))
            .collect()
    }

    /// A stream in a folder.
    pub(crate) fn find_in(&self, folder: usize, name: &str) -> Option<usize> {
        self.children(folder)
            .into_iter()
            .find(|id| self.is(*id, name))
    }

    /// The content of a stream in a folder; nothing if there is none.
    pub(crate) fn read_in(&self, folder: usize, name: &str) -> Bytes {
        self.find_in(folder, name)
            .map(|id| self.read(id))
            .unwrap_or_default()
    }

    fn is(&self, id: usize, name: &str) -> bool {
        let entry = &self.entries[id];
        entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name)
    }

    /// What is in a folder, in the order of the names.
    pub(crate) fn children(&self, folder: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let Some(first) = self.entries.get(folder).map(|it| it.child) else {
            return found;
        };
        let mut stack = vec![first];
        while let Some(id) = stack.pop().map(|id| id as usize) {
            if id >= self.entries.len() || !seen.insert(id) {
                continue;
            }
            let Some(steps) = self.steps.get().checked_sub(1) else {
                break;
            };
            self.steps.set(steps);
            found.push(id);
            stack.extend([self.entries[id].left, self.entries[id].right]);
        }
        found.sort_by(|a, b| self.entries[*a].name.cmp(&self.entries[*b].name));
        found
    }
}

impl Entry {
    fn read(bytes: &[u8], wide: bool) -> Entry {
        let len = usize::from(u16_at(bytes, 64)).clamp(2, 64) - 2;
        let units = bytes[..len]
            .chunks_exact(2)
            .map(|it| u16::from_le_bytes([it[0], it[1]]));
        let name = char::decode_utf16(units).map(|it| it.unwrap_or('\u{fffd}'));
        // Small files leave the upper half of the size undefined.
        let high = if wide { u32_at(bytes, 124) } else { 0 };
        Entry {
            name: name.collect(),
            kind: bytes[66],
            left: u32_at(bytes, 68),
            right: u32_at(bytes, 72),
            child: u32_at(bytes, 76),
            start: u32_at(bytes, 116),
            size: u64::from(high) << 32 | u64::from(u32_at(bytes, 120)),
        }
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|it| u32_at(it, 0)).collect()
}
