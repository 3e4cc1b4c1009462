//! The floors of ARCHITECTURE.md: a crate knows only what stands below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Every crate of the workspace, from the ground up. What holds data or tools
/// stands on the ground and carries nothing.
const FLOORS: &[&[&str]] = &[
    &["tracie-corpus"],
    &[
        "tracie-check",
        "tracie-finding",
        "tracie-lexicon",
        "tracie-pattern",
    ],
    &[
        "tracie-extract",
        "tracie-identify",
        "tracie-posture",
        "tracie-report",
        "tracie-source",
        "tracie-store",
    ],
    &["tracie-scan"],
    &["tracie-job"],
    &["tracie-serve"],
    &["tracie"],
    &["tracie-cli"],
];

/// What a library has no use for: the caller decides how to ask, to say and to
/// fail.
const NOT_IN_LIBRARIES: &[&str] = &["anyhow", "clap", "indicatif", "anstream", "signal-hook"];

/// The one crate that may hold `unsafe`.
const UNSAFE: &str = "tracie-pattern";

/// Crates that are no library for others.
const PROGRAMS: &[&str] = &["tracie-cli", "tracie-corpus"];

#[test]
fn every_crate_has_a_floor() {
    let known: BTreeSet<&str> = FLOORS.iter().copied().flatten().copied().collect();
    let members = members();
    let members: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    assert_eq!(
        members, known,
        "give the new crate a floor, here and in ARCHITECTURE.md"
    );
}

#[test]
fn crates_know_only_what_stands_below_them() {
    for (name, package) in &members() {
        for dependency in dependencies(package) {
            let Some(below) = floor(&dependency) else {
                continue;
            };
            assert!(
                Some(below) < floor(name),
                "{name} must not depend on {dependency}, which stands no lower"
            );
            assert!(
                below > 0,
                "{name} must not depend on {dependency}: it is no library"
            );
        }
    }
}

#[test]
fn libraries_leave_the_outside_to_programs() {
    for (name, package) in &members() {
        if PROGRAMS.contains(&name.as_str()) {
            continue;
        }
        for dependency in dependencies(package) {
            assert!(
                !NOT_IN_LIBRARIES.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn the_command_uses_what_an_embedder_can() {
    let members = members();
    let used: Vec<String> = dependencies(&members["tracie-cli"])
        .into_iter()
        .filter(|name| floor(name).is_some())
        .collect();
    assert_eq!(used, ["tracie"]);
}

#[test]
fn unsafe_code_is_forbidden_but_in_one_crate() {
    assert_eq!(
        table(
            &manifest(&root().join("Cargo.toml")),
            &["workspace", "lints", "rust"]
        )["unsafe_code"],
        toml::Value::from("forbid")
    );
    for (name, package) in &members() {
        if name == UNSAFE {
            continue;
        }
        let path = package["manifest_path"].as_str().expect("a path");
        let manifest = manifest(Path::new(path));
        assert_eq!(
            table(&manifest, &["lints"]).get("workspace"),
            Some(&toml::Value::from(true)),
            "{name} needs `[lints] workspace = true`, which forbids unsafe code"
        );
    }
}

#[test]
fn no_library_opens_what_the_lints_closed() {
    for file in sources(&root().join("crates")) {
        let text = fs::read_to_string(&file).expect("a readable source");
        for opened in [
            "allow(unsafe_code",
            "allow(clippy::print",
            "allow(clippy::exit",
        ] {
            assert!(!text.contains(opened), "{}: {opened})", file.display());
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The packages of the workspace by name.
fn members() -> BTreeMap<String, Value> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "cargo metadata fails");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages").clone();
    packages
        .into_iter()
        .map(|package| {
            (
                package["name"].as_str().expect("a name").to_owned(),
                package,
            )
        })
        .collect()
}

/// What a package is built from; not what its tests use.
fn dependencies(package: &Value) -> Vec<String> {
    let all = package["dependencies"].as_array().expect("dependencies");
    all.iter()
        .filter(|dependency| dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

fn manifest(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path).expect("a readable manifest");
    text.parse().expect("TOML")
}

fn table<'a>(manifest: &'a toml::Table, path: &[&str]) -> &'a toml::Table {
    path.iter().fold(manifest, |table, key| {
        table
            .get(*key)
            .and_then(toml::Value::as_table)
            .unwrap_or_else(|| panic!("the manifest has no {key}"))
    })
}

/// All Rust files below a directory.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
