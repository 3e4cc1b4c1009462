//! Tables give the same cells as the `csv` crate, however they are cut.

mod common;

use common::{Found, cut_at, read};
use proptest::prelude::*;
use tracie_finding::detection::Status;
use tracie_finding::place::Place;

/// Rows as the `csv` crate reads them.
fn records(table: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .has_headers(false)
        .flexible(true)
        .delimiter(separator);
    let rows = reader.from_reader(table.as_bytes()).into_records();
    rows.map(|row| row.expect("it is text").iter().map(str::to_owned).collect())
        .collect()
}

/// What row, column and text of cells are.
fn cells(found: &[Found]) -> Vec<(u64, u64, String)> {
    let cell = |found: &Found| match &found.place {
        Place::Cell { row, column, .. } => (*row, *column, found.text.clone()),
        other => panic!("{other:?}"),
    };
    found.iter().map(cell).collect()
}

fn expected(table: &str, separator: u8) -> Vec<(u64, u64, String)> {
    let rows = records(table, separator).into_iter().enumerate();
    let cells = rows.flat_map(|(row, cells)| {
        cells
            .into_iter()
            .enumerate()
            .map(move |(column, text)| (row as u64 + 1, column as u64 + 1, text))
    });
    cells.filter(|(_, _, text)| !text.is_empty()).collect()
}

/// A cell as it is written; digits, so that no row looks like a header.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{0,9}",
        1 => "[0-9]{100,300}",
        2 => "[0-9 ,;\n\r\u{e4}]{0,9}".prop_map(|text| format!("\"{text}\"")),
        1 => "[0-9,\n\"]{0,9}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
        1 => "[0-9]{1,3}\"[0-9\"]{0,3}",
        1 => "\"[0-9,]{0,3}\"[0-9]{1,3}",
    ]
}

fn row() -> impl Strategy<Value = String> {
    let end = prop_oneof![3 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n")];
    (proptest::collection::vec(cell(), 0..6), end).prop_map(|(cells, end)| cells.join(",") + end)
}

/// Tables whose quotes all close and whose first row is data.
fn table() -> impl Strategy<Value = String> {
    (
        proptest::collection::vec(row(), 0..30),
        prop_oneof![Just(""), Just("1,2")],
    )
        .prop_map(|(rows, end)| format!("1,2\n{}{end}", rows.concat()))
}

proptest! {
    #[test]
    fn cells_are_those_of_the_csv_crate(table in table(), window in prop_oneof![1..100_usize, Just(1 << 20)]) {
        let all = read(table.as_bytes(), "table.csv", &cut_at(window));
        prop_assert_eq!(all.outcome.status, Status::Complete);
        prop_assert_eq!(&all.outcome.remark, &None);
        prop_assert_eq!(cells(&all.values), expected(&table, b','));
        prop_assert_eq!(all.extent.records, records(&table, b',').len() as u64);
    }

    #[test]
    fn origins_are_offsets(table in table(), window in 1..100_usize) {
        for found in read(table.as_bytes(), "table.csv", &cut_at(window)).values {
            let at = found.origin as usize;
            let raw = found.text.replace('"', "\"\"");
            let begins = |text: &str| table.as_bytes()[at..].starts_with(text.as_bytes());
            prop_assert!(begins(&found.text) || begins(&raw) || table.as_bytes()[at - 1] == b'"');
        }
    }

    #[test]
    fn with_a_header_cells_have_names(rows in proptest::collection::vec(row(), 1..20), window in 1..100_usize) {
        let table = format!("\nid,\"the\nname\",,city\n5,6,7,8\n{}", rows.concat());
        let all = read(table.as_bytes(), "table.csv", &cut_at(window));
        let names = ["id", "the\nname", "", "city"];
        let (header, cells_found): (Vec<_>, Vec<_>) =
            all.values.into_iter().partition(|found| matches!(found.place, Place::Line { .. }));
        let lines: Vec<_> = header.iter().map(|found| (found.text.as_str(), found.place.clone())).collect();
        let line = |start, end, start_column| Place::Line { start, end, start_column };
        prop_assert_eq!(lines, [("id", line(2, 2, 1)), ("the\nname", line(2, 3, 5)), ("city", line(3, 3, 8))]);
        for found in &cells_found {
            let Place::Cell { column, column_name, .. } = &found.place else { continue };
            let name = names.get(*column as usize - 1).map(|name| (*name).to_owned());
            prop_assert_eq!(found.names.first(), name.as_ref());
            prop_assert_eq!(column_name, &name);
        }
        let below: Vec<_> = expected(&table, b',').into_iter().filter(|(row, _, _)| *row > 1).collect();
        prop_assert_eq!(cells(&cells_found), below);
    }

    #[test]
    fn a_quote_that_never_closes_makes_it_text(table in table()) {
        let broken = format!("{table}\n1,\"2\n3,4\n");
        let all = read(broken.as_bytes(), "table.csv", &cut_at(1 << 20));
        // There may be tables in it as in any text.
        let in_lines = all.values.iter().all(|it| matches!(it.place, Place::Line { .. }));
        prop_assert!(in_lines);
        prop_assert_eq!(all.texts, [(0, broken.clone().into_bytes())]);
        prop_assert!(all.outcome.remark.expect("it says so").contains("never closes"));
        prop_assert_eq!(all.mime_type, "text/plain");
        prop_assert!(!all.outcome.reread_as_text);
    }

    #[test]
    fn below_names_only_its_line_is_read_without_quotes(
        before in 0..40_usize,
        bad in prop_oneof![Just("7,\"x"), Just("7,\"x, y"), Just("\"7,x")],
        after in 0..40_usize,
        window in prop_oneof![10..200_usize, Just(1 << 20)],
    ) {
        let row = |number: usize| format!("{number},Ann {number}\n");
        let rows = |from: usize, count: usize| (from..from + count).map(row).collect::<String>();
        let table = format!("id,name\n{}{bad}\n{}", rows(100, before), rows(500, after));
        let all = read(table.as_bytes(), "table.csv", &cut_at(window));
        prop_assert_eq!(all.outcome.status, Status::Complete);
        prop_assert!(all.outcome.remark.expect("it says so").contains("never closes"));
        prop_assert!(!all.outcome.reread_as_text && all.texts.is_empty());
        prop_assert_eq!(all.outcome.bytes_analysed, table.len() as u64);
        let named = |name: &str| all.values.iter().filter(|it| it.names.first().is_some_and(|it| it == name)).count();
        // One is the name itself, which stands over nothing.
        prop_assert_eq!((named("id"), named("name")), (before + after + 1, before + after + 1));
        // The header and that line have lines for places.
        let lines = all.values.iter().filter(|it| matches!(it.place, Place::Line { .. }));
        let lines: Vec<&str> = lines.map(|it| it.text.as_str()).collect();
        prop_assert!(lines.starts_with(&["id", "name"]) && lines[2].contains('7'), "{lines:?}");
    }

    #[test]
    fn found_late_what_follows_is_text(rows in proptest::collection::vec(row(), 5..20), window in 1..20_usize) {
        let whole = format!("1,2\n{}", rows.concat());
        let broken = format!("{whole}\n1,\"2\n3,4\n");
        let all = read(broken.as_bytes(), "table.csv", &cut_at(window));
        prop_assert!(all.outcome.reread_as_text || all.pieces == 1);
        let text: Vec<u8> = all.texts.iter().flat_map(|(_, text)| text.clone()).collect();
        prop_assert!(broken.as_bytes().ends_with(&text));
        prop_assert!(text.len() >= "1,\"2\n3,4\n".len());
        prop_assert_eq!(all.outcome.bytes_analysed, broken.len() as u64);
    }
}

#[test]
fn dialects_are_told() {
    let cases = [
        (
            "t.csv",
            "a;b\n1,5;2\n3,7;4\n",
            ["a", "b", "1,5", "2", "3,7", "4"],
            "text/csv",
        ),
        (
            "t.csv",
            "a\tb\n1,5\t2\n3\t4\n",
            ["a", "b", "1,5", "2", "3", "4"],
            "text/tab-separated-values",
        ),
        (
            "t.tsv",
            "a\tb\n1\t2\n3\t4\n",
            ["a", "b", "1", "2", "3", "4"],
            "text/tab-separated-values",
        ),
        (
            "t.tsv",
            "a\tb\n\"1\t\"2\n\"3\t\"4\n",
            ["a", "b", "\"1", "\"2", "\"3", "\"4"],
            "text/tab-separated-values",
        ),
        (
            "t.psv",
            "a|b\n1|2,5\n3|4\n",
            ["a", "b", "1", "2,5", "3", "4"],
            "text/csv",
        ),
    ];
    for (name, table, texts, mime_type) in cases {
        let all = read(table.as_bytes(), name, &cut_at(1 << 20));
        let found: Vec<_> = all.values.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(
            (found, all.mime_type),
            (texts.to_vec(), mime_type),
            "{table:?}"
        );
    }
}

#[test]
fn one_column_is_a_table_by_name_and_text_is_none_without_one() {
    let table = "ssn\n123-45-6789\n".repeat(2);
    assert_eq!(
        read(table.as_bytes(), "x.csv", &cut_at(1 << 20))
            .values
            .len(),
        4
    );
    let rows = "a,b,c\n".repeat(5);
    for (name, is_table) in [
        ("x", true),
        ("x.dat", true),
        ("x.txt", false),
        ("x.LOG", false),
        ("a.b/x", true),
    ] {
        assert_eq!(
            read(rows.as_bytes(), name, &cut_at(1 << 20))
                .texts
                .is_empty(),
            is_table,
            "{name}"
        );
    }
    for rows in [
        "a,b,c\n".repeat(4),
        "a,b\n".repeat(9),
        "a,b,c\n".repeat(9) + "d\n",
    ] {
        assert_eq!(
            read(rows.as_bytes(), "x", &cut_at(1 << 20)).values,
            [],
            "{rows:?}"
        );
    }
}

#[test]
fn rows_that_need_too_much_are_text() {
    let mut limits = cut_at(64);
    limits.max_window = 256;
    let long = format!("1,2\n1,\"{}\"\n3,4\n", "9".repeat(1000));
    let all = read(long.as_bytes(), "x.csv", &limits);
    assert!(
        all.outcome
            .remark
            .expect("it says so")
            .contains("longer than 256 bytes")
    );
    assert!(all.outcome.reread_as_text);
    assert_eq!(all.outcome.bytes_analysed, long.len() as u64);
    limits.max_values = 50;
    let dense = format!("{}\n1,2\n", "1,".repeat(100));
    let all = read(dense.as_bytes(), "x.csv", &limits);
    assert!(
        all.outcome
            .remark
            .expect("it says so")
            .contains("more than 50 cells")
    );
}

#[test]
fn a_name_that_says_little_hides_no_table() {
    let rows = "1,Ann,401-22-7715\n2,Bob,402-33-8816\n3,Eve,403-44-9917\n4,Joe,404-55-1018\n";
    let named = format!("id,name,ssn\n{rows}");
    for (name, text, is_table) in [
        ("people.txt", &*named, true),
        ("people.log", &*named, true),
        ("people.md", &*named, false),
        ("people.txt", rows, false),
    ] {
        let all = read(text.as_bytes(), name, &cut_at(1 << 20));
        let expected = if is_table { "text/csv" } else { "text/plain" };
        assert_eq!(all.mime_type, expected, "{name}");
    }
}

#[test]
fn a_column_that_names_another_ones_value_stands_over_it() {
    let table = "id,name,unit,value,note\n1,ssn,x,401227715,n\n2,\"a\",y,\"4\"\"5\",b\n3,,z,6,c\n";
    for window in [1 << 20, 20, 1] {
        let found = read(table.as_bytes(), "settings.csv", &cut_at(window)).values;
        let over = |text: &str| {
            let cell = found.iter().find(|it| it.text == text);
            let cell = cell.expect("it is there");
            let Place::Cell { column_name, .. } = &cell.place else {
                panic!("{:?}", cell.place);
            };
            (cell.names.join("/"), column_name.clone())
        };
        let value = || Some("value".to_owned());
        assert_eq!(over("401227715"), ("ssn/value".to_owned(), value()));
        assert_eq!(over("4\"5"), ("a/value".to_owned(), value()));
        assert_eq!(over("6"), ("value".to_owned(), value()));
        assert_eq!(over("a").0, "name");
        assert_eq!(over("b"), ("note".to_owned(), Some("note".to_owned())));
    }
}
