//! A zip archive whose parts are read by their names, in any order.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use crate::anywhere::{Anywhere, Cursor};
use crate::budget::{Budget, Expands, Metered};
use crate::bytes::little::{u16_at, u32_at};
use crate::extractor::Fault;
use crate::format::zip::{Checked, LOCAL, Local, Method, Told, decode};
use crate::passwords::Passwords;

/// The parts of a document.
pub(crate) struct Package {
    content: Anywhere,
    parts: Vec<Part>,
    /// The first part of each name, in lower case.
    by_name: HashMap<String, usize>,
    budget: Rc<Budget>,
    /// Whether the directory could not be read.
    pub(crate) damaged: bool,
}

pub(crate) struct Part {
    pub(crate) name: String,
    /// Where its header is.
    at: u64,
    compressed: u64,
    /// Of the content; 0 if none is told.
    checksum: u32,
}

const LISTED: &[u8] = b"PK\x01\x02";
/// In front of what signs the directory.
const SIGNATURE: &[u8] = b"PK\x05\x05";
const END: &[u8] = b"PK\x05\x06";
const FIXED: usize = 46;
/// The end of the directory stands so near to the end.
const TAIL: u64 = 66 << 10;
/// The longest directory that is read.
const DIRECTORY: usize = 64 << 20;
/// The longest header in front of a part.
const HEADER: usize = 30 + 2 * 0xFFFF;
/// More parts are not read.
const MOST: usize = 100_000;
/// Bytes that are read of a part at once, where it is not in memory.
const AT_ONCE: u64 = 256 << 10;
/// Bytes that are looked at once for parts that no directory lists.
const WINDOW: usize = 1 << 20;

impl Package {
    /// Reads the directory, or failing that, looks for the parts themselves.
    pub(crate) fn new(content: Anywhere, budget: Rc<Budget>) -> Result<Package, Fault> {
        let listed = directory(&content)?.filter(|parts| !parts.is_empty());
        let damaged = listed.is_none();
        let parts = match listed {
            Some(parts) => parts,
            None => find(&content, &budget)?,
        };
        let mut by_name = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            by_name.entry(part.name.to_ascii_lowercase()).or_insert(at);
        }
        Ok(Package {
            content,
            by_name,
            parts,
            budget,
            damaged,
        })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| &*part.name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.part(name).is_some()
    }

    fn part(&self, name: &str) -> Option<&Part> {
        let at = self.by_name.get(&name.to_ascii_lowercase())?;
        self.parts.get(*at)
    }

    /// The content of a part; `None` if there is none of this name.
    pub(crate) fn open(&self, name: &str) -> Option<Result<Box<dyn Read>, Fault>> {
        let part = self.part(name)?;
        Some(self.content(part).map(|content| {
            let budget = Rc::clone(&self.budget);
            Box::new(Metered::new(content, budget, Expands::Office)) as Box<dyn Read>
        }))
    }

    fn content(&self, part: &Part) -> Result<Box<dyn Read>, Fault> {
        let local =
            header(&self.content, part.at)?.ok_or_else(|| Fault::malformed("a part is missing"))?;
        if let Some(fault) = local.refusal(&Passwords::default()) {
            return Err(fault);
        }
        let len = match part.compressed {
            0 if local.method != Method::Stored => u64::MAX,
            len => len,
        };
        let data = self.data(part.at + local.len as u64, len);
        let content = decode(data, local.method, local.size)?;
        Ok(match Told::by(part.checksum) {
            Some(told) => Box::new(Checked::new(content, told)),
            None => content,
        })
    }

    /// So many bytes from an offset on.
    fn data(&self, at: u64, len: u64) -> Box<dyn BufRead> {
        let len = len.min(self.content.size().saturating_sub(at));
        if let Some(bytes) = self.content.in_memory(at, len) {
            return Box::new(std::io::Cursor::new(bytes));
        }
        let data = Cursor::new(self.content.clone(), at).take(len);
        Box::new(BufReader::with_capacity(len.min(AT_ONCE) as usize, data))
    }

    /// All of a part, if there is one and it is not too large.
    pub(crate) fn read(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let Some(content) = self.open(name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        content?.take(most).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// The whole archive again.
    pub(crate) fn into_content(self) -> Anywhere {
        self.content
    }
}

/// The header at an offset, if there is one.
fn header(content: &Anywhere, at: u64) -> std::io::Result<Option<Local>> {
    let mut start = [0; 30];
    let read = content.read_at(at, &mut start)?;
    let Some(len) = Local::length(&start[..read]).filter(|len| *len <= HEADER) else {
        return Ok(None);
    };
    let mut bytes = vec![0; len];
    let read = content.read_at(at, &mut bytes)?;
    Ok(Local::parse(&bytes[..read]))
}

/// The parts that the directory lists; `None` if it is damaged.
fn directory(content: &Anywhere) -> std::io::Result<Option<Vec<Part>>> {
    let tail = content.size().saturating_sub(TAIL);
    let last = content.bytes(tail, (content.size() - tail) as usize)?;
    let Some(end) = memchr::memmem::rfind(&last, END) else {
        return Ok(None);
    };
    let (size, start) = (u32_at(&last, end + 12), u32_at(&last, end + 16));
    let end = tail + end as u64;
    // What stands before the archive shifts all offsets.
    let Some(shift) = end.checked_sub(u64::from(size) + u64::from(start)) else {
        return Ok(None);
    };
    let len = (size as usize).min(DIRECTORY);
    let list = content.bytes(u64::from(start) + shift, len)?;
    let Some(parts) = listed(&list, shift) else {
        return Ok(None);
    };
    for part in &parts {
        let mut start = [0; 4];
        if content.read_at(part.at, &mut start)? != 4 || start != LOCAL {
            return Ok(None);
        }
    }
    Ok(Some(parts))
}

fn listed(list: &[u8], shift: u64) -> Option<Vec<Part>> {
    let mut at = 0;
    let mut parts = Vec::new();
    while at < list.len() && parts.len() < MOST {
        match list.get(at..at + 4)? {
            LISTED => {}
            SIGNATURE => break,
            _ => return None,
        }
        let [name, extra, comment] = [28, 30, 32].map(|it| usize::from(u16_at(list, at + it)));
        parts.push(Part {
            name: part_name(list.get(at + FIXED..at + FIXED + name)?),
            at: u64::from(u32_at(list, at + 42)) + shift,
            compressed: u64::from(u32_at(list, at + 20)),
            checksum: u32_at(list, at + 16),
        });
        at += FIXED + name + extra + comment;
    }
    Some(parts)
}

/// The parts as they lie, where there is no directory to go by.
fn find(content: &Anywhere, budget: &Budget) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut window = vec![0; WINDOW + LOCAL.len() - 1];
    // Up to where the header before goes: what stands in a name is no header.
    let (mut from, mut taken) = (0, 0);
    while from < content.size() && parts.len() < MOST {
        budget.check()?;
        let read = content.read_at(from, &mut window)?;
        for found in memchr::memmem::find_iter(&window[..read], &LOCAL) {
            let at = from + found as u64;
            if at < taken || parts.len() >= MOST {
                continue;
            }
            if let Some(local) = header(content, at)? {
                taken = at + local.len as u64;
                parts.push(Part {
                    name: local.name,
                    at,
                    compressed: local.compressed.unwrap_or(0),
                    checksum: local.checksum.unwrap_or(0),
                });
            }
        }
        from += WINDOW as u64;
    }
    Ok(parts)
}

fn part_name(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    name.strip_prefix('/')
        .map_or(name.clone(), ToOwned::to_owned)
}
