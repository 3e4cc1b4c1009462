//! Lists the identifier files, so that adding one is adding a file. What they say
//! is kept as JSON, which takes a fifth of the time to read at each start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../identifiers");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).display();
        println!("cargo::rerun-if-changed={}", file.display());
        let text = json(&file)?;
        writeln!(code, "    ({:?}, {text:?}),", name.to_string()).map_err(io::Error::other)?;
    }
    code.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("files.rs"), code)
}

fn json(file: &Path) -> io::Result<String> {
    let named = |error: String| io::Error::other(format!("{}: {error}", file.display()));
    let text = fs::read_to_string(file)?;
    let table: toml::Table = toml::from_str(&text).map_err(|it| named(it.to_string()))?;
    serde_json::to_string(&table).map_err(|it| named(it.to_string()))
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
