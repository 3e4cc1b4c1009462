//! Every check and several sums against the values of `specimens.txt`.

use std::collections::BTreeSet;

use tracie_check::Check;

#[path = "support/spec.rs"]
mod spec;

use spec::Test;

const SPECIMENS: &str = include_str!("specimens.txt");

struct Section<'a> {
    name: &'a str,
    test: Test,
    specimens: Vec<(bool, String)>,
}

fn sections() -> Vec<Section<'static>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for line in SPECIMENS.lines() {
        let specimens = sections.last_mut().map(|section| &mut section.specimens);
        match (line.split_at_checked(2), specimens) {
            (Some(("+ ", value)), Some(specimens)) => specimens.push((true, plain(value))),
            (Some(("- ", value)), Some(specimens)) => specimens.push((false, plain(value))),
            (None, Some(specimens)) if line == "-" => specimens.push((false, String::new())),
            _ if line.starts_with('[') => sections.push(section(line)),
            _ => assert!(line.is_empty() || line.starts_with('#'), "{line:?}"),
        }
    }
    sections
}

fn section(line: &str) -> Section<'_> {
    let title = line.trim_start_matches('[').trim_end_matches(']');
    let (name, test) = title.split_once(" = ").unwrap_or((title, title));
    Section {
        name,
        test: Test::parse(test).expect("a check or a sum"),
        specimens: Vec::new(),
    }
}

/// A value without its comment and escapes.
fn plain(text: &str) -> String {
    let value = text.split_once("  # ").map_or(text, |(value, _)| value);
    let kept_apart = value.replace(r"\\", "\0");
    let unescaped = kept_apart.replace(r"\n", "\n").replace(r"\r", "\r");
    unescaped.replace('\0', "\\")
}

#[test]
fn specimens_pass_and_fail_as_they_should() {
    let mut wrong = Vec::new();
    for section in sections() {
        for (passes, value) in section.specimens {
            if section.test.holds(value.as_bytes()) != passes {
                wrong.push(format!("{}: {value:?} should give {passes}", section.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_section_shows_both_answers() {
    for section in sections() {
        for answer in [true, false] {
            let shown = section
                .specimens
                .iter()
                .any(|(passes, _)| *passes == answer);
            assert!(shown, "{} has no value that gives {answer}", section.name);
        }
    }
}

#[test]
fn every_check_has_a_section() {
    let sections = sections();
    let named: BTreeSet<_> = sections.iter().map(|section| section.name).collect();
    for check in Check::all() {
        assert!(named.contains(check.name()), "{}", check.name());
    }
}
