//! What Tracie is built from may be used with it: every dependency's licence
//! is among those that ask for no more than to be named.

use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than to be named.
const FREE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // That of bzip2, much like BSD-3-Clause; it has kept its own name.
    "bzip2-1.0.6",
];

#[test]
fn dependencies_are_free_to_use() {
    let packages = packages();
    assert!(packages.len() > 50, "only {} packages", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_free(licence(package)))
        .map(|package| {
            format!(
                "{} {}: {}",
                package["name"], package["version"], package["license"]
            )
        })
        .collect();
    assert!(refused.is_empty(), "not free to use: {refused:#?}");
}

#[test]
fn dependencies_come_from_the_registry() {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    for package in packages() {
        let source = package["source"].as_str();
        assert!(
            source.is_none_or(|it| it == REGISTRY),
            "{}: {source:?}",
            package["name"]
        );
    }
}

/// All packages, also those for other systems where they are at hand.
fn packages() -> Vec<Value> {
    let metadata = metadata(&["--locked"])
        .or_else(|| metadata(&["--locked", "--offline", "--filter-platform", &host()]))
        .expect("cargo metadata works");
    metadata["packages"].as_array().expect("packages").clone()
}

fn metadata(arguments: &[&str]) -> Option<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started");
    let parsed = || serde_json::from_slice(&output.stdout).expect("JSON");
    output.status.success().then(parsed)
}

fn host() -> String {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc can be started");
    let text = String::from_utf8(output.stdout).expect("text");
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("a host").to_owned()
}

fn licence(package: &Value) -> &str {
    package["license"].as_str().unwrap_or("")
}

/// Whether an SPDX expression lets a user choose licences that are free.
fn is_free(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        // An old way of writing OR.
        .replace('/', " OR ")
        .replace(" WITH ", "+WITH+");
    let mut words = spaced.split_whitespace().peekable();
    let free = any_of(&mut words);
    free && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>) -> bool {
    let mut free = all_of(words);
    while words.next_if_eq(&"OR").is_some() {
        free |= all_of(words);
    }
    free
}

fn all_of(words: &mut Words<'_>) -> bool {
    let mut free = one(words);
    while words.next_if_eq(&"AND").is_some() {
        free &= one(words);
    }
    free
}

fn one(words: &mut Words<'_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let free = any_of(words);
        return words.next_if_eq(&")").is_some() && free;
    }
    let name = words.next().unwrap_or("").replace("+WITH+", " WITH ");
    FREE.contains(&name.as_str())
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for (expression, free) in [
        ("MIT", true),
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only AND MIT", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND OpenSSL", false),
        ("MIT OR GPL-3.0-only AND Zlib", true),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true),
        ("MPL-2.0", false),
        ("", false),
        ("MIT MIT", false),
        ("(MIT", false),
    ] {
        assert_eq!(is_free(expression), free, "{expression}");
    }
}
