//! Files that make much of little: each ends within ten seconds and a gigabyte,
//! and says why. Others stand beside the tests of their formats.

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::ole::{SECTOR, compound, folder, stream};
use common::pack::{deflated, stored, zip};
use tracie_extract::{Index, Limits, Opened, Reader};
use tracie_finding::detection::{Reason, Status};

/// Bytes that may come out of any of them, and memory that it may take.
const MOST: u64 = 64 << 20;
const MEMORY: u64 = 1 << 30;

/// Reads all of a file in time, and tells how that ended.
fn end(content: &[u8], name: &str) -> Status {
    let started = Instant::now();
    let mut limits = Limits::default();
    limits.expanded = MOST;
    let mut reader = match Reader::open(content, name, &limits) {
        Opened::Reader(reader) => reader,
        Opened::Skipped { reason, .. } => return Status::Skipped(reason),
        _ => panic!("{name} is neither read nor skipped"),
    };
    let mut index = Index::new();
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "{name} goes on"
        );
    }
    let outcome = reader.outcome();
    let took = started.elapsed();
    assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    assert!(peak() < MEMORY, "{name} took {} bytes of memory", peak());
    outcome.status
}

/// The most memory that the process had so far, where that is told.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().split(' ').next()?.parse::<u64>().ok());
    1024 * kilobytes.unwrap_or(0)
}

fn fails(content: &[u8], name: &str, reason: Reason) {
    let status = end(content, name);
    assert!(
        matches!(status, Status::Partial(it) | Status::Skipped(it) if it == reason),
        "{name}: {status:?}"
    );
}

#[test]
fn archives_that_hold_many_of_each_other_end() {
    // 16 to the power of 5, each of which expands by a thousand.
    let mut nest = zip(&[deflated("core.txt", &vec![b' '; 4 << 20])]);
    for _ in 0..5 {
        let sixteen = (0..16).map(|n| deflated(&format!("{n}.zip"), &nest));
        nest = zip(&sixteen.collect::<Vec<_>>());
    }
    fails(
        &nest,
        "nest.zip",
        Reason::ArchiveTotalBytesExtractedOverLimit,
    );
}

/// Files whose compressed content is the next file as it lies in the archive,
/// header and all, and so on to a core that expands by a thousand: read by the
/// directory, each of them is as large as all that follow together.
fn overlapping(files: u32, core: &[u8]) -> Vec<u8> {
    let mut chained = deflated("core.txt", core).data;
    let (mut parts, mut size) = (Vec::new(), core.len());
    for number in (0..files).rev() {
        let name = format!("{number:05}.txt");
        let mut header = b"PK\x03\x04\x14\0\0\0\x08\0\x42\x64\x62\x58\0\0\0\0".to_vec();
        header.extend(
            [chained.len() as u32, size as u32]
                .map(u32::to_le_bytes)
                .concat(),
        );
        header.extend([name.len() as u8, 0, 0, 0]);
        header.extend(name.as_bytes());
        let mut listed = b"PK\x01\x02\x14\0".to_vec();
        listed.extend(&header[4..30]);
        listed.extend([0; 10]);
        parts.push((header.clone(), listed, name));
        // A stored block of the header, and what it is the header of.
        let len = (header.len() as u16).to_le_bytes();
        let quoted = [0, len[0], len[1], !len[0], !len[1]];
        size += header.len();
        chained = [&quoted[..], &header, &chained].concat();
    }
    // The first file is no content of another.
    let mut archive = chained[5..].to_vec();
    let (start, step) = (archive.len() as u32, parts[0].0.len() as u32 + 5);
    for (number, (_, listed, name)) in parts.iter().rev().enumerate() {
        archive.extend(listed);
        archive.extend((number as u32 * step).to_le_bytes());
        archive.extend(name.as_bytes());
    }
    let len = archive.len() as u32 - start;
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([(files as u16).to_le_bytes(); 2].as_flattened());
    archive.extend([len, start].map(u32::to_le_bytes).concat());
    archive.extend([0, 0]);
    archive
}

#[test]
fn files_of_a_zip_that_lie_in_each_other_are_read_once() {
    let archive = overlapping(2_000, &vec![b' '; 8 << 20]);
    // The expanded content of the first file is that of all others, once.
    fails(&archive, "x.zip", Reason::MalformedFile);
    let (text, _) = common::flat(&archive, "x.zip", &Limits::default());
    assert!(text.len() < 10 << 20, "{} bytes came out", text.len());
}

#[test]
fn entities_of_entities_are_not_expanded() {
    let levels: String = (1..10)
        .map(|level| {
            let inner = format!("&l{};", level - 1).repeat(10);
            format!("<!ENTITY l{level} \"{inner}\">")
        })
        .collect();
    let laughs = |root: &str, around: [&str; 2]| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY l0 \"ha\">{levels}]><{root}>{}&l9; seen{}</{root}>",
            around[0], around[1]
        )
    };
    let mimetype = stored("mimetype", b"application/vnd.oasis.opendocument.text");
    for (name, parts) in [
        (
            "x.docx",
            [(
                "word/document.xml",
                laughs("w:document", ["<w:t>", "</w:t>"]),
            )],
        ),
        (
            "x.pptx",
            [(
                "ppt/slides/slide1.xml",
                laughs("p:sld", ["<a:t>", "</a:t>"]),
            )],
        ),
        (
            "x.odt",
            [(
                "content.xml",
                laughs("office:document", ["<text:p>", "</text:p>"]),
            )],
        ),
        (
            "x.xlsx",
            [(
                "xl/worksheets/sheet1.xml",
                laughs(
                    "worksheet",
                    [
                        "<sheetData><row><c t=\"inlineStr\"><is><t>",
                        "</t></is></c></row></sheetData>",
                    ],
                ),
            )],
        ),
    ] {
        let parts = parts.map(|(name, part)| stored(name, part.as_bytes()));
        let archive = match name {
            "x.odt" => zip(&[std::slice::from_ref(&mimetype), &parts[..]].concat()),
            _ => zip(&parts),
        };
        let (text, status) = common::flat(&archive, name, &Limits::default());
        assert_eq!(status, Status::Complete, "{name}");
        assert!(
            text.contains("seen") && text.len() < 10_000,
            "{name}: {} bytes",
            text.len()
        );
    }
    for name in ["x.xml", "x.svg", "x.html"] {
        let plain = laughs("l", ["", ""]);
        let (text, status) = common::flat(plain.as_bytes(), name, &Limits::default());
        assert_eq!(
            (text.len(), status),
            (plain.len(), Status::Complete),
            "{name}"
        );
    }
}

#[test]
fn sectors_that_list_each_other_take_no_memory() {
    let mut file = compound(&vec![b'x'; 8 << 20], &[stream("WordDocument", 1, 0, 64)]);
    // The list of lists is all of the first sector, which follows itself.
    let list = [[0_u32; 127].as_slice(), &[0]].concat();
    file[SECTOR..2 * SECTOR].copy_from_slice(
        &list
            .iter()
            .flat_map(|it| it.to_le_bytes())
            .collect::<Vec<u8>>(),
    );
    file[68..72].copy_from_slice(&0_u32.to_le_bytes());
    end(&file, "x.doc");
}

#[test]
fn streams_that_lie_in_each_other_are_read_twice_at_most() {
    // Each folder holds all of the file.
    let content = vec![b'x'; 4 << 20];
    let mut entries = vec![stream("WordDocument", 2, 0, 64)];
    for n in 0..2_000_u32 {
        let at = 2 + 2 * n;
        entries.push(folder(&format!("f{n}"), at + 2, at + 1));
        entries.push(stream("CONTENTS", u32::MAX, 0, content.len()));
    }
    fails(
        &compound(&content, &entries),
        "x.doc",
        Reason::MalformedFile,
    );
    // Each folder holds all others.
    let entries = (2..20_000).map(|next| folder("f", next, 1));
    let entries: Vec<_> = std::iter::once(stream("WordDocument", 2, 0, 64))
        .chain(entries)
        .collect();
    end(&compound(&content[..SECTOR], &entries), "x.doc");
}

#[test]
fn pieces_of_text_that_lie_in_each_other_are_shown_twice_at_most() {
    let mut document = vec![b'x'; 2 << 20];
    let mut list = vec![2];
    let count = 100_000_u32;
    list.extend((16 * count + 4).to_le_bytes());
    for at in 0..=count {
        list.extend((at << 20).to_le_bytes());
    }
    for _ in 0..count {
        // From the start, a byte each.
        list.extend([0, 0, 0, 0, 0, 0x40, 0, 0]);
    }
    document[2..4].copy_from_slice(&0xC1_u16.to_le_bytes());
    document[10..12].fill(0);
    document[0x1A2..0x1A6].fill(0);
    document[0x1A6..0x1AA].copy_from_slice(&(list.len() as u32).to_le_bytes());
    let start = (document.len() / SECTOR) as u32;
    let len = document.len();
    document.extend(&list);
    let entries = [
        stream("WordDocument", 2, 0, len),
        stream("0Table", u32::MAX, start, list.len()),
    ];
    fails(
        &compound(&document, &entries),
        "x.doc",
        Reason::MalformedFile,
    );
}

/// A record of a presentation.
fn record(head: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    let mut record = head.to_le_bytes().to_vec();
    record.extend(kind.to_le_bytes());
    record.extend((content.len() as u32).to_le_bytes());
    record.extend(content);
    record
}

#[test]
fn a_master_on_very_many_slides_is_shown_on_some() {
    let text = record(0, 0x0FA8, &vec![b'm'; 1 << 20]);
    let mut content = record(0xF, 0x03F8, &record(0xF, 0xF004, &text));
    content.extend(record(0xF, 0x03EE, &[]).repeat(200_000));
    let entries = [stream("PowerPoint Document", u32::MAX, 0, content.len())];
    end(&compound(&content, &entries), "x.ppt");
}

/// A record of a workbook.
fn cell(kind: u16, content: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((content.len() as u16).to_le_bytes());
    record.extend(content);
    record
}

#[test]
fn a_workbook_that_lost_a_part_is_not_complete() {
    let book = |strings: u32, shift: u32, at: u8, within: &[u8]| {
        let mut shared = [1, strings].map(u32::to_le_bytes).concat();
        shared.extend(b"\x04\0\0name");
        let begin = cell(0x809, &[0, 6, 5, 0]);
        let rest = [cell(0xFC, &shared), cell(0x0A, &[])].concat();
        let sheet = begin.len() + 4 + 13 + rest.len();
        let named = [
            &(sheet as u32 + shift).to_le_bytes()[..],
            b"\0\0\x05\0Staff",
        ]
        .concat();
        let first = cell(0xFD, &[0, 0, 0, 0, 0, 0, at, 0, 0, 0]);
        let cells = [first, within.to_vec(), cell(0x0A, &[])].concat();
        let sheet = [cell(0x809, &[0, 6, 0x10, 0]), cells].concat();
        // What pads the stream is no part of a sheet.
        let book = [begin, cell(0x85, &named), rest, sheet, vec![0; 64]].concat();
        let entries = [stream("Workbook", u32::MAX, 0, book.len())];
        end(&compound(&book, &entries), "x.xls")
    };
    assert_eq!(book(1, 0, 0, &[]), Status::Complete);
    assert_eq!(book(1, 0, 0, &[0; 4]), Status::Complete, "as some write it");
    let damaged = Status::Partial(Reason::MalformedFile);
    assert_eq!(book(2, 0, 0, &[]), damaged, "a string is missing");
    assert_eq!(book(1, 4, 0, &[]), damaged, "a sheet is elsewhere");
    assert_eq!(book(1, 0, 0, &[0; 512]), damaged, "a part is overwritten");
    let nothing = Status::Skipped(Reason::MalformedFile);
    assert_eq!(book(1, 0, 1, &[]), nothing, "the string is not there");
}

#[test]
fn a_workbook_that_does_not_say_how_it_is_locked_ends_well() {
    for len in 0..8 {
        let locked = cell(0x2F, &[0; 8][..len]);
        let book = [cell(0x809, &[0, 6, 5, 0]), locked, cell(0x0A, &[])].concat();
        let entries = [stream("Workbook", u32::MAX, 0, book.len())];
        let status = end(&compound(&book, &entries), "x.xls");
        assert!(matches!(status, Status::Skipped(_)), "{len}: {status:?}");
    }
}

#[test]
fn a_long_string_in_very_many_cells_is_not_held_in_memory() {
    let mut strings = [1_u32, 1].map(u32::to_le_bytes).concat();
    strings.extend(8_000_u16.to_le_bytes());
    strings.push(0);
    strings.extend([b's'; 8_000]);
    let mut book = cell(0x809, &[0, 6, 5, 0]);
    book.extend(cell(0xFC, &strings));
    book.extend(cell(0x0A, &[]));
    book.extend(cell(0x809, &[0, 6, 0x10, 0]));
    for row in 0..60_000_u16 {
        for column in 0..10_u16 {
            let at = [row, column, 0, 0, 0].map(u16::to_le_bytes).concat();
            book.extend(cell(0xFD, &at));
        }
    }
    let entries = [stream("Workbook", u32::MAX, 0, book.len())];
    fails(
        &compound(&book, &entries),
        "x.xls",
        Reason::ArchiveTotalBytesExtractedOverLimit,
    );
}

#[test]
fn properties_that_are_all_the_same_text_are_shown_some_times() {
    let text = vec![b'p'; 4 << 20];
    let mut section = [0, 1_000].map(u32::to_le_bytes).concat();
    for n in 0..1_000_u32 {
        section.extend([n + 2, 8 + 8 * 1_000].map(u32::to_le_bytes).concat());
    }
    section.extend([30, text.len() as u32].map(u32::to_le_bytes).concat());
    section.extend(text);
    let mut content = vec![0; 24];
    content.extend(1_u32.to_le_bytes());
    content.resize(44, 0);
    content.extend(48_u32.to_le_bytes());
    content.extend(section);
    let entries = [
        stream("WordDocument", 2, 0, 64),
        stream("\u{5}SummaryInformation", u32::MAX, 0, content.len()),
    ];
    end(&compound(&content, &entries), "x.doc");
}

#[test]
fn a_workbook_of_very_many_sheets_ends() {
    let sheet = b"<worksheet/>";
    let mut parts = vec![stored("xl/workbook.xml", b"<workbook/>")];
    parts.extend((0..60_000).map(|n| stored(&format!("xl/worksheets/sheet{n}.xml"), sheet)));
    assert_eq!(end(&zip(&parts), "x.xlsx"), Status::Complete);
}

#[test]
fn tags_without_end_are_looked_at_once() {
    let quoted = format!("<w:document a=\"{}", ">".repeat(4 << 20));
    let declared = format!("<!DOCTYPE a [{}", ">".repeat(4 << 20));
    for part in [quoted, declared] {
        end(
            &zip(&[deflated("word/document.xml", part.as_bytes())]),
            "x.docx",
        );
    }
}

#[test]
fn cells_that_are_long_or_repeated_take_no_memory() {
    let text = "s".repeat(4 << 20);
    let cell = format!(
        "<table:table-cell table:number-columns-repeated=\"1000000\"><text:p>{text}</text:p></table:table-cell>"
    );
    let sheet = format!(
        "<office:document><table:table><table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row></table:table></office:document>",
        cell.repeat(4)
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let parts = [
        stored("mimetype", kind),
        deflated("content.xml", sheet.as_bytes()),
    ];
    end(&zip(&parts), "x.ods");
    let cell = format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", text.repeat(8));
    let sheet = format!("<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>");
    end(
        &zip(&[deflated("xl/worksheets/sheet1.xml", sheet.as_bytes())]),
        "x.xlsx",
    );
}

#[test]
fn very_many_formats_of_numbers_are_found_at_once() {
    let formats: String = (0..200_000)
        .map(|id| format!("<numFmt numFmtId=\"{id}\" formatCode=\"0\"/>"))
        .collect();
    let styles = "<xf numFmtId=\"199999\"/>".repeat(200_000);
    let styles = format!("<styleSheet>{formats}<cellXfs>{styles}</cellXfs></styleSheet>");
    let sheet = b"<worksheet><c><v>1</v></c></worksheet>";
    let parts = [
        deflated("xl/styles.xml", styles.as_bytes()),
        stored("xl/worksheets/sheet1.xml", sheet),
    ];
    end(&zip(&parts), "x.xlsx");
}

/// As deep as what nests is nested, in threads with little stack.
const DEEP: usize = 300_000;

#[test]
fn what_is_nested_very_deep_takes_no_stack() {
    let nested =
        |open: &str, close: &str| format!("{}in it{}", open.repeat(DEEP), close.repeat(DEEP));
    let json = nested("[", "]").replace("in it", "1");
    fails(json.as_bytes(), "x.json", Reason::JsonNestingLevelOverLimit);
    let json = format!("{{\"a\":{}}}", nested("{\"a\":", "}").replace("in it", "1"));
    fails(json.as_bytes(), "x.json", Reason::JsonNestingLevelOverLimit);
    end(
        nested("{\\b ", "}").replacen('{', "{\\rtf1", 1).as_bytes(),
        "x.rtf",
    );
    end(nested("<a>", "</a>").as_bytes(), "x.xml");
    end(nested("- ", "").as_bytes(), "x.yaml");
    let body = format!(
        "<w:document><w:body>{}</w:body></w:document>",
        nested("<w:p>", "</w:p>")
    );
    end(
        &zip(&[deflated("word/document.xml", body.as_bytes())]),
        "x.docx",
    );
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        nested("<row><c>", "</c></row>")
    );
    end(
        &zip(&[deflated("xl/worksheets/sheet1.xml", sheet.as_bytes())]),
        "x.xlsx",
    );
    let table = format!(
        "<office:document>{}</office:document>",
        nested("<table:table>", "</table:table>")
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let parts = [
        stored("mimetype", kind),
        deflated("content.xml", table.as_bytes()),
    ];
    end(&zip(&parts), "x.ods");
}

#[test]
fn encoded_words_without_end_are_looked_for_once() {
    for word in ["=?utf-8?q?a", "=?x?z?a", "=?utf-8*"] {
        let mail = format!(
            "From: a\nTo: b\nSubject: {}\n\nbody\n",
            word.repeat(400_000)
        );
        end(mail.as_bytes(), "x.eml");
    }
}

#[test]
fn headers_of_parts_that_lie_in_each_other_take_no_memory() {
    // No directory lists them; each has the longest name there is.
    let mut header = b"PK\x03\x04".to_vec();
    header.resize(26, 0);
    header.extend([0xFF, 0xFF, 0, 0]);
    let first = stored("word/document.xml", b"<w:document/>");
    let file = zip(&[first]);
    let first = &file[..memchr::memmem::find(&file, b"PK\x01\x02").expect("it has a directory")];
    end(&[first, &header.repeat(200_000)].concat(), "x.docx");
}

/// Little that is repeated very often, anywhere in a file of any kind.
#[test]
fn what_is_repeated_very_often_ends_in_time() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let mut random = 1_u64;
    let mut below = |most: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % most as u64) as usize
    };
    for folder in ["documents", "archives"] {
        for entry in fs::read_dir(samples.join(folder)).expect("it is there") {
            let path = entry.expect("it can be listed").path();
            let whole = fs::read(&path).expect("it can be read");
            for _ in 0..5 {
                let (at, len) = (below(whole.len() - 1), 1 + below(64));
                let unit = &whole[at..(at + len).min(whole.len())];
                let into = below(whole.len());
                let repeated = unit.repeat((1 << 20) / unit.len());
                let file = [&whole[..into], &repeated, &whole[into..]].concat();
                end(
                    &file,
                    &path.file_name().expect("it has one").to_string_lossy(),
                );
            }
        }
    }
}

#[test]
fn mails_within_mails_without_end_take_no_stack() {
    let head = "From: a@example.com\nContent-Type: message/rfc822\n\n";
    end(
        format!("{}in it\n", head.repeat(100_000)).as_bytes(),
        "x.eml",
    );
    let parts: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    end(
        format!("From: a@example.com\n{parts}\nin it\n").as_bytes(),
        "x.eml",
    );
}

#[cfg(feature = "pdf")]
mod pdf {
    use super::*;

    /// A file of objects, and where each lies if it says so.
    fn file(objects: &[&str], trailer: &str) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            places.push(file.len());
            file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).into_bytes());
        }
        let table = file.len();
        file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
        for place in places {
            file.extend(format!("{place:010} 00000 n \n").into_bytes());
        }
        let trailer = trailer.replace("TABLE", &table.to_string());
        file.extend(
            format!("trailer\n<</Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n").into_bytes(),
        );
        file
    }

    #[test]
    fn objects_that_hold_each_other_end() {
        let content = "BT /F 9 Tf (seen) Tj ET /X Do /X Do";
        let drawing = format!("/Length {}>>\nstream\n{content}\nendstream", content.len());
        let own = "/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>";
        let pages = "<</Type/Pages/Kids[3 0 R 2 0 R 1 0 R]/Count 9999999/Parent 2 0 R>>";
        let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 6 0 R{own}>>");
        let form = format!("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{own}{drawing}");
        let stream = format!("<<{drawing}");
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/Outlines 1 0 R/Names 1 0 R/AcroForm<</Fields[1 0 R]>>>>",
            pages,
            &page,
            &form,
            "<</Type/Font/Subtype/Type0/BaseFont/A/DescendantFonts[5 0 R]/ToUnicode 5 0 R>>",
            &stream,
        ];
        end(&file(&objects, ""), "cycle.pdf");
        // The table before this one is this one.
        end(&file(&objects, "/Prev TABLE/Size 7"), "cycle.pdf");
    }

    /// Pages of one content, in which `F` is a font.
    fn drawn(content: &str, annotations: &str, pages: usize) -> Vec<u8> {
        let kids = "3 0 R ".repeat(pages);
        let kids = format!("<</Type/Pages/Kids[{kids}]/Count {pages}/MediaBox[0 0 600 800]>>");
        let own = format!("/Annots[{annotations}]/Resources<</Font<</F 5 0 R>>>>");
        let page = format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{own}>>");
        let stream = format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        );
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
        file(
            &["<</Type/Catalog/Pages 2 0 R>>", &kids, &page, &stream, font],
            "",
        )
    }

    #[test]
    fn very_many_texts_on_a_page_end() {
        let many = |count: u32, text: &dyn Fn(u32) -> String| {
            let texts: String = (0..count).map(text).collect();
            format!("BT /F 9 Tf {texts} ET")
        };
        let at = |x: u32, y: u32, text: &str| format!("1 0 0 1 {x} {y} Tm ({text}) Tj ");
        let said = |n: u32| ["SSN", "401227715"][n as usize % 2];
        for (what, content) in [
            ("at one place", many(1_000_000, &|n| at(9, 9, said(n)))),
            (
                "at two places",
                many(60_000, &|n| at(9 + 90 * (n % 2), 9, said(n))),
            ),
            ("in one line", many(60_000, &|n| at(90 * n, 9, said(n)))),
            (
                "below each other",
                many(60_000, &|n| at(9, 14 * n, said(n))),
            ),
            (
                "in many columns",
                many(60_000, &|n| {
                    at(90 * (n % 250), 14 * (n / 250), said(n / 250))
                }),
            ),
            (
                "everywhere",
                many(60_000, &|n| {
                    at(
                        n.wrapping_mul(7919) % 6000,
                        n.wrapping_mul(104_729) % 8000,
                        said(n),
                    )
                }),
            ),
            ("in boxes", many(500_000, &|n| at(18 * n, 9, "4"))),
            ("in any direction", {
                let turned = |n: u32| {
                    let (sin, cos) = f64::from(n).to_radians().sin_cos();
                    format!("{cos} {sin} {} {cos} {n} 9 Tm ({}) Tj ", -sin, said(n))
                };
                many(60_000, &turned)
            }),
            (
                "of dots",
                format!("BT /F 9 Tf ({}) Tj ET", ". ".repeat(4 << 20)),
            ),
        ] {
            end(&drawn(&content, "", 1), what);
        }
    }

    #[test]
    fn texts_at_no_place_are_text() {
        let numbers = [
            "1e400",
            "-1e400",
            "1e38",
            "1e-400",
            "99999999999999999999",
            "-0",
        ];
        let mut content = "BT /F 9 Tf (SSN) Tj ".to_owned();
        for number in numbers {
            for place in 0..6 {
                let mut matrix = ["1", "0", "0", "1", "9", "9"];
                matrix[place] = number;
                content += &format!("{} Tm (401227715) Tj ", matrix.join(" "));
            }
            content += &format!("/F {number} Tf (SSN) Tj {number} Tc (401) Tj {number} Tz (2) Tj ");
        }
        let field = |rect: &str| format!("<</Subtype/Widget/V(512345678)/Rect[{rect}]>>");
        let far = field("99999999999999999999 -99999999999999999999 0 9");
        assert_eq!(end(&drawn(&content, &far, 1), "x.pdf"), Status::Complete);
        // Numbers that are none make the page none: it is told to be missing.
        let none = field("1e400 -1e400 1e38 9");
        fails(&drawn(&content, &none, 1), "x.pdf", Reason::MalformedFile);
    }

    #[test]
    fn starts_of_objects_in_each_other_without_end_are_given_up() {
        let mut file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
        file.extend(b"<0000> <FFFF> <<<<<<[[[[".repeat(400_000));
        file.extend(b"\ntrailer<</Root 1 0 R>>\n");
        fails(&file, "x.pdf", Reason::MalformedFile);
    }

    #[test]
    fn tables_that_claim_very_many_objects_end() {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[]/Count 0>>",
        ];
        let claims = String::from_utf8(file(&objects, "/Size 2147483647")).expect("it is text");
        let claims = claims.replace("xref\n0 3\n", "xref\n0 2147483647\n");
        end(claims.as_bytes(), "claims.pdf");
        // And one that has them.
        let mut lines = String::from("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        lines += "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n";
        let table = lines.len();
        lines += "xref\n0 200000\n";
        lines += &"0000000009 00000 n \n".repeat(200_000);
        lines += &format!("trailer\n<</Root 1 0 R/Size 200000>>\nstartxref\n{table}\n%%EOF\n");
        end(lines.as_bytes(), "giant.pdf");
        let stream = "<</Type/XRef/W[1 8 8]/Index[0 2147483647]/Size 2147483647/Root 1 0 R/Length 0>>\nstream\n\nendstream";
        end(&file(&[objects[0], objects[1], stream], ""), "stream.pdf");
    }

    #[test]
    fn what_is_nested_very_deep_ends() {
        let nested = |open: &str, close: &str| open.repeat(1 << 20) + &close.repeat(1 << 20);
        let catalog = "<</Type/Catalog/Pages 2 0 R>>";
        for deep in [nested("[", "]"), nested("<</A", ">>")] {
            end(&file(&[catalog, &deep], ""), "deep.pdf");
            // The same in what a page draws.
            let pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
            let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>";
            let content = format!(
                "<</Length {}>>\nstream\n{deep} TJ\nendstream",
                deep.len() + 3
            );
            end(&file(&[catalog, pages, page, &content], ""), "drawn.pdf");
        }
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::*;

    fn varint(mut number: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number > 0x7F {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    }

    /// A list of structs, as a field that follows the one before.
    fn list(structs: &[u8], count: usize) -> Vec<u8> {
        [&[0x19, 0xFC], &varint(count)[..], structs].concat()
    }

    /// A group of one, and a column of 32-bit numbers.
    const GROUP: &[u8] = b"\x35\0\x18\x01a\x15\x02\0";
    const COLUMN: &[u8] = b"\x15\x02\x25\0\x18\x01a\0";

    /// A file that is its footer: the schema, no rows, and row groups.
    fn file(schema: &[u8], elements: usize, groups: &[u8], count: usize) -> Vec<u8> {
        let mut footer = b"\x15\x02".to_vec();
        footer.extend(list(schema, elements));
        footer.extend(b"\x16\0");
        footer.extend(list(groups, count));
        footer.push(0);
        let len = (footer.len() as u32).to_le_bytes();
        [b"PAR1", &footer[..], &len, b"PAR1"].concat()
    }

    #[test]
    fn groups_in_groups_without_end_take_no_stack() {
        for deep in [50, 1_000_000] {
            let schema = [&GROUP.repeat(deep)[..], COLUMN].concat();
            let file = file(&schema, deep + 1, &[], 0);
            let little = std::thread::Builder::new().stack_size(2 << 20);
            let end = little.spawn(move || end(&file, "x.parquet"));
            let status = end.expect("there are threads").join().expect("it ends");
            assert_eq!(status == Status::Complete, deep == 50, "{deep}: {status:?}");
        }
    }

    #[test]
    fn columns_without_end_take_no_memory() {
        let schema = [
            b"\x35\0\x18\x01a\x15\x80\x80\x80\x08\0",
            &COLUMN.repeat(8_000_000)[..],
        ];
        let many = file(&schema.concat(), 8_000_001, &[], 0);
        fails(&many, "x.parquet", Reason::UnableToParseFile);
        let schema = [GROUP, COLUMN].concat();
        // Row groups of one column each, of which next to nothing is told.
        let group = b"\x19\x1C\x26\x08\x1C\x15\x02\x19\x15\0\x19\x18\x01a\x15\0\x16\0\x16\0\x16\0\x26\x08\0\0\x16\0\x16\0\0";
        let groups = group.repeat(490_000);
        end(&file(&schema, 2, &groups, 490_000), "x.parquet");
        let groups = group.repeat(3_000_000);
        fails(
            &file(&schema, 2, &groups, 3_000_000),
            "x.parquet",
            Reason::UnableToParseFile,
        );
    }
}
