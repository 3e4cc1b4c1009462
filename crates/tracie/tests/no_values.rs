//! Whatever is found wherever: no report, no discovery result and no price tag
//! holds a value. All values are made up.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use tracie::finding::Context;
use tracie::finding::context::ResultsBucket;
use tracie::report::{FORMATS, Options, Reporter, ResultsWriter};
use tracie::source::Directory;
use tracie::{CustomIdentifier, Finding, Flow, ObjectResult, Scanner, Selection, Sink};

fn context() -> Context {
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.results = Some(ResultsBucket {
        name: "results".into(),
        prefix: String::new(),
    });
    context
}

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let custom = r#"{"name": "token", "regex": "tk_[a-z0-9]{8}"}"#;
    let custom = CustomIdentifier::parse(custom)
        .expect("it is well-formed")
        .remove(0);
    Scanner::builder()
        .managed(Selection::All)
        .extras(true)
        .custom(custom)
        .threads(1)
        .locations(1_000)
        .context(context())
        .build()
        .expect("the identifiers stand up")
});

/// A value in the form of a real one: a number, or a token.
fn value() -> impl Strategy<Value = String> {
    let number = (101..650_u32, 11..99_u32, 1001..9999_u32)
        .prop_map(|(area, group, serial)| format!("{area}-{group}-{serial}"));
    prop_oneof![number, "tk_[a-z0-9]{8}"]
}

/// Where the values stand in a file.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Text,
    Table,
    /// In the names of columns, too.
    Header,
    Records,
    /// In the names of members, too.
    Names,
    /// As the names of members, alone.
    Keys,
    Malformed,
    Gzip,
}

fn content(shape: Shape, values: &[String]) -> (&'static str, Vec<u8>) {
    let lines = |line: &dyn Fn(&String) -> String| values.iter().map(line).collect::<String>();
    match shape {
        Shape::Text => ("a.txt", lines(&|it| format!("my SSN: {it}\n")).into_bytes()),
        Shape::Table => (
            "a.csv",
            format!("name,ssn\n{}", lines(&|it| format!("x,{it}\n"))).into_bytes(),
        ),
        Shape::Header => {
            let header = format!("\"ssn {}\",\"the token {}\",note\n", values[0], values[0]);
            let rows = lines(&|it| format!("ssn {it},{it},words\n"));
            ("b.csv", format!("{header}{rows}").into_bytes())
        }
        Shape::Records => (
            "a.jsonl",
            lines(&|it| format!("{{\"ssn\":\"{it}\"}}\n")).into_bytes(),
        ),
        Shape::Names => {
            let line = |it: &String| format!("{{\"ssn {0}\":{{\"a\":\"SSN {it}\"}}}}\n", values[0]);
            ("b.jsonl", lines(&line).into_bytes())
        }
        Shape::Keys => {
            let line = |it: &String| {
                format!(
                    "{{\"ssn\":{{\"{it}\":{{\"a\":\"SSN {it}\",\"b\":{{\"{0}\":1}}}}}}}}\n",
                    values[0]
                )
            };
            ("c.jsonl", lines(&line).into_bytes())
        }
        Shape::Malformed => (
            "a.json",
            format!("{{\"ssn\": \"{}\", broken", values[0]).into_bytes(),
        ),
        Shape::Gzip => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let text = lines(&|it| format!("my SSN: {it}\n"));
            gzip.write_all(text.as_bytes()).expect("memory");
            ("a.txt.gz", gzip.finish().expect("memory"))
        }
    }
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Text),
        Just(Shape::Table),
        Just(Shape::Header),
        Just(Shape::Records),
        Just(Shape::Names),
        Just(Shape::Keys),
        Just(Shape::Malformed),
        Just(Shape::Gzip),
    ]
}

/// All that is written of a scan, each with its name.
fn written(folder: &Path) -> Vec<(String, String)> {
    let mut scanned: Vec<(ObjectResult, Option<Finding>)> = Vec::new();
    let source = Directory::new(folder).expect("a directory").bucket("acme");
    SCANNER.scan(&source, &mut |result: &ObjectResult, finding| {
        scanned.push((result.clone(), finding));
        Flow::Continue
    });
    let mut all: Vec<(String, String)> = FORMATS
        .iter()
        .map(|format| {
            let mut out = Vec::new();
            let report = format.report(&Options::default());
            let mut reporter = Reporter::begin(report, &mut out).expect("memory");
            for (result, finding) in &scanned {
                let _ = reporter.object(result, finding.clone());
            }
            reporter.finish().expect("memory");
            (
                format.name.to_owned(),
                String::from_utf8(out).expect("UTF-8"),
            )
        })
        .collect();
    all.push(("discovery results".into(), results(&scanned)));
    all.push(("Debug".into(), format!("{scanned:?}")));
    all
}

fn results(scanned: &[(ObjectResult, Option<Finding>)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = ResultsWriter::new(folder.path(), context());
    for (result, _) in scanned {
        writer.add(result).expect("it can be written");
    }
    writer.finish().expect("it can be written");
    let mut text = String::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let file = fs::File::open(path).expect("a file");
                MultiGzDecoder::new(file)
                    .read_to_string(&mut text)
                    .expect("gzip");
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_report_holds_a_value(
        files in prop::collection::vec((shape(), prop::collection::vec(value(), 1..6)), 1..4)
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        for (number, (shape, values)) in files.iter().enumerate() {
            let (name, content) = content(*shape, values);
            let path = folder.path().join(number.to_string()).join(name);
            fs::create_dir(path.parent().expect("a folder")).expect("made");
            fs::write(path, content).expect("written");
        }
        for (name, text) in written(folder.path()) {
            for value in files.iter().flat_map(|(_, values)| values) {
                prop_assert!(!text.contains(value.as_str()), "{} holds {}", name, value);
            }
        }
    }
}

#[test]
fn what_is_planted_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = ["512-58-3904".to_owned(), "tk_a1b2c3d4".to_owned()];
    for (at, shape) in [Shape::Text, Shape::Table, Shape::Records, Shape::Gzip]
        .into_iter()
        .enumerate()
    {
        let (name, content) = content(shape, &values);
        fs::write(folder.path().join(format!("{at}{name}")), content).expect("written");
    }
    let all = written(folder.path());
    let jsonl = &all.iter().find(|it| it.0 == "jsonl").expect("a format").1;
    assert_eq!(
        jsonl.matches("USA_SOCIAL_SECURITY_NUMBER").count(),
        4,
        "{jsonl}"
    );
    assert_eq!(jsonl.matches("\"name\":\"token\"").count(), 4, "{jsonl}");
    assert!(!jsonl.contains("512-58-3904"));
}
