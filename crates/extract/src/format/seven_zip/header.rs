//! What the header says of streams and files.

use std::io::Read;

use flate2::Crc;

use super::input::{Input, broken};
use crate::anywhere::Anywhere;
use crate::bytes::little::u32_at;
use crate::bytes::time;
use crate::extractor::Fault;

/// The header.
pub(super) struct Header {
    pub(super) streams: Streams,
    pub(super) files: Vec<File>,
    /// Whether its checksum is another one, or it lacks what a file holds.
    pub(super) damaged: bool,
}

/// Where compressed streams lie, and what they are made of.
#[derive(Default)]
pub(super) struct Streams {
    start: u64,
    /// The sizes of the streams, one behind the other.
    sizes: Vec<u64>,
    pub(super) folders: Vec<Folder>,
}

/// A stream that was compressed as one.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) coders: Vec<Coder>,
    /// Which input is fed by which output.
    pub(super) bound: Vec<(u64, u64)>,
    /// Inputs that streams of the file feed, and the number of the first stream.
    pub(super) packed: Vec<u64>,
    pub(super) first: usize,
    /// The sizes of all outputs.
    pub(super) sizes: Vec<u64>,
    /// The checksum of its content, if it is told.
    sum: Option<u32>,
    /// The files in it.
    files: Vec<Part>,
}

/// A file in a folder.
#[derive(Clone, Copy)]
struct Part {
    size: u64,
    sum: Option<u32>,
}

/// A way to compress.
pub(super) struct Coder {
    pub(super) method: Vec<u8>,
    pub(super) properties: Vec<u8>,
    pub(super) inputs: u64,
    pub(super) outputs: u64,
}

/// A file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) modified: Option<String>,
    /// The folder it is in; none if it is empty.
    pub(super) folder: Option<usize>,
    /// The checksum of its content, if it is told.
    pub(super) sum: Option<u32>,
}

/// Bytes in front of everything.
const START: u64 = 32;
/// The longest header that is read, as it stands and expanded.
const LONGEST: u64 = 64 << 20;
/// Headers that may stand compressed in one another.
const NESTED: usize = 4;
const CODERS: usize = 16;
/// Seconds between 1601 and 1970.
const EPOCH: u64 = 11_644_473_600;

impl Header {
    /// Reads the header; `open` undoes the coders of the first folder, if it
    /// is compressed.
    pub(super) fn read(
        content: &Anywhere,
        open: impl Fn(&Streams) -> Result<Box<dyn Read>, Fault>,
    ) -> Result<Header, Fault> {
        let start = content.bytes(0, START as usize)?;
        let word = |at: usize| {
            let bytes = start[at..].first_chunk();
            bytes.map_or(0, |it| u64::from_le_bytes(*it))
        };
        let (offset, len) = (word(12), word(20));
        let mut damaged = u32_at(&start, 8) != sum(&start[12..]);
        if len == 0 {
            // An archive of no files has nothing behind that.
            damaged |= content.size() > START;
            return Ok(Header {
                damaged,
                ..Header::empty()
            });
        }
        if len > LONGEST {
            return Err(broken());
        }
        let at = START.checked_add(offset).ok_or_else(broken)?;
        if at.saturating_add(len) > content.size() {
            let remark =
                "it breaks off before its end, which lists the files and may lie in another volume";
            return Err(Fault::malformed(remark));
        }
        let mut bytes = content.bytes(at, len as usize)?.to_vec();
        damaged |= u32_at(&start, 28) != sum(&bytes);
        for _ in 0..NESTED {
            let mut input = Input::new(&bytes);
            match input.byte()? {
                1 => {
                    let mut header = Header::parse(&mut input)?;
                    header.damaged |= damaged;
                    return Ok(header);
                }
                0x17 => {
                    let streams = Streams::read(&mut input)?;
                    let size = streams.folders.first().and_then(Folder::size);
                    let size = size.filter(|size| *size <= LONGEST).ok_or_else(broken)?;
                    let mut expanded = Vec::new();
                    open(&streams)?.take(size).read_to_end(&mut expanded)?;
                    bytes = expanded;
                }
                _ => break,
            }
        }
        Err(broken())
    }

    fn empty() -> Header {
        Header {
            streams: Streams::default(),
            files: Vec::new(),
            damaged: false,
        }
    }

    fn parse(input: &mut Input<'_>) -> Result<Header, Fault> {
        let mut header = Header::empty();
        loop {
            match input.byte()? {
                0 => return Ok(header),
                // Properties of the archive.
                2 => loop {
                    if input.byte()? == 0 {
                        break;
                    }
                    let len = input.number()?;
                    input.take(len)?;
                },
                3 => {
                    Streams::read(input)?;
                }
                4 => header.streams = Streams::read(input)?,
                5 => header.files(input)?,
                _ => return Err(broken()),
            }
        }
    }

    fn files(&mut self, input: &mut Input<'_>) -> Result<(), Fault> {
        let count = input.count()?;
        let mut files = vec![File::default(); count];
        // Those without content, and which of them are no folders.
        let (mut empty, mut void_files) = (vec![false; count], Vec::new());
        loop {
            let kind = input.byte()?;
            if kind == 0 {
                break;
            }
            let len = input.number()?;
            let mut inside = Input::new(input.take(len)?);
            match kind {
                0x0E => empty = inside.bits(count)?,
                0x0F => {
                    let void = empty.iter().filter(|it| **it).count();
                    void_files = inside.bits(void)?;
                }
                0x11 if inside.byte()? == 0 => names(&mut inside, &mut files),
                0x14 => times(&mut inside, &mut files)?,
                _ => {}
            }
        }
        let (mut streams, mut void_files) = (self.streams.files(), void_files.into_iter());
        for (mut file, empty) in files.into_iter().zip(empty) {
            let is_file = match empty {
                true => void_files.next() == Some(true),
                false => match streams.next() {
                    Some((folder, part)) => {
                        file.folder = Some(folder);
                        (file.size, file.sum) = (part.size, part.sum);
                        true
                    }
                    None => {
                        self.damaged = true;
                        false
                    }
                },
            };
            if is_file {
                self.files.push(file);
            }
        }
        Ok(())
    }
}

fn names(input: &mut Input<'_>, files: &mut [File]) {
    let bytes = input.take(input.left() as u64).unwrap_or_default();
    let units = bytes
        .chunks_exact(2)
        .map(|it| u16::from_le_bytes([it[0], it[1]]));
    let units: Vec<u16> = units.collect();
    for (file, name) in files.iter_mut().zip(units.split(|unit| *unit == 0)) {
        file.name = String::from_utf16_lossy(name);
    }
}

fn times(input: &mut Input<'_>, files: &mut [File]) -> Result<(), Fault> {
    let defined = input.all_or_bits(files.len())?;
    if input.byte()? != 0 {
        return Ok(());
    }
    for (file, _) in files.iter_mut().zip(defined).filter(|it| it.1) {
        let bytes = input.take(8)?.first_chunk();
        let ticks = bytes.map_or(0, |it| u64::from_le_bytes(*it));
        let seconds = (ticks / 10_000_000).checked_sub(EPOCH);
        file.modified = seconds.and_then(time::rfc3339);
    }
    Ok(())
}

impl Streams {
    fn read(input: &mut Input<'_>) -> Result<Streams, Fault> {
        let mut streams = Streams::default();
        loop {
            match input.byte()? {
                0 => break,
                6 => streams.packed(input)?,
                7 => streams.folders(input)?,
                8 => streams.inside(input)?,
                _ => return Err(broken()),
            }
        }
        let mut first = 0;
        for folder in &mut streams.folders {
            folder.first = first;
            first += folder.packed.len();
            if folder.files.is_empty() {
                let sum = folder.sum;
                let part = folder.size().map(|size| Part { size, sum });
                folder.files.extend(part);
            }
        }
        Ok(streams)
    }

    fn packed(&mut self, input: &mut Input<'_>) -> Result<(), Fault> {
        self.start = input.number()?;
        let count = input.count()?;
        loop {
            match input.byte()? {
                0 => return Ok(()),
                9 => {
                    let sizes = (0..count).map(|_| input.number());
                    self.sizes = sizes.collect::<Result<_, _>>()?;
                }
                10 => drop(digests(input, count)?),
                _ => return Err(broken()),
            }
        }
    }

    fn folders(&mut self, input: &mut Input<'_>) -> Result<(), Fault> {
        loop {
            match input.byte()? {
                0 => return Ok(()),
                11 => {
                    let count = input.count()?;
                    if input.byte()? != 0 {
                        return Err(broken());
                    }
                    let folders = (0..count).map(|_| Folder::read(input));
                    self.folders = folders.collect::<Result<_, _>>()?;
                }
                12 => {
                    for folder in &mut self.folders {
                        let count: u64 = folder.coders.iter().map(|it| it.outputs).sum();
                        let sizes = (0..count).map(|_| input.number());
                        folder.sizes = sizes.collect::<Result<_, _>>()?;
                    }
                }
                10 => {
                    let sums = digests(input, self.folders.len())?;
                    for (folder, sum) in self.folders.iter_mut().zip(sums) {
                        folder.sum = sum;
                    }
                }
                _ => return Err(broken()),
            }
        }
    }

    /// What files the folders hold.
    fn inside(&mut self, input: &mut Input<'_>) -> Result<(), Fault> {
        let mut counts = vec![1; self.folders.len()];
        let mut kind = input.byte()?;
        if kind == 13 {
            counts = (0..counts.len())
                .map(|_| input.count())
                .collect::<Result<_, _>>()?;
            kind = input.byte()?;
        }
        for (folder, count) in self.folders.iter_mut().zip(counts) {
            let mut left = folder.size().unwrap_or(0);
            for n in 0..count {
                // The last one has what is left.
                let size = match n + 1 < count && kind == 9 {
                    true => input.number()?,
                    false => left,
                };
                left = left.saturating_sub(size);
                // That of the only file in a folder was told with the folder.
                let sum = folder.sum.filter(|_| count == 1);
                folder.files.push(Part { size, sum });
            }
        }
        if kind == 9 {
            kind = input.byte()?;
        }
        if kind == 10 {
            let parts = self.folders.iter_mut().flat_map(|it| &mut it.files);
            let untold: Vec<&mut Part> = parts.filter(|it| it.sum.is_none()).collect();
            let sums = digests(input, untold.len())?;
            for (part, sum) in untold.into_iter().zip(sums) {
                part.sum = sum;
            }
            kind = input.byte()?;
        }
        match kind {
            0 => Ok(()),
            _ => Err(broken()),
        }
    }

    /// The folder of each file and what it is there, in order.
    fn files(&self) -> impl Iterator<Item = (usize, Part)> + '_ {
        let folders = self.folders.iter().enumerate();
        folders.flat_map(|(at, folder)| folder.files.iter().map(move |part| (at, *part)))
    }

    /// Where a stream of the file lies, and its size.
    pub(super) fn packed_at(&self, number: usize) -> Option<(u64, u64)> {
        let size = *self.sizes.get(number)?;
        let before = self.sizes[..number]
            .iter()
            .try_fold(0_u64, |sum, it| sum.checked_add(*it))?;
        let at = START.checked_add(self.start)?.checked_add(before)?;
        Some((at, size))
    }
}

/// So many checksums, of which some may not be told.
fn digests(input: &mut Input<'_>, count: usize) -> Result<Vec<Option<u32>>, Fault> {
    let defined = input.all_or_bits(count)?;
    let mut digest = |is: bool| {
        is.then(|| input.take(4).map(|it| u32_at(it, 0)))
            .transpose()
    };
    defined.into_iter().map(&mut digest).collect()
}

fn sum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

impl Folder {
    fn read(input: &mut Input<'_>) -> Result<Folder, Fault> {
        let mut folder = Folder::default();
        let count = input.count()?;
        if count == 0 || count > CODERS {
            return Err(broken());
        }
        for _ in 0..count {
            let flags = input.byte()?;
            let method = input.take(u64::from(flags & 15))?.to_vec();
            let (inputs, outputs) = match flags & 0x10 {
                0 => (1, 1),
                _ => (input.number()?, input.number()?),
            };
            if inputs > CODERS as u64 || outputs > CODERS as u64 {
                return Err(broken());
            }
            let properties = match flags & 0x20 {
                0 => Vec::new(),
                _ => {
                    let len = input.number()?;
                    input.take(len)?.to_vec()
                }
            };
            folder.coders.push(Coder {
                method,
                properties,
                inputs,
                outputs,
            });
        }
        let inputs: u64 = folder.coders.iter().map(|it| it.inputs).sum();
        let outputs: u64 = folder.coders.iter().map(|it| it.outputs).sum();
        let bound = outputs.checked_sub(1).ok_or_else(broken)?;
        for _ in 0..bound {
            folder.bound.push((input.number()?, input.number()?));
        }
        let packed = inputs
            .checked_sub(bound)
            .filter(|it| *it > 0)
            .ok_or_else(broken)?;
        folder.packed = match packed {
            1 => (0..inputs).filter(|it| !folder.feeds(*it)).collect(),
            _ => (0..packed)
                .map(|_| input.number())
                .collect::<Result<_, _>>()?,
        };
        Ok(folder)
    }

    /// Whether an output of it feeds that input.
    fn feeds(&self, input: u64) -> bool {
        self.bound.iter().any(|it| it.0 == input)
    }

    /// The output that feeds no input: what it holds.
    pub(super) fn last(&self) -> Option<usize> {
        let free = |at: &usize| self.bound.iter().all(|it| it.1 != *at as u64);
        (0..self.sizes.len()).find(free)
    }

    /// The size of its content.
    pub(super) fn size(&self) -> Option<u64> {
        self.sizes.get(self.last()?).copied()
    }
}
