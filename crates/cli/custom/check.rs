//! `tracie custom check`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use tracie::identify::Detector;
use tracie::{CustomIdentifier, Selection};

use super::macie_remarks;
use crate::exit::Exit;
use crate::scan::some;
use crate::terminal;

/// Check custom identifiers against Macie's limits
///
/// All that is wrong is told, with the member and what to change, and which identifiers slow a scan
/// down. Ends with 1 if one cannot be used.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The JSON of create-custom-data-identifier, one or a list, or TOML with [[custom]] tables
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Tell also what Macie refuses, or may, and Tracie does not: large bounded repetitions,
    /// stacked wildcards
    #[arg(long)]
    as_macie: bool,
}

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let out = &mut anstream::stdout().lock();
    let (mut identifiers, mut faulty) = (0, 0);
    for file in &args.files {
        let shown = file.display();
        let text = fs::read_to_string(file)
            .with_context(|| format!("cannot read the custom identifiers in {shown}"))?;
        let all = CustomIdentifier::read(&text).with_context(|| shown.to_string())?;
        let all = some(all, file)?;
        for custom in &all {
            identifiers += 1;
            faulty += usize::from(!args.check(out, custom)?);
        }
    }
    let plural = if identifiers == 1 { "" } else { "s" };
    let faults = match faulty {
        0 => "all can be used".into(),
        n => format!("{n} cannot be used"),
    };
    writeln!(out, "{identifiers} custom identifier{plural}: {faults}")?;
    Ok(if faulty == 0 {
        Exit::Clean
    } else {
        Exit::Found
    })
}

impl CheckArgs {
    /// Says what is wrong with one, and whether it can be used.
    fn check(&self, out: &mut impl Write, custom: &CustomIdentifier) -> anyhow::Result<bool> {
        writeln!(out, "{}", terminal::strong(&custom.name))?;
        let invalid = custom.invalid();
        for it in &invalid {
            writeln!(out, "  {}", terminal::warning(it))?;
        }
        let (remarks, refused) = match self.as_macie {
            true => macie_remarks(custom),
            false => (Vec::new(), false),
        };
        for remark in &remarks {
            writeln!(out, "  {remark}")?;
        }
        if !invalid.is_empty() {
            return Ok(false);
        }
        if is_slow(custom)? {
            let hint = "slow: it is tried at every place; give it a keyword, or digits or letters to \
                        begin with";
            writeln!(out, "  {}", terminal::faint(hint))?;
        }
        if remarks.is_empty() {
            writeln!(out, "  ok")?;
        }
        Ok(!refused)
    }
}

fn is_slow(custom: &CustomIdentifier) -> anyhow::Result<bool> {
    let builder = Detector::builder().managed(Selection::None);
    let detector = builder.custom(custom.clone()).build()?;
    Ok(detector.unplanned().next().is_some())
}
