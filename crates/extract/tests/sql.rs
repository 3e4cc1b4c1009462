//! The rows of a dump have the names of their columns, however it is cut.

mod common;

use common::{Everything, cut_at, read};
use tracie_finding::detection::Status;
use tracie_finding::place::Place;

/// All that a dump says, and the lines of its rows.
fn told(dump: &str, window: usize) -> Vec<(u64, String, Vec<String>)> {
    let Everything {
        values,
        texts,
        outcome,
        mime_type,
        ..
    } = read(dump.as_bytes(), "shop.sql", &cut_at(window));
    assert_eq!(
        (outcome.status, mime_type),
        (Status::Complete, "text/plain")
    );
    let mut text: Vec<(u64, Vec<u8>)> = texts;
    text.sort();
    let text: Vec<u8> = text.into_iter().flat_map(|it| it.1).collect();
    let cells = values.into_iter().map(|it| match it.place {
        Place::Line { start, .. } => (start, it.text, it.names),
        other => panic!("{other:?}"),
    });
    let text = (0, String::from_utf8_lossy(&text).into_owned(), Vec::new());
    cells.chain([text]).collect()
}

const BEGINNING: &str = "--\n-- PostgreSQL database dump\n--\n\nSET x = 1;\n\n";

#[test]
fn rows_are_below_the_names_of_their_columns_wherever_it_is_cut() {
    let rows = "COPY public.a (id, \"Full Name\") FROM stdin;\n1\tAnn\n2\t\\N\n\\.\n\nSELECT 1;\n";
    let more = "COPY b (ssn) FROM stdin;\n\\.\nCOPY c (x, y) FROM stdin;\n3\t\"4\n\\.\n-- end\n";
    let dump = format!("{BEGINNING}{rows}{more}");
    let whole = told(&dump, 1 << 20);
    let names = |text: &str| {
        let cell = whole.iter().find(|it| it.1 == text);
        cell.map(|it| (it.0, it.2.join("/")))
    };
    assert_eq!(names("Ann"), Some((8, "Full Name".into())));
    assert_eq!(names("2"), Some((9, "id".into())));
    assert_eq!(names("\"4"), Some((16, "y".into())));
    for window in 1..dump.len() + 2 {
        assert_eq!(told(&dump, window), whole, "cut at {window}");
    }
}

#[test]
fn rows_that_break_off_are_rows() {
    let dump = format!("{BEGINNING}COPY a (id, ssn) FROM stdin;\n1\t401-22-7715");
    let told = told(&dump, 1 << 20);
    assert!(told.contains(&(8, "401-22-7715".into(), vec!["ssn".into()])));
}
