//! Tests values from standard input: each line is the name of a check (or a
//! sum, see `tests/support/spec.rs`), a tab, and a value; the answer is `1` or
//! `0` on a line of its own. In the value `\n`, `\t` and `\\` are escapes.
//!
//! ```text
//! $ printf 'luhn\t4111111111111111\n' | cargo run -q -p tracie-check --example check
//! 1
//! ```

use std::collections::HashMap;
use std::io::{self, BufRead, Write};

#[path = "../tests/support/spec.rs"]
mod spec;

use spec::Test;

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut tests = HashMap::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (name, value) = line.split_once('\t').ok_or(io::ErrorKind::InvalidData)?;
        if !tests.contains_key(name) {
            let test = Test::parse(name).map_err(io::Error::other)?;
            tests.insert(name.to_owned(), test);
        }
        let holds = tests[name].holds(unescape(value).as_bytes());
        writeln!(out, "{}", u8::from(holds))?;
    }
    out.flush()
}

fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next().map(escaped)),
            _ => plain.push(character),
        }
    }
    plain
}

fn escaped(character: char) -> char {
    match character {
        'n' => '\n',
        't' => '\t',
        other => other,
    }
}
