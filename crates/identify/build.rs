//! Lists the identifier files, so that adding one is adding a file. What they say
//! is kept as JSON, and what a scan needs of it as bytes, which take least of the time to
//! read at each start; and what there is to know of their
//! expressions, such as automata, and of their keywords is worked out here once,
//! rather than at each start.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::Deserialize as _;

use compact::Compact as _;
use schema::Identifier;

#[path = "src/compact.rs"]
mod compact;
#[path = "src/schema.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library shows it")]
mod schema;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../identifiers");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut tables = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).display();
        println!("cargo::rerun-if-changed={}", file.display());
        tables.push((name.to_string(), read(&file)?));
    }
    let identifiers = || tables.iter().map(|(_, identifier)| identifier);
    let expressions = identifiers().flat_map(expressions_in).collect();
    let words: BTreeSet<String> = identifiers().flat_map(words_in).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("ready"), prepare(&expressions))?;
    let words = tracie_pattern::prepare_words(words.iter().map(|it| &**it));
    fs::write(out.join("words"), words)?;
    fs::write(out.join("files.rs"), code(&tables)?)?;
    let short = tables.iter().map(|(file, table)| shortened(file, table));
    let short = short.collect::<io::Result<Vec<_>>>()?;
    let (mut extras, mut managed): (Vec<_>, Vec<_>) =
        short.into_iter().partition(Identifier::is_extra);
    for (name, all) in [("managed", &mut managed), ("extras", &mut extras)] {
        all.sort_by(|a, b| a.id.cmp(&b.id));
        let mut bytes = Vec::new();
        all.write(&mut bytes);
        fs::write(out.join(name), bytes)?;
    }
    fs::write(out.join("groups"), groups(&managed, &extras)?)
}

/// Names and contents as a list in Rust.
fn code(tables: &[(String, toml::Table)]) -> io::Result<String> {
    let mut code = String::from("&[\n");
    for (name, table) in tables {
        let text = serde_json::to_string(table).map_err(io::Error::other)?;
        writeln!(code, "    ({name:?}, {text:?}),").map_err(io::Error::other)?;
    }
    code.push(']');
    Ok(code)
}

/// An identifier without what no scan needs, which is most of the text.
fn shortened(file: &str, table: &toml::Table) -> io::Result<Identifier> {
    let read = Identifier::deserialize(table.clone());
    let mut identifier = read.map_err(|it| io::Error::other(format!("{file}: {it}")))?;
    identifier.matches.clear();
    identifier.no_match.clear();
    identifier.notes.clear();
    identifier.references.clear();
    Ok(identifier)
}

/// Which patterns share a group in the sets that most scans use.
fn groups(managed: &[Identifier], extras: &[Identifier]) -> io::Result<Vec<u8>> {
    let recommended = managed.iter().filter(|it| it.recommended);
    let sets: [Vec<&Identifier>; 3] = [
        managed.iter().collect(),
        recommended.collect(),
        managed.iter().chain(extras).collect(),
    ];
    let sets = sets.map(|set| set.into_iter().flat_map(armed_in));
    tracie_pattern::prepare_groups(sets).map_err(io::Error::other)
}

/// The expressions of an identifier that need a keyword.
fn armed_in(identifier: &Identifier) -> impl Iterator<Item = &str> {
    let patterns = identifier.patterns.iter();
    let armed = patterns.filter(|it| it.is_expression() && it.keyword);
    armed.map(|it| &*it.regex)
}

fn read(file: &Path) -> io::Result<toml::Table> {
    let text = fs::read_to_string(file)?;
    toml::from_str(&text).map_err(|it| io::Error::other(format!("{}: {it}", file.display())))
}

/// The expressions of an identifier.
fn expressions_in(identifier: &toml::Table) -> impl Iterator<Item = String> {
    let patterns = identifier.get("pattern").and_then(|it| it.as_array());
    let regex = |pattern: &toml::Value| Some(pattern.get("regex")?.as_str()?.to_owned());
    patterns.into_iter().flatten().filter_map(regex)
}

/// The words of an identifier that arm it.
fn words_in(identifier: &toml::Table) -> impl Iterator<Item = String> {
    let patterns = identifier.get("pattern").and_then(|it| it.as_array());
    let names = patterns.into_iter().flatten().map(|it| it.get("names"));
    let lists = ["keywords", "spellings"].map(|it| identifier.get(it));
    let lists = lists.into_iter().chain(names).flatten();
    let words = lists.filter_map(|it| it.as_array()).flatten();
    words.filter_map(|it| Some(it.as_str()?.to_owned()))
}

/// What is known of them; one that is too large shows when the identifier is used.
fn prepare(expressions: &BTreeSet<String>) -> Vec<u8> {
    let each = expressions
        .iter()
        .map(|it| tracie_pattern::prepare([&**it]));
    each.flatten().flatten().collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|it| it == "toml") && !is_list(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// Word lists are not identifiers.
fn is_list(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "lists")
}
