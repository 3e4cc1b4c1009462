//! Tracie against what it has to agree with: boto3, the service model of
//! Macie, python-stdnum. The tests themselves are in Python, in
//! `tests/contract`; without Python 3 or the package index they cannot run,
//! which is told loudly and is no failure unless `TRACIE_CONTRACT=required`.
//!
//! It has no test harness, which would keep to itself what was not run.

#![expect(clippy::print_stdout, reason = "that is the point")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What `run.py` ends with where nothing is wrong, but something was not run.
const NOT_RUN: i32 = 2;

fn main() -> ExitCode {
    // Whoever lists tests or names another one wants none of this.
    if env::args()
        .skip(1)
        .any(|argument| argument == "--list" || !argument.starts_with('-'))
    {
        return ExitCode::SUCCESS;
    }
    println!("\nrunning the contract tests");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Problem::NotRun(why)) if !is_required() => {
            println!("{}", banner(&why));
            ExitCode::SUCCESS
        }
        Err(Problem::NotRun(why)) => failed(&format!("{why}, and TRACIE_CONTRACT=required")),
        Err(Problem::Failed(why)) => failed(&why),
    }
}

enum Problem {
    NotRun(String),
    Failed(String),
}

fn run() -> Result<(), Problem> {
    let check = build_check()?;
    let python = python().ok_or_else(|| Problem::NotRun("there is no Python 3".into()))?;
    let status = Command::new(python)
        .arg(root().join("tests/contract/run.py"))
        .args(["--tracie", env!("CARGO_BIN_EXE_tracie")])
        .arg("--check")
        .arg(check)
        .status()
        .map_err(|error| Problem::Failed(format!("run.py does not start: {error}")))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(NOT_RUN) => Err(Problem::NotRun(
            "some steps could not be run, see above".into(),
        )),
        _ => Err(Problem::Failed(format!("run.py: {status}"))),
    }
}

/// Builds what lets Python ask for the checks of numbers.
fn build_check() -> Result<PathBuf, Problem> {
    let bin = Path::new(env!("CARGO_BIN_EXE_tracie"));
    let folder = bin.parent().expect("a program is in a folder");
    let mut command = Command::new(env!("CARGO"));
    command
        .args([
            "build",
            "--quiet",
            "--package",
            "tracie-check",
            "--example",
            "check",
        ])
        .current_dir(root());
    if folder.ends_with("release") {
        command.arg("--release");
    }
    match command.status() {
        Ok(status) if status.success() => Ok(folder
            .join("examples")
            .join(format!("check{}", env::consts::EXE_SUFFIX))),
        _ => Err(Problem::Failed("the example `check` does not build".into())),
    }
}

/// What starts Python 3 here.
fn python() -> Option<&'static str> {
    ["python3", "python"].into_iter().find(|name| {
        let output = Command::new(name).arg("--version").output();
        output.is_ok_and(|output| output.stdout.starts_with(b"Python 3"))
    })
}

fn is_required() -> bool {
    env::var("TRACIE_CONTRACT").is_ok_and(|value| value == "required")
}

fn failed(why: &str) -> ExitCode {
    println!("contract tests FAILED: {why}");
    ExitCode::FAILURE
}

fn banner(why: &str) -> String {
    let line = "!".repeat(78);
    format!(
        "{line}\n!! NOT RUN: contract tests: {why}.\n!! They need Python 3.11 or later and, the \
         first time, the Python package index.\n{line}"
    )
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
