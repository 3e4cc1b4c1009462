//! The same objects give the same results, whatever the number of threads and
//! however they are cut.

mod common;

use common::{Memory, builder, builder_of_detector, csv, detector, jsonl, results, scanner, text};
use proptest::prelude::*;
use tracie_finding::detection::{Detection, MemberResult, ObjectResult};
use tracie_finding::{Context, assemble};
use tracie_identify::{AllowList, Detector, Selection};
use tracie_scan::Located;

const WHOLE: usize = 64 << 20;

fn objects() -> Memory {
    Memory(
        [
            ("notes.txt", text(1, 900)),
            ("people.csv", csv(2, 700)),
            ("events.jsonl", jsonl(3, 500)),
            (
                "events.json",
                format!("[{}]", jsonl(4, 300).trim_end().replace('\n', ",\n")),
            ),
            ("empty.txt", String::new()),
            ("line.txt", text(5, 400).replace(['\n', '\r'], " ")),
            ("more.txt", text(6, 50)),
        ]
        .map(|(key, text)| (key.to_string(), text.into_bytes().into()))
        .into(),
    )
}

fn scan(detector: &Detector, threads: usize, window: usize) -> Vec<ObjectResult> {
    results(&scanner(detector, threads, window), &objects())
}

#[test]
fn there_is_something_to_compare() {
    for result in scan(&detector(), 1, WHOLE) {
        let empty = result.object.key == "empty.txt";
        assert_eq!(result.detections.is_empty(), empty, "{}", result.object.key);
    }
}

#[test]
fn threads_make_no_difference() {
    let detector = detector();
    let expected = scan(&detector, 1, WHOLE);
    for threads in [1, 2, 7] {
        for window in [512, 4 << 10, 1 << 20] {
            assert_eq!(
                scan(&detector, threads, window),
                expected,
                "{threads} threads, {window}"
            );
        }
    }
}

#[test]
fn findings_are_the_same_where_no_more_is_located_than_shows() {
    let detector = detector();
    let mut objects = objects();
    let members = [("a.csv", csv(7, 90)), ("b.txt", text(8, 90))];
    objects.0.push(("members.tar".into(), tar(&members).into()));
    let context = Context::new("2024-05-03T09:12:44.517Z".parse().expect("a time"));
    let places = |it: &Detection| it.occurrences.iter().find_map(|it| it.place.clone());
    for window in [512, 4 << 10, WHOLE] {
        let scan = |located| {
            let builder = builder(&detector, 2, window).locations(15).located(located);
            results(&builder.build().expect("it stands up"), &objects)
        };
        for (each, shown) in scan(Located::Each).iter().zip(&scan(Located::Shown)) {
            assert_eq!(assemble(each, &context), assemble(shown, &context));
            let firsts = |it: &ObjectResult| it.detections.iter().map(places).collect::<Vec<_>>();
            assert_eq!(firsts(each), firsts(shown), "{}", each.object.key);
        }
    }
}

#[test]
fn windows_make_no_difference() {
    let detector = detector();
    let expected = scan(&detector, 1, WHOLE);
    for window in [64, 65, 100, 257, 1000, 30_000] {
        assert_eq!(
            scan(&detector, 2, window),
            expected,
            "pieces of {window} bytes"
        );
    }
}

/// What is on an allow list is left out, in whatever piece it lies.
#[test]
fn allow_lists_make_no_difference() {
    let words = AllowList::words("words", &b"512-58-3904\nMaria Garcia"[..]).expect("it is read");
    let quads = AllowList::regex("quads", "q[a-m].*").expect("it is within bounds");
    let detector = builder_of_detector().allow_list(words).allow_list(quads);
    let detector = detector.build().expect("the identifiers stand up");
    let run = |threads, window| {
        let scanner = scanner(&detector, threads, window);
        (results(&scanner, &objects()), scanner.left_out())
    };
    let expected = run(1, WHOLE);
    let total = |results: &[ObjectResult]| -> u64 {
        results
            .iter()
            .flat_map(|it| &it.detections)
            .map(|it| it.count)
            .sum()
    };
    let all = total(&scan(&common::detector(), 1, WHOLE));
    assert!(expected.1 > 0);
    assert_eq!(total(&expected.0) + expected.1, all);
    for (threads, window) in [(1, 64), (2, 100), (7, 4 << 10)] {
        assert_eq!(
            run(threads, window),
            expected,
            "{threads} threads, {window}"
        );
    }
}

/// Names and addresses are counted up to a thousand, and not looked for any
/// more where they no longer count. All else is counted to the end.
#[test]
fn what_counts_no_more_makes_no_difference() {
    let detector = shared();
    let row = |at: usize| {
        let street = 10 + at % 80;
        format!("Maria Garcia,\"{street} Elm Street, Leeds LS1 4AB\",512-58-3904\n")
    };
    let rows: String = (0..1_500).map(row).collect();
    let source = Memory::one("a.csv", format!("name,address,ssn\n{rows}").into_bytes());
    let expected = results(&scanner(detector, 1, WHOLE), &source);
    let counts = expected[0].detections.iter();
    let counts: Vec<(&str, u64)> = counts
        .map(|it| (it.identifier.id.as_str(), it.count))
        .collect();
    let social = ("USA_SOCIAL_SECURITY_NUMBER", 1_500);
    assert_eq!(counts, [("ADDRESS", 1_000), ("NAME", 1_000), social]);
    for (threads, window) in [(1, 512), (2, 512), (7, 4 << 10)] {
        let found = results(&scanner(detector, threads, window), &source);
        assert_eq!(found, expected, "{threads} threads, {window}");
    }
}

/// Lines that are no JSON are one text, wherever pieces could end.
/// The card is found below the name of its column only.
#[test]
fn what_breaks_is_the_same_text_wherever_that_shows() {
    // Pieces come before it breaks, if they are small.
    let numbers = "1,\n".repeat(300);
    let table = "id\tcard_number\twhat the clerk at the counter noted\n1\t5248172516342290\tx\n";
    let text = format!("{{\"a\": [{numbers}2],\n% }}\n{table}");
    let detector = Detector::builder().build().expect("all are recommended");
    let found = |window| {
        let scanner = scanner(&detector, 1, window);
        scanner.scan_bytes("a.json", text.as_bytes()).detections
    };
    let whole = found(WHOLE);
    assert_eq!(whole[0].identifier.id, "CREDIT_CARD_NUMBER");
    for window in [1, 16, 32] {
        assert_eq!(found(window), whole, "{window}");
    }
}

#[test]
fn runs_of_malformed_lines_are_not_cut() {
    let lines = "{\"a\": 1}\nssn\n512-58-3904\n{\"b\": 2}\n\n{x\nssn:\n\t512-58-3904\n";
    let source = Memory::one("a.jsonl", lines.repeat(9).into_bytes());
    let expected = results(&scanner(shared(), 1, WHOLE), &source);
    assert!(!expected[0].detections.is_empty());
    for window in [16, 32, 61, 100] {
        assert_eq!(
            results(&scanner(shared(), 1, window), &source)[0].detections,
            expected[0].detections,
            "{window}"
        );
    }
}

/// An archive is one file as far as the cap goes, whoever searched which part.
#[test]
fn what_counts_no_more_in_an_archive_is_cut_in_its_members() {
    let rows = |count: usize| {
        let row = "Maria Garcia,\"10 Elm Street, Leeds LS1 4AB\"\n";
        format!("name,address\n{}", row.repeat(count))
    };
    let members = [
        ("a.csv", rows(600)),
        ("b.csv", rows(1_200)),
        ("c.csv", rows(700)),
    ];
    let source = Memory::one("all.tar", tar(&members));
    let expected = results(&scanner(shared(), 1, WHOLE), &source);
    let names = |result: &MemberResult| {
        let name = |it: &&Detection| it.identifier.id == "NAME";
        result.detections.iter().find(name).map(|it| it.count)
    };
    let counts: Vec<_> = expected[0].members.iter().map(names).collect();
    assert_eq!(counts, [Some(600), Some(400), None]);
    for (threads, window) in [(1, 512), (2, 512), (7, 4 << 10)] {
        let found = results(&scanner(shared(), threads, window), &source);
        assert_eq!(found, expected, "{threads} threads, {window}");
    }
}

#[test]
fn bytes_in_memory_make_no_difference() {
    let detector = detector();
    let scanner = scanner(&detector, 1, 300);
    for (mut expected, (key, content)) in scan(&detector, 2, WHOLE).into_iter().zip(objects().0) {
        expected.object.bucket = "local".into();
        assert_eq!(scanner.scan_bytes(&key, &content), expected);
    }
}

#[test]
fn files_make_no_difference() {
    let detector = detector();
    let folder = tempfile::tempdir().expect("a folder");
    for (key, content) in objects().0 {
        std::fs::write(folder.path().join(key), content).expect("a file");
    }
    let source = tracie_source::Directory::new(folder.path()).expect("it is there");
    let files = results(&scanner(&detector, 3, 1 << 20), &source.bucket("memory"));
    let mut expected = scan(&detector, 1, WHOLE);
    expected.sort_by(|a, b| a.object.key.cmp(&b.object.key));
    for (mut file, expected) in files.into_iter().zip(expected) {
        assert_ne!(file.object.last_modified, "");
        file.object.last_modified.clear();
        assert_eq!(file, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_any_cut(seed: u64, lines in 1..60usize, window in 64..3000usize, threads in 1..4usize) {
        let detector = shared();
        let source = Memory::one("a.txt", text(seed, lines).into_bytes());
        let expected = results(&scanner(detector, 1, WHOLE), &source);
        prop_assert_eq!(results(&scanner(detector, threads, window), &source), expected);
    }

    #[test]
    fn any_table_any_cut(seed: u64, rows in 1..60usize, window in 64..3000usize, threads in 1..4usize) {
        let detector = shared();
        let source = Memory::one("a.csv", csv(seed, rows).into_bytes());
        let expected = results(&scanner(detector, 1, WHOLE), &source);
        prop_assert_eq!(results(&scanner(detector, threads, window), &source), expected);
    }

    #[test]
    fn any_records_any_cut(seed: u64, lines in 1..60usize, window in 64..3000usize, threads in 1..4usize) {
        let detector = shared();
        let source = Memory::one("a.jsonl", jsonl(seed, lines).into_bytes());
        let expected = results(&scanner(detector, 1, WHOLE), &source);
        prop_assert_eq!(results(&scanner(detector, threads, window), &source), expected);
    }
}

/// A tar archive of plain files.
fn tar(members: &[(&str, String)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in members {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend(header);
        archive.extend(content.as_bytes());
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

fn shared() -> &'static Detector {
    static DETECTOR: std::sync::LazyLock<Detector> = std::sync::LazyLock::new(detector);
    &DETECTOR
}

/// Where there are thousands of names and addresses, threads that are ahead stop
/// to look for them; nobody notices.
#[test]
fn words_that_need_no_longer_be_found_make_no_difference() {
    // Synthetic.
    let row = |n: usize| {
        format!(
            "Maria Garcia,\"{n} Main Street, Springfield, IL 62704\",512-58-{:04}\n",
            n % 9_000 + 1
        )
    };
    let rows: String = (1..9_000).map(row).collect();
    let table = format!("name,address,ssn\n{rows}");
    let objects = Memory(vec![("people.csv".to_owned(), table.into_bytes().into())]);
    let detector = Detector::builder().managed(Selection::All);
    let detector = detector.build().expect("the identifiers stand up");
    let expected = results(&scanner(&detector, 1, WHOLE), &objects);
    let count = |id: &str| {
        let detections = &expected[0].detections;
        let found = detections.iter().find(|it| it.identifier.id == id);
        found.map_or(0, |it| it.count)
    };
    assert_eq!([count("NAME"), count("ADDRESS")], [1_000; 2]);
    for window in [16 << 10, 64 << 10, 192 << 10] {
        let found = results(&scanner(&detector, 3, window), &objects);
        assert_eq!(found, expected, "pieces of {window} bytes");
    }
}

/// Columns, and rows of made-up values. A dump is text, too: the last name keeps the others
/// away from the first row.
const COLUMNS: [&str; 5] = [
    "ssn",
    "date_of_birth",
    "passport number",
    "id",
    "what the clerk at the counter noted",
];

fn rows() -> Vec<[String; 5]> {
    let row = |n: u32| {
        [
            format!("{:03}{:02}{:04}", 400 + n % 300, 1 + n % 98, 1 + n),
            format!("19{:02}-{:02}-{:02}", n % 90, 1 + n % 12, 1 + n % 28),
            format!("P{:08}", 25_669_512 + n),
            n.to_string(),
            format!("it's \"(a)\"; b,{n}\\"),
        ]
    };
    (0..300).map(row).collect()
}

/// The same rows in each way to write a table.
fn tables() -> Vec<(&'static str, String)> {
    [written(), drawn()].concat()
}

/// Tables as they are drawn in text, and in markup.
fn drawn() -> Vec<(&'static str, String)> {
    let all = [vec![COLUMNS.map(str::to_owned)], rows()].concat();
    let lines = |line: &dyn Fn(&[String; 5]) -> String, rule: &str| {
        let mut lines: Vec<String> = all.iter().map(line).collect();
        lines.insert(1, rule.to_owned());
        lines.concat()
    };
    let wide = |cell: &String| format!("{cell:40}");
    let fixed = |row: &[String; 5]| row.each_ref().map(wide).concat() + "\n";
    let rule = |sign: &str, between: &str| vec![sign.to_owned(); 5].join(between);
    let psql = lines(
        &|row| format!(" {}\n", row.join(" | ")),
        &format!("{}\n", rule("-----", "+")),
    );
    let markdown = lines(
        &|row| format!("| {} |\n", row.join(" | ")),
        &format!("|{}|\n", rule(":---", "|")),
    );
    let ruled = lines(&fixed, &format!("{}\n", rule(&format!("{:-<39}", ""), " ")));
    let html = |row: &[String; 5]| format!("<tr><td>{}</td></tr>", row.join("</td><td>"));
    let joined = |sign: &str| {
        all.iter()
            .map(|row| row.join(sign) + "\n")
            .collect::<String>()
    };
    let pasted = |text: String| format!("Hello, all,\n\n{text}\nYours\n");
    vec![
        ("caret.dat", joined("^")),
        ("hive", joined("\u{1}")),
        ("pasted.txt", pasted(joined(" | "))),
        ("note.md", pasted(joined("~"))),
        ("psql.txt", psql),
        ("people.md", markdown),
        ("ruled.txt", ruled),
        ("set.txt", lines(&fixed, "")),
        (
            "people.html",
            format!("<table>{}</table>", lines(&html, "")),
        ),
    ]
}

/// Tables as programs write them out.
fn written() -> Vec<(&'static str, String)> {
    let join = |cells: &[String], quote: &str, doubled: &str| {
        let quoted = cells.iter();
        let quoted = quoted.map(|it| format!("{quote}{}{quote}", it.replace(quote, doubled)));
        quoted.collect::<Vec<_>>().join(",")
    };
    let rows = rows();
    let names = COLUMNS.map(str::to_owned);
    let (csv_names, sql_names) = (join(&names, "\"", "\"\""), join(&names, "`", "``"));
    let lines = |row: &dyn Fn(&[String; 5]) -> String| rows.iter().map(row).collect::<String>();
    let escaped = |row: &[String; 5]| {
        let row = row.clone().map(|it| it.replace('\\', "\\\\"));
        join(&row, "'", "\\'")
    };
    let csv = lines(&|row| join(row, "\"", "\"\"") + "\n");
    let tuples = lines(&|row| format!("({}),", escaped(row)));
    let mysql = tuples.trim_end_matches(',');
    let inserts = lines(&|row| format!("INSERT INTO t VALUES ({});\n", join(row, "'", "''")));
    let copy = lines(&|row| row.join("\t").replace('\\', "\\\\") + "\n");
    let named = format!("INSERT INTO `t` ({sql_names}) VALUES {mysql};\n");
    let created = format!("CREATE TABLE `t` ({sql_names});\nINSERT INTO `t` VALUES {mysql};\n");
    let defined = format!("CREATE TABLE t ({csv_names});\n{inserts}");
    let copied = format!("COPY t ({csv_names}) FROM stdin;\n{copy}\\.\n");
    let mut tables = vec![
        ("people.csv", format!("{csv_names}\n{csv}")),
        ("named.sql", named),
        ("created.sql", created),
        ("inserts.sql", defined),
        ("copied.sql", copied),
    ];
    tables.extend(json_tables());
    tables
}

/// Those in JSON.
fn json_tables() -> [(&'static str, String); 6] {
    let list = |elements: &[String]| format!("[{}]", elements.join(","));
    let cells = |row: &[String; 5]| row.each_ref().map(|it| format!("{it:?}"));
    let names = cells(&COLUMNS.map(str::to_owned));
    let rows: Vec<String> = rows().iter().map(|row| list(&cells(row))).collect();
    let as_objects = |member: &str, row: &[String; 5]| {
        let cells = cells(row).map(|it| format!("{{\"{member}\":{it}}}"));
        list(&cells)
    };
    let of_objects = |outer: &str, inner: &str| {
        let rows = self::rows();
        let rows = rows.iter();
        let rows = rows.map(|row| format!("{{\"{outer}\":{}}}", as_objects(inner, row)));
        rows.collect::<Vec<_>>().join(",")
    };
    let (head, body) = (list(&names), rows.join(","));
    let titles = as_objects("name", &COLUMNS.map(str::to_owned));
    let first = as_objects("VarCharValue", &COLUMNS.map(str::to_owned));
    let (fields, data) = (of_objects("f", "v"), of_objects("Data", "VarCharValue"));
    [
        ("rows.json", format!("[{head},{body}]")),
        ("rows.jsonl", format!("{head}\n{}\n", rows.join("\n"))),
        (
            "split.json",
            format!("{{\"columns\":{head},\"data\":[{body}]}}"),
        ),
        (
            "described.json",
            format!("{{\"meta\":{titles},\"rows\":[{body}]}}"),
        ),
        (
            "fields.json",
            format!("{{\"schema\":{{\"fields\":{titles}}},\"rows\":[{fields}]}}"),
        ),
        (
            "cells.json",
            format!("{{\"Rows\":[{{\"Data\":{first}}},{data}]}}"),
        ),
    ]
}

#[test]
fn a_table_is_the_same_in_each_way_to_write_it() {
    let counts = |result: &ObjectResult| -> Vec<(String, u64)> {
        let counts = result.detections.iter();
        let mut counts: Vec<(String, u64)> = counts
            .map(|it| (it.identifier.id.clone(), it.count))
            .collect();
        counts.sort();
        counts
    };
    let detector = detector();
    for window in [WHOLE, 4 << 10] {
        let objects = tables().into_iter();
        let objects = objects.map(|(key, text)| (key.to_owned(), text.into_bytes().into()));
        let results = results(&scanner(&detector, 2, window), &Memory(objects.collect()));
        let table = counts(&results[0]);
        // One number is among those that are no one's.
        let least = rows().len() as u64 - 1;
        let found = |id: &str| table.iter().any(|it| it.0 == id && it.1 >= least);
        assert!(
            found("USA_SOCIAL_SECURITY_NUMBER") && found("DATE_OF_BIRTH"),
            "{table:?}"
        );
        for result in &results {
            assert_eq!(counts(result), table, "{}", result.object.key);
        }
    }
}
