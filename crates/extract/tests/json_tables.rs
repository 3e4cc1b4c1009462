//! In JSON, the values of a table are below the names of their columns in each of the
//! ways in which programs write tables as arrays, wherever a document is cut.

mod common;

use common::{Found, cut_at, read};
use proptest::prelude::*;
use serde_json::{Value, json};
use tracie_finding::place::Place;

/// Made up.
const NAMES: [&str; 3] = ["id", "ssn", "born on"];
const ROWS: [[&str; 3]; 2] = [
    ["7", "457555462", "1984-03-12"],
    ["8", "401223333", "1990-06-21"],
];

/// The values of the rows, each with the names over it that are columns.
fn cells(found: &[Found]) -> Vec<(String, Vec<String>)> {
    let is_cell = |it: &&Found| ROWS.iter().flatten().any(|cell| it.text == *cell);
    let of_columns = |names: &[String]| {
        let names = names.iter();
        let names = names.filter(|name| NAMES.contains(&name.as_str()));
        names.cloned().collect()
    };
    let cells = found.iter().filter(is_cell);
    cells
        .map(|it| (it.text.clone(), of_columns(&it.names)))
        .collect()
}

fn expected() -> Vec<(String, Vec<String>)> {
    let cells = ROWS.iter().flat_map(|row| row.iter().zip(NAMES));
    cells
        .map(|(cell, name)| ((*cell).to_owned(), vec![name.to_owned()]))
        .collect()
}

/// Each element of rows as something else.
fn each(rows: &[[&str; 3]], cell: impl Fn(&str) -> Value) -> Vec<Vec<Value>> {
    let row = |row: &[&str; 3]| row.iter().map(|it| cell(it)).collect();
    rows.iter().map(row).collect()
}

fn named(member: &str) -> Value {
    NAMES
        .map(|name| json!({member: name, "type": "text"}))
        .into()
}

fn with_header() -> Vec<[&'static str; 3]> {
    [&[NAMES], &ROWS[..]].concat()
}

/// The same table as programs write it.
fn tables() -> Vec<Value> {
    let values = each(&ROWS, |cell| json!({"v": cell}));
    let fields: Vec<Value> = values.iter().map(|row| json!({"f": row})).collect();
    let charts: Vec<Value> = values.iter().map(|row| json!({"c": row})).collect();
    let athena = each(&with_header(), |cell| json!({"VarCharValue": cell}));
    let athena: Vec<Value> = athena.iter().map(|row| json!({"Data": row})).collect();
    let grid = each(
        &with_header(),
        |cell| json!({"userEnteredValue": {"at": 1}, "formattedValue": cell}),
    );
    let grid: Vec<Value> = grid.iter().map(|row| json!({"values": row})).collect();
    let changes = ROWS.map(|row| {
        json!({"kind": "insert", "columnnames": NAMES, "columntypes": ["integer", "text", "date"],
            "columnvalues": row})
    });
    vec![
        json!(with_header()),
        json!([["Customers"], [], NAMES, ROWS[0], ROWS[1]]),
        json!({"range": "A1:C3", "majorDimension": "ROWS", "values": with_header()}),
        json!({"columns": NAMES, "index": [0, 1], "data": ROWS}),
        json!({"columns": ["id", "ssn", "born on", 2024, null], "data": ROWS}),
        json!({"column_names": NAMES, "people": ROWS}),
        json!({"message": {"keys": NAMES, "values": ROWS}}),
        json!({"fields": named("name"), "rows": ROWS}),
        json!({"columns": named("title"), "aaData": ROWS}),
        json!({"meta": {"view": {"name": "x", "columns": named("fieldName")}}, "data": ROWS}),
        json!({"manifest": {"schema": {"columns": named("name")}}, "result": {"data_array": ROWS}}),
        json!({"resultSetMetaData": {"rowType": named("name")}, "data": ROWS}),
        json!({"results": [{"series": [{"name": "people", "columns": NAMES, "values": ROWS}]}]}),
        json!({"schema": {"fields": named("name")}, "rows": fields}),
        json!({"cols": named("label"), "rows": charts}),
        json!({"columnMetadata": named("name"), "records": values}),
        json!({"ResultSet": {"Rows": athena}}),
        json!({"sheets": [{"data": [{"rowData": grid}]}]}),
        json!({"change": changes}),
        json!({"columns": NAMES, "pages": [{"data": [ROWS[0]]}, {"data": [ROWS[1]]}]}),
        json!([{"data": NAMES}, {"data": ROWS[0]}, {"data": ROWS[1]}]),
    ]
}

/// Lines that hold it.
fn lines() -> Vec<Vec<Value>> {
    let rows = ROWS.map(|row| json!(row)).to_vec();
    let after = |first: Value| [vec![first], rows.clone()].concat();
    vec![
        after(json!(NAMES)),
        after(json!({"queryId": "q", "columnNames": NAMES, "columnTypes": ["INT"]})),
        vec![
            json!({"header": {"columns": NAMES}}),
            json!({"row": ROWS[0]}),
            json!({"row": ROWS[1]}),
        ],
    ]
}

/// What is found in content, however it is cut.
fn found(content: &str, name: &str) -> Vec<Found> {
    let whole = read(content.as_bytes(), name, &cut_at(1 << 20));
    assert_eq!(whole.mime_type, "application/json");
    for window in (1..40).chain((40..content.len()).step_by(29)) {
        let cut = read(content.as_bytes(), name, &cut_at(window));
        assert_eq!(cut.values, whole.values, "pieces of {window}: {content}");
    }
    whole.values
}

#[test]
fn cells_are_below_the_names_of_their_columns() {
    for table in tables() {
        for content in [table.to_string(), format!("{table:#}")] {
            assert_eq!(cells(&found(&content, "x.json")), expected(), "{content}");
        }
    }
}

#[test]
fn lines_are_below_what_the_first_names() {
    for lines in lines() {
        let content: String = lines.iter().map(|line| format!("{line}\n")).collect();
        for content in [format!("\n \n{content}"), content] {
            assert_eq!(cells(&found(&content, "x.jsonl")), expected(), "{content}");
        }
    }
}

#[test]
fn escaped_names_are_names() {
    let content = r#"[["\u0069d","s\u0073n","born on"],["7","457555462","1984-03-12"]]"#;
    assert_eq!(cells(&found(content, "x.json")), expected()[..3]);
}

#[test]
fn names_of_columns_are_no_part_of_the_path() {
    let content = json!({"columns": NAMES, "data": ROWS}).to_string();
    let found = found(&content, "x.json");
    let cell = found.iter().find(|it| it.text == "401223333");
    let cell = cell.expect("it is there");
    assert_eq!(cell.names, ["data", "ssn"]);
    let Place::Record { json_path, .. } = &cell.place else {
        panic!("{:?}", cell.place);
    };
    assert_eq!(json_path.as_deref(), Some("$.data[1][1]"));
}

#[test]
fn cells_that_hold_more_are_below_their_column_in_all_of_it() {
    let row = json!(["7", {"a": ["457555462", {"b": "401223333"}]}, ["1984-03-12"]]);
    let content = json!([NAMES, row]).to_string();
    let all = cells(&found(&content, "x.json"));
    let names: Vec<&str> = all.iter().map(|it| it.1[0].as_str()).collect();
    assert_eq!(names, ["id", "ssn", "ssn", "born on"]);
}

#[test]
fn a_row_longer_than_its_header_ends_the_table() {
    let content = json!([
        ["id", "ssn"],
        ["7", "457555462"],
        ["a", "b", "c"],
        ["8", "401223333"]
    ]);
    let all = cells(&found(&content.to_string(), "x.json"));
    assert_eq!(all[1].1, ["ssn"]);
    assert!(all[3].1.is_empty());
    let content = json!([NAMES, ["7"], ["8", "401223333"]]).to_string();
    let all = cells(&found(&content, "x.json"));
    assert_eq!(all[2].1, ["ssn"], "a shorter one does not");
}

/// What looks like a table and is none.
#[test]
fn what_is_no_table_is_none() {
    let [first, second] = ROWS;
    for near in [
        // No names.
        json!([["id"], first]),
        json!([["id", 1, "ssn"], first]),
        json!([["id", null, "ssn"], first]),
        json!([["id", "ssn", "id"], first]),
        json!([["id", "ssn", "1984-03-12"], second]),
        json!([["id", "ssn", "x".repeat(65)], first]),
        json!([[["id", "ssn"]], first]),
        json!([{"id": "ssn"}, ["id", "ssn"], first]),
        json!([1, ["id", "ssn"], first]),
        // They are of other rows.
        json!([[["id", "ssn"], ["a", "b"]], first]),
        json!([{"columns": NAMES}, {"data": [first]}]),
        json!({"a": [["id", "ssn"]], "b": [first]}),
        // They come too late, or are not said to be names.
        json!({"data": [first], "columns": NAMES}),
        json!({"children": NAMES, "data": [first]}),
        // Objects have names of their own.
        json!({"fields": NAMES, "data": [{"a": "457555462"}, {"b": "401223333"}]}),
    ] {
        let all = cells(&found(&near.to_string(), "x.json"));
        assert!(
            !all.is_empty() && all.iter().all(|it| it.1.is_empty()),
            "{near}"
        );
    }
    let lines = "{\"a\":1}\n[\"id\",\"ssn\"]\n[\"7\",\"457555462\"]\n";
    let all = cells(&found(lines, "x.jsonl"));
    assert!(
        all.iter().all(|it| it.1.is_empty()),
        "not in the first line"
    );
}

#[test]
fn only_so_many_columns_have_names() {
    let letters =
        |n: usize| format!("{:a<width$}", "", width = 1 + n % 60) + &format!("{:03}", n % 1000);
    let names: Vec<String> = (0..1_500).map(letters).collect();
    let row: Vec<usize> = (0..1_500).collect();
    let content = json!({"columns": names, "data": [row]}).to_string();
    let all = read(content.as_bytes(), "x.json", &cut_at(4096)).values;
    let of = |n: usize| {
        let at = all.iter().rposition(|it| it.text == n.to_string());
        all[at.expect("it is there")].names.len()
    };
    assert_eq!(
        (of(1), of(999), of(1_499)),
        (2, 1, 1),
        "32 KiB are less than 1,000 names"
    );
}

/// Something with the words and forms of tables in it, in any order.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        (0..9).prop_map(Value::from),
        "[a-d1]{0,2}".prop_map(Value::from),
    ];
    let member = prop_oneof![
        "a", "columns", "data", "fields", "f", "name", "rows", "value"
    ];
    leaf.prop_recursive(6, 80, 6, move |inner| {
        let members = prop::collection::vec((member.clone(), inner.clone()), 0..5);
        prop_oneof![
            2 => prop::collection::vec(inner, 0..5).prop_map(Value::from),
            1 => prop::collection::vec("[a-d]{1,2}", 1..4).prop_map(Value::from),
            2 => members.prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| (name.clone(), value));
                Value::Object(members.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_cut_gives_the_same(document in anything(), window in 1..60_usize) {
        let content = json!([document]).to_string();
        let whole = read(content.as_bytes(), "x.json", &cut_at(1 << 20));
        let cut = read(content.as_bytes(), "x.json", &cut_at(window));
        prop_assert_eq!(cut.values, whole.values);
    }

    #[test]
    fn any_lines_give_the_same(
        lines in prop::collection::vec(prop_oneof![4 => anything().prop_map(|it| it.to_string()), 1 => Just("[\"a\",".to_owned())], 1..6),
        window in 1..60_usize,
    ) {
        let content = format!("[\"a\",\"b\"]\n[1,2]\n{}\n[3,4]\n", lines.join("\n"));
        let whole = read(content.as_bytes(), "x.jsonl", &cut_at(1 << 20));
        let cut = read(content.as_bytes(), "x.jsonl", &cut_at(window));
        prop_assert_eq!(cut.values, whole.values);
    }
}
