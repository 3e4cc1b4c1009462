//! Telling targets of findings.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use tracie_finding::Finding;
use tracie_store::Scoped;

use super::outbox::Outbox;
use super::render::{event, message};
use super::target::Target;
use crate::failure::Failure;
use crate::operations::configurations::{PUBLICATION, default_publication};

/// Tells all targets of what is due. What could not be told stays due; targets that
/// heard of it hear of it again, with the same id.
pub(crate) fn publish(store: &Scoped, targets: &[Target], now_ms: i64) -> Result<(), Failure> {
    loop {
        let outbox = Outbox::due(store, now_ms)?;
        if outbox.is_empty() {
            return Ok(());
        }
        for target in targets {
            tell(store, target, &outbox)?;
        }
        outbox.done(store)?;
    }
}

fn tell(store: &Scoped, target: &Target, outbox: &Outbox) -> Result<(), Failure> {
    let told = match target {
        Target::File(path) => append(path, &outbox.findings),
        Target::SecurityHub(_) => {
            let kept = store.read(|it| it.setting(PUBLICATION))?;
            let configuration = kept.unwrap_or_else(default_publication);
            send(target, outbox.for_security_hub(&configuration))
        }
        _ => send(target, outbox.findings.iter()),
    };
    told.map_err(|error| Failure::internal(format!("events cannot be published: {error}")))
}

fn append(path: &Path, findings: &[Finding]) -> io::Result<()> {
    let mut lines = String::new();
    for event in findings.iter().filter_map(event) {
        lines.push_str(&event.to_string());
        lines.push('\n');
    }
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(lines.as_bytes())
}

fn send<'a>(target: &Target, findings: impl Iterator<Item = &'a Finding>) -> io::Result<()> {
    for message in findings.filter_map(|it| message(target, it)) {
        message.url.post(&message.headers, &message.body)?;
    }
    Ok(())
}
