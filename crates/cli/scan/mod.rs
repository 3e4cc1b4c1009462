//! `tracie scan`: looks for sensitive data and reports it.

mod ahead;
mod apart;
mod args;
mod collector;
mod collide;
mod interrupt;
mod job;
#[cfg(feature = "store")]
mod keep;
#[cfg(not(feature = "store"))]
#[path = "keep_nothing.rs"]
mod keep;
mod progress;
pub(crate) mod results;
mod search;
mod talk;
mod target;

use std::time::Instant;

use tracie::finding::detection::Severity;
use tracie::finding::{Context, Coverage};
use tracie::identify::CustomIdentifier;
use tracie::report::{covered, price};
use tracie::source::{Only, Source};
use tracie::{AllowList, Limits, Located, Scanner, ScannerBuilder};

pub(crate) use self::args::ScanArgs;
#[cfg(feature = "store")]
pub(crate) use self::args::{Level, RunArgs};
use self::collector::Collector;
#[cfg(feature = "store")]
pub(crate) use self::interrupt::Interrupt;
pub(crate) use self::job::time_of_run;
use self::keep::{Keep, Opening, Unchanged};
pub(crate) use self::search::{customs_in, some};
use self::talk::Talk;
use self::target::Targets;
use crate::allow_list::{self, Loaded};
use crate::exit::Exit;
use crate::output::{self, Outputs, guard};
use crate::terminal;

pub(crate) fn run(args: &ScanArgs) -> anyhow::Result<Exit> {
    let targets = Targets::of(args)?;
    // All that can be wrong with the command line is told before anything is
    // read or written.
    let sources = targets.sources()?;
    let Loaded { lists, unused } = allow_list::load(&args.search.allow, &args.words())?;
    let customs = search::customs(&args.search)?;
    let opening = Opening::begin(&args.keep, &targets)?;
    let (scanner, context) = scanner(args, &targets, customs, lists)?;
    let results = results::begin(args, &targets, &context)?;
    let keep = Keep::begin(opening, args, &targets, &context, &scanner)?;
    let unchanged = keep.unchanged();
    guard::refuse(&args.results.output, &args.inputs(), |it| {
        targets.covers(it)
    })?;
    let options = output::options(targets.roots(), Some(context));
    let outputs = Outputs::begin(&args.results.output, &options)?;
    // How much there is to look at cannot be known beforehand where only what
    // changed is.
    let talk = Talk::begin(&args.run, unchanged.is_none().then_some(&targets));
    keep.warn(&talk);
    for name in unplanned(&scanner) {
        talk.say(&format!(
            "hint: `{name}` is tried at every place, which is slow: give it a keyword, or digits or \
             letters to begin with"
        ));
    }

    for list in &unused {
        let why = format!("{list}; goes on without it, and what it would leave out is reported");
        talk.say(&format!("{}: {why}", terminal::warning("warning")));
    }

    let started = Instant::now();
    let mut collector = Collector::new(talk, outputs, results, keep);
    let mut coverage = look(&scanner, sources, unchanged.as_ref(), &mut collector);
    if collector.is_stopped() {
        coverage.stop();
    }
    let seconds = started.elapsed().as_secs_f64();
    let left = Left {
        occurrences: scanner.left_out(),
        unused: unused.len(),
    };
    // All ends with the process: giving memory back piece by piece takes a while.
    std::mem::forget(scanner);
    let stands = Stands {
        worst: unchanged.as_ref().and_then(Unchanged::worst),
        said: unchanged.and_then(|it| it.in_words()),
    };
    conclude(
        collector,
        &coverage,
        seconds,
        left,
        stands,
        args,
        &targets.region(),
    )
}

/// Looks at all objects but those that have not changed.
fn look(
    scanner: &Scanner,
    sources: Vec<Box<dyn Source>>,
    unchanged: Option<&Unchanged>,
    collector: &mut Collector,
) -> Coverage {
    let Some(unchanged) = unchanged else {
        return scanner.scan(&sources, collector);
    };
    let changed = Only::new(sources, |object| unchanged.wants(object));
    let mut coverage = scanner.scan(&changed, collector);
    coverage.merge(&unchanged.coverage());
    coverage
}

/// The scanner that was asked for, and what its findings say of the scan.
fn scanner(
    args: &ScanArgs,
    targets: &Targets,
    customs: Vec<CustomIdentifier>,
    lists: Vec<AllowList>,
) -> anyhow::Result<(Scanner, Context)> {
    let selection = search::selection(&args.search);
    let mut context = job::context(args, targets, &selection, &customs, &lists)?;
    context.results = args
        .results
        .results
        .as_deref()
        .map(results::bucket)
        .transpose()?;
    let mut limits = Limits::default();
    limits.extract = args.limits.extract()?;
    limits.time = limits.extract.time;
    let builder = Scanner::builder()
        .limits(limits)
        .managed(selection)
        .extras(args.search.extras)
        .threads(args.run.threads.map_or(0, usize::from))
        .context(context.clone());
    let builder = match context.results {
        Some(_) => builder.locations(results::LOCATIONS),
        None if args.keep.compares() => builder,
        None => builder.located(Located::Shown),
    };
    let builder = customs.into_iter().fold(builder, ScannerBuilder::custom);
    let builder = lists.into_iter().fold(builder, ScannerBuilder::allow_list);
    Ok((builder.build()?, context))
}

/// The names of the user's own identifiers that slow a scan down.
fn unplanned(scanner: &Scanner) -> impl Iterator<Item = &str> {
    let ids = scanner.detector().unplanned().map(|it| it.id.as_str());
    ids.filter(|id| !id.starts_with(OURS))
}

/// What the ids of Tracie's own identifiers begin with.
const OURS: &str = "TRACIE_";

/// Ends the reports, says what the scan came to, and makes it an exit code.
fn conclude(
    mut collector: Collector,
    coverage: &Coverage,
    seconds: f64,
    left: Left,
    stands: Stands,
    args: &ScanArgs,
    region: &str,
) -> anyhow::Result<Exit> {
    let stopped = collector.is_stopped();
    collector.talk.end_progress();
    let end = End {
        found: collector.summary.found(coverage),
        coverage,
        seconds,
        stopped,
        unheard: collector.is_unheard(),
        left,
        region,
    };
    let worst = collector.summary.worst().max(stands.worst);
    let fail_on = args.results.fail_on.into();
    let exit = exit(worst, fail_on, coverage.is_complete());
    let said = collector.shows_sums();
    let (talk, kept) = collector.finish(coverage)?;
    end.say(&talk, said);
    for line in stands.said.into_iter().chain(kept) {
        talk.say(&line);
    }
    Ok(exit)
}

fn exit(worst: Option<Severity>, fail_on: Severity, whole: bool) -> Exit {
    if worst >= Some(fail_on) {
        Exit::Found
    } else if whole {
        Exit::Clean
    } else {
        Exit::Partial
    }
}

/// What was found before in objects that have not changed since.
struct Stands {
    worst: Option<Severity>,
    said: Option<String>,
}

/// How a scan ended.
struct End<'a> {
    found: String,
    coverage: &'a Coverage,
    seconds: f64,
    /// Whether it ended before all was looked at.
    stopped: bool,
    /// Whether nobody reads what it writes.
    unheard: bool,
    left: Left,
    /// Whose prices Macie's would be.
    region: &'a str,
}

/// What allow lists did.
#[derive(Clone, Copy, Default)]
struct Left {
    /// How many occurrences they left out.
    occurrences: u64,
    /// How many of them could not be used.
    unused: usize,
}

impl End<'_> {
    /// Says it in a line, but for what the user was told already.
    fn say(&self, talk: &Talk, said: bool) {
        if !said {
            talk.say(&self.in_words(talk.is_verbose()));
        }
        if let Some(left) = self.left.in_words() {
            talk.say(&left);
        }
        let bytes = self.coverage.total().bytes_classified;
        if let Some(price) = price::in_words(bytes, self.region) {
            talk.say(&terminal::faint(price));
        }
        if self.stopped {
            let line = terminal::warning(
                "stopped early: what was not reached is neither searched nor counted",
            );
            // Not all reports can say so, and neither can the exit code where something was
            // found. Who closed our output knows.
            match self.unheard {
                true => talk.say(&line),
                false => talk.insist(&line),
            }
        }
    }

    fn in_words(&self, verbose: bool) -> String {
        let End {
            found,
            coverage,
            seconds,
            ..
        } = self;
        let all = coverage.partial().is_empty() && coverage.skipped().is_empty();
        let hint = if verbose || all && coverage.unchanged_in_part() == 0 {
            ""
        } else {
            "; -v names what was not looked at"
        };
        let covered = covered(coverage);
        format!(
            "{}; {covered} in {seconds:.1} s{hint}",
            terminal::strong(found)
        )
    }
}

impl Left {
    fn in_words(self) -> Option<String> {
        let left_out = match self.occurrences {
            0 => None,
            1 => Some("1 occurrence left out, which is on an allow list".to_owned()),
            n => Some(format!(
                "{n} occurrences left out, which are on an allow list"
            )),
        };
        let unused = match self.unused {
            0 => None,
            1 => Some("1 allow list was not used".to_owned()),
            n => Some(format!("{n} allow lists were not used")),
        };
        let unused = unused.map(terminal::warning);
        let said: Vec<String> = left_out.into_iter().chain(unused).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_win_over_partial() {
        use Severity::{High, Low, Medium};
        for (worst, fail_on, whole, expected) in [
            (None, Low, true, Exit::Clean),
            (None, Low, false, Exit::Partial),
            (Some(Low), Low, true, Exit::Found),
            (Some(Low), Low, false, Exit::Found),
            (Some(Medium), High, true, Exit::Clean),
            (Some(Medium), High, false, Exit::Partial),
            (Some(High), Medium, false, Exit::Found),
        ] {
            assert_eq!(exit(worst, fail_on, whole), expected);
        }
    }
}
