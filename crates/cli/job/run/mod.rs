//! `tracie job run`.

mod args;
mod buckets;
mod ending;
mod outlet;
mod talk;
mod which;

use std::time::Instant;

use jiff::Timestamp;
use tracie::finding::Context;
use tracie::job::{Ended, Jobs, Library, RunOptions, Runner, Stop};
use tracie::report::visible;
use tracie::store::Suppression;

pub(crate) use self::args::JobRunArgs;
use self::ending::Ending;
use self::outlet::Reports;
use self::talk::Talk;
use self::which::{Which, which};
use crate::allow_list::{self, Words};
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::scan::{self, results::Results};
use crate::suppress;
use crate::terminal;

pub(crate) fn run(args: &JobRunArgs) -> anyhow::Result<Exit> {
    // All that can be wrong with the command line is told before anything is
    // read or written.
    buckets::refuse_own(args)?;
    buckets::refuse_reports(args)?;
    let buckets = buckets::given(args)?;
    let mut talk = Talk::begin(&args.how);
    let library = library(args, &talk)?;
    let options = options(args)?;
    let results = results(args)?;
    let jobs = args.store.jobs()?;
    let Some(id) = begin(args, &jobs, &talk)? else {
        talk.end_progress();
        return Ok(Exit::Clean);
    };
    if args.search.allow.allow_list_optional {
        say_missing(&library, &jobs, &id, &talk)?;
    }
    let looks = output::options(buckets::roots(&args.buckets), Some(context(args, &id)));
    let outputs = Outputs::begin(&args.results.output, &looks)?;
    let stop = Stop::default();
    let rules = jobs.scope().read(Suppression::kept)?;
    suppress::tell_over(&rules, |line| talk.say(&line));
    let reports = Reports::new(talk, outputs, results, stop.clone(), rules);
    let runner = Runner::new(&jobs, &buckets, &library)
        .options(options)
        .stop(stop);
    conclude(args, &runner, &id, reports)
}

/// Runs the job, and says what that came to.
fn conclude(
    args: &JobRunArgs,
    runner: &Runner<'_>,
    id: &str,
    mut reports: Reports,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let report = runner.run(id, &mut reports);
    reports.talk.end_progress();
    let report = report?;
    let shown = reports.shows_sums() && !report.resumed;
    let reached_all = report.ended == Ended::Complete && report.statistics.errors == 0;
    let talk = reports.finish(reached_all)?;
    let ending = Ending {
        id,
        report: &report,
        seconds: started.elapsed().as_secs_f64(),
        region: &args.store.region,
    };
    ending.say(&talk, shown);
    Ok(ending.exit(args.results.fail_on.into()))
}

/// What is known of a job before its run is.
fn context(args: &JobRunArgs, id: &str) -> Context {
    let mut context = Context::new(Timestamp::now());
    context.account_id.clone_from(&args.store.account_id);
    context.region.clone_from(&args.store.region);
    context.job_id = Some(id.to_owned());
    context
}

fn options(args: &JobRunArgs) -> anyhow::Result<RunOptions> {
    let mut options = RunOptions::default();
    options.threads = args.how.threads.map_or(0, usize::from);
    if let Some(folder) = &args.results.results {
        options.results = Some(scan::results::bucket(folder)?);
    }
    Ok(options)
}

/// What writes discovery results, if they were asked for.
fn results(args: &JobRunArgs) -> anyhow::Result<Option<Results>> {
    let region = Some(args.store.region.as_str());
    let place = args.results.results.as_deref();
    place
        .map(|place| scan::results::writer(place, &args.in_store, region))
        .transpose()
}

/// The job to run, which is RUNNING; `None` if there is nothing to do yet.
fn begin(args: &JobRunArgs, jobs: &Jobs, talk: &Talk) -> anyhow::Result<Option<String>> {
    let now = Timestamp::now();
    match which(jobs, &args.job, now)? {
        Which::Ready { id, doubts } => {
            for doubt in doubts {
                talk.say(&format!("{}: {doubt}", terminal::warning("warning")));
            }
            Ok(Some(id))
        }
        Which::Waits { id } => {
            talk.say(&format!(
                "created the job {id}, which looks only at what changes from now on; run it again \
                 when something has"
            ));
            Ok(None)
        }
    }
}

/// What jobs may name by ids.
fn library(args: &JobRunArgs, talk: &Talk) -> anyhow::Result<Library> {
    let mut library = Library::default();
    for custom in scan::customs_in(&args.search.custom)? {
        library.custom(custom);
    }
    let words = Words {
        dumps: args.buckets.dump.clone(),
        store: Some(&args.in_store),
        region: Some(&args.store.region),
    };
    let loaded = allow_list::load(&args.search.allow, &words)?;
    for list in loaded.lists {
        library.allow_list(list.name().to_owned(), list);
    }
    library.lists_optional(args.search.allow.allow_list_optional);
    for list in &loaded.unused {
        talk.say(&format!("{}: {list}", terminal::warning("warning")));
    }
    Ok(library)
}

/// Says which allow lists a job goes on without; where it does not, the run
/// tells.
fn say_missing(library: &Library, jobs: &Jobs, id: &str, talk: &Talk) -> anyhow::Result<()> {
    let lists = jobs.describe(id)?.allow_list_ids;
    for list in library.missing_lists(&lists) {
        let list = visible(list);
        talk.say(&format!(
            "{}: there is no allow list {list}; goes on without it, and what it would leave out is \
             reported",
            terminal::warning("warning")
        ));
    }
    Ok(())
}
