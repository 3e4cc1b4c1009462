//! The eTag that S3 gives an object of some content.
//!
//! A small object is uploaded at once, and its eTag is the MD5 of its content.
//! Larger ones are uploaded in parts by the AWS CLI and by the SDKs' transfer
//! managers, with the sizes below by default; then the eTag is the MD5 of the
//! MD5s of the parts, and how many there are.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html> and
//! <https://docs.aws.amazon.com/cli/latest/topic/s3-config.html>.

use std::io::{self, Read};

use md5::{Digest, Md5};

use crate::lanes::{self, BLOCK, LANES, START, State};

/// Objects of this size and above are uploaded in parts, of this size each.
pub const PART: u64 = 8 << 20;
/// Most parts of an upload: above, parts are made twice as large.
const MOST_PARTS: u64 = 10_000;
/// How much of a part is read at a time.
const STRIDE: usize = 64 << 10;

/// The eTag of an object with this content, as the AWS CLI uploads it.
///
/// ```
/// assert_eq!(tracie_source::etag(b""), "d41d8cd98f00b204e9800998ecf8427e");
/// let large = vec![0; 9 << 20];
/// assert_eq!(tracie_source::etag(&large), "d126ef08817d0490e207e456cb0ae080-2");
/// ```
pub fn etag(content: &[u8]) -> String {
    match Parts::of(content.len() as u64) {
        None => hex(&Md5::digest(content)),
        // Bytes in memory can always be read.
        Some(parts) => parts.etag(&content).unwrap_or_default(),
    }
}

/// What can be read anywhere.
pub(crate) trait ReadAt {
    /// Fills a buffer with what stands from an offset on.
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
}

impl ReadAt for &[u8] {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let from = usize::try_from(offset).map_err(io::Error::other)?;
        let here = self.get(from..from + buffer.len());
        buffer.copy_from_slice(here.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

#[cfg(unix)]
impl ReadAt for std::fs::File {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, buffer, offset)
    }
}

/// The parts in which an object is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    size: u64,
    part: u64,
}

impl Parts {
    /// `None` if an object of this size is uploaded at once.
    pub(crate) fn of(size: u64) -> Option<Parts> {
        let mut part = PART;
        while size.div_ceil(part) > MOST_PARTS {
            part *= 2;
        }
        (size >= PART).then_some(Parts { size, part })
    }

    /// The eTag of what is uploaded in these parts.
    pub(crate) fn etag(self, content: &impl ReadAt) -> io::Result<String> {
        let mut digests = Digests::default();
        let mut buffers = vec![0; LANES * STRIDE];
        let starts: Vec<u64> = (0..self.size).step_by(self.part as usize).collect();
        for group in starts.chunks(LANES) {
            let mut states = vec![START; group.len()];
            self.mix(group, &mut states, content, &mut buffers)?;
            for (start, state) in group.iter().zip(states) {
                digests.push(&self.finish(*start, state, content)?);
            }
        }
        Ok(digests.etag())
    }

    /// Mixes the whole blocks of some parts in, as long as they go.
    fn mix(
        self,
        group: &[u64],
        states: &mut [State],
        content: &impl ReadAt,
        buffers: &mut [u8],
    ) -> io::Result<()> {
        let whole = |start: &u64| self.length(*start) / BLOCK as u64 * BLOCK as u64;
        let mut done = 0;
        // Only the last part is shorter than the others.
        while let Some(longer) = group.iter().rposition(|start| whole(start) > done) {
            let group = &group[..longer + 1];
            let left = whole(&group[longer]) - done;
            let stride = left.min(STRIDE as u64) as usize;
            for (start, buffer) in group.iter().zip(buffers.chunks_mut(STRIDE)) {
                content.read_exact_at(&mut buffer[..stride], start + done)?;
            }
            let texts: Vec<&[u8]> = buffers
                .chunks(STRIDE)
                .take(group.len())
                .map(|buffer| &buffer[..stride])
                .collect();
            lanes::mix(&mut states[..group.len()], &texts);
            done += stride as u64;
        }
        Ok(())
    }

    fn finish(self, start: u64, state: State, content: &impl ReadAt) -> io::Result<[u8; 16]> {
        let length = self.length(start);
        let mut rest = vec![0; (length % BLOCK as u64) as usize];
        let offset = start + length - rest.len() as u64;
        content.read_exact_at(&mut rest, offset)?;
        Ok(lanes::finish(state, &rest, length))
    }

    /// How long the part is that starts there.
    fn length(self, start: u64) -> u64 {
        self.part.min(self.size - start)
    }
}

/// The digests of parts.
#[derive(Clone, Default)]
struct Digests {
    all: Md5,
    count: u64,
}

impl Digests {
    fn push(&mut self, digest: &[u8]) {
        self.all.update(digest);
        self.count += 1;
    }

    fn etag(self) -> String {
        format!("{}-{}", hex(&self.all.finalize()), self.count)
    }
}

/// How an object was uploaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Upload {
    /// In parts from a certain size on, as the AWS CLI does by default.
    #[default]
    AsCli,
    /// At once, whatever its size.
    AtOnce,
}

/// How many parts an upload by the AWS CLI has; 0 if it goes at once.
pub(crate) fn parts(size: u64) -> u64 {
    Parts::of(size).map_or(0, |parts| parts.size.div_ceil(parts.part))
}

/// The eTag of what is read once, in the making. Its size shows at its end only,
/// too late for larger parts: then there is none.
#[derive(Clone, Default)]
pub(crate) struct Hash {
    upload: Upload,
    part: Md5,
    /// Bytes in that.
    length: u64,
    before: Digests,
}

impl Hash {
    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        if self.upload == Upload::AtOnce {
            return self.part.update(bytes);
        }
        while !bytes.is_empty() {
            if self.length == PART {
                self.end_part();
            }
            let room = (PART - self.length).min(bytes.len() as u64) as usize;
            let (here, rest) = bytes.split_at(room);
            self.part.update(here);
            self.length += room as u64;
            bytes = rest;
        }
    }

    pub(crate) fn etag(mut self) -> Option<String> {
        let at_once = self.before.count == 0 && self.length < PART;
        if at_once || self.upload == Upload::AtOnce {
            return Some(hex(&self.part.finalize()));
        }
        self.end_part();
        (self.before.count <= MOST_PARTS).then(|| self.before.etag())
    }

    fn end_part(&mut self) {
        self.before.push(&self.part.finalize_reset());
        self.length = 0;
    }

    /// The eTag of all that can be read.
    pub(crate) fn of(mut input: impl Read, upload: Upload) -> io::Result<Option<String>> {
        let mut hash = Hash {
            upload,
            ..Hash::default()
        };
        let mut block = vec![0; 4 * STRIDE];
        loop {
            match input.read(&mut block) {
                Ok(0) => return Ok(hash.etag()),
                Ok(n) => hash.update(&block[..n]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |it: u8| char::from(DIGITS[usize::from(it)]);
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        hex.push(digit(byte >> 4));
        hex.push(digit(byte & 0xF));
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition.
    fn naive(content: &[u8]) -> String {
        if content.len() < PART as usize {
            return hex(&Md5::digest(content));
        }
        let parts = content.chunks(PART as usize);
        let digests: Vec<u8> = parts.clone().flat_map(Md5::digest).collect();
        format!("{}-{}", hex(&Md5::digest(digests)), parts.len())
    }

    #[test]
    fn all_ways_give_what_the_definition_says() {
        let content: Vec<u8> = (0..(19 * PART + 77) as u32)
            .map(|at| (at.wrapping_mul(0x9E37_79B1) >> 23) as u8)
            .collect();
        let part = PART as usize;
        for size in [
            0,
            1,
            part - 1,
            part,
            part + 1,
            3 * part + 4096,
            9 * part,
            content.len(),
        ] {
            let content = &content[..size];
            let expected = naive(content);
            assert_eq!(etag(content), expected, "{size} bytes");
            let read = |upload| Hash::of(content, upload).expect("memory can be read");
            assert_eq!(read(Upload::AsCli), Some(expected.clone()), "{size} read");
            let whole = hex(&Md5::digest(content));
            assert_eq!(read(Upload::AtOnce), Some(whole), "{size} at once");
            let told = expected.split_once('-').map_or("0", |(_, parts)| parts);
            assert_eq!(parts(size as u64).to_string(), told);
        }
    }

    #[test]
    fn a_huge_object_has_larger_parts() {
        assert_eq!(Parts::of(PART - 1), None);
        let parts = |size| Parts::of(size).map(|it| it.part);
        assert_eq!(parts(MOST_PARTS * PART), Some(PART));
        assert_eq!(parts(MOST_PARTS * PART + 1), Some(2 * PART));
    }
}
