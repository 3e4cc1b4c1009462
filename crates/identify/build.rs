//! Lists the identifier files, so that adding one is adding a file. What they say
//! is kept as JSON, which takes a fifth of the time to read at each start, once as a
//! whole and once what a scan needs of it; and what there is to know of their
//! expressions, such as automata, and of their keywords is worked out here once,
//! rather than at each start.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

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
    tables.iter_mut().for_each(|(_, it)| shorten(it));
    fs::write(out.join("short.rs"), code(&tables)?)
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

/// Leaves out what no scan needs, which is most of the text.
fn shorten(identifier: &mut toml::Table) {
    for examples in ["match", "no_match"] {
        identifier.insert(examples.into(), toml::Value::Array(Vec::new()));
    }
    for told in ["notes", "references"] {
        identifier.remove(told);
    }
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
