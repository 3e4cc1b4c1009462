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

/// What content of a name is taken for.
fn kind(content: &[u8], name: &str) -> &'static str {
    sniff(content, name).chosen().name()
}

#[test]
fn types_that_are_read_are_known_by_their_start() {
    let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\0\0", name.as_bytes()].concat();
    let ole = |stream: &str| {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), name.collect()].concat()
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"%PDF-1.7\n".to_vec(), "PDF document"),
        (zip("word/document.xml"), "Word document"),
        (zip("xl/workbook.xml"), "Excel workbook"),
        (zip("ppt/presentation.xml"), "PowerPoint presentation"),
        (
            zip("mimetypeapplication/vnd.oasis.opendocument.text"),
            "OpenDocument",
        ),
        (zip("a.txt"), "ZIP archive"),
        (ole(""), "OLE compound file"),
        (ole("WordDocument"), "Word 97 document"),
        (ole("Workbook"), "Excel 97 workbook"),
        (b"\x1F\x8B\x08".to_vec(), "gzip archive"),
        (b"BZh91AY&SY".to_vec(), "bzip2 archive"),
        (b"\xFD7zXZ\0".to_vec(), "xz archive"),
        (b"\x28\xB5\x2F\xFD".to_vec(), "Zstandard archive"),
        (b"PAR1\x15\x04".to_vec(), "Parquet file"),
        (b"Obj\x01\x04".to_vec(), "Avro file"),
        (b"ORC\x08\x03".to_vec(), "ORC file"),
        (b"ARROW1\0\0".to_vec(), "Arrow file"),
        (b"SQLite format 3\0".to_vec(), "SQLite database"),
        (b"7z\xBC\xAF\x27\x1C".to_vec(), "7-Zip archive"),
        (b"\x04\x22\x4D\x18".to_vec(), "LZ4 archive"),
        (b"\x89PNG\r\n\x1A\n".to_vec(), "PNG image"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "JPEG image"),
        (b"II*\0\x08\0\0\0".to_vec(), "TIFF image"),
        (b"RIFF\x20\0\0\0WEBPVP8 ".to_vec(), "WebP image"),
        (b"{\\rtf1\\ansi".to_vec(), "RTF document"),
    ];
    for (start, expected) in cases {
        assert_eq!(kind(&binary(&start), "object"), expected);
        assert_eq!(kind(&binary(&start), "object.txt"), expected);
    }
    let mail = b"From: a@example.com\nTo: b@example.com\nSubject: c\nDate: d\n\nbody\n";
    assert_eq!(kind(mail, "object"), "mail");
    assert_eq!(kind(b"anything", "letter.eml"), "mail");
    assert_eq!(
        kind(&[b"From someone\n", &mail[..]].concat(), "object"),
        "mailbox"
    );
}

#[test]
fn mail_as_it_was_sent_is_told_under_a_name_that_says_little() {
    let letter = "From: a@example.com\nTo: b@example.com\nSubject: c\n";
    let sent = format!("{letter}MIME-Version: 1.0\n\nbody\n");
    let mailbox = format!("From a@example.com Mon Jan  1 00:00:00 2024\n{letter}\nbody\n");
    for name in ["2024-January.txt", "letter.log"] {
        assert_eq!(kind(sent.as_bytes(), name), "mail", "{name}");
        assert_eq!(kind(mailbox.as_bytes(), name), "mailbox", "{name}");
        assert_eq!(kind(letter.as_bytes(), name), "plain text", "{name}");
    }
    assert_eq!(kind(sent.as_bytes(), "letter.md"), "plain text");
}

#[test]
fn what_is_not_read_is_recognised() {
    let cases: Vec<(Vec<u8>, &str)> = vec![
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
fn the_name_does_not_decide_what_binary_content_is() {
    let ole = binary(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    assert_eq!(kind(&ole, "x.xls"), "OLE compound file");
    assert!(!sniff(&ole, "x.xls").disagree(), "it may be one");
    let zip = binary(b"PK\x03\x04");
    assert_eq!(kind(&zip, "report.DOCX"), "ZIP archive");
    assert!(!sniff(&zip, "report.docx").disagree());
    assert!(sniff(&zip, "report.pdf").disagree());
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
