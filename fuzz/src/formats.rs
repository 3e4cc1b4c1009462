//! Archives and documents end well, and the same each time.

use std::panic;
use std::path::Path;

use tracie_extract::{Index, Limits, Opened, Passwords, Reader};
use tracie_finding::chunk::Layout;
use tracie_finding::place::Place;

/// Targets, each with the name by which its content is opened.
pub const TARGETS: [(&str, &str); 17] = [
    ("arrow", "a.arrow"),
    ("avro", "a.avro"),
    ("compressed", "a.gz"),
    ("image", "a.jpg"),
    ("mail", "a.eml"),
    ("office", "a.docx"),
    ("ole", "a.xls"),
    ("orc", "a.orc"),
    ("parquet", "a.parquet"),
    ("pdf", "a.pdf"),
    ("rar", "a.rar"),
    ("rtf", "a.rtf"),
    ("seven_zip", "a.7z"),
    ("sqlite", "a.sqlite"),
    ("tar", "a.tar"),
    ("xlsb", "a.xlsb"),
    ("zip", "a.zip"),
];

/// Where the parts of a document go; what is no package is put into one.
const PARTS: [&str; 8] = [
    "word/document.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "ppt/slides/slide1.xml",
    "content.xml",
    "META-INF/manifest.xml",
];

/// Those of a workbook of binary records.
const BINARY_PARTS: [&str; 5] = [
    "xl/workbook.bin",
    "xl/sharedStrings.bin",
    "xl/styles.bin",
    "xl/comments1.bin",
    "xl/worksheets/sheet1.bin",
];

/// All that one reading gave.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Everything {
    values: Vec<(u64, Vec<u8>, Option<Place>)>,
    text: Vec<u8>,
    outcome: String,
}

/// Defects of other libraries are caught and end the object: they must not
/// end the fuzzing, nor fill its log. Ours end it, since nothing catches them, and are told.
pub fn init() {
    panic::set_hook(Box::new(|info| {
        if info.location().is_some_and(|it| is_ours(it.file())) {
            eprintln!("{info}");
        }
    }));
}

/// Whether a source is of this repository; those of the fuzz targets have relative paths.
fn is_ours(file: &str) -> bool {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = Path::new(file);
    file.is_relative() || here.parent().is_some_and(|root| file.starts_with(root))
}

/// Reads content twice, the second time in small pieces.
pub fn check(target: &str, data: &[u8]) {
    let name = TARGETS
        .iter()
        .find(|it| it.0 == target)
        .map_or("a", |it| it.1);
    let content = match target {
        "office" if !data.starts_with(b"PK") => package(&PARTS.map(|name| (name, data))),
        "xlsb" if !data.starts_with(b"PK") => package(&BINARY_PARTS.map(|name| (name, data))),
        _ => data.to_vec(),
    };
    let mut limits = Limits::strict();
    limits.expanded = 32 << 20;
    limits.members = 100;
    // So that what is encrypted is opened; the samples have this one.
    limits.passwords = Passwords::from_lines("planted too\n");
    let whole = read(&content, name, &limits);
    limits.window = 512;
    let cut = read(&content, name, &limits);
    // The time that is left is no property of the content; and how much of a
    // malformed table is text depends on the piece in which that shows.
    let all = [&whole, &cut];
    let differs = |it: &&Everything| {
        it.outcome.contains("TimeCutOff") || it.outcome.contains("malformed table")
    };
    if !all.iter().any(differs) {
        assert_eq!(cut, whole);
    }
}

pub(crate) fn read(content: &[u8], name: &str, limits: &Limits) -> Everything {
    let mut all = Everything::default();
    let Opened::Reader(mut reader) = Reader::open(content, name, limits) else {
        return all;
    };
    let (mut index, mut analysed) = (Index::new(), 0);
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        assert_eq!(piece.offset(), analysed);
        analysed += piece.len() as u64;
        let member = piece.member();
        assert!(member.is_none_or(|it| reader.member_path(it).is_some()));
        index.build(piece);
        all.take(&mut index);
    }
    let outcome = reader.outcome();
    assert_eq!(outcome.bytes_analysed, analysed);
    all.values.sort_by_key(|it| it.0);
    all.outcome = format!("{outcome:?} {}", reader.mime_type());
    all
}

impl Everything {
    /// What it gave, but for its length as a file.
    pub(crate) fn told(&self) -> (&[(u64, Vec<u8>, Option<Place>)], &[u8], Option<&str>) {
        let status = self.outcome.split(", bytes_read").next();
        (&self.values, &self.text, status)
    }

    fn take(&mut self, index: &mut Index) {
        let mut values = Vec::new();
        for chunk in index.chunks() {
            match chunk.layout {
                Layout::Text { .. } | Layout::Rows { .. } => {
                    self.text.extend(&chunk.bytes[chunk.owned.0..chunk.owned.1])
                }
                Layout::Values { values: found, .. } => {
                    let found = found.iter();
                    values.extend(found.map(|it| (it.origin, chunk.bytes[it.range()].to_vec())));
                }
            }
        }
        for (origin, text) in values {
            index.path_names(origin);
            index.place((origin, origin + text.len() as u64));
            self.values.push((origin, text, None));
        }
    }
}

/// A document of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, part) in parts {
        let at = archive.len() as u32;
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend((part.len() as u32).to_le_bytes());
        head.extend((part.len() as u32).to_le_bytes());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&head);
        archive.extend(name.as_bytes());
        archive.extend(*part);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, len) = (archive.len() as u32, directory.len() as u32);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([(parts.len() as u16).to_le_bytes(); 2].as_flattened());
    archive.extend(len.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// Whether a sample is one of a target's, by the end of its name.
pub fn is_for(target: &str, name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or(name);
    match target {
        "compressed" => matches!(ending, "gz" | "bz2" | "xz" | "zst" | "lz4"),
        "arrow" => matches!(ending, "arrow" | "arrows" | "feather"),
        "image" => matches!(ending, "jpg" | "png" | "tif" | "webp"),
        "seven_zip" => ending == "7z",
        "mail" => matches!(ending, "eml" | "mbox"),
        "office" => matches!(ending, "docx" | "xlsx" | "pptx" | "odt"),
        "ole" => matches!(ending, "doc" | "xls" | "ppt" | "msg"),
        target => ending == target,
    }
}
