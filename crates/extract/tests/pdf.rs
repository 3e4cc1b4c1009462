//! What a PDF shows and does not say is told.
#![cfg(feature = "pdf")]

mod common;

use std::io::Write as _;

use common::read;
use flate2::write::ZlibEncoder;
use tracie_extract::Limits;
use tracie_finding::detection::{Reason, Status};

const DAMAGED: Status = Status::Partial(Reason::MalformedFile);
const NOT_READ: Status = Status::Partial(Reason::UnsupportedFileType);

fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

/// A document of two pages, of which the first shows a text. The other one has this
/// content and, from 7 on, these objects.
fn document(contents: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let page = |contents: &str| {
        let resources = "/Font<</F 6 0 R/W 8 0 R>>/XObject<</X 7 0 R/None 99 0 R>>";
        format!("<</Type/Page/Parent 2 0 R/Contents {contents}/Resources<<{resources}>>>>")
    };
    let mut all: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 600 800]>>".to_vec(),
        page("5 0 R").into(),
        page(contents).into(),
        stream("", b"BT /F 10 Tf 9 700 Td (first page) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    all.extend_from_slice(objects);
    let mut file = b"%PDF-1.7\n".to_vec();
    for (at, object) in all.iter().enumerate() {
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer\n<</Root 1 0 R/Size 50>>\n%%EOF\n");
    file
}

/// The text of a document, and how it ended.
fn all(file: &[u8], name: &str) -> (String, Status, String) {
    let all = read(file, name, &Limits::default());
    let texts = all.texts.iter().map(|it| String::from_utf8_lossy(&it.1));
    (
        texts.collect(),
        all.outcome.status,
        all.outcome.remark.unwrap_or_default(),
    )
}

fn image() -> Vec<u8> {
    stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
        b"x",
    )
}

fn zlib(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn pages_of_pictures_alone_are_told() {
    let form = |content: &str| {
        stream(
            "/Subtype/Form/Resources<</XObject<</Y 8 0 R>>>>",
            content.as_bytes(),
        )
    };
    let inline = "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI";
    let text = "BT /F 10 Tf (text) Tj ET";
    for (content, object, expected) in [
        ("/X Do".to_owned(), image(), NOT_READ),
        ("/X Do".to_owned(), form("/Y Do"), NOT_READ),
        (inline.to_owned(), image(), NOT_READ),
        ("BT /F 10 Tf (  ) Tj ET /X Do".to_owned(), image(), NOT_READ),
        // Beside text, a picture is no page; and a page may be empty.
        (format!("/X Do {text}"), image(), Status::Complete),
        (format!("{text} {inline}"), image(), Status::Complete),
        ("/X Do".to_owned(), form(text), Status::Complete),
        ("0 0 9 9 re f".to_owned(), image(), Status::Complete),
    ] {
        let file = document("9 0 R", &[object, image(), stream("", content.as_bytes())]);
        let (said, status, remark) = all(&file, "x.pdf");
        assert_eq!(status, expected, "{content}: {remark}");
        assert!(said.starts_with("first page\n"), "{said}");
    }
    let file = document("9 0 R", &[image(), image(), stream("", b"/X Do")]);
    let remark = all(&file, "x.pdf").2;
    assert!(
        remark.starts_with("1 of 2 pages show pictures and no text"),
        "{remark}"
    );
}

/// A text that does not compress to nothing, shown line by line.
fn lines() -> String {
    let line = |n: u32| format!("({}) ' ", n.wrapping_mul(2_654_435_761));
    let lines: String = (0..500).map(line).collect();
    format!("BT /F 10 Tf 12 TL 9 700 Td (begins) ' {lines} (ends) ' ET")
}

#[test]
fn contents_that_cannot_be_decoded_are_told() {
    let whole = zlib(&lines());
    let cut = &whole[..whole.len() / 2];
    let bad = [b"\0\0", &whole[2..]].concat();
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect::<String>()
    };
    let flate = "/Filter/FlateDecode";
    let told = "/Filter/FlateDecode/DecodeParms<</Predictor 1>>";
    let both = "/Filter[/AHx/Fl]";
    let own = |dict: &str, bytes: &[u8]| stream(dict, bytes);
    let (begins, ends, neither) = ("begins", "ends", "");
    for (what, contents, object, kept, expected) in [
        ("told", "7 0 R", own(told, &whole), ends, Status::Complete),
        ("told, cut", "7 0 R", own(told, cut), begins, DAMAGED),
        ("whole", "7 0 R", own(flate, &whole), ends, Status::Complete),
        (
            "no sum",
            "7 0 R",
            own(flate, &whole[..whole.len() - 4]),
            ends,
            Status::Complete,
        ),
        (
            "in hex",
            "7 0 R",
            own(both, (hex(&whole) + ">").as_bytes()),
            ends,
            Status::Complete,
        ),
        ("cut", "7 0 R", own(flate, cut), begins, DAMAGED),
        (
            "cut in hex",
            "7 0 R",
            own(both, (hex(cut) + ">").as_bytes()),
            begins,
            DAMAGED,
        ),
        ("header", "7 0 R", own(flate, &bad), ends, DAMAGED),
        ("nothing", "7 0 R", own(flate, b"\x78"), neither, DAMAGED),
        (
            "filter",
            "7 0 R",
            own("/Filter/Other", &whole),
            neither,
            DAMAGED,
        ),
        (
            "filters",
            "7 0 R",
            own("/Filter[/Fl/Other]", &whole),
            neither,
            DAMAGED,
        ),
        (
            "picture",
            "7 0 R",
            own("/Filter/DCTDecode", &whole),
            neither,
            DAMAGED,
        ),
        ("missing", "99 0 R", own("", b""), neither, DAMAGED),
        ("no stream", "6 0 R", own("", b""), neither, DAMAGED),
        (
            "part missing",
            "[7 0 R 99 0 R]",
            own(flate, &whole),
            ends,
            DAMAGED,
        ),
        (
            "part cut",
            "[7 0 R 5 0 R]",
            own(flate, cut),
            begins,
            DAMAGED,
        ),
        (
            "parts",
            "[7 0 R 5 0 R]",
            own(flate, &whole),
            ends,
            Status::Complete,
        ),
        ("blank", "null", own("", b""), neither, Status::Complete),
        ("empty", "7 0 R", own("", b""), neither, Status::Complete),
    ] {
        let (text, status, remark) = all(&document(contents, &[object]), "x.pdf");
        assert_eq!(status, expected, "{what}: {remark}");
        assert!(text.contains(kept) && text.contains("first page"), "{what}");
    }
}

#[test]
fn forms_that_cannot_be_had_are_told() {
    let whole = zlib(&lines());
    let form = "/Subtype/Form/Filter/FlateDecode/Resources<</Font<</F 6 0 R>>>>";
    for (content, form, kept, expected) in [
        ("/X Do", stream(form, &whole), "ends", Status::Complete),
        (
            "/X Do",
            stream(form, &whole[..whole.len() / 2]),
            "begins",
            DAMAGED,
        ),
        ("/None Do", stream(form, &whole), "", DAMAGED),
    ] {
        let file = document("8 0 R", &[form, stream("", content.as_bytes())]);
        let (text, status, remark) = all(&file, "x.pdf");
        assert_eq!(status, expected, "{remark}");
        assert!(text.contains(kept));
    }
}

/// In such a font a code is the number of a shape.
#[test]
fn characters_that_nothing_tells_are_told() {
    let table = "1 beginbfrange <0000> <ffff> <0000> endbfrange";
    let named = |more: &str| {
        let font = "/Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H";
        format!("<<{font}/DescendantFonts[10 0 R]{more}>>").into_bytes()
    };
    let below = |ordering: &str| {
        let info = format!("<</Registry(Adobe)/Ordering({ordering})/Supplement 0>>");
        format!("<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo{info}>>").into_bytes()
    };
    for (more, ordering, expected) in [
        ("", "Identity", NOT_READ),
        ("/ToUnicode 11 0 R", "Identity", Status::Complete),
        ("/ToUnicode/Identity-H", "Identity", Status::Complete),
        ("", "Japan1", Status::Complete),
    ] {
        let content = stream("", b"BT /W 10 Tf 9 9 Td <002200420023> Tj ET");
        let objects = [
            image(),
            named(more),
            content,
            below(ordering),
            stream("", table.as_bytes()),
        ];
        let (text, status, remark) = all(&document("9 0 R", &objects), "x.pdf");
        assert_eq!(status, expected, "{more} {ordering}: {text} {remark}");
    }
    // A font of that kind of which nothing can be read.
    let font = b"<</Type/Font/Subtype/Type0/Encoding/Identity-H>>".to_vec();
    let content = stream("", b"BT /W 10 Tf 9 9 Td <002200420023> Tj ET");
    let (_, status, _) = all(&document("9 0 R", &[image(), font, content]), "x.pdf");
    assert_eq!(status, NOT_READ);
}

#[test]
fn a_header_in_front_is_read_as_well() {
    let header = "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nX-Of: 512-58-3904\r\n\r\n";
    let plain = document("null", &[]);
    let sample = include_bytes!("../../../corpus/samples/documents/report.pdf");
    for (document, shown) in [(&plain[..], "first page"), (sample, "")] {
        let (text, status, _) = all(document, "x.pdf");
        let behind = [header.as_bytes(), document].concat();
        for name in ["x.pdf", "x.txt", "x"] {
            let (said, ended, remark) = all(&behind, name);
            assert_eq!(ended, status, "{remark}");
            assert_eq!(said, format!("{header}{text}"), "{name}");
            assert!(said.contains(shown));
        }
    }
}

#[test]
fn values_of_fields_have_their_names_before_them() {
    let field = |names: &str, value: &str| format!("<</Subtype/Widget{names}/V({value})>>");
    let fields = [
        field("/T(ssn)", "401-22-7715"),
        field("/T(f1_2)/TU(Passport)", "P25669512"),
        field("/T(city)", "Rome"),
        "<</Subtype/Widget/V(Ann Bell)/Parent<</T(Full name)>>>>".to_owned(),
        "<</Subtype/Text/Contents(a note)>>".to_owned(),
        "<</Subtype/Text/Contents(a note)>>".to_owned(),
    ];
    let contents = format!("9 0 R/Annots[{}]", fields.concat());
    let shown = "BT /F 10 Tf 12 TL 9 700 Td (401-22-7715) ' (Rome is far) ' ET";
    let file = document(&contents, &[image(), image(), stream("", shown.as_bytes())]);
    let (text, status, _) = all(&file, "x.pdf");
    assert_eq!(status, Status::Complete);
    let expected = "first page\nssn: 401-22-7715\nRome is far\nPassport: P25669512\n\
                    Full name: Ann Bell\na note\n";
    assert_eq!(text, expected);
}
