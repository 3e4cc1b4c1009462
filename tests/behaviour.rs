//! The pages on Macie's behaviour name the tests that hold each statement:
//! those tests are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn tests_that_pages_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    for folder in ["crates", "tests"] {
        collect(&root.join(folder), &mut tests);
    }
    let (mut named, mut missing) = (0, Vec::new());
    for page in fs::read_dir(root.join("docs/behaviour")).expect("the pages") {
        let page = page.expect("a page").path();
        for line in fs::read_to_string(&page).expect("text").lines() {
            for name in held_by(line) {
                named += 1;
                if !tests.contains(name) {
                    missing.push(format!("{}: {name}", page.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
    assert!(named > 200, "only {named} tests are named");
}

/// What stands in code in the last of four columns.
fn held_by(line: &str) -> impl Iterator<Item = &str> {
    let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").collect();
    let last = match cells[..] {
        [_, _, _, last] => last,
        _ => "",
    };
    last.split('`').skip(1).step_by(2)
}

/// Functions that are tests, in Rust and Python, and cases of the command.
fn collect(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, tests);
            continue;
        }
        let ending = path.extension().and_then(|it| it.to_str());
        match ending {
            Some("rs") => functions(&path, "fn ", tests),
            Some("py") => functions(&path, "def test_", tests),
            Some("toml" | "trycmd") => {
                let name = path.file_name().expect("a file");
                tests.insert(name.to_string_lossy().into_owned());
            }
            _ => {}
        }
    }
}

/// In Rust only functions behind `#[test]` count, other attributes between them.
fn functions(file: &Path, begin: &str, tests: &mut BTreeSet<String>) {
    let text = fs::read_to_string(file).expect("text");
    let mut is_test = begin != "fn ";
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") {
            is_test = true;
        } else if let Some(rest) = line.strip_prefix(begin) {
            let name = rest.split('(').next().unwrap_or_default();
            if is_test {
                let prefix = begin.rsplit(' ').next().unwrap_or_default();
                tests.insert(format!("{prefix}{name}"));
            }
            is_test = begin != "fn ";
        } else if begin == "fn " && !line.starts_with('#') && !line.starts_with("//") {
            is_test = false;
        }
    }
}
