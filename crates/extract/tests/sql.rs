//! The rows of a dump have the names of their columns, however it is cut.

mod common;

use common::{Everything, cut_at, read};
use tracie_finding::detection::Status;
use tracie_finding::place::Place;

/// The elements of its rows with their lines and names, and all of the text.
fn told(dump: &str, window: usize) -> (Vec<(u64, String, String)>, String) {
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
    let cells = values.into_iter().map(|it| match it.place {
        Place::Line { start, .. } => (start, it.text, it.names.join("/")),
        other => panic!("{other:?}"),
    });
    let text = texts.iter().map(|it| String::from_utf8_lossy(&it.1));
    (cells.collect(), text.collect())
}

fn rows(dump: &str) -> Vec<(u64, String, String)> {
    told(dump, 1 << 20).0
}

fn expected(cells: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    let cells = cells.iter();
    cells
        .map(|(line, text, name)| (*line, (*text).to_owned(), (*name).to_owned()))
        .collect()
}

const BEGINNING: &str = "--\n-- PostgreSQL database dump\n--\n\nSET x = 1;\n\n";

#[test]
fn rows_are_below_the_names_of_their_columns_wherever_it_is_cut() {
    let rows = "COPY public.a (id, \"Full Name\") FROM stdin;\n1\tAnn\n2\t\\N\n\\.\n\nSELECT 1;\n";
    let more = "COPY b (ssn) FROM stdin;\n\\.\nCOPY c (x, y) FROM stdin;\n3\t\"4\n\\.\n-- end\n";
    let dump = format!("{BEGINNING}{rows}{more}");
    let cells = [
        (8, "1", "id"),
        (8, "Ann", "Full Name"),
        (9, "2", "id"),
        (16, "3", "x"),
        (16, "\"4", "y"),
    ];
    assert_eq!(told(&dump, 1 << 20), (expected(&cells), dump.clone()));
    for window in 1..dump.len() + 2 {
        let cut = told(&dump, window);
        assert_eq!(cut, (expected(&cells), dump.clone()), "cut at {window}");
    }
}

#[test]
fn rows_that_break_off_are_rows() {
    let dump = format!("{BEGINNING}COPY a (id, ssn) FROM stdin;\n1\t401-22-7715");
    let cells = [(8, "1", "id"), (8, "401-22-7715", "ssn")];
    assert_eq!(rows(&dump), expected(&cells));
}

const MYSQL: &str = "-- MySQL dump 10.13\n\
    CREATE TABLE `staff` (\n  `id` int,\n  `full name` varchar(9) DEFAULT ';',\n  `ssn` text,\n  KEY `k` (`id`)\n);\n\
    /*!40000 ALTER TABLE `staff` DISABLE KEYS */;\n\
    INSERT INTO `staff` VALUES (1,'O\\'Hara, (A)','401-22-7715'),(2,NULL,'x\\ny');\n\
    UNLOCK TABLES;\n";

#[test]
fn rows_have_the_columns_that_their_table_was_defined_with() {
    let cells = [
        (9, "1", "id"),
        (9, "O\\'Hara, (A)", "full name"),
        (9, "401-22-7715", "ssn"),
        (9, "2", "id"),
        (9, "NULL", "full name"),
        (9, "x\\ny", "ssn"),
    ];
    assert_eq!(rows(MYSQL), expected(&cells));
}

#[test]
fn rows_have_the_columns_that_their_statement_names() {
    let cells = |first, second| {
        expected(&[
            (first, "1", "id"),
            (first, "Ann", "name"),
            (second, "2", "id"),
            (second, "Bob", "name"),
        ])
    };
    for (dump, lines) in [
        (
            "INSERT INTO public.t (id, name) VALUES (1, 'Ann');\nINSERT INTO public.t (id, name) VALUES (2, 'Bob');\n",
            (1, 2),
        ),
        (
            "INSERT INTO t\n  (id, name)\nVALUES\n  (1, 'Ann'),\n  (2, 'Bob')\nON CONFLICT DO NOTHING;\n",
            (4, 5),
        ),
        (
            "INSERT [dbo].[t] ([id], [name]) VALUES (1, N'Ann')\nGO\nINSERT [dbo].[t] ([id], [name]) VALUES (2, N'Bob')\nGO\n",
            (1, 3),
        ),
        (
            "REM INSERTING into T\nInsert into T (\"id\",\"name\") values (1,'Ann');\nInsert into T (\"id\",\"name\") values (2,'Bob');\n",
            (2, 3),
        ),
        (
            "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(id INTEGER, name);\nINSERT INTO t VALUES(1,'Ann');\nINSERT INTO t VALUES(2,'Bob');\nCOMMIT;\n",
            (4, 5),
        ),
    ] {
        assert_eq!(rows(dump), cells(lines.0, lines.1), "{dump}");
    }
}

#[test]
fn rows_of_tables_that_nobody_defined_are_text() {
    let dump = "INSERT INTO t VALUES (1,'ssn','401-22-7715');\n";
    assert_eq!(told(dump, 1 << 20), (Vec::new(), dump.to_owned()));
}

#[test]
fn rows_that_never_end_are_text_up_to_the_next_statement() {
    let dump = "INSERT INTO t (ssn) VALUES ('never;\nINSERT INTO t (ssn) VALUES (2);\n";
    let all = read(dump.as_bytes(), "shop.sql", &cut_at(1 << 20));
    let remark = all.outcome.remark.expect("it is said");
    assert!(remark.contains("the row at byte 27 never ends"), "{remark}");
    let found = all.values.iter().map(|it| (&*it.text, it.names.join("/")));
    assert_eq!(found.collect::<Vec<_>>(), [("2", "ssn".to_owned())]);
}

#[test]
fn inserted_rows_that_break_off_are_rows() {
    let dump = "INSERT INTO t (id, ssn) VALUES (1,'401-22-77";
    let cells = [(1, "1", "id"), (1, "401-22-77", "ssn")];
    assert_eq!(rows(dump), expected(&cells));
}

#[test]
fn many_rows_that_never_end_take_no_time() {
    let dump = "INSERT INTO t (a) VALUES (1\n".repeat(20_000);
    let all = read(dump.as_bytes(), "shop.sql", &cut_at(1 << 20));
    assert!(
        all.outcome
            .remark
            .is_some_and(|it| it.contains("such rows: 16"))
    );
}

#[test]
fn statements_are_the_same_wherever_they_are_cut() {
    let far = format!("-- {}\n", "far ".repeat(1_200));
    let dumps = [
        MYSQL.to_owned(),
        format!("{MYSQL}{far}INSERT INTO `staff` VALUES (3,'C','1'),\n(4,'D','2') -- e, 'f'\n,(5,'','');{MYSQL}"),
        "INSERT INTO a(x) VALUES(1);INSERT INTO b(y,z) VALUES('it''s',CAST('2' AS text));\n".repeat(3),
        "INSERT INTO a(x) VALUES('open;\nINSERT INTO b(y) VALUES(1);\nCOPY c (z) FROM stdin;\n1\n\\.\nINSERT INTO b(y) VALUES('cut".to_owned(),
    ];
    for dump in dumps {
        let whole = told(&dump, 1 << 20);
        assert_eq!(whole.1, dump);
        let step = dump.len() / 400 + 1;
        for window in (1..dump.len() + 2).step_by(step) {
            assert_eq!(told(&dump, window), whole, "cut at {window}:\n{dump}");
        }
    }
}
