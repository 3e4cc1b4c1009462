//! JSON Lines: one event a line, as EventBridge delivers Macie's findings. For
//! those who try rules and their targets. Written as findings come.
//!
//! Macie sends no event for a finding that a suppression rule archived, and
//! none is written for it here.

use std::io::{self, Write};

use serde::Serialize;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Finding, identity};

use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "eventbridge",
    about: "one event a line, as EventBridge delivers findings",
    begins: &["{\"version\":\"0\",\"id\":\""],
    new: |_| Box::new(EventBridge),
};

struct EventBridge;

/// An event, member for member.
#[derive(Serialize)]
struct Event<'a> {
    version: &'static str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: &'static str,
    source: &'static str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [&'static str; 0],
    detail: &'a Finding,
}

impl Report for EventBridge {
    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        _result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        if finding.archived {
            return Ok(());
        }
        document::write(out, &Event::of(finding))?;
        out.write_all(b"\n")
    }
}

impl Event<'_> {
    fn of(finding: &Finding) -> Event<'_> {
        Event {
            version: "0",
            id: id(finding),
            detail_type: "Macie Finding",
            source: "aws.macie",
            account: &finding.account_id,
            time: in_seconds(&finding.updated_at),
            region: &finding.region,
            resources: [],
            detail: finding,
        }
    }
}

/// An id that follows from the finding and its state, with the dashes of a
/// UUID.
fn id(finding: &Finding) -> String {
    let hex = identity::hex_id(&["event", &finding.id, &finding.updated_at]);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// Events have no fractions of a second.
fn in_seconds(instant: &str) -> String {
    match instant.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => instant.to_owned(),
    }
}
