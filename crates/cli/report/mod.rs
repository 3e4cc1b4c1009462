//! `tracie report`: findings in other formats, without scanning again.

pub(crate) mod input;

use std::path::{Path, PathBuf};

use clap::Args;
use tracie::finding::Coverage;
use tracie::finding::detection::Severity;
use tracie::report::{Item, Restore, Restored, Roots, Summary, covered};

use crate::exit::Exit;
use crate::output::{self, OutputArgs, Outputs};

/// Write findings in other formats, without scanning again
///
/// Reads what `tracie scan` wrote as JSON or JSON Lines, answers of Macie's GetFindings, and
/// discovery results, gzipped or not. Only discovery results tell of objects in which nothing was
/// found and of those that were not looked at; findings alone do not, and then reports do not either.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// Files of findings, and directories of discovery results; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    inputs: Vec<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,

    /// The directory that has a directory for each bucket, for formats that name files (sarif,
    /// github)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  tracie report findings.json                        a table on a terminal
  tracie report findings.json --output html=f.html   a page for people
  tracie report results/ --format csv                of discovery results, with clean objects
  aws macie2 get-findings --finding-ids ... | tracie report - --format sarif";

pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    let files = input::files(&args.inputs)?;
    let mut roots = Roots::default();
    if let Some(root) = &args.root {
        roots.all(root.to_string_lossy());
    }
    let mut rendering = Rendering {
        outputs: Outputs::begin(&args.output, &output::options(roots, None))?,
        coverage: Coverage::default(),
        summary: Summary::default(),
    };
    let levels = levels;
    let mut restore = Restore::new(&levels);
    for file in &files {
        rendering.file(file, &mut restore)?;
    }
    if let Some(last) = restore.finish() {
        rendering.add(&last)?;
    }
    let shown = args.quiet || rendering.outputs.show_sums();
    if !shown {
        crate::terminal::say!("{}", rendering.in_words());
    }
    rendering.outputs.finish(&rendering.coverage)?;
    Ok(Exit::Clean)
}

/// The severity of managed identifiers from so many occurrences on.
pub(crate) fn levels(id: &str) -> Option<Vec<(u64, Severity)>> {
    let identifier = tracie::identify::by_id(id).ok()?;
    Some(identifier.info().severity)
}

/// Reports that are being written.
struct Rendering {
    outputs: Outputs,
    coverage: Coverage,
    summary: Summary,
}

impl Rendering {
    fn file(&mut self, file: &Path, restore: &mut Restore<'_>) -> anyhow::Result<()> {
        input::each(file, &mut |item| {
            if item == Item::Stopped {
                self.coverage.stop();
            }
            match restore.take(item) {
                Some(restored) => self.add(&restored),
                None => Ok(()),
            }
        })
    }

    fn add(&mut self, restored: &Restored) -> anyhow::Result<()> {
        match (&restored.result, &restored.finding) {
            (Some(result), finding) => {
                self.coverage.add(result);
                self.summary.add(result, finding.as_ref());
                self.outputs.object(result, finding.as_ref())
            }
            (None, Some(finding)) => {
                self.summary.add_finding(finding, None);
                self.outputs.finding(finding)
            }
            (None, None) => Ok(()),
        }
    }

    fn in_words(&self) -> String {
        let found = self.summary.found(&self.coverage);
        format!("{found}; {}", covered(&self.coverage))
    }
}
