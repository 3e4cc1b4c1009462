//! Content that is read at any place, for formats that begin at their end.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytes::Bytes;

/// Content that can be read at any place, such as a file or an object that is
/// fetched in ranges.
pub trait ReadAt: Send + Sync {
    /// Its size in bytes.
    fn size(&self) -> u64;

    /// Reads from an offset on, as much as there is up to the size of `into`;
    /// 0 only at the end.
    ///
    /// # Errors
    ///
    /// Those of the input.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
}

/// A file, to the size that it has now.
impl ReadAt for File {
    fn size(&self) -> u64 {
        self.metadata().map_or(0, |it| it.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, into, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, into, offset)
    }
}

/// Content that is read at any place; cheap to clone.
#[derive(Clone)]
pub(crate) struct Anywhere {
    place: Place,
    size: u64,
    /// Bytes that were read of what is not in memory.
    read: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Place {
    Memory(Bytes),
    Elsewhere(Arc<dyn ReadAt>),
}

impl Anywhere {
    pub(crate) fn memory(bytes: Vec<u8>) -> Anywhere {
        Anywhere {
            size: bytes.len() as u64,
            place: Place::Memory(bytes.into()),
            read: Arc::default(),
        }
    }

    /// What is read there is counted.
    pub(crate) fn elsewhere(at: Arc<dyn ReadAt>, read: Arc<AtomicU64>) -> Anywhere {
        Anywhere {
            size: at.size(),
            place: Place::Elsewhere(at),
            read,
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Reads as much as there is.
    pub(crate) fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(offset).min(into.len() as u64) as usize;
        let into = &mut into[..left];
        if left == 0 {
            return Ok(0);
        }
        match &self.place {
            Place::Memory(bytes) => {
                into.copy_from_slice(&bytes[offset as usize..offset as usize + left]);
                Ok(left)
            }
            Place::Elsewhere(at) => {
                let n = read_all(&**at, offset, into)?;
                self.read.fetch_add(n as u64, Relaxed);
                Ok(n)
            }
        }
    }

    /// A part of it that is in memory already.
    pub(crate) fn in_memory(&self, offset: u64, len: u64) -> Option<Bytes> {
        let end = offset.checked_add(len).filter(|end| *end <= self.size)?;
        match &self.place {
            Place::Memory(bytes) => Some(bytes.slice(offset as usize..end as usize)),
            Place::Elsewhere(_) => None,
        }
    }

    /// Bytes that must all be there.
    pub(crate) fn bytes(&self, offset: u64, len: usize) -> io::Result<Bytes> {
        if offset
            .checked_add(len as u64)
            .is_none_or(|end| end > self.size)
        {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Place::Memory(bytes) = &self.place {
            return Ok(bytes.slice(offset as usize..offset as usize + len));
        }
        let mut bytes = vec![0; len];
        match self.read_at(offset, &mut bytes)? == len {
            true => Ok(bytes.into()),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn read_all(at: &dyn ReadAt, offset: u64, into: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < into.len() {
        match at.read_at(offset + done as u64, &mut into[done..]) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Reads content from an offset on.
pub(crate) struct Cursor {
    content: Anywhere,
    at: u64,
}

impl Cursor {
    pub(crate) fn new(content: Anywhere, at: u64) -> Cursor {
        Cursor { content, at }
    }
}

impl Read for Cursor {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.content.read_at(self.at, into)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.content.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few bytes at a time.
    struct Slow(Vec<u8>);

    impl ReadAt for Slow {
        fn size(&self) -> u64 {
            self.0.len() as u64
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
            let rest = &self.0[offset as usize..];
            let n = rest.len().min(into.len()).min(3);
            into[..n].copy_from_slice(&rest[..n]);
            Ok(n)
        }
    }

    #[test]
    fn content_is_the_same_in_memory_and_elsewhere() {
        let bytes: Vec<u8> = (0..100).collect();
        let memory = Anywhere::memory(bytes.clone());
        let read = Arc::<AtomicU64>::default();
        let elsewhere = Anywhere::elsewhere(Arc::new(Slow(bytes.clone())), Arc::clone(&read));
        for content in [memory, elsewhere] {
            assert_eq!(
                &content.bytes(10, 20).expect("it is there")[..],
                &bytes[10..30]
            );
            assert!(content.bytes(90, 11).is_err());
            assert!(content.bytes(u64::MAX, 2).is_err());
            let mut cursor = Cursor::new(content, 0);
            cursor.seek(SeekFrom::End(-5)).expect("it is in range");
            let mut rest = Vec::new();
            cursor.read_to_end(&mut rest).expect("it is in memory");
            assert_eq!(rest, bytes[95..]);
        }
        assert_eq!(read.load(Relaxed), 25);
    }
}
