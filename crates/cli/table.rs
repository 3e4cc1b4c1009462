//! Tables of a few columns, and what goes with them.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::terminal;

/// How to write an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Table,
    /// In the shape of Macie's API
    Json,
}

/// How to write an answer.
#[derive(Debug, Args)]
pub(crate) struct FormArgs {
    /// How to write the answer [default: table on a terminal, otherwise json]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Form>,
}

impl FormArgs {
    pub(crate) fn form(&self) -> Form {
        let usual = match terminal::stdout_is_terminal() {
            true => Form::Table,
            false => Form::Json,
        };
        self.format.unwrap_or(usual)
    }
}

/// Writes an answer as JSON.
pub(crate) fn write_json(answer: &Value) -> io::Result<()> {
    writeln!(anstream::stdout(), "{answer:#}")
}

/// Writes rows below their heads, each column as wide as it needs; the last one
/// is not filled up.
pub(crate) fn write_rows<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
    write_columns(head, [false; N], rows)
}

/// The same, with the columns set right of which `right` says so.
pub(crate) fn write_columns<const N: usize>(
    head: [&str; N],
    right: [bool; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        cells.chain([head[at].len()]).max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: [&str; N]| {
        let cells = cells.iter().zip(widths).zip(right);
        let cells = cells.map(|((cell, width), is_right)| match is_right {
            true => format!("{cell:>width$}"),
            false => format!("{cell:width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let out = &mut anstream::stdout().lock();
    writeln!(out, "{}", terminal::faint(line(head)))?;
    for row in rows {
        writeln!(out, "{}", line(row.each_ref().map(String::as_str)))?;
    }
    Ok(())
}

/// Writes members, one a line.
pub(crate) fn write_members(members: &[(&str, String)]) -> io::Result<()> {
    let width = members
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let out = &mut anstream::stdout().lock();
    for (name, value) in members {
        writeln!(
            out,
            "{}  {value}",
            terminal::faint(format!("{name:width$}"))
        )?;
    }
    Ok(())
}
