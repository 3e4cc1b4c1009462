//! What was typed about reports, for all verbs that write some.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use tracie::report::{FORMATS, Format, format};

/// Where reports go.
#[derive(Clone, Debug, Args)]
pub(crate) struct OutputArgs {
    /// What to write to standard output [default: table on a terminal, otherwise jsonl; nothing
    /// where --output is given]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: Option<Format>,

    /// Write a report to a file, such as json=findings.json; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = destination)]
    pub(crate) output: Vec<Destination>,
}

/// A report that goes to a file.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    let names = FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| format(&name).copied())
}

fn destination(text: &str) -> Result<Destination, String> {
    let (name, path) = text
        .split_once('=')
        .ok_or("write the format and the path, as in json=findings.json")?;
    let format = *format(name).map_err(|error| error.to_string())?;
    match path {
        "" => Err("a path must follow the `=`".into()),
        "-" => Err(format!(
            "for standard output, write --format {name} instead"
        )),
        path => Ok(Destination {
            format,
            path: path.into(),
        }),
    }
}
