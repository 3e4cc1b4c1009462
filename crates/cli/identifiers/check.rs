//! `tracie identifiers check`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tracie::identify::explain::{Fault, Problem, check_examples};
use tracie::identify::schema::Identifier;
use tracie::identify::{by_id, extras, managed};

use super::test::identifier_in;
use crate::exit::Exit;
use crate::terminal;

/// Check identifiers against their own examples
///
/// In each text of `match` exactly the marked parts must be found, and in those of `no_match`
/// nothing. What differs is printed with the step at which it was rejected; the texts are shown as
/// they are, since examples must be synthetic. Ends with 1 if anything differs.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Ids, or identifier files [default: all identifiers that are built in]
    #[arg(value_name = "ID|FILE")]
    identifiers: Vec<PathBuf>,
}

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let out = &mut anstream::stdout().lock();
    let mut sum = Sum::default();
    if args.identifiers.is_empty() {
        for identifier in managed()?.iter().chain(extras()?) {
            sum.check(out, identifier)?;
        }
    }
    for wanted in &args.identifiers {
        match wanted.to_str().filter(|it| is_id(it)) {
            Some(id) => sum.check(out, by_id(id)?)?,
            None => sum.check(out, &identifier_in(wanted)?)?,
        }
    }
    writeln!(out, "{}", sum.in_words())?;
    Ok(if sum.faults == 0 {
        Exit::Clean
    } else {
        Exit::Found
    })
}

/// Whether an argument is an id rather than the name of a file.
fn is_id(argument: &str) -> bool {
    let part =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_()".contains(&byte);
    argument.bytes().all(part) && !Path::new(argument).exists()
}

/// What checking came to.
#[derive(Default)]
struct Sum {
    identifiers: usize,
    examples: usize,
    faults: usize,
}

impl Sum {
    fn check(&mut self, out: &mut impl Write, identifier: &Identifier) -> anyhow::Result<()> {
        let report = check_examples(identifier)?;
        self.identifiers += 1;
        self.examples += report.examples;
        self.faults += report.faults.len();
        if !report.faults.is_empty() {
            writeln!(out, "{}", terminal::strong(&identifier.id))?;
        }
        report
            .faults
            .iter()
            .try_for_each(|fault| write_fault(out, fault))?;
        Ok(())
    }

    fn in_words(&self) -> String {
        let Sum {
            identifiers,
            examples,
            faults,
        } = self;
        let faults = match faults {
            0 => "all as they should be".into(),
            1 => "1 fault".into(),
            n => format!("{n} faults"),
        };
        let plural = |n: &usize| if *n == 1 { "" } else { "s" };
        format!(
            "{identifiers} identifier{}, {examples} example{}: {faults}",
            plural(identifiers),
            plural(examples)
        )
    }
}

fn write_fault(out: &mut impl Write, fault: &Fault) -> io::Result<()> {
    let Fault { text, problem, .. } = fault;
    if !text.is_empty() {
        writeln!(out, "  {text:?}")?;
    }
    let span = match problem {
        Problem::Missed { span, .. } => Some(*span),
        Problem::Unwanted(found) => Some(found.span),
        _ => None,
    };
    let value = span.and_then(|(start, end)| text.get(start..end));
    let value = value.map(|value| format!("{value:?} ")).unwrap_or_default();
    writeln!(
        out,
        "    {}",
        terminal::warning(format!("{value}{problem}"))
    )
}
