//! Presentations of PowerPoint before 2007: each of the objects in the stream
//! is encrypted with a key of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::passwords::unread;
use super::rc4::Keys;
use crate::budget::Budget;
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::Fault;

const HEADER: usize = 8;
const EDIT: u16 = 0x0FF5;
const DIRECTORY: u16 = 0x1772;
/// Times that a presentation was added to which are looked at.
const MOST_EDITS: usize = 1000;

/// Decrypts the stream of a presentation that is encrypted; `user` is the one
/// that says where it was last edited.
pub(super) fn presentation(user: &[u8], stream: &mut [u8], budget: &Budget) -> Result<(), Fault> {
    let objects = Objects::read(stream, u32_at(user, 16) as usize).ok_or_else(unread)?;
    let lock = *objects.offsets.get(&objects.lock).ok_or_else(unread)?;
    let info = content(stream, lock).ok_or_else(unread)?;
    let keys = Keys::open(info, budget)?;
    for (id, from) in &objects.offsets {
        let end = objects.borders.range(from + 1..).next();
        let end = end.copied().unwrap_or(stream.len()).min(stream.len());
        if *from != lock && *from < end {
            keys.cipher(*id).apply(&mut stream[*from..end]);
        }
    }
    // There is nothing to read in it.
    stream[lock] &= 0xF0;
    Ok(())
}

/// Where the objects of a presentation lie.
struct Objects {
    /// By their numbers.
    offsets: BTreeMap<u32, usize>,
    /// Where something begins.
    borders: BTreeSet<usize>,
    /// The object that says how the others are encrypted.
    lock: u32,
}

impl Objects {
    fn read(stream: &[u8], last: usize) -> Option<Objects> {
        let mut objects = Objects {
            offsets: BTreeMap::new(),
            borders: BTreeSet::new(),
            lock: u32_at(record(stream, last, EDIT)?, 28),
        };
        let mut at = last;
        for _ in 0..MOST_EDITS {
            let Some(edit) = record(stream, at, EDIT).filter(|_| objects.borders.insert(at)) else {
                break;
            };
            objects.add(stream, u32_at(edit, 12) as usize);
            at = u32_at(edit, 8) as usize;
        }
        Some(objects)
    }

    /// Adds what a directory lists and a later one does not.
    fn add(&mut self, stream: &[u8], at: usize) {
        self.borders.insert(at);
        let mut list = record(stream, at, DIRECTORY)
            .unwrap_or_default()
            .chunks_exact(4)
            .map(|it| u32_at(it, 0));
        while let Some(first) = list.next() {
            let (id, count) = (first & 0xF_FFFF, first >> 20);
            for (id, offset) in (id..id + count).zip(&mut list) {
                self.borders.insert(offset as usize);
                self.offsets.entry(id).or_insert(offset as usize);
            }
        }
    }
}

/// The content of a record of a kind.
fn record(stream: &[u8], at: usize, kind: u16) -> Option<&[u8]> {
    let header = stream.get(at..at.checked_add(HEADER)?)?;
    (u16_at(header, 2) == kind).then(|| content(stream, at))?
}

fn content(stream: &[u8], at: usize) -> Option<&[u8]> {
    let start = at.checked_add(HEADER)?;
    let len = u32_at(stream.get(at..start)?, 4) as usize;
    stream.get(start..start.saturating_add(len).min(stream.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::ole::locked::tests::{budget, lock};

    fn atom(kind: u16, content: &[u8]) -> Vec<u8> {
        let mut atom = vec![0, 0];
        atom.extend_from_slice(&kind.to_le_bytes());
        atom.extend_from_slice(&(content.len() as u32).to_le_bytes());
        atom.extend_from_slice(content);
        atom
    }

    #[test]
    fn each_object_opens_with_the_key_of_its_number() {
        let (info, keys) = lock("planted");
        let texts = [atom(0x0FA8, b"first"), atom(0x0FA8, b"and second")];
        let mut stream = Vec::new();
        let mut list = vec![1 | 3 << 20];
        for (at, text) in texts.iter().enumerate() {
            list.push(stream.len() as u32);
            let mut locked = text.clone();
            keys.cipher(at as u32 + 1).apply(&mut locked);
            stream.extend_from_slice(&locked);
        }
        list.push(stream.len() as u32);
        stream.extend_from_slice(&atom(0x2F14, &info));
        let directory = stream.len() as u32;
        let list: Vec<u8> = list.into_iter().flat_map(u32::to_le_bytes).collect();
        stream.extend_from_slice(&atom(DIRECTORY, &list));
        let edit = stream.len() as u32;
        let fields = [0, 0, 0, directory, 0, 0, 0, 3].map(u32::to_le_bytes);
        stream.extend_from_slice(&atom(EDIT, fields.as_flattened()));
        let user = [[0; 16].as_slice(), &edit.to_le_bytes()].concat();

        assert!(presentation(&user, &mut stream.clone(), &budget("wrong")).is_err());
        presentation(&user, &mut stream, &budget("planted")).expect("it opens");
        assert!(stream.starts_with(&texts.concat()));
        // Lists that contradict themselves end.
        for at in directory as usize..stream.len() {
            let mut broken = stream.clone();
            broken[at] ^= 0xFF;
            let _ = presentation(&user, &mut broken, &budget("planted"));
        }
    }
}
