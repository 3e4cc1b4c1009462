//! What names from outside cannot do to whoever reads a report.

mod common;

use common::{HOSTILE, hostile, written};
use serde_json::Value;
use tracie_report::{FORMATS, Options, format, visible};

fn text(name: &str) -> String {
    written(name, &Options::default(), &hostile()).0
}

#[test]
fn no_format_but_json_holds_a_control_character() {
    // JSON escapes them.
    for format in FORMATS {
        let text = text(format.name);
        let control = text.chars().find(|it| it.is_control() && *it != '\n');
        assert_eq!(control, None, "{}", format.name);
    }
}

#[test]
fn nothing_for_people_turns_the_direction_of_writing() {
    for name in ["table", "csv", "html", "junit", "github"] {
        assert!(!text(name).contains('\u{202e}'), "{name}");
    }
}

#[test]
fn each_line_of_json_lines_is_one_document() {
    for name in ["jsonl", "asff", "eventbridge", "ocsf"] {
        let text = text(name);
        assert_eq!(text.lines().count(), 1, "{name}");
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert!(document.is_object(), "{name}");
    }
}

#[test]
fn names_are_whole_in_json() {
    let event: Value = serde_json::from_str(&text("eventbridge")).expect("JSON");
    let custom = &event["detail"]["classificationDetails"]["result"]["customDataIdentifiers"];
    assert_eq!(custom["detections"][0]["name"], HOSTILE);
}

#[test]
fn a_page_has_no_markup_but_its_own() {
    let text = text("html");
    assert_eq!(text.matches("<script").count(), 1);
    assert_eq!(text.matches("</script").count(), 1);
    assert!(!text.contains("<img"), "{text}");
    // The page loads nothing: there is no address in it.
    for tag in ["<link", "<iframe", "<object", "src=\"", "url(", "@import"] {
        assert!(!text.contains(tag), "{tag}");
    }
    assert!(text.contains("default-src 'none'"));
}

#[test]
fn workflow_commands_are_those_of_the_report() {
    for line in text("github").lines() {
        assert!(
            line.starts_with("::error file=")
                || line.starts_with("::warning title=")
                || line.starts_with("::notice file=")
                || line.starts_with("::warning file="),
            "{line}"
        );
        let (_, message) = line[2..].split_once("::").expect("a command has a message");
        assert!(
            !message.contains('\r') && !message.contains("%0A"),
            "{message}"
        );
    }
}

#[test]
fn no_cell_begins_as_a_formula() {
    let text = text("csv");
    for cell in text.lines().flat_map(|line| line.split(',')) {
        let cell = cell.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn sarif_messages_hold_neither_links_nor_placeholders() {
    let document: Value = serde_json::from_str(&text("sarif")).expect("JSON");
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    let said = results.iter().map(|it| &it["message"]["text"]);
    let notes = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .expect("notes");
    let said = said.chain(notes.iter().map(|it| &it["message"]["text"]));
    for text in said.map(|it| it.as_str().expect("a text")) {
        assert!(!text.contains(" [") || text.contains("\\["), "{text}");
        let unescaped = text
            .replace("\\[", "")
            .replace("\\]", "")
            .replace("{{", "")
            .replace("}}", "");
        assert!(!unescaped.contains(['[', ']', '{', '}']), "{text}");
    }
    let rule = &run["tool"]["driver"]["rules"][0]["id"];
    assert_eq!(rule.as_str(), Some(visible(HOSTILE).as_str()));
}

#[test]
fn every_format_is_tried() {
    // A new format needs a look at its own ways of escaping.
    assert_eq!(FORMATS.len(), 11, "add the format to the tests here");
    assert!(format("html").is_ok());
}
