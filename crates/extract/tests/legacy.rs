//! Text in encodings of old, where the format decides how it is decoded: mail,
//! Word 6 and 95, Excel 3 and 4. Bytes of text are by Python's encoders.

mod common;

use common::flat;
use common::ole::{compound, stream};
use tracie_extract::Limits;
use tracie_finding::detection::Status;

const HEADERS: &str = "From: a@example.com\nTo: b@example.com\nSubject: x\n";

fn text(content: &[u8], name: &str) -> String {
    let (text, status) = flat(content, name, &Limits::default());
    assert_eq!(status, Status::Complete, "{name}");
    text
}

fn mail(about: &str, body: &[u8]) -> String {
    let mail = [format!("{HEADERS}{about}\n").as_bytes(), body].concat();
    text(&mail, "x.eml")
}

#[test]
fn mail_is_decoded_once() {
    let japanese = b"\x1b$B8D?MHV9f\x1b(B\n";
    let told = mail("Content-Type: text/plain; charset=iso-2022-jp\n", japanese);
    assert!(told.contains("個人番号\n"), "{told}");
    let untold = mail("", japanese);
    assert!(untold.contains("個人番号\n"), "{untold}");
    let japanese = b"\x8c\xc2\x90l\x94\xd4\x8d\x86\x82\xcd\x94\xe9\x96\xa7\x82\xc5\x82\xb7\x81B\n";
    let told = mail("Content-Type: text/plain; charset=Shift_JIS\n", japanese);
    assert!(told.contains("個人番号は秘密です。\n"), "{told}");
    let untold = mail("", japanese);
    assert!(untold.contains("個人番号は秘密です。\n"), "{untold}");
    let russian = b"\xcf\xe0\xf1\xef\xee\xf0\xf2: \xed\xee\xec\xe5\xf0, \xe2\xfb\xe4\xe0\xed \xee\xf2\xe4\xe5\xeb\xe5\xed\xe8\xe5\xec\n";
    let untold = mail("", russian);
    assert!(
        untold.contains("Паспорт: номер, выдан отделением\n"),
        "{untold}"
    );
    let told = mail("Content-Type: text/plain; charset=windows-1251\n", russian);
    assert!(
        told.contains("Паспорт: номер, выдан отделением\n"),
        "{told}"
    );
}

#[test]
fn parts_have_encodings_of_their_own() {
    let part = |charset: &str, bytes: &[u8]| {
        let head = format!("--b\nContent-Type: text/plain; charset={charset}\n\n");
        [head.as_bytes(), bytes, b"\n"].concat()
    };
    let body = [
        part("Shift_JIS", b"\x8c\xc2\x90l\x94\xd4\x8d\x86\x82\xcd\x94\xe9\x96\xa7\x82\xc5\x82\xb7\x81B"),
        part("windows-1251", b"\xcf\xe0\xf1\xef\xee\xf0\xf2: \xed\xee\xec\xe5\xf0, \xe2\xfb\xe4\xe0\xed \xee\xf2\xe4\xe5\xeb\xe5\xed\xe8\xe5\xec"),
        part("utf-8", "Grüße, 個人".as_bytes()),
        b"--b--\n".to_vec(),
    ];
    let text = mail(
        "Content-Type: multipart/mixed; boundary=b\n",
        &body.concat(),
    );
    for said in ["個人番号は秘密です。", "Паспорт: номер", "Grüße, 個人"]
    {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_blank_line_within_a_header_does_not_end_it() {
    let about = "Comments: begins\n \n\tand goes on\nContent-Type: text/html\n";
    let text = mail(about, b"<p>caf&eacute;</p>\n");
    assert!(
        text.contains("and goes on\n") && text.contains("café"),
        "{text}"
    );
}

/// A document of Word 6 or 95, with fonts of some character sets.
fn word(text: &[u8], flags: u16, set: u16, fonts: &[u8]) -> Vec<u8> {
    let mut document = vec![0; 0x200];
    let mut put = |at: usize, bytes: &[u8]| document[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &[0xDC, 0xA5, 0x68, 0]);
    put(6, &0x409_u16.to_le_bytes());
    put(10, &flags.to_le_bytes());
    put(0x14, &set.to_le_bytes());
    put(0x18, &0x200_u32.to_le_bytes());
    put(0x1C, &(0x200 + text.len() as u32).to_le_bytes());
    let mut list = vec![0, 0];
    for set in fonts {
        list.extend([10, 0x12, 0x90, 1, *set, 0]);
        list.extend(b"Font\0");
    }
    put(0xD0, &(0x200 + text.len() as u32).to_le_bytes());
    put(0xD4, &(list.len() as u32).to_le_bytes());
    document.extend(text);
    document.extend(list);
    compound(
        &document,
        &[stream("WordDocument", u32::MAX, 0, document.len())],
    )
}

#[test]
fn old_word_has_the_encoding_of_its_fonts() {
    let russian = b"\xcf\xe0\xf1\xef\xee\xf0\xf2 \xe8 \xef\xf0\xee\xef\xe8\xf1\xea\xe0, \xe2\xfb\xe4\xe0\xed \xee\xf2\xe4\xe5\xeb\xe5\xed\xe8\xe5\xec \xe2\xed\xf3\xf2\xf0\xe5\xed\xed\xe8\xf5 \xe4\xe5\xeb \xe3\xee\xf0\xee\xe4\xe0";
    let told = text(&word(russian, 0, 0, &[0, 2, 204, 0]), "x.doc");
    assert!(told.contains("Паспорт и прописка"), "{told}");
    let czech = text(&word(b"M\xf9j d\xf9m", 0, 0, &[0, 238]), "x.doc");
    assert!(czech.contains("Můj dům"), "{czech}");
    let mac = text(&word(b"syst\x8fme \x88 \x90tre", 0, 256, &[77]), "x.doc");
    assert!(mac.contains("système à être"), "{mac}");
    // A font that is there and not used decides nothing.
    let french = b"Un \xe9t\xe9 \xe0 la mer, o\xf9 les \xe9l\xe8ves \xe9taient tr\xe8s fatigu\xe9s apr\xe8s la f\xeateUn \xe9t\xe9 \xe0 la mer, o\xf9 les \xe9l\xe8ves \xe9taient tr\xe8s fatigu\xe9s apr\xe8s la f\xeate";
    let french = text(&word(french, 0, 0, &[0, 204]), "x.doc");
    assert!(french.contains("où les élèves étaient"), "{french}");
}

#[test]
fn old_word_may_be_utf16() {
    let wide: Vec<u8> = "Namen: 個人"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let text = text(&word(&wide, 0x1000, 0, &[0]), "x.doc");
    assert!(text.contains("Namen: 個人"), "{text}");
}

/// A record of a workbook.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((content.len() as u16).to_le_bytes());
    record.extend(content);
    record
}

#[test]
fn workbooks_without_a_compound_file_are_read() {
    for (first, label) in [(0x0409, 0x0204), (0x0209, 0x0204), (0x0809, 0x0204)] {
        let begin = match first {
            0x0809 => vec![0, 5, 0x10, 0, 0, 0, 0, 0],
            _ => vec![0, 0, 0x10, 0, 0, 0],
        };
        let cell = [&[1, 0, 2, 0, 0, 0, 4, 0][..], b"Name"].concat();
        let number = [&[2, 0, 2, 0, 0, 0][..], &12.5_f64.to_le_bytes()].concat();
        let sheet = [
            record(first, &begin),
            record(label, &cell),
            record(0x0203, &number),
            record(0x0A, &[]),
        ];
        let text = text(&sheet.concat(), "x.xls");
        assert!(
            text.contains("Name") && text.contains("12.5"),
            "{first:x}: {text}"
        );
    }
}
