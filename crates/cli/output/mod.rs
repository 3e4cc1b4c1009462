//! Reports, each on its way to where it was asked for.

mod args;
pub(crate) mod guard;
mod place;

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::mem;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tracie::finding::detection::ObjectResult;
use tracie::finding::{Context, Coverage, Finding};
use tracie::report::{Format, Options, Report, Roots, format};

pub(crate) use self::args::{Destination, OutputArgs};
use self::place::Place;
use crate::terminal;

/// How wide a table is where nothing else is known.
const WIDTH: usize = 100;

/// All reports of a command.
pub(crate) struct Outputs {
    outputs: Vec<Output>,
    /// The last finding as a line of JSON, if one of them writes such.
    line: Vec<u8>,
}

/// A report that is being written.
struct Output {
    format: &'static str,
    report: Box<dyn Report>,
    out: Out,
}

enum Out {
    /// Straight to the reader.
    Stdout(BufWriter<io::Stdout>),
    /// Into a file without a name until all is there: a report never stands
    /// half written, nor is it written to while it is itself scanned.
    File {
        place: Place,
        spool: BufWriter<File>,
    },
}

impl Outputs {
    /// Begins all reports that were asked for.
    pub(crate) fn begin(args: &OutputArgs, options: &Options) -> anyhow::Result<Outputs> {
        check_distinct(&args.output)?;
        let mut outputs = Vec::new();
        if let Some(format) = on_stdout(args)? {
            outputs.push(Output::stdout(&format, options));
        }
        for destination in &args.output {
            outputs.push(Output::file(destination, options)?);
        }
        let line = Vec::new();
        let mut outputs = Outputs { outputs, line };
        outputs.each(|it| it.report.begin(it.out.writer()))?;
        Ok(outputs)
    }

    /// Whether nobody listens any more.
    pub(crate) fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    /// Whether the user has the sums of a table before their eyes.
    pub(crate) fn show_sums(&self) -> bool {
        let shown = |output: &Output| output.format == "table" && output.out.is_terminal();
        self.outputs.iter().any(shown)
    }

    /// Writes what there is to say of an object.
    pub(crate) fn object(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> anyhow::Result<()> {
        let mut line = mem::take(&mut self.line);
        line.clear();
        let outcome = self.each(|it| it.object(result, finding, &mut line));
        self.line = line;
        outcome
    }

    /// The finding that was written last as JSON, if a report has it so.
    pub(crate) fn json(&self) -> Option<&str> {
        std::str::from_utf8(self.line.strip_suffix(b"\n")?).ok()
    }

    /// Writes a finding that is about no object.
    pub(crate) fn finding(&mut self, finding: &Finding) -> anyhow::Result<()> {
        self.each(|it| it.report.finding(it.out.writer(), finding, None))
    }

    /// Ends all reports.
    pub(crate) fn finish(mut self, coverage: &Coverage) -> anyhow::Result<()> {
        self.each(|it| {
            it.report.end(it.out.writer(), coverage)?;
            it.out.writer().flush()
        })?;
        self.outputs.into_iter().try_for_each(Output::deliver)
    }

    /// Has all reports write something. Standard output that its reader closed
    /// is left out from then on.
    fn each(&mut self, mut write: impl FnMut(&mut Output) -> io::Result<()>) -> anyhow::Result<()> {
        let mut failed = Ok(());
        self.outputs.retain_mut(|output| {
            let Err(error) = write(output) else {
                return true;
            };
            if !output.out.is_closed_pipe(&error) {
                failed = Err(error).with_context(|| output.out.name());
            }
            false
        });
        failed
    }
}

impl Output {
    fn stdout(format: &Format, options: &Options) -> Output {
        let mut options = options.clone();
        options.width = terminal::stdout_width().unwrap_or(WIDTH);
        options.styled = terminal::stdout_is_styled();
        Output {
            format: format.name,
            report: format.report(&options),
            out: Out::Stdout(BufWriter::new(io::stdout())),
        }
    }

    fn file(destination: &Destination, options: &Options) -> anyhow::Result<Output> {
        let Destination { format, path } = destination;
        let place =
            Place::open(path).with_context(|| format!("cannot write {}", path.display()))?;
        let spool = tempfile::tempfile().with_context(|| {
            let folder = env::temp_dir();
            format!("cannot make a temporary file in {}", folder.display())
        })?;
        Ok(Output {
            format: format.name,
            report: format.report(options),
            out: Out::File {
                place,
                spool: BufWriter::new(spool),
            },
        })
    }

    fn object(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
        line: &mut Vec<u8>,
    ) -> io::Result<()> {
        let Output {
            format,
            report,
            out,
        } = self;
        let out = out.writer();
        if finding.is_none() {
            return report.object(out, result, None);
        }
        // Whoever else wants the finding as JSON has it from here.
        if *format == "jsonl" {
            line.clear();
            report.object(line, result, finding)?;
            out.write_all(line)?;
        } else {
            report.object(out, result, finding)?;
        }
        out.flush()
    }

    fn deliver(self) -> anyhow::Result<()> {
        match self.out {
            Out::Stdout(_) => Ok(()),
            Out::File { place, spool } => {
                let name = format!("cannot write {}", place.path.display());
                let written = spool.into_inner().map_err(Into::into);
                written.and_then(|spool| place.put(spool)).context(name)
            }
        }
    }
}

impl Out {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Out::Stdout(out) => out,
            Out::File { spool, .. } => spool,
        }
    }

    fn name(&self) -> String {
        match self {
            Out::Stdout(_) => "cannot write to standard output".into(),
            Out::File { place, .. } => format!("cannot write {}", place.path.display()),
        }
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Out::Stdout(_)) && terminal::stdout_is_terminal()
    }

    fn is_closed_pipe(&self, error: &io::Error) -> bool {
        matches!(self, Out::Stdout(_)) && error.kind() == io::ErrorKind::BrokenPipe
    }
}

fn check_distinct(destinations: &[Destination]) -> anyhow::Result<()> {
    for (at, Destination { path, .. }) in destinations.iter().enumerate() {
        let mut before = destinations[..at].iter();
        anyhow::ensure!(
            before.all(|it| it.path != *path && real(&it.path) != real(path)),
            "two reports cannot both go to {}",
            path.display()
        );
    }
    Ok(())
}

/// Where a file is or will be, however it is named.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let new = || {
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let there = fs::canonicalize(path).ok();
    there.or_else(new).unwrap_or_else(|| path.to_owned())
}

/// What goes to standard output, if anything does.
fn on_stdout(args: &OutputArgs) -> anyhow::Result<Option<Format>> {
    if let Some(format) = args.format {
        return Ok(Some(format));
    }
    if !args.output.is_empty() {
        return Ok(None);
    }
    let name = if terminal::stdout_is_terminal() {
        "table"
    } else {
        "jsonl"
    };
    Ok(Some(*format(name)?))
}

/// How reports are to look: of buckets that stand in these folders, and of this scan, if it
/// is known.
pub(crate) fn options(roots: Roots, context: Option<Context>) -> Options {
    let mut options = Options::default();
    options.roots = roots;
    options.context = context;
    options
}
