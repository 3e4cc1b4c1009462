//! JSON Lines: one event a line, as EventBridge delivers Macie's findings. For
//! those who try rules and their targets. Written as findings come.
//!
//! Macie sends no event for a finding that a suppression rule archived, and
//! none is written for it here.
//!
//! Where the scan was stopped before it had reached all objects, the last event says
//! so: its source is `tracie` and its detail-type `Tracie Scan Stopped`, so that no rule
//! on Macie's events matches it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Context, Coverage, Finding, identity};

use crate::stopped::STOPPED;
use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "eventbridge",
    about: "one event a line, as EventBridge delivers findings",
    begins: &["{\"version\":\"0\",\"id\":\""],
    new: |options| {
        Box::new(EventBridge {
            context: options.context(),
        })
    },
};

struct EventBridge {
    context: Context,
}

/// An event, member for member.
#[derive(Serialize)]
struct Event<'a, T> {
    version: &'static str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: &'static str,
    source: &'static str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [&'static str; 0],
    detail: T,
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
        document::write(out, &of_finding(finding))?;
        out.write_all(b"\n")
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        if !coverage.is_stopped() {
            return Ok(());
        }
        document::write(out, &of_stop(&self.context))?;
        out.write_all(b"\n")
    }
}

fn of_finding(finding: &Finding) -> Event<'_, &Finding> {
    Event {
        version: "0",
        id: id(&[&finding.id, &finding.updated_at]),
        detail_type: "Macie Finding",
        source: "aws.macie",
        account: &finding.account_id,
        time: in_seconds(&finding.updated_at),
        region: &finding.region,
        resources: [],
        detail: finding,
    }
}

fn of_stop(context: &Context) -> Event<'_, serde_json::Value> {
    let job = context.job_id.as_deref();
    let made = context.created_at.to_string();
    Event {
        version: "0",
        id: id(&["stopped", job.unwrap_or_default(), &made]),
        detail_type: "Tracie Scan Stopped",
        source: "tracie",
        account: &context.account_id,
        time: in_seconds(&made),
        region: &context.region,
        resources: [],
        detail: json!({"jobId": job, "message": STOPPED}),
    }
}

/// An id that follows from what an event is about, with the dashes of a UUID.
fn id(about: &[&str]) -> String {
    let hex = identity::hex_id(&[&["event"], about].concat());
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
