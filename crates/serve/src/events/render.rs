//! Findings as their targets want them.

use jiff::Timestamp;
use serde_json::{Value, json};
use tracie_finding::{Coverage, Finding};
use tracie_report::{Options, format};

use super::post::Url;
use super::target::Target;

/// A request to send.
pub(super) struct Message {
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// The event of a finding, as EventBridge delivers it.
pub(super) fn event(finding: &Finding) -> Option<Value> {
    serde_json::from_slice(&reported("eventbridge", finding)?).ok()
}

/// The request that tells a target of a finding; none for a file.
pub(super) fn message(target: &Target, finding: &Finding) -> Option<Message> {
    let content = |kind: &str| vec![("Content-Type", kind.to_owned())];
    match target {
        Target::File(_) => None,
        Target::Webhook(url) => Some(Message {
            url: url.clone(),
            headers: content("application/json"),
            body: event(finding)?.to_string().into_bytes(),
        }),
        Target::EventBridge(url) => Some(call(
            url.at("/"),
            "application/x-amz-json-1.1",
            "AWSEvents.PutEvents",
            &entries(&event(finding)?),
        )),
        Target::Sqs(url) => Some(call(
            url.at("/"),
            "application/x-amz-json-1.0",
            "AmazonSQS.SendMessage",
            &json!({"MessageBody": event(finding)?.to_string(), "QueueUrl": url.to_string()}),
        )),
        Target::SecurityHub(url) => Some(Message {
            url: url.at("/findings/import"),
            headers: content("application/json"),
            body: reported("asff", finding)?,
        }),
    }
}

fn call(url: Url, content: &str, target: &str, body: &Value) -> Message {
    Message {
        url,
        headers: vec![
            ("Content-Type", content.to_owned()),
            ("X-Amz-Target", target.to_owned()),
            (
                "X-Amz-Date",
                Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string(),
            ),
        ],
        body: body.to_string().into_bytes(),
    }
}

/// The members of PutEvents.
fn entries(event: &Value) -> Value {
    json!({"Entries": [{
        "Detail": event["detail"].to_string(),
        "DetailType": event["detail-type"],
        "Resources": [],
        "Source": event["source"],
        "Time": event["time"].as_str().and_then(seconds),
    }]})
}

fn seconds(time: &str) -> Option<i64> {
    time.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// A finding in one of the formats of reports.
fn reported(name: &str, finding: &Finding) -> Option<Vec<u8>> {
    let mut report = format(name).ok()?.report(&Options::default());
    let mut out = Vec::new();
    report.begin(&mut out).ok()?;
    report.finding(&mut out, finding, None).ok()?;
    report.end(&mut out, &Coverage::default()).ok()?;
    (!out.is_empty()).then_some(out)
}
