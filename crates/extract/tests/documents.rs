//! Documents, made by hand: what comes out of them, where it is, and how
//! hostile ones end. Documents of other writers are the contract tests' part.

mod common;

use std::time::{Duration, Instant};

use common::pack::{deflated, gz, stored, zip};
#[cfg(feature = "pdf")]
use flate2::{Compression, write::ZlibEncoder};
use tracie_extract::{Index, Limits, Opened, Outcome, Reader};
use tracie_finding::chunk::Layout;
use tracie_finding::detection::{Reason, Status};
use tracie_finding::place::Place;

/// A text or value, where it is, and the names over it.
type Found = (String, Option<Place>, Vec<String>);

struct All {
    found: Vec<Found>,
    outcome: Outcome,
    mime_type: &'static str,
}

impl All {
    /// The place of a text.
    fn place(&self, text: &str) -> Option<Place> {
        let found = self.found.iter().find(|it| it.0.contains(text));
        found
            .unwrap_or_else(|| panic!("{text} is not there: {:?}", self.found))
            .1
            .clone()
    }

    fn names(&self, text: &str) -> Vec<String> {
        let found = self.found.iter().find(|it| it.0 == text);
        found.expect("it is there").2.clone()
    }

    fn has(&self, text: &str) -> bool {
        self.found.iter().any(|it| it.0.contains(text))
    }
}

/// Reads a document; texts come line by line.
fn read(content: &[u8], name: &str) -> All {
    let started = Instant::now();
    let Opened::Reader(mut reader) = Reader::open(content, name, &Limits::default()) else {
        panic!("it is a document");
    };
    let (mut index, mut found) = (Index::new(), Vec::new());
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
        for (origin, text) in texts(&index) {
            let end = origin + text.len() as u64;
            let place = index.place((origin, end));
            found.push((text, place, index.path_names(origin)));
        }
    }
    assert!(started.elapsed() < Duration::from_secs(10));
    All {
        found,
        mime_type: reader.mime_type(),
        outcome: reader.outcome(),
    }
}

fn texts(index: &Index) -> Vec<(u64, String)> {
    let mut texts = Vec::new();
    for chunk in index.chunks() {
        let text =
            |from: usize, to: usize| String::from_utf8_lossy(&chunk.bytes[from..to]).into_owned();
        match chunk.layout {
            Layout::Values { values, .. } => {
                texts.extend(
                    values
                        .iter()
                        .map(|it| (it.origin, text(it.start as usize, it.end as usize))),
                );
            }
            Layout::Text { base } | Layout::Rows { base, .. } => {
                let mut at = chunk.owned.0;
                for line in text(chunk.owned.0, chunk.owned.1).split_inclusive('\n') {
                    texts.push((base + at as u64, line.trim_end().to_owned()));
                    at += line.len();
                }
            }
        }
    }
    texts
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let types = deflated("[Content_Types].xml", b"<Types/>");
    let parts = parts.iter().map(|it| deflated(it.0, it.1.as_bytes()));
    zip(&[types].into_iter().chain(parts).collect::<Vec<_>>())
}

const RELATIONS: &str = "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/>\
    <Relationship Id='r2' Target='/xl/worksheets/sheet2.xml'/></Relationships>";

fn workbook() -> Vec<u8> {
    package(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='Staff' r:id='r1'/><sheet name='Hidden' state='veryHidden' r:id='r2'/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>name</t></si><si><t>ssn</t></si><si><r><t>Ann </t></r><r><t>Bell</t></r></si></sst>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm'/></numFmts>\
             <cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>\
             <row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' t='str'><f>A1</f><v>512-58-3904</v></c>\
             <c r='C2' s='1'><v>45352</v></c></row>\
             <row r='1048576'><c r='XFD1048576' t='inlineStr'><is><t>far</t></is></c></row></sheetData>\
             <headerFooter><oddHeader>printed</oddHeader></headerFooter></worksheet>",
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            "<Relationships><Relationship Id='r1' Target='../comments1.xml'/></Relationships>",
        ),
        (
            "xl/comments1.xml",
            "<comments><commentList><comment ref='B2'><text><t>remarkable</t></text></comment></commentList></comments>",
        ),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row r='7'><c r='C7'><v>4.1111111111111112E+15</v></c></row></sheetData></worksheet>",
        ),
    ])
}

fn cell(row: u64, column: u64, name: Option<&str>, reference: &str) -> Option<Place> {
    Some(Place::Cell {
        row,
        column,
        column_name: name.map(Into::into),
        cell_reference: Some(reference.into()),
    })
}

#[test]
fn cells_have_references_and_the_names_of_their_columns() {
    let all = read(&workbook(), "staff.xlsx");
    assert_eq!(all.outcome.status, Status::Complete);
    assert!(all.mime_type.ends_with("spreadsheetml.sheet"));
    assert_eq!(
        all.place("512-58-3904"),
        cell(2, 2, Some("ssn"), "Staff!B2"),
        "a cached value"
    );
    assert_eq!(all.names("512-58-3904"), ["ssn"]);
    assert_eq!(all.place("Ann Bell"), cell(2, 1, Some("name"), "Staff!A2"));
    assert_eq!(all.place("2024-03-01"), cell(2, 3, None, "Staff!C2"));
    assert_eq!(
        all.place("far"),
        cell(1_048_576, 16_384, None, "Staff!XFD1048576")
    );
    assert_eq!(
        all.place("4111111111111111"),
        cell(7, 3, None, "Hidden!C7"),
        "without an exponent"
    );
    assert_eq!(
        all.place("remarkable"),
        cell(2, 2, None, "Staff!B2"),
        "a comment"
    );
    assert!(all.has("printed"));
}

#[test]
fn numbers_have_the_zeros_that_their_format_shows() {
    let book = package(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='S' r:id='r1'/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='000\\-00\\-0000'/></numFmts>\
             <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r='1'><c r='A1' s='1'><v>12583904</v></c>\
             <c r='B1'><v>7</v></c><c r='C1' s='1' t='str'><v>8</v></c></row></sheetData></worksheet>",
        ),
    ]);
    let all = read(&book, "staff.xlsx");
    assert_eq!(all.place("012583904"), cell(1, 1, None, "S!A1"));
    assert!(all.found.iter().any(|it| it.0 == "7"));
    assert!(all.found.iter().any(|it| it.0 == "8"), "a text");
}

/// The cells would be empty.
#[test]
fn a_workbook_without_its_strings_is_not_complete() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c>\
        <c r='B1'><v>7</v></c></row></sheetData></worksheet>";
    let strings = "<sst><si><t>name</t></si></sst>";
    let damaged = Status::Partial(Reason::MalformedOrFileSizeExceedsLimit);
    for (strings, status) in [
        (Some(strings), Status::Complete),
        (
            Some("<sst><sstItem><t>name</t></sstItem></sst>"),
            Status::Complete,
        ),
        (Some("<sst></sst>"), damaged),
        (None, damaged),
    ] {
        let strings = strings.map(|it| ("xl/sharedStrings.xml", it));
        let parts = [Some(("xl/worksheets/sheet1.xml", sheet)), strings];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let all = read(&package(&parts), "x.xlsx");
        assert_eq!(all.outcome.status, status, "{strings:?}");
        assert!(all.has("7"));
    }
}

#[test]
fn a_document_behind_other_content_is_one() {
    let front = b"HTTP/1.1 200 OK\r\n\r\n";
    let all = read(&[&front[..], &workbook()].concat(), "staff.xlsx");
    assert_eq!(
        all.place("512-58-3904"),
        cell(2, 2, Some("ssn"), "Staff!B2")
    );
    assert!(all.has("HTTP/1.1 200 OK"));
    assert!(all.mime_type.ends_with("spreadsheetml.sheet"));
}

#[test]
fn a_document_whose_directory_is_damaged_is_not_complete() {
    let whole = workbook();
    let listed = memchr::memmem::rfind(&whole, b"PK\x01\x02").expect("the last of many");
    let mut damaged = whole.clone();
    damaged[listed] = 0;
    for (content, status) in [
        (whole, Status::Complete),
        (
            damaged,
            Status::Partial(Reason::MalformedOrFileSizeExceedsLimit),
        ),
    ] {
        let all = read(&content, "staff.xlsx");
        assert_eq!(all.outcome.status, status);
        assert!(
            all.has("4111111111111111"),
            "the last part is found as it lies"
        );
    }
}

#[test]
fn labels_of_a_form_name_what_stands_beside_them() {
    let row = |number: u32, cells: &[(&str, &str)]| {
        let cells = cells.iter().map(|(column, text)| {
            format!("<c r='{column}{number}' t='inlineStr'><is><t>{text}</t></is></c>")
        });
        format!("<row r='{number}'>{}</row>", cells.collect::<String>())
    };
    let sheet = |rows: &[&[(&str, &str)]]| {
        let rows: String = (1..).zip(rows).map(|(at, cells)| row(at, cells)).collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let book = "<workbook><sheets><sheet name='S' r:id='r1'/></sheets></workbook>";
        let parts = [
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", &sheet),
        ];
        read(&package(&parts), "form.xlsx")
    };
    let form = sheet(&[
        &[("A", "Full name"), ("B", "Ann Bell")],
        &[("A", "SSN"), ("C", "512-58-3904")],
        &[("A", "Born"), ("B", "1984-03-12")],
    ]);
    assert!(form.names("512-58-3904").contains(&"SSN".to_owned()));
    assert_eq!(form.place("512-58-3904"), cell(2, 3, None, "S!C2"));
    let wide = sheet(&[
        &[("A", "Form of 2024")],
        &[
            ("A", "Code"),
            ("B", "77123"),
            ("C", "SSN"),
            ("D", "512-58-3904"),
        ],
    ]);
    assert_eq!(wide.names("512-58-3904"), ["SSN"]);
    let table = sheet(&[
        &[("A", "name"), ("B", "ssn")],
        &[("A", "Ann Bell"), ("B", "512-58-3904")],
        &[("A", "Bob Cole"), ("B", "512-58-3905")],
    ]);
    assert_eq!(table.names("512-58-3904"), ["ssn"]);
}

#[test]
fn text_of_word_has_no_places() {
    let body = "<w:document><w:p><w:r><w:t>51</w:t></w:r><w:r><w:t>2-58-3904</w:t></w:r></w:p>\
        <w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p></w:document>";
    let all = read(
        &package(&[
            ("word/document.xml", body),
            (
                "word/footer1.xml",
                "<w:ftr><w:p><w:t>at the foot</w:t></w:p></w:ftr>",
            ),
            ("word/embeddings/data.csv", "a,b\n1,2\n"),
        ]),
        "letter.docx",
    );
    assert_eq!(all.place("512-58-3904"), None, "runs are joined");
    assert!(all.has("deleted") && all.has("at the foot"));
    assert_eq!(all.outcome.members[0].path, "word/embeddings/data.csv");
    assert_eq!(all.outcome.status, Status::Complete);
}

#[test]
fn slides_are_pages() {
    let slide = |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    let all = read(
        &package(&[
            ("ppt/presentation.xml", "<p:presentation/>"),
            ("ppt/slides/slide10.xml", &slide("tenth")),
            ("ppt/slides/slide2.xml", &slide("second")),
        ]),
        "talk.pptx",
    );
    assert_eq!(all.place("tenth"), Some(Place::Page { number: 10 }));
    assert_eq!(all.place("second"), Some(Place::Page { number: 2 }));
}

#[test]
fn sheets_of_opendocument_are_sheets() {
    let content = "<office:document-content><table:table table:name='Data'>\
        <table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
        <table:table-row><table:table-cell table:number-columns-repeated='2'/>\
        <table:table-cell><text:p>5&#48;0</text:p></table:table-cell></table:table-row></table:table></office:document-content>";
    let kind = stored(
        "mimetype",
        b"application/vnd.oasis.opendocument.spreadsheet",
    );
    let all = read(
        &zip(&[kind.clone(), deflated("content.xml", content.as_bytes())]),
        "x.ods",
    );
    assert_eq!(all.place("500"), cell(1_000_001, 3, None, "Data!C1000001"));
    let manifest = b"<manifest:encryption-data/>";
    let secret = zip(&[
        kind,
        deflated("content.xml", b"x"),
        deflated("META-INF/manifest.xml", manifest),
    ]);
    let all = read(&secret, "x.ods");
    assert_eq!(
        all.outcome.status,
        Status::Skipped(Reason::InvalidEncryption)
    );
}

#[test]
fn mail_has_the_lines_of_its_source() {
    let attached = base64(&gz(b"name,ssn\nAnn,512-58-3904\n"));
    let mail = format!(
        "From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\
         Content-Type: multipart/mixed;\r\n boundary=\"x\"\r\n\r\npreamble\r\n--x\r\n\
         Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         first\r\nbr=FCcke 512-=\r\n58-3904\r\n--x\r\n\
         Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--x\r\n\
         Content-Type: message/rfc822\r\n\r\nSubject: within\r\n\r\ninner body\r\n--x\r\n\
         Content-Type: application/gzip\r\nContent-Disposition: attachment; filename=people.csv.gz\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--x--\r\nafterwards\r\n",
        base64(b"in base64\nsecond line\n")
    );
    let all = read(mail.as_bytes(), "letter.eml");
    let line = |start, end, start_column| {
        Some(Place::Line {
            start,
            end,
            start_column,
        })
    };
    assert_eq!(all.mime_type, "message/rfc822");
    assert_eq!(all.place("Gr\u{fc}\u{df}e"), line(3, 3, 1));
    assert_eq!(all.place("first"), line(12, 12, 1));
    assert_eq!(all.place("br\u{fc}cke 512-58-3904"), line(13, 14, 1));
    assert_eq!(all.place("in base64"), line(19, 19, 1));
    assert_eq!(all.place("inner body"), line(25, 25, 1));
    assert!(all.has("preamble"));
    assert_eq!(all.outcome.members[0].path, "people.csv.gz");
    assert!(all.has("512-58-3904"));
    assert_eq!(all.outcome.status, Status::Complete);
}

/// What is said to be base64 and is none is read as it stands, and told.
#[test]
fn mail_that_is_not_encoded_as_it_says_is_told() {
    let head = "From: a\nTo: b\nSubject: c\nMIME-Version: 1.0\n";
    let text = "Content-Transfer-Encoding: base64\n\n";
    let file = "Content-Type: text/csv; name=a.txt\nContent-Disposition: attachment\n\
        Content-Transfer-Encoding: base64\n\n";
    let number = "SSN 512-58-3904";
    let encoded = base64(b"Her number: SSN 512-58-3904, and more to fill a line").replace('\n', "");
    let broken = Status::Partial(Reason::MalformedFile);
    let damaged = Status::Partial(Reason::ArchiveContainsUnprocessedFiles);
    for (body, expected) in [
        (format!("{text}{encoded}\n"), Status::Complete),
        (format!("{text}Her number is\n{number}.\n"), broken),
        (format!("{text}\nthe\nnumber\n{number}\n"), broken),
        (
            format!("{text}{encoded}\n____\na list, see there\n"),
            broken,
        ),
    ] {
        let all = read(format!("{head}{body}").as_bytes(), "x.eml");
        assert_eq!(all.outcome.status, expected, "{body}");
        assert!(all.place(number).is_some(), "{body}");
    }
    for (body, expected) in [
        (format!("{file}{encoded}\n"), Status::Complete),
        (format!("{file}Her number is\n{number}.\n"), damaged),
    ] {
        let parts = format!("Content-Type: multipart/mixed; boundary=x\n\n--x\n{body}\n--x--\n");
        let all = read(format!("{head}{parts}").as_bytes(), "x.eml");
        assert_eq!(all.outcome.status, expected, "{body}");
        assert!(all.has(number), "{body}");
    }
    // The lines are those of the source, and words count as they stand.
    let mail = format!("{head}{text}512583904\nis the number\n");
    let all = read(mail.as_bytes(), "x.eml");
    let place = Place::Line {
        start: 7,
        end: 7,
        start_column: 1,
    };
    assert_eq!(all.place("512583904"), Some(place));
}

/// What a document holds beside what it shows is read.
#[test]
fn parts_that_are_not_shown_are_read() {
    let cache = "<pivotCacheDefinition><cacheFields><cacheField name='SSN'><sharedItems>\
        <s v='512-58-3904'/><m/><n v='7'/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>";
    let records = "<pivotCacheRecords><r><s v='Ann &amp; Bell'/><x v='0'/><n v='42'/></r><r><s v='end'/></r></pivotCacheRecords>";
    let link = "<externalLink><sheetDataSet><cell r='A1' t='str'><v>far away</v></cell></sheetDataSet></externalLink>";
    let book = [
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='S' r:id='r1'/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData/></worksheet>",
        ),
        ("xl/media/image1.png", "not looked at"),
        ("xl/pivotCache/pivotCacheDefinition1.xml", cache),
        ("xl/pivotCache/pivotCacheRecords1.xml", records),
        ("xl/externalLinks/externalLink1.xml", link),
    ];
    let word = [
        (
            "word/document.xml",
            "<document><p><r><t>body</t></r></p><sdt><sdtPr><alias val='Tax no'/></sdtPr>\
             <sdtContent><p><r><t>98-7</t></r></p></sdtContent></sdt></document>",
        ),
        ("word/settings.xml", "<settings>none of it</settings>"),
        ("word/media/image1.png", "not looked at"),
        ("word/afchunk1.htm", "<html><body>taken over</body></html>"),
        ("afchunk.txt", "as text"),
        ("stray/data.xml", "<a><b>astray</b></a>"),
        (
            "customXml/item1.xml",
            "<p:person><p:ssn>512&#45;58</p:ssn><p:note/></p:person>",
        ),
        (
            "docProps/custom.xml",
            "<Properties><property name='Badge no'><vt:lpwstr>TR-1</vt:lpwstr></property></Properties>",
        ),
    ];
    let calc = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            "<document-content><body><spreadsheet/></body></document-content>",
        ),
        (
            "Object 1/content.xml",
            "<document-content><p>of a chart</p></document-content>",
        ),
        ("Basic/Standard/Module1.xml", "<module>a script</module>"),
        (
            "meta.xml",
            "<document-meta><user-defined name='Case'>X-3</user-defined></document-meta>",
        ),
        ("Configurations2/current.xml", "<a>none of it</a>"),
    ];
    for (parts, name, shown) in [
        (
            &book[..],
            "x.xlsx",
            &[
                "SSN: 512-58-3904",
                "SSN: 7",
                "Ann & Bell\t42",
                "end",
                "far away",
            ][..],
        ),
        (
            &word,
            "x.docx",
            &[
                "body",
                "taken over",
                "as text",
                "astray",
                "ssn: 512-58",
                "Badge no: TR-1",
                "Tax no: 98-7",
            ],
        ),
        (&calc, "x.ods", &["of a chart", "a script", "Case: X-3"]),
    ] {
        let all = read(&package(parts), name);
        assert_eq!(
            all.outcome.status,
            Status::Complete,
            "{:?}",
            all.outcome.remark
        );
        for text in shown {
            assert!(all.has(text), "{text}");
        }
        assert!(
            !all.has("none of it") && !all.has("not looked at"),
            "{name}"
        );
    }
    // Tables as they are held in memory are not read.
    let model = [
        &book[..],
        &[("xl/model/item.data", "\0\x01\x02\x03\0\x04\x05\x06")],
    ]
    .concat();
    let all = read(&package(&model), "x.xlsx");
    let expected = Status::Partial(Reason::ArchiveContainsUnprocessedFiles);
    assert_eq!(all.outcome.status, expected);
}

#[test]
fn a_mailbox_is_many_mails() {
    let one = "From x Mon Jan 1 00:00:00 2024\nFrom: a@example.com\nTo: b@example.com\nSubject: s\n\nbody\n";
    let all = read(format!("{one}\n{one}").as_bytes(), "archive.mbox");
    let bodies = all.found.iter().filter(|it| it.0 == "body");
    let places: Vec<_> = bodies.map(|it| it.1.clone()).collect();
    let line = |start| {
        Some(Place::Line {
            start,
            end: start,
            start_column: 1,
        })
    };
    assert_eq!(places, [line(6), line(13)]);
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, it| bits << 8 | u32::from(*it))
            << (8 * (3 - group.len()));
        for at in 0..4 {
            match at <= group.len() {
                true => text.push(char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize])),
                false => text.push('='),
            }
        }
    }
    text
}

#[cfg(feature = "pdf")]
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut encoder, bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

#[cfg(feature = "pdf")]
fn pdf(stream: &[u8], filter: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>\
        /Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(a remark)>>]>>\nendobj\n\
        5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n"
        .to_vec();
    file.extend_from_slice(
        format!("4 0 obj\n<</Length {}{filter}>>\nstream\n", stream.len()).as_bytes(),
    );
    file.extend_from_slice(stream);
    file.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\n%%EOF\n");
    file
}

#[test]
#[cfg(feature = "pdf")]
fn pages_of_pdf_are_pages() {
    let text = b"BT /F 12 Tf 10 100 Td (SSN 512-58-3904) Tj 0 -20 Td (next line) Tj ET";
    let all = read(&pdf(text, ""), "letter.pdf");
    assert_eq!(all.outcome.status, Status::Complete);
    for text in ["SSN 512-58-3904", "next line", "a remark"] {
        assert_eq!(all.place(text), Some(Place::Page { number: 1 }));
    }
}

/// What is left may be sound in itself: that is no reason to call it whole.
#[test]
#[cfg(feature = "pdf")]
fn a_pdf_that_breaks_off_is_not_complete() {
    let whole = include_bytes!("../../../corpus/samples/documents/report.pdf");
    let complete = |content: &[u8]| match Reader::open(content, "x.pdf", &Limits::default()) {
        Opened::Reader(_) => read(content, "x.pdf").outcome.status == Status::Complete,
        _ => false,
    };
    assert!(complete(whole));
    let last = memchr::memmem::rfind(whole, b"endobj").expect("it has objects");
    for end in 16..last {
        assert!(!complete(&whole[..end]), "cut at {end}");
    }
    // One that is to be shown early has an end near its start.
    let early = [b"%PDF-1.7\nstartxref\n0\n%%EOF\n", &whole[9..last]].concat();
    assert!(!complete(&early));
}

/// What it says of itself is still sound then.
#[test]
#[cfg(feature = "pdf")]
fn a_pdf_without_all_pages_is_not_complete() {
    let whole = pdf(b"BT /F 12 Tf 10 100 Td (words) Tj ET", "");
    let page = memchr::memmem::find(&whole, b"3 0 obj").expect("a page");
    let mut damaged = whole.clone();
    damaged[page] = b'8';
    let outcome = read(&damaged, "letter.pdf").outcome;
    assert_eq!(outcome.status, Status::Skipped(Reason::MalformedFile));
    let remark = outcome.remark.expect("it is told");
    assert!(remark.contains("1 more pages"), "{remark}");
}

#[test]
#[cfg(feature = "pdf")]
fn a_pdf_that_expands_without_end_is_skipped() {
    let spaces = zlib(&zlib(&vec![b' '; 300 << 20]));
    assert!(spaces.len() < 4096);
    let all = read(
        &pdf(&spaces, "/Filter[/FlateDecode/FlateDecode]"),
        "bomb.pdf",
    );
    assert_eq!(
        all.outcome.status,
        Status::Skipped(Reason::FileExceedsSizeLimit)
    );
}

#[test]
fn a_part_that_expands_without_end_ends_the_document() {
    let bomb = format!(
        "<w:document><w:t>{}</w:t></w:document>",
        " ".repeat(64 << 20)
    );
    let document = package(&[("word/document.xml", &bomb)]);
    let limits = Limits::strict();
    let Opened::Reader(mut reader) = Reader::open(&document[..], "x.docx", &limits) else {
        panic!("it is a document");
    };
    let mut index = Index::new();
    while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
        index.build(piece);
    }
    let status = reader.outcome().status;
    let (Status::Partial(reason) | Status::Skipped(reason)) = status else {
        panic!("it is complete");
    };
    assert_eq!(reason, Reason::OoxmlUncompressedRatioExceedsLimit);
}

#[test]
fn entities_are_not_expanded() {
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:t>&b; seen</w:t></w:document>";
    let all = read(&package(&[("word/document.xml", laughs)]), "x.docx");
    assert!(all.has("&b; seen"));
}

#[test]
fn documents_that_are_damaged_anywhere_end() {
    let mail = b"From: a\nTo: b\nSubject: =?utf-8?B?eA==?=\nDate: d\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\
        Content-Transfer-Encoding: base64\n\naGVsbG8=\n--x\nContent-Type: a/b; name*0*=utf-8''%41\n\nz\n--x--\n";
    let rtf = br"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 A;}}\f0 text\'cf\u8364?{\*\pict 00}\par}";
    let avro = avro();
    for (whole, name) in [
        (workbook(), "x.xlsx"),
        (mail.to_vec(), "x.eml"),
        (rtf.to_vec(), "x.rtf"),
        (avro, "x.avro"),
    ] {
        let step = (whole.len() / 300).max(1);
        for at in (0..whole.len()).step_by(step) {
            for flip in [0x01, 0x80, 0xFF] {
                let mut damaged = whole.clone();
                damaged[at] ^= flip;
                read_if_it_is_one(&damaged, name);
            }
            read_if_it_is_one(&whole[..at], name);
        }
    }
}

/// Macie tells data with a structure that does not parse from files of which
/// nothing can be extracted.
#[test]
fn records_that_are_damaged_are_said_not_to_parse() {
    let samples = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../corpus/samples/documents"
    );
    for name in [
        "units.avro",
        "units.arrow",
        "units.orc",
        #[cfg(feature = "parquet")]
        "units.parquet",
        "units.sqlite",
    ] {
        let whole = std::fs::read(format!("{samples}/{name}")).expect("a sample");
        assert_eq!(read(&whole, name).outcome.status, Status::Complete);
        let mut damaged = whole.clone();
        damaged[whole.len() / 3..whole.len() * 4 / 5].fill(0xFF);
        let status = read(&damaged, name).outcome.status;
        let (Status::Partial(reason) | Status::Skipped(reason)) = status else {
            panic!("{name} is complete");
        };
        assert_eq!(reason, Reason::UnableToParseFile, "{name}");
    }
}

/// Of a document in Office's form of which a part is damaged, the rest is read.
#[test]
fn a_damaged_part_of_a_document_is_told_by_macies_code_for_it() {
    let name = "xl/worksheets/sheet2.xml";
    let mut damaged = workbook();
    let found = |it: &[u8]| it.windows(name.len()).position(|it| it == name.as_bytes());
    let at = found(&damaged).expect("it has two sheets") + name.len();
    damaged[at..at + 8].fill(0xFF);
    let all = read(&damaged, "x.xlsx");
    assert_eq!(
        all.outcome.status,
        Status::Partial(Reason::MalformedOrFileSizeExceedsLimit)
    );
    assert!(all.has("512-58-3904"), "the other sheet is read");
}

fn read_if_it_is_one(content: &[u8], name: &str) {
    if let Opened::Reader(_) = Reader::open(content, name, &Limits::default()) {
        read(content, name);
    }
}

/// Two records with a name and a list of numbers each.
fn avro() -> Vec<u8> {
    let schema = br#"{"type":"record","name":"r","fields":[{"name":"name","type":["null","string"]},{"name":"n","type":{"type":"array","items":"long"}}]}"#;
    let mut file = b"Obj\x01\x02\x16avro.schema".to_vec();
    let len = schema.len() as u16 * 2;
    file.extend([(len & 0x7F) as u8 | 0x80, (len >> 7) as u8]);
    file.extend_from_slice(schema);
    file.push(0);
    let sync = *b"0123456789abcdef";
    file.extend_from_slice(&sync);
    let block = b"\x02\x06Ann\x04\x02\x04\x00\x02\x06Bob\x00";
    file.extend([4, block.len() as u8 * 2]);
    file.extend_from_slice(block);
    file.extend_from_slice(&sync);
    file
}

#[test]
fn fields_of_records_have_paths() {
    let all = read(&avro(), "x.avro");
    assert_eq!(all.outcome.status, Status::Complete);
    let record = |index, path: &str| {
        Some(Place::Record {
            index,
            json_path: Some(path.into()),
        })
    };
    let places: Vec<_> = all
        .found
        .iter()
        .filter(|it| it.0.len() <= 3 && it.1.is_some())
        .collect();
    assert_eq!(places[0].1, record(0, "$.name"));
    assert_eq!(
        (&*places[2].0, places[2].1.clone()),
        ("2", record(0, "$.n[1]"))
    );
    assert_eq!(
        (&*places[3].0, places[3].1.clone()),
        ("Bob", record(1, "$.name"))
    );
    assert_eq!(places[1].2, ["n"]);
}

#[test]
fn a_document_without_its_main_part_or_with_half_of_it_is_not_complete() {
    const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types></Types>");
    const WORD: &str =
        "<w:document><w:body><w:p><w:r><w:t>some words</w:t></w:r></w:p></w:body></w:document>";
    const SHEET: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>some words</v></c></row></sheetData></worksheet>";
    const ODT: &str =
        "<office:document-content><text:p>some words</text:p></office:document-content>";
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.text");
    for (name, first, main, content) in [
        ("a.docx", TYPES, "word/document.xml", WORD),
        ("a.xlsx", TYPES, "xl/worksheets/sheet1.xml", SHEET),
        ("a.odt", mimetype, "content.xml", ODT),
    ] {
        let half = &content[..content.len() - 20];
        for (main, content, whole) in [
            (main, content, true),
            (main, half, false),
            (main, "", false),
            (main, "no XML", false),
            ("word/other.xml", "<a/>", false),
        ] {
            // So that the kind is told without it.
            let folder = match name {
                "a.xlsx" => "xl/styles.xml",
                _ => "word/styles.xml",
            };
            let entries = [first, (folder, "<styles></styles>"), (main, content)];
            let entries = entries.map(|(name, content)| stored(name, content.as_bytes()));
            let all = read(&zip(&entries), name);
            let (status, reason) = (all.outcome.status, Reason::MalformedOrFileSizeExceedsLimit);
            let told = [Status::Partial(reason), Status::Skipped(reason)].contains(&status);
            assert_eq!(status == Status::Complete, whole, "{name} {main} {content}");
            assert!(whole || told, "{status:?} of {name} {main} {content}");
        }
    }
}

#[test]
fn cells_of_tables_in_documents_are_below_the_names_of_their_columns() {
    let table = |table: &str, row: &str, cell: &str, text: &dyn Fn(&str) -> String| {
        let cell = |it: &str| format!("<{cell}>{}</{cell}>", text(it));
        let row = |cells: [&str; 2]| format!("<{row}>{}</{row}>", cells.map(cell).concat());
        let rows = [["id", "ssn"], ["7", "401-22-7715"], ["8", "x"]].map(row);
        format!("<{table}>{}</{table}>", rows.concat())
    };
    let runs = |it: &str| format!("<p><r><t>{it}</t></r></p>");
    let word = format!("<document>{}</document>", table("tbl", "tr", "tc", &runs));
    let slide = format!("<sld>{}</sld>", table("tbl", "tr", "tc", &runs));
    let text = table("table", "table-row", "table-cell", &|it| {
        format!("<p>{it}</p>")
    });
    let open = format!("<document-content><body><text>{text}</text></body></document-content>");
    for (name, document) in [
        ("a.docx", package(&[("word/document.xml", &word)])),
        ("a.pptx", package(&[("ppt/slides/slide1.xml", &slide)])),
        ("a.odt", {
            let mimetype = stored("mimetype", b"application/vnd.oasis.opendocument.text");
            zip(&[mimetype, deflated("content.xml", open.as_bytes())])
        }),
    ] {
        let all = read(&document, name);
        assert_eq!(all.names("401-22-7715"), ["ssn"], "{name}");
        assert_eq!(all.names("8"), ["id"], "{name}");
    }
}
