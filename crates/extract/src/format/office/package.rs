//! A zip archive in memory, whose parts are read by their names.

use std::io::Read;
use std::rc::Rc;

use crate::budget::{Budget, Expands, Metered};
use crate::extractor::{Fault, Whole};
use crate::format::zip::{LOCAL, Local, Method, decode};
use crate::format::zip::{u16_at, u32_at};
use crate::passwords::Passwords;

/// The parts of a document.
pub(crate) struct Package {
    whole: Whole,
    parts: Vec<Part>,
    budget: Rc<Budget>,
    /// Whether the directory could not be read.
    pub(crate) damaged: bool,
}

pub(crate) struct Part {
    pub(crate) name: String,
    /// Where its header is.
    at: usize,
    compressed: usize,
}

const LISTED: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const FIXED: usize = 46;
/// The end of the directory stands so near to the end.
const TAIL: usize = 66 << 10;
/// More parts are not read.
const MOST: usize = 100_000;

impl Package {
    /// Reads the directory, or failing that, looks for the parts themselves.
    pub(crate) fn new(bytes: Vec<u8>, budget: Rc<Budget>) -> Package {
        let listed = directory(&bytes).filter(|parts| !parts.is_empty());
        let damaged = listed.is_none();
        let parts = listed.unwrap_or_else(|| find(&bytes));
        Package {
            whole: Whole::new(bytes),
            parts,
            budget,
            damaged,
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| &*part.name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.part(name).is_some()
    }

    fn part(&self, name: &str) -> Option<&Part> {
        let same = |part: &&Part| part.name.eq_ignore_ascii_case(name);
        self.parts.iter().find(same)
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
        let from = self.whole.part(part.at, usize::MAX);
        let local =
            Local::parse(from.rest()).ok_or_else(|| Fault::malformed("a part is missing"))?;
        match local.refusal(&Passwords::default()) {
            Some(fault) => Err(fault),
            None if part.compressed == 0 && local.method != Method::Stored => {
                decode(from.part(local.len, usize::MAX), local.method, local.size)
            }
            None => decode(
                from.part(local.len, part.compressed),
                local.method,
                local.size,
            ),
        }
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
    pub(crate) fn into_whole(self) -> Whole {
        self.whole
    }
}

/// The parts that the directory lists.
fn directory(bytes: &[u8]) -> Option<Vec<Part>> {
    let tail = bytes.len().saturating_sub(TAIL);
    let end = tail + memchr::memmem::rfind(&bytes[tail..], END)?;
    let (size, start) = (
        u32_at(bytes, end + 12) as usize,
        u32_at(bytes, end + 16) as usize,
    );
    // What stands before the archive shifts all offsets.
    let shift = end.checked_sub(size.checked_add(start)?)?;
    let mut at = start + shift;
    let mut parts = Vec::new();
    while bytes.get(at..)?.starts_with(LISTED) && parts.len() < MOST {
        let [name, extra, comment] = [28, 30, 32].map(|it| usize::from(u16_at(bytes, at + it)));
        let part = Part {
            name: part_name(bytes.get(at + FIXED..at + FIXED + name)?),
            at: u32_at(bytes, at + 42) as usize + shift,
            compressed: u32_at(bytes, at + 20) as usize,
        };
        if !bytes.get(part.at..)?.starts_with(&LOCAL) {
            return None;
        }
        parts.push(part);
        at += FIXED + name + extra + comment;
    }
    Some(parts)
}

/// The parts as they lie, where there is no directory to go by.
fn find(bytes: &[u8]) -> Vec<Part> {
    let found = memchr::memmem::find_iter(bytes, &LOCAL).take(MOST);
    let part = |at: usize| {
        let local = Local::parse(&bytes[at..])?;
        Some(Part {
            name: local.name,
            at,
            compressed: local.compressed.unwrap_or(0) as usize,
        })
    };
    found.filter_map(part).collect()
}

fn part_name(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    name.strip_prefix('/')
        .map_or(name.clone(), ToOwned::to_owned)
}
