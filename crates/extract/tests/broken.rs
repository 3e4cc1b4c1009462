//! What is left of content that breaks off is never told as all of it.

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use common::flat;
use tracie_extract::{Limits, Opened, Reader};
use tracie_finding::detection::Status;

/// Samples that do not say where they end, by the end of their names.
const ENDLESS: [&str; 20] = [
    "asc",
    "csv",
    "eml",
    "env",
    "html",
    "id_ed25519",
    "java",
    "json",
    "jsonl",
    "log",
    "md",
    "pem",
    "ppk",
    "py",
    "rs",
    "sql",
    "tsv",
    "txt",
    "xml",
    "yaml",
];
/// As much tells what content is.
const HEAD: usize = 16;

/// All that content holds, if it is told that this is all.
fn complete(content: &[u8], name: &str) -> Option<String> {
    let limits = Limits::default();
    match Reader::open(content, name, &limits) {
        Opened::Reader(_) => {}
        _ => return None,
    }
    let (text, status) = flat(content, name, &limits);
    (status == Status::Complete).then_some(text)
}

/// Cuts content in many places, and tells those where something is missing that
/// nobody is told of.
fn hidden(content: &[u8], name: &str, ends: impl Iterator<Item = usize>) -> Vec<String> {
    let whole = complete(content, name).expect("it is complete before it is cut");
    ends.filter(|end| complete(&content[..*end], name).is_some_and(|text| text != whole))
        .map(|end| format!("{name}: {end} of {} bytes", content.len()))
        .collect()
}

fn samples(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the samples can be read") {
        let path = entry.expect("the samples can be read").path();
        match path.is_dir() {
            true => samples(&path, into),
            false => into.push(path),
        }
    }
}

#[test]
fn samples_that_break_off_are_not_complete() {
    let mut paths = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    samples(&folder, &mut paths);
    let mut tried = 0;
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let end = name.rsplit('.').next().unwrap_or_default();
        let content = fs::read(&path).expect("the samples can be read");
        if ENDLESS.contains(&end) || complete(&content, &name).is_none() {
            continue;
        }
        let len = content.len();
        let ends = (1..40)
            .map(|part| len * part / 40)
            .filter(|end| *end >= HEAD);
        wrong.extend(hidden(&content, &name, ends));
        tried += 1;
    }
    assert!(tried > 15, "{tried} samples were tried");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The decoder takes what ends between two blocks for complete.
#[test]
fn lz4_ends_where_it_says() {
    let text: Vec<u8> = (0..60_000)
        .flat_map(|n: u32| format!("{n}\n").into_bytes())
        .collect();
    for sum in [false, true] {
        let info = lz4_flex::frame::FrameInfo::new()
            .block_size(lz4_flex::frame::BlockSize::Max64KB)
            .content_checksum(sum);
        let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
        encoder.write_all(&text).expect("memory takes it");
        let content = encoder.finish().expect("memory takes it");
        let wrong = hidden(&content, "x.txt.lz4", blocks(&content));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// Where the blocks of a frame begin, the mark at its end included.
fn blocks(frame: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 7;
    std::iter::from_fn(move || {
        let here = at;
        let len = u32::from_le_bytes(*frame.get(here..)?.first_chunk()?) & 0x7FFF_FFFF;
        at += 4 + len as usize;
        (len > 0 || here + 12 > frame.len()).then_some(here)
    })
}

#[test]
fn multiparts_of_mail_end() {
    let head = "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
    let nested = "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n";
    let status = |mail: &str, name: &str| flat(mail.as_bytes(), name, &Limits::default()).1;
    for (body, ends) in [
        ("--b\n\none\n--b--\n", true),
        ("--b\n\none\n", false),
        ("--b\n\none\n--b\n", false),
        // What is in a part that ends does so with it.
        (&format!("{nested}--b--\n"), true),
        (&format!("{nested}--c--\n"), false),
    ] {
        let mail = format!("{head}{body}");
        assert_eq!(status(&mail, "x.eml") == Status::Complete, ends, "{mail}");
        let mbox = format!("From a@example.com\n{mail}\nFrom b@example.com\nSubject: y\n\nz\n");
        assert_eq!(status(&mbox, "x.mbox") == Status::Complete, ends, "{mbox}");
    }
}

#[test]
fn streams_of_arrow_hold_whole_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let mut paths = Vec::new();
    samples(&folder, &mut paths);
    let path = paths
        .iter()
        .find(|it| it.extension().is_some_and(|it| it == "arrows"));
    let content = fs::read(path.expect("there is a stream")).expect("the samples can be read");
    // Where a mark of a message is all that is left of it.
    let marks = (HEAD..content.len() - 8).filter(|at| content[*at..].starts_with(&[0xFF; 4]));
    for at in marks {
        for more in 1..8 {
            let left = &content[..at + more];
            assert_eq!(complete(left, "x.arrows"), None, "{} bytes", left.len());
        }
    }
}

/// What says too little of the rest would leave it out in silence.
#[test]
fn what_is_empty_in_records_is_told_if_more_stands_behind_it() {
    let sample = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples/documents");
        fs::read(folder.join(name)).expect("a sample")
    };
    let stream = sample("units.arrows");
    let whole = complete(&stream, "x.arrows").expect("it is complete");
    let twice = [&stream[..], &stream].concat();
    assert_eq!(
        complete(&twice, "x.arrows"),
        None,
        "another stream behind it"
    );

    let file = sample("units.arrow");
    let marks = file.windows(4).enumerate().filter(|it| it.1 == [0xFF; 4]);
    // Behind that of the schema; the last one ends it.
    let marks: Vec<usize> = marks.map(|it| it.0).skip(1).collect();
    for at in &marks[..marks.len() - 1] {
        let mut damaged = file.clone();
        damaged[at + 4..at + 8].fill(0);
        assert_eq!(complete(&damaged, "x.arrow"), None, "no size at {at}");
        let mut damaged = file.clone();
        damaged[at + 8..at + 40].fill(0);
        let left = complete(&damaged, "x.arrow");
        assert!(left.is_none_or(|it| it == whole), "nothing said at {at}");
    }

    let orc = sample("units.orc");
    let whole = complete(&orc, "x.orc").expect("it is complete");
    for at in orc.len() / 2..orc.len() - 16 {
        let mut damaged = orc.clone();
        damaged.remove(at);
        let left = complete(&damaged, "x.orc");
        assert!(left.is_none_or(|it| it == whole), "a byte less at {at}");
    }
}

/// Whatever is behind a message that cannot be is not passed over in silence, though
/// the file ends as it should.
#[test]
fn messages_of_arrow_files_have_possible_sizes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let mut paths = Vec::new();
    samples(&folder, &mut paths);
    paths.retain(|it| it.extension().is_some_and(|it| it == "arrow"));
    assert!(!paths.is_empty(), "there is a sample");
    for path in paths {
        let content = fs::read(&path).expect("the samples can be read");
        let whole = complete(&content, "x.arrow").expect("it is complete");
        let marks = content.windows(4).enumerate();
        let marks = marks.filter(|(_, it)| *it == [0xFF; 4]).map(|(at, _)| at);
        let mut damaged = 0;
        for at in marks.filter(|at| at + 8 <= content.len()) {
            let mut content = content.clone();
            content[at + 4..at + 8].copy_from_slice(&0x7FFF_FFFF_u32.to_le_bytes());
            let left = complete(&content, "x.arrow");
            assert!(
                left.is_none_or(|it| it == whole),
                "{}: {at}",
                path.display()
            );
            damaged += 1;
        }
        assert!(damaged > 1, "{} has messages", path.display());
    }
}

/// The number of rows stands in front of them on a page, so that those which are
/// missing at its end are missed.
#[test]
fn databases_that_end_within_a_page_are_not_complete() {
    let content = database();
    let (whole, _) = flat(&content, "x.sqlite", &Limits::default());
    for missing in [1, 2, 10, 100, 400, 500] {
        let (text, status) = flat(
            &content[..content.len() - missing],
            "x.sqlite",
            &Limits::default(),
        );
        assert_eq!(status, UNPARSED, "{missing} bytes");
        assert!(text.len() <= whole.len() && text.contains("CREATE TABLE"));
    }
}

#[test]
fn a_row_that_is_not_there_is_told_and_the_others_are_kept() {
    let mut content = database();
    let (whole, _) = flat(&content, "x.sqlite", &Limits::default());
    // The offset of the first row of the second page.
    content[520..522].copy_from_slice(&[0xFF; 2]);
    let (rest, status) = flat(&content, "x.sqlite", &Limits::default());
    assert_eq!(status, UNPARSED);
    let (whole, rest) = (whole.lines().count(), rest.lines().count());
    assert!(whole - rest < 4 && rest >= 4, "{rest} of {whole} values");
}

const UNPARSED: Status = Status::Partial(tracie_finding::detection::Reason::UnableToParseFile);

/// A database of two pages of 512 bytes.
fn database() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    fs::read(folder.join("documents/units.sqlite")).expect("it can be read")
}
