//! Prints the names and addresses in files, one JSON object a line.
//!
//! `cargo run --release -p tracie-lexicon --example find -- FILE…`; with
//! `--speed` before the files it prints how fast each was searched instead.
//! `.csv`, `.tsv`, `.json` and `.jsonl` are searched value by value.

use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;
use std::{env, fs, hint};

use tracie_lexicon::{
    Field, names_suggest_address, names_suggest_person, person_names, postal_addresses,
};

/// A value: its bytes in the file, and the name over it.
struct Value {
    start: usize,
    end: usize,
    name: Box<[u8]>,
}

fn main() -> io::Result<()> {
    let (speed, files): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|arg| arg == "--speed");
    let mut out = io::stdout().lock();
    for file in files {
        let text = fs::read(&file)?;
        if speed.is_empty() {
            print_all(&mut out, Path::new(&file), &text)?;
        } else {
            print_speed(&mut out, &file, &text)?;
        }
    }
    Ok(())
}

fn print_all(out: &mut impl Write, file: &Path, text: &[u8]) -> io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    for (id, start, end) in find(file, text) {
        writeln!(
            out,
            r#"{{"file": "{name}", "start": {start}, "end": {end}, "macie_id": "{id}"}}"#
        )?;
    }
    Ok(())
}

fn find(file: &Path, text: &[u8]) -> Vec<(&'static str, usize, usize)> {
    let mut found = Vec::new();
    let values = match file.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => cells(text, delimiter(text)),
        Some("tsv") => cells(text, b'\t'),
        Some("json" | "jsonl") => strings(text),
        _ => {
            person_names(text, 0..text.len(), Field::Text, &mut |start, end| {
                found.push(("NAME", start, end));
            });
            postal_addresses(text, 0..text.len(), Field::Text, &mut |start, end| {
                found.push(("ADDRESS", start, end));
            });
            return found;
        }
    };
    for value in values {
        let bytes = &text[value.start..value.end];
        let names = [value.name];
        let fields = [names_suggest_person(&names), names_suggest_address(&names)];
        find_in_value(bytes, fields, &mut |id, start, end| {
            found.push((id, value.start + start, value.start + end));
        });
    }
    found
}

/// Searches one value; whether its name suggests a person, and an address.
fn find_in_value(
    bytes: &[u8],
    named: [bool; 2],
    found: &mut dyn FnMut(&'static str, usize, usize),
) {
    let [person, address] = named.map(|named| if named { Field::Named } else { Field::Value });
    person_names(bytes, 0..bytes.len(), person, &mut |start, end| {
        found("NAME", start, end);
    });
    postal_addresses(bytes, 0..bytes.len(), address, &mut |start, end| {
        found("ADDRESS", start, end);
    });
}

/// The likeliest delimiter by the first row.
fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter| header.iter().filter(|&&byte| byte == delimiter).count();
    b",;|\t"
        .iter()
        .copied()
        .max_by_key(|&delimiter| count(delimiter))
        .unwrap_or(b',')
}

/// The cells of a table, with the names of its first row.
fn cells(text: &[u8], delimiter: u8) -> Vec<Value> {
    let mut header: Vec<Box<[u8]>> = Vec::new();
    let (mut values, mut start, mut column, mut quoted, mut row) = (Vec::new(), 0, 0, false, 0);
    for (at, &byte) in text.iter().chain(b"\n").enumerate() {
        quoted ^= byte == b'"';
        if quoted && at < text.len() || byte != delimiter && byte != b'\n' {
            continue;
        }
        let cell = text[start..at].trim_ascii();
        let from = start
            + text[start..at]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
        let quote = usize::from(cell.len() > 1 && cell.starts_with(b"\""));
        if row == 0 {
            header.push(cell.into());
        }
        let name = if row == 0 { None } else { header.get(column) };
        let name = name.cloned().unwrap_or_default();
        values.push(Value {
            start: from + quote,
            end: from + cell.len() - quote,
            name,
        });
        (start, column) = (at + 1, column + 1);
        if byte == b'\n' {
            (column, row) = (0, row + 1);
        }
    }
    values
}

/// The strings of a JSON text, with the key over each.
fn strings(text: &[u8]) -> Vec<Value> {
    let (mut values, mut at, mut key) = (Vec::new(), 0, Box::<[u8]>::default());
    while let Some(open) = text[at..]
        .iter()
        .position(|&byte| byte == b'"')
        .map(|found| at + found)
    {
        let mut close = open + 1;
        while close < text.len() && text[close] != b'"' {
            close += 1 + usize::from(text[close] == b'\\');
        }
        let close = close.min(text.len());
        let rest = text[(close + 1).min(text.len())..].trim_ascii_start();
        if rest.starts_with(b":") {
            key = text[open + 1..close].into();
        } else {
            values.push(Value {
                start: open + 1,
                end: close,
                name: key.clone(),
            });
        }
        at = (close + 1).min(text.len());
    }
    values
}

/// Seconds on a processor where the system tells, else by the clock: others
/// may be busy on the same machine.
fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat
        .split(' ')
        .next()
        .and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || start.elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}

/// Megabytes a second of each detector over the file repeated to 64 MB,
/// the best of nine runs: by value as if
/// its lines were rows with names in the second column and addresses in the
/// third, and as text.
fn print_speed(out: &mut impl Write, file: &str, text: &[u8]) -> io::Result<()> {
    let copies = (64 << 20) / text.len().max(1);
    let text = text.repeat(copies.max(1));
    let rate = |find: fn(&[u8]) -> usize| {
        let mut best = (0.0, 0);
        for _ in 0..9 {
            let start = clock();
            let count = hint::black_box(find(hint::black_box(&text)));
            best.0 = f64::max(best.0, text.len() as f64 / (clock() - start) / 1e6);
            best.1 = count;
        }
        best
    };
    let (names, name_count) = rate(|text| {
        let mut count = 0;
        person_names(text, 0..text.len(), Field::Text, &mut |_, _| count += 1);
        count
    });
    let (addresses, address_count) = rate(|text| {
        let mut count = 0;
        postal_addresses(text, 0..text.len(), Field::Text, &mut |_, _| count += 1);
        count
    });
    let (values, value_count) = rate(|text| {
        let mut count = 0;
        for line in text.split(|&byte| byte == b'\n') {
            for (column, cell) in line.split(|&byte| byte == b',').enumerate() {
                find_in_value(cell, [column == 1, column == 2], &mut |_, _, _| count += 1);
            }
        }
        count
    });
    writeln!(
        out,
        "{file}: both by value {values:.0} MB/s ({value_count})"
    )?;
    writeln!(
        out,
        "{file}: names {names:.0} MB/s ({name_count}), addresses {addresses:.0} MB/s ({address_count})"
    )
}
