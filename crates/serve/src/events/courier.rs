//! Telling targets of findings. Each has an outbox of its own: one that is away
//! keeps nobody else waiting, and hears of all once it is back.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use tracie_finding::Finding;
use tracie_source::s3::{Credentials, Sender};
use tracie_store::Scoped;

use super::outbox::{Letter, Outcome, due, is_for_security_hub};
use super::render::{Message, event, message};
use super::reply::{Told, told};
use super::target::Target;
use crate::error::Error;
use crate::failure::Failure;
use crate::notices::Notices;
use crate::operations::configurations::{PUBLICATION, default_publication};

/// How long a target that is away is left alone at first; twice as long each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// Tells targets of findings.
pub(crate) struct Courier {
    sender: Sender,
    lines: Vec<Line>,
    notices: Notices,
}

/// A target, and how well it can be reached.
struct Line {
    target: Target,
    outbox: String,
    /// How often in a row it was away.
    failures: u32,
    until: Option<Instant>,
}

impl Courier {
    pub(crate) fn new(
        targets: Vec<Target>,
        credentials: Option<Credentials>,
        notices: Notices,
    ) -> Result<Self, Error> {
        let is_encrypted = targets.iter().any(Target::is_encrypted);
        let lines = targets.into_iter().map(|target| Line {
            outbox: target.outbox(),
            target,
            failures: 0,
            until: None,
        });
        Ok(Self {
            sender: Sender::new(credentials, is_encrypted)
                .map_err(|error| Error::Targets(error.to_string()))?,
            lines: lines.collect(),
            notices,
        })
    }

    /// Tells all targets that can be reached of what is due, until there is no more
    /// or `stop` says so.
    pub(crate) fn go(
        &mut self,
        store: &Scoped,
        now_ms: i64,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        for line in &mut self.lines {
            while !stop() && line.until.is_none_or(|until| until <= Instant::now()) {
                let letters = due(store, &line.outbox, now_ms)?;
                let outcome = line.tell(&self.sender, &self.notices, store, letters, now_ms)?;
                if outcome.is_empty() {
                    break;
                }
                outcome.keep(store)?;
            }
        }
        Ok(())
    }
}

impl Line {
    /// Tells of findings one by one, as far as it gets.
    fn tell(
        &mut self,
        sender: &Sender,
        notices: &Notices,
        store: &Scoped,
        letters: Vec<Letter>,
        now_ms: i64,
    ) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::default();
        let wanted = self.wanted(store)?;
        for letter in letters {
            let finding = letter.finding.as_ref().filter(|it| wanted(it));
            match finding.map_or(Told::Heard, |it| self.send(sender, it)) {
                Told::Heard => {
                    self.failures = 0;
                    outcome.done(letter);
                }
                Told::Refused(why) => {
                    notices.tell(&format!(
                        "{} refuses an event, which is offered again later: {why}",
                        self.target
                    ));
                    outcome.refused(letter, now_ms);
                }
                Told::Away(why) => {
                    self.is_away(notices, &why);
                    break;
                }
            }
        }
        Ok(outcome)
    }

    fn wanted(&self, store: &Scoped) -> Result<impl Fn(&Finding) -> bool + use<>, Failure> {
        let configuration = match self.target {
            Target::SecurityHub(_) => {
                let kept = store.read(|it| it.setting(PUBLICATION))?;
                Some(kept.unwrap_or_else(default_publication))
            }
            _ => None,
        };
        Ok(move |finding: &Finding| {
            let configuration = configuration.as_ref();
            configuration.is_none_or(|it| is_for_security_hub(finding, it))
        })
    }

    fn send(&self, sender: &Sender, finding: &Finding) -> Told {
        if let Target::File(path) = &self.target {
            return match append(path, finding) {
                Ok(()) => Told::Heard,
                Err(error) => Told::Away(error.to_string()),
            };
        }
        match message(&self.target, finding) {
            Some(message) => post(sender, &message, finding),
            None => Told::Refused("a finding that cannot be written as an event".into()),
        }
    }

    fn is_away(&mut self, notices: &Notices, why: &str) {
        let wait = FIRST_WAIT * 2_u32.saturating_pow(self.failures.min(16));
        self.until = Some(Instant::now() + wait.min(LONGEST_WAIT));
        if self.failures == 0 {
            let target = &self.target;
            notices.tell(&format!(
                "{target} cannot be told of findings; they wait until it can: {why}"
            ));
        }
        self.failures += 1;
    }
}

fn post(sender: &Sender, message: &Message, finding: &Finding) -> Told {
    let url = message.url.to_string();
    let region = message.url.region().unwrap_or(&finding.region);
    let post = tracie_source::s3::Post {
        url: &url,
        headers: &message.headers,
        body: &message.body,
        signed_for: message.service.map(|service| (service, region)),
    };
    match sender.post(&post) {
        Ok(reply) => told(&reply),
        Err(why) => Told::Away(why),
    }
}

fn append(path: &Path, finding: &Finding) -> io::Result<()> {
    let Some(event) = event(finding) else {
        return Ok(());
    };
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(format!("{event}\n").as_bytes())
}
