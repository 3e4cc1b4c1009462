//! What is known before a scan, and what is kept of it: stores, suppression
//! rules, baselines.

mod args;
mod baseline;
mod news;
mod opening;
mod unchanged;

use anyhow::Context as _;
use jiff::Timestamp;
use tracie::Scanner;
use tracie::finding::detection::ObjectResult;
use tracie::finding::identity::hex_id;
use tracie::finding::{Context, Coverage, Finding};
use tracie::job::identifier_set;
use tracie::store::{Error, Recorder, ScanInfo, Scoped, Suppression, Writing};

pub(super) use self::args::KeepArgs;
use self::news::News;
pub(super) use self::opening::Opening;
pub(super) use self::unchanged::Unchanged;
use super::args::ScanArgs;
use super::talk::Talk;
use super::target::Targets;
use crate::limits::{LimitArgs, Profile};
use crate::{store, suppress};

/// What is known and kept.
pub(super) struct Keep {
    here: Option<Scoped>,
    recorder: Option<Recorder>,
    rules: Suppression,
    news: Option<News>,
    /// A hash of all that decides what is found.
    identifiers: String,
    changed_only: bool,
    now_ms: i64,
    /// How the store is called.
    name: String,
    /// What was kept, in words.
    said: Vec<String>,
}

impl Keep {
    /// Reads what is known, and begins to keep.
    pub(super) fn begin(
        opening: Option<Opening>,
        args: &ScanArgs,
        targets: &Targets,
        context: &Context,
        scanner: &Scanner,
    ) -> anyhow::Result<Keep> {
        let limits = &args.limits;
        let args = &args.keep;
        let mut keep = Keep {
            here: None,
            recorder: None,
            rules: Suppression::default(),
            news: args.news(context)?,
            identifiers: identifiers(scanner, limits, &targets.places()),
            changed_only: args.changed_only,
            now_ms: Timestamp::now().as_millisecond(),
            name: String::new(),
            said: Vec::new(),
        };
        let rules = args.rules()?;
        match opening {
            Some(opening) => keep.open(opening, args, &rules, targets, context)?,
            None => keep.rules = rules.into_iter().map(|(_, rules)| rules).collect(),
        }
        Ok(keep)
    }

    fn open(
        &mut self,
        opening: Opening,
        args: &KeepArgs,
        rules: &[(String, Suppression)],
        targets: &Targets,
        context: &Context,
    ) -> anyhow::Result<()> {
        let name = opening.name();
        let here = opening
            .opened()?
            .scope(&context.account_id, &context.region);
        let write = |it: &Writing<'_>| {
            if let Some(retention) = args.retention {
                it.set_retention_days(retention.0)?;
            }
            for (source, rules) in rules {
                it.put_suppression(rules, source)?;
            }
            let expired = it.expire_findings(self.now_ms)?;
            // All in one step: to read in another would be to open the file once more.
            let lost = store::losses(it, &name)?;
            Ok::<_, Error>((expired, Suppression::kept(it)?, lost))
        };
        let (expired, rules, lost) = here.write(write).with_context(|| name.clone())?;
        if expired > 0 {
            let old = count(expired, "finding was", "findings were");
            self.said.push(format!(
                "{old} removed, since the store keeps them no longer"
            ));
        }
        self.said.extend(lost);
        self.rules = rules;
        let info = ScanInfo {
            job: context.job_id.clone().unwrap_or_default(),
            identifiers: self.identifiers.clone(),
            targets: targets.names(),
        };
        self.recorder = Some(Recorder::begin(&here, info)?);
        self.here = Some(here);
        self.name = name;
        Ok(())
    }

    /// Tells what does not apply.
    pub(super) fn warn(&self, talk: &Talk) {
        suppress::tell_over(&self.rules, |line| talk.say(&line));
    }

    /// What leaves out objects that have not changed, if that is wanted.
    pub(super) fn unchanged(&self) -> Option<Unchanged> {
        let here = self.here.clone().filter(|_| self.changed_only)?;
        // What a baseline knows is said to be known.
        let counts = self.news.is_none();
        Some(Unchanged::new(here, &self.identifiers, counts))
    }

    /// Archives a finding that a rule is about.
    pub(super) fn judge(&self, finding: &mut Finding) {
        finding.archived |= self.rules.rule_for(finding, self.now_ms).is_some();
    }

    /// Stores what looking at an object ended with, and its finding, of which
    /// the JSON may be there already.
    pub(super) fn store(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
        json: Option<&str>,
    ) -> anyhow::Result<()> {
        let Some(recorder) = &mut self.recorder else {
            return Ok(());
        };
        let stored = match finding.zip(json) {
            Some((finding, json)) => recorder.record_written(result, finding, json),
            None => recorder.record(result, finding),
        };
        stored.with_context(|| format!("cannot store findings in {}", self.name))
    }

    /// What is to be reported of an object, if that is not all of it.
    pub(super) fn news(
        &mut self,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> Option<(ObjectResult, Option<Finding>)> {
        self.news.as_mut()?.of(result, finding)
    }

    /// Waits until all is stored; tells what was kept.
    pub(super) fn finish(mut self, coverage: &Coverage) -> anyhow::Result<Vec<String>> {
        if let Some(news) = &self.news {
            self.said.push(news.in_words());
        }
        if let Some(recorder) = self.recorder.take() {
            let stored = recorder.finish(coverage);
            let stored =
                stored.with_context(|| format!("cannot store findings in {}", self.name))?;
            let new = count(stored.added, "new finding", "new findings");
            let known = stored.changed + stored.known;
            self.said
                .push(format!("{}: {new}, {known} known", self.name));
        }
        Ok(self.said)
    }
}

/// A hash of all that decides what is found, and of the folders that are scanned: that of
/// jobs unless something is read in another way, or lies elsewhere, than for jobs.
fn identifiers(scanner: &Scanner, limits: &LimitArgs, places: &[String]) -> String {
    let set = identifier_set(scanner.detector());
    let set = match places {
        [] => set,
        places => {
            let places = places.iter().map(String::as_str);
            let all: Vec<&str> = ["places"]
                .into_iter()
                .chain(places)
                .chain([&*set])
                .collect();
            hex_id(&all)
        }
    };
    match (limits.limits, limits.password_file.is_some()) {
        (Profile::Macie, false) => set,
        (limits, passwords) => hex_id(&[
            "limits",
            &format!("{limits:?}"),
            &passwords.to_string(),
            &set,
        ]),
    }
}

/// How people read so many of something.
fn count(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
