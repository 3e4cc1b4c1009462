//! Tables that are drawn in text or written as markup: their cells have the names of
//! their columns, however the text is cut.

mod common;

use std::time::{Duration, Instant};

use common::{Everything, cut_at, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tracie_finding::place::Place;

/// The cells with their lines and names, and all of the text.
fn told(text: &str, name: &str, window: usize) -> (Vec<(u64, String, String)>, String) {
    let Everything { values, texts, .. } = read(text.as_bytes(), name, &cut_at(window));
    let cells = values.into_iter().map(|it| match it.place {
        Place::Line { start, .. } => (start, it.text, it.names.join("/")),
        other => panic!("{other:?}"),
    });
    let text = texts.iter().map(|it| String::from_utf8_lossy(&it.1));
    (cells.collect(), text.collect())
}

/// Holds what the cells of text are, wherever that is cut.
fn holds(text: &str, name: &str, cells: &[(u64, &str, &str)]) {
    let cells = cells.iter();
    let cells: Vec<_> = cells
        .map(|(line, text, name)| (*line, (*text).to_owned(), (*name).to_owned()))
        .collect();
    for window in (1..text.len() + 2).chain([1 << 20]) {
        let cut = told(text, name, window);
        let expected = (cells.clone(), text.to_owned());
        assert_eq!(cut, expected, "cut at {window}:\n{text}");
    }
}

const CELLS: [(&str, &str); 4] = [
    ("1", "id"),
    ("401-22-7715", "ssn"),
    ("2", "id"),
    ("x y", "ssn"),
];

/// The cells of a table of two rows.
fn two_rows(first: u64, second: u64) -> Vec<(u64, &'static str, &'static str)> {
    let lines = [first, first, second, second].into_iter();
    let cells = lines.zip(CELLS);
    cells
        .map(|(line, (text, name))| (line, text, name))
        .collect()
}

#[test]
fn cells_between_bars_are_below_names_over_a_rule() {
    let psql = "# select\n id |     ssn     \n----+-------------\n  1 | 401-22-7715\n  2 | x y\n(2 rows)\n\n 3 | 4\n";
    holds(psql, "x.txt", &two_rows(4, 5));
    let markdown =
        "Text\n\n| id | ssn |\n|---:|:---|\n| 1 | 401-22-7715 |\n| 2 | x y |\n\nText | more\n";
    holds(markdown, "x.md", &two_rows(5, 6));
    let boxed =
        "│ id │ ssn │\r\n├────┼─────┤\r\n│ 1 │ 401-22-7715 │\r\n│ 2 │ x y │\r\n└────┴─────┘\r\n";
    let cells = two_rows(3, 4);
    let found = told(boxed, "x.txt", 1 << 20).0;
    let found: Vec<_> = found.iter().map(|it| (it.0, &*it.1, &*it.2)).collect();
    assert_eq!(found, cells);
}

#[test]
fn rules_between_and_below_rows_are_no_names() {
    let mysql = "+----+-------------+\n| id | ssn         |\n+----+-------------+\n|  1 | 401-22-7715 |\n|  2 | x y |\n+----+---+\n2 rows in set\n";
    let cells: Vec<_> = told(mysql, "x.txt", 1 << 20).0;
    let cells: Vec<_> = cells
        .iter()
        .filter(|it| !it.1.contains('-') || it.1.len() == 11)
        .collect();
    assert_eq!(cells.len(), 4, "{cells:?}");
    assert!(cells.iter().all(|it| it.0 == 4 || it.0 == 5), "{cells:?}");
}

#[test]
fn cells_of_a_fixed_width_are_below_names_over_a_rule() {
    let sqlcmd = "id  ssn        \n--- -----------\n1   401-22-7715\n2   x y        \n\n3   4\n";
    holds(sqlcmd, "x.txt", &two_rows(3, 4));
    let rst = "==  ===========\nid  ssn\n==  ===========\n1   401-22-7715\n2   x y\n";
    holds(rst, "x.rst", &two_rows(4, 5));
    let one = "    ssn     \n-------------\n 401-22-7715\n 2\n(2 rows)\n";
    holds(one, "x.txt", &[(3, "401-22-7715", "ssn"), (4, "2", "ssn")]);
}

#[test]
fn columns_are_counted_in_characters() {
    let text = "name     ssn\n-------- -----------\nJosé Gi  401-22-7715\nÖzgür    1\n";
    holds(
        text,
        "x.txt",
        &[
            (3, "José Gi", "name"),
            (3, "401-22-7715", "ssn"),
            (4, "Özgür", "name"),
            (4, "1", "ssn"),
        ],
    );
}

#[test]
fn what_begins_like_a_table_set_by_blanks_is_one() {
    let text = "\nID   SSN\n1    401-22-7715\n2    x y\n\n3    4\n";
    let cells = two_rows(3, 4);
    let cells: Vec<_> = cells
        .iter()
        .map(|it| (it.0, it.1, if it.2 == "id" { "ID" } else { "SSN" }))
        .collect();
    holds(text, "x.txt", &cells);
}

#[test]
fn cells_with_a_sign_between_are_below_names_that_follow_a_blank_line() {
    let pasted = "Hello, all,\n\nid,ssn\n1,401-22-7715\n2,x y\n\n3,4\n";
    holds(pasted, "x.txt", &two_rows(4, 5));
    let quoted = "\"id\"^\"ssn\"\r\n\"1\"^\"401-22-7715\"\r\n2^ \"x y\" \r\n\r\n";
    holds(quoted, "x.txt", &two_rows(2, 3));
    let first = "id\u{1}ssn\n1\u{1}401-22-7715\n2\u{1}x y\n";
    holds(first, "x.dat", &two_rows(2, 3));
    let barred = "A table\r\n\r\n| id | ssn |\r\n| 1 | 401-22-7715 |\r\n| 2 | x y |\r\n";
    holds(barred, "x.txt", &two_rows(4, 5));
}

#[test]
fn cells_of_html_are_below_the_heads_of_their_columns() {
    let text = "<html><table border=1>\n<thead><tr><th>id</th><th><b>ssn</b></th></tr></thead>\n\
        <tr><td>1</td><td class=\"a\">401-22-7715</td></tr>\n<tr><td>2<td><i>x y</i></table>\n<table><tr><td>9";
    holds(
        text,
        "x.html",
        &[
            (3, "1", "id"),
            (3, "401-22-7715", "ssn"),
            (4, "2", "id"),
            (4, "x y", "ssn/2"),
        ]
        .map(|(line, text, name)| (line, text, if name == "ssn/2" { "ssn" } else { name })),
    );
}

#[test]
fn terms_and_labels_of_html_name_what_follows_them() {
    let list =
        "<dl class='row'><dt class='col'>Id<dd>1</dd>\n<dt>SSN</dt>\n<dd>401-22-7715</dd></dl> x";
    holds(list, "x.html", &[(1, "1", "Id"), (3, "401-22-7715", "SSN")]);
    let label = "<div class='field field--inline'><div class='field__label'>SSN&nbsp;no</div>\n\
        <div class='field__item'><span>401-22-7715</span></div></div>\n<p>near</p><p>77123</p>";
    holds(label, "x.html", &[(2, "401-22-7715", "SSN\u{a0}no")]);
    holds(&label.replacen("<div", "<data", 1), "x.xml", &[]);
}

#[test]
fn a_first_row_of_names_or_a_first_cell_beside_is_as_good() {
    let text = "<table><tr><td colspan=2>Staff</td></tr><tr><td>Name</td><td>S&#83;N</td></tr>\
        <tr><td>1</td><td>401-22-7715</td></tr></table>\n\
        <table><tr><td style='color:red'>SSN</td><td style='color:red'>401-22-7715</td></tr></table>";
    holds(
        text,
        "x.html",
        &[
            (1, "SN", "Name"),
            (1, "1", "Name"),
            (1, "401-22-7715", "SSN"),
            (2, "401-22-7715", "SSN"),
        ]
        .map(|it| {
            if it.1 == "SN" {
                (1, "S&#83;N", "Name")
            } else {
                it
            }
        }),
    );
}

#[test]
fn workbooks_of_xml_are_tables() {
    let text = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"u\"><Worksheet><Table><Column/>\
        <Row><Cell><Data ss:Type=\"String\">id</Data></Cell><Cell ss:Index=\"3\"><Data>ssn</Data></Cell></Row>\
        <Row><Cell><Data>1</Data></Cell><Cell/><Cell><Data>401-22-7715</Data></Cell></Row></Table></Worksheet></Workbook>";
    let found = told(text, "x.xml", 1 << 20).0;
    let found: Vec<_> = found.iter().map(|it| (&*it.1, &*it.2)).collect();
    assert_eq!(found, [("ssn", "id"), ("1", "id"), ("401-22-7715", "ssn")]);
}

#[test]
fn tables_in_mails_are_tables_as_html_and_with_tabs() {
    let mail = |kind: &str, text: &str| {
        format!(
            "From: a@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{text}"
        )
    };
    let html = "<html><table><tr><th>id</th><th>ssn</th></tr>\n<tr><td>1</td><td>401-22-7715</td></tr></table>\n";
    let tabs = "Hello,\n\nid\tssn\n1\t401-22-7715\n\n2\t3\n";
    for text in [mail("text/html", html), mail("text/plain", tabs)] {
        let cells = told(&text, "x.eml", 1 << 20).0;
        let cells: Vec<_> = cells.iter().map(|it| (&*it.1, &*it.2)).collect();
        assert_eq!(cells, [("1", "id"), ("401-22-7715", "ssn")], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_table_is_text() {
    for (text, name) in [
        ("A title\n-------\n\nText of it.\n", "x.md"),
        ("---\ntitle: a\n---\nText\n", "x.md"),
        ("a || b\n// ---- ----\nc | d\n", "x.c"),
        ("one | two\n--- + --- + ---\n1 | 2\n", "x.txt"),
        ("Dear Ann, Bob\nsee you at 5, room 2\n\nYours, C\n", "x.txt"),
        ("Text above:\nid,ssn\n1,401-22-7715\n", "x.txt"),
        ("<p>a</p><tr><td>1</td></tr>", "x.html"),
        (
            "<table><tr><td>1</td><td>22-333-4444</td></tr><tr><td>5</td><td>66-777-8888</td></tr></table>",
            "x.html",
        ),
    ] {
        holds(text, name, &[]);
    }
}

#[test]
fn what_is_hostile_takes_no_time() {
    for text in [
        "---\n".repeat(1 << 18),
        "a|b\n-|-\n".repeat(1 << 16),
        "--- ".repeat(1 << 18),
        "<table><tr><td>".repeat(1 << 16),
        "<table>".to_owned() + &"<td>a".repeat(1 << 17),
        "<table><tr><td>".to_owned() + &"<".repeat(1 << 20),
        "a  b\n-  -\n".to_owned() + &"x".repeat(1 << 20),
        "a,b\n\n".repeat(1 << 18),
        "a,b\n1,2\n\n".repeat(1 << 16),
        "a,".repeat(1 << 14) + "\n\n" + &"\"1\",".repeat(1 << 18),
        "\n".repeat(1 << 20),
    ] {
        let started = Instant::now();
        let (_, whole) = told(&text, "x.txt", 1 << 16);
        assert!(started.elapsed() < Duration::from_secs(10));
        assert!(whole == text, "{} bytes are not all there", text.len());
    }
}

/// What tables are made of.
const PARTS: [&str; 46] = [
    "<div class='a long one, so that it is far'>",
    "<dl><dt>ssn</dt>",
    "<dd>",
    "<p>ssn</p>",
    "\n\n",
    "\r\n\r\n",
    "id,ssn\n",
    "id;ssn\r\n",
    "1,401-22-7715\n",
    "1;401-22-7715\r\n",
    "\"",
    ",",
    "id",
    "ssn",
    "401-22-7715",
    "é",
    "x y",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "|",
    " | ",
    "---",
    "---+---",
    "|---|---|",
    "--- ---",
    "─┼─",
    "│",
    "=== ===",
    "id | ssn\n",
    "id   ssn\n",
    "id\tssn\n",
    "--- | ---\n",
    "---  ---\n",
    "<",
    ">",
    "<table>",
    "</table>",
    "<tr><th>id<th>ssn",
    "<tr>",
    "<td a=1>",
    "</td>",
    "<b>",
];

proptest! {
    #[test]
    fn what_tables_are_does_not_depend_on_cutting(
        parts in vec(select(&PARTS[..]), 0..60),
        name in select(&["x.txt", "x.html", "x"][..]),
        window in 1..64_usize,
    ) {
        let text = parts.concat();
        prop_assume!(!text.is_empty());
        let whole = told(&text, name, 1 << 20);
        prop_assert_eq!(told(&text, name, window), whole);
    }
}
