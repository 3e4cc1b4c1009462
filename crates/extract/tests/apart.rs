//! Documents read by another process are as those read here, and hostile ones
//! end. This file is its own program for reading, so it has no harness; what it
//! checks, it checks in order.

#[cfg(not(all(unix, feature = "pdf")))]
fn main() {}

#[cfg(all(unix, feature = "pdf"))]
fn main() {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|it| it == tracie_extract::apart::ARGUMENT)
    {
        tracie_extract::read_for_another().expect("it reads what it is given");
        return;
    }
    cases::both_ways_agree();
    cases::hostile_documents_end();
    cases::a_program_that_reads_nothing_is_not_waited_for();
}

#[cfg(all(unix, feature = "pdf"))]
mod cases {
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    use tracie_extract::{Index, Limits, Opened, Reader, apart};
    use tracie_finding::chunk::{Layout, Value};
    use tracie_finding::detection::{Reason, Status};
    use tracie_finding::place::Place;

    /// What a user sees of a document: its text, where numbers stand, how reading it ended,
    /// and which values have which names.
    type Seen = (
        Vec<u8>,
        Vec<Option<Place>>,
        Status,
        Option<String>,
        Vec<String>,
    );

    fn seen(document: &[u8]) -> Seen {
        let limits = Limits::default();
        let Opened::Reader(mut reader) = Reader::open(document, "x.pdf", &limits) else {
            panic!("it is a document");
        };
        let (mut index, mut text, mut places) = (Index::new(), Vec::new(), Vec::new());
        let mut named = Vec::new();
        while let Some(piece) = reader.next_piece(index.release()).expect("it is in memory") {
            index.build(piece);
            let mut found = Vec::new();
            for chunk in index.chunks() {
                let base = match chunk.layout {
                    Layout::Text { base } => base,
                    Layout::Rows {
                        base,
                        values,
                        names,
                    } => {
                        let said = |range| String::from_utf8_lossy(&chunk.bytes[range]);
                        let value = |it: &Value| {
                            let names = names.get(it.names);
                            format!("{} {names:?} {}", said(it.range()), it.origin)
                        };
                        named.extend(values.iter().map(value));
                        base
                    }
                    Layout::Values { .. } => panic!("it is text"),
                };
                let (from, to) = chunk.owned;
                let own = &chunk.bytes[from..to];
                text.extend_from_slice(own);
                let start = base + from as u64;
                found.extend(
                    memchr::memmem::find_iter(own, "512-58-3904").map(|at| start + at as u64),
                );
            }
            places.extend(found.iter().map(|at| index.place((*at, at + 11))));
        }
        let outcome = reader.outcome();
        (text, places, outcome.status, outcome.remark, named)
    }

    /// A document that is whole, damaged here and there, or cut.
    fn documents() -> Vec<Vec<u8>> {
        let whole = include_bytes!("../../../corpus/samples/documents/report.pdf");
        let step = whole.len() / 25;
        let damaged = (0..whole.len()).step_by(step).map(|at| {
            let mut damaged = whole.to_vec();
            damaged[at] ^= 0x55;
            damaged
        });
        let cut = (0..whole.len())
            .step_by(step)
            .map(|at| whole[..at.max(16)].to_vec());
        let mut all = vec![whole.to_vec(), attached(), pages(3_000), table()];
        all.extend(damaged.chain(cut));
        all
    }

    /// A file of objects, the catalog first, without a table.
    fn file(objects: &[String]) -> Vec<u8> {
        let mut file = String::from("%PDF-1.7\n");
        for (at, object) in objects.iter().enumerate() {
            write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).expect("into memory");
        }
        (file + "trailer\n<</Root 1 0 R>>\n%%EOF\n").into_bytes()
    }

    fn stream(content: &str) -> String {
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        )
    }

    /// More pages than are read in one step.
    fn pages(count: usize) -> Vec<u8> {
        let kids: String = (0..count).map(|it| format!("{} 0 R ", it + 5)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Kids[{kids}]/Count {count}/Resources<</Font<</F 3 0 R>>>>>>"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            stream("BT /F 12 Tf 10 100 Td (SSN 512-58-3904) Tj ET"),
        ];
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>";
        objects.extend((0..count).map(|_| page.to_owned()));
        file(&objects)
    }

    /// A table that is painted column by column, on two pages.
    fn table() -> Vec<u8> {
        let put = |x: u32, y: u32, text: &str| format!("1 0 0 1 {x} {y} Tm ({text}) Tj ");
        let column = |x: u32, text: &str| -> String {
            let rows = (0..40).map(|row| put(x, 680 - 14 * row, text));
            rows.collect()
        };
        let names = put(50, 700, "Name") + &put(300, 700, "SSN");
        let columns = column(50, "Jane Doe") + &column(300, "512-58-3904");
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>";
        file(&[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[5 0 R 6 0 R]/Count 2/Resources<</Font<</F 3 0 R>>>>>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            stream(&format!("BT /F 12 Tf {names}{columns}ET")),
            page.to_owned(),
            page.to_owned(),
        ])
    }

    /// A document with an attachment, which holds a synthetic number.
    fn attached() -> Vec<u8> {
        let names = "<</Names[(a.txt)<</Type/Filespec/F(a.txt)/EF<</F 3 0 R>>>>]>>";
        file(&[
            format!("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles {names}>>>>"),
            "<</Type/Pages/Kids[4 0 R]/Count 1>>".to_owned(),
            stream("SSN 512-58-3904"),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>".to_owned(),
        ])
    }

    pub(super) fn both_ways_agree() {
        let documents = documents();
        let here: Vec<Seen> = documents.iter().map(|it| seen(it)).collect();
        assert!(here[1].0.ends_with(b"SSN 512-58-3904"));
        assert_eq!(here[2].1.len(), 3_000);
        assert_eq!(here[2].1[2_999], Some(Place::Page { number: 3_000 }));
        assert_eq!(here[3].4.len(), 80);
        assert!(here[3].4[0].starts_with("512-58-3904 ["), "{:?}", here[3].4);
        apart::read_by(std::env::current_exe().expect("this test"));
        for (document, here) in documents.iter().zip(here) {
            assert!(seen(document) == here, "{:?}", here.2);
        }
        // Many at a time, each by a process of its own.
        let whole = &documents[0];
        let there = seen(whole);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert!((0..5).all(|_| seen(whole) == there)));
            }
        });
    }

    pub(super) fn hostile_documents_end() {
        let size = 2 << 20;
        let many = |unit: &str| format!("%PDF-1.7\n{}", unit.repeat(size / unit.len()));
        for (hostile, name) in [
            (many("<</A(\n"), "strings without end"),
            (many("1 0 obj (\n"), "objects without end"),
            (
                many("1 0 obj <</Type /ObjStm>>\nstream\n"),
                "streams without end",
            ),
        ] {
            let began = Instant::now();
            let status = seen(hostile.as_bytes()).2;
            assert_eq!(status, Status::Skipped(Reason::MalformedFile), "{name}");
            // Twice what it takes when nothing else runs.
            assert!(began.elapsed() < Duration::from_secs(60), "{name}");
        }
        // And the next one is read as ever.
        assert_eq!(seen(&documents()[0]).2, Status::Complete);
    }

    /// The first program that was told counts.
    pub(super) fn a_program_that_reads_nothing_is_not_waited_for() {
        apart::read_by("/nowhere/at/all");
        assert_eq!(seen(&documents()[0]).2, Status::Complete);
    }
}
