//! What content is taken for, and what is said of what is not read.

use tracie_extract::{Limits, Opened, Reader, sniff};
use tracie_finding::detection::Reason;

fn skipped(content: &[u8], name: &str) -> (Reason, &'static str, String) {
    match Reader::open(content, name, &Limits::default()) {
        Opened::Skipped {
            reason,
            mime_type,
            remark,
        } => (reason, mime_type, remark),
        _ => panic!("it is read: {name}"),
    }
}

/// Binary content that begins so.
fn binary(start: &[u8]) -> Vec<u8> {
    let noise = (0..200_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    start.iter().copied().chain(noise).collect()
}

#[test]
fn common_types_are_recognised() {
    let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\0\0", name.as_bytes()].concat();
    let tar = [vec![b'a'; 257], b"ustar\x0000".to_vec()].concat();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"%PDF-1.7\n".to_vec(), "PDF document: not read yet"),
        (zip("word/document.xml"), "Word document: not read yet"),
        (zip("xl/workbook.xml"), "Excel workbook: not read yet"),
        (
            zip("ppt/presentation.xml"),
            "PowerPoint presentation: not analysed",
        ),
        (zip("a.txt"), "ZIP archive: not read yet"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            "OLE compound file: not analysed",
        ),
        (b"\x1F\x8B\x08".to_vec(), "gzip archive: not read yet"),
        (tar, "tar archive: not read yet"),
        (b"PAR1\x15\x04".to_vec(), "Parquet file: not read yet"),
        (b"Obj\x01\x04".to_vec(), "Avro file: not read yet"),
        (
            b"SQLite format 3\0".to_vec(),
            "SQLite database: not analysed",
        ),
        (b"BZh91AY&SY".to_vec(), "bzip2 archive: not analysed"),
        (b"\xFD7zXZ\0".to_vec(), "xz archive: not analysed"),
        (
            b"\x28\xB5\x2F\xFD".to_vec(),
            "Zstandard archive: not analysed",
        ),
        (
            b"7z\xBC\xAF\x27\x1C".to_vec(),
            "7-Zip archive: not analysed",
        ),
        (b"\x89PNG\r\n\x1A\n".to_vec(), "PNG image: not analysed"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "JPEG image: not analysed"),
        (b"\x7FELF\x02".to_vec(), "ELF program: not analysed"),
        (
            b"\xCA\xFE\xBA\xBE\0\0\0\x34".to_vec(),
            "Java class: not analysed",
        ),
        (
            b"\0asm\x01\0\0\0".to_vec(),
            "WebAssembly module: not analysed",
        ),
        (b"ID3\x04".to_vec(), "MP3 audio: not analysed"),
        (b"\0\0\0\x20ftypisom".to_vec(), "MPEG-4 media: not analysed"),
        (b"OggS\0\x02".to_vec(), "Ogg media: not analysed"),
        (b"Salted__".to_vec(), "OpenSSL-encrypted file: not analysed"),
    ];
    for (start, expected) in cases {
        let (reason, mime_type, remark) = skipped(&binary(&start), "object");
        assert_eq!((reason, &*remark), (Reason::UnsupportedFileType, expected));
        assert!(mime_type.contains('/'));
    }
}

#[test]
fn the_name_decides_between_types_that_begin_alike() {
    let ole = binary(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    assert_eq!(skipped(&ole, "x.xls").2, "Excel 97 workbook: not read yet");
    assert_eq!(skipped(&ole, "x.doc").1, "application/msword");
    let zip = binary(b"PK\x03\x04");
    assert_eq!(
        skipped(&zip, "report.DOCX").2,
        "Word document: not read yet"
    );
    assert!(!sniff(&zip, "report.docx").disagree());
}

#[test]
fn opaque_content_is_malformed() {
    let (reason, mime_type, remark) = skipped(&binary(b"\x03\x9A"), "x.csv");
    assert_eq!(
        (reason, mime_type),
        (Reason::MalformedFile, "application/octet-stream")
    );
    assert_eq!(
        remark,
        "binary content of no known type, perhaps encrypted: not analysed; \
         the name says CSV, the content is binary content of no known type"
    );
}

#[test]
fn text_that_begins_like_a_signature_is_text() {
    for text in [
        "070701,070702\n1,2\n",
        "BMW, Audi\n",
        "ORC and elf\n",
        "MZ\n",
        "ID3 tags\n",
        "RIFF\n",
        "7z\n",
    ] {
        assert_eq!(
            sniff(text.as_bytes(), "x.txt").chosen().name(),
            "plain text",
            "{text:?}"
        );
    }
}

#[test]
fn contradictions_are_told() {
    let cases: &[(&[u8], &str, bool)] = &[
        (b"plain text\n", "x.pdf", true),
        (b"plain text\n", "x.json", true),
        (b"plain text\n", "x.csv", false),
        (b"plain text\n", "x", false),
        (b"{\"a\":1}", "x.txt", false),
        (b"{\"a\":1}", "x.jsonl", false),
        (b"{\"a\":1}", "x.csv", true),
        (b"%PDF-1.4\n", "x.pdf", false),
        (b"%PDF-1.4\n", "x.txt", true),
        (b"%PDF-1.4\n", "x.docx", true),
    ];
    for (content, name, disagree) in cases {
        assert_eq!(sniff(content, name).disagree(), *disagree, "{name}");
    }
}

#[test]
fn content_that_wins_over_the_name_is_told() {
    let Opened::Reader(reader) = Reader::open(&b"plain\n"[..], "x.pdf", &Limits::default()) else {
        panic!("it is text")
    };
    let remark = reader.outcome().remark;
    assert_eq!(
        remark.as_deref(),
        Some("the name says PDF document, the content is plain text")
    );
}
