//! OLE compound files, made by hand so that they can lie.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;
const NONE: u32 = 0xFFFF_FFFF;

/// An entry of the directory.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) is_folder: bool,
    /// What stands beside it, and what the first in it is.
    pub(crate) right: u32,
    pub(crate) child: u32,
    /// The sector in which it begins, and how long it claims to be.
    pub(crate) start: u32,
    pub(crate) size: u32,
}

/// A stream; the next entry stands beside it.
pub(crate) fn stream(name: &str, right: u32, start: u32, size: usize) -> Entry {
    Entry {
        name: name.into(),
        is_folder: false,
        right,
        child: NONE,
        start,
        size: size as u32,
    }
}

/// A folder; the next entry stands beside it.
pub(crate) fn folder(name: &str, right: u32, child: u32) -> Entry {
    Entry {
        is_folder: true,
        child,
        ..stream(name, right, END, 0)
    }
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(SECTOR), 0);
}

/// A file of some content, each sector of which is followed by the next, and
/// entries below the root that lie anywhere in it. The first stands in the root.
pub(crate) fn compound(content: &[u8], entries: &[Entry]) -> Vec<u8> {
    let mut body = content.to_vec();
    pad(&mut body);
    let directory = (body.len() / SECTOR) as u32;
    let root = Entry {
        name: "Root Entry".into(),
        ..folder("", NONE, 1)
    };
    for (at, entry) in std::iter::once(&root).chain(entries).enumerate() {
        let mut bytes: Vec<u8> = entry
            .name
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let len = bytes.len() as u16 + 2;
        bytes.resize(64, 0);
        bytes.extend(len.to_le_bytes());
        bytes.extend([
            if at == 0 {
                5
            } else {
                2 - u8::from(entry.is_folder)
            },
            1,
        ]);
        for field in [NONE, entry.right, entry.child] {
            bytes.extend(field.to_le_bytes());
        }
        bytes.resize(116, 0);
        bytes.extend(entry.start.to_le_bytes());
        bytes.extend(u64::from(entry.size).to_le_bytes());
        body.extend(bytes);
    }
    pad(&mut body);
    let table = (body.len() / SECTOR) as u32;
    let mut next: Vec<u32> = (1..=table).collect();
    next[directory as usize - usize::from(directory > 0)] = match directory {
        0 => 1,
        _ => END,
    };
    next[table as usize - 1] = END;
    let tables = (next.len() + 1).div_ceil(SECTOR / 4 - 1) as u32;
    next.resize((tables as usize) * SECTOR / 4, NONE);
    body.extend(next.iter().flat_map(|it| it.to_le_bytes()));
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file.resize(44, 0);
    // No stream is a small one.
    for field in [tables, directory, 0, 0, END, 0, END, 0] {
        file.extend(field.to_le_bytes());
    }
    let listed = (0..109).map(|at| if at < tables { table + at } else { NONE });
    file.extend(listed.flat_map(u32::to_le_bytes));
    file.extend(body);
    file
}
