//! Findings as their targets want them.

use jiff::Timestamp;
use serde_json::{Value, json};
use tracie_finding::{Coverage, Finding};
use tracie_report::{Options, format};

use super::target::Target;
use super::url::Url;

/// A request to send.
pub(super) struct Message {
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// What it is signed for, if it is.
    pub(super) service: Option<&'static str>,
}

/// The source of events at AWS, which keeps those that begin with `aws.` to itself.
const OWN_SOURCE: &str = "tracie.macie";

/// The event of a finding, as EventBridge delivers it.
pub(super) fn event(finding: &Finding) -> Option<Value> {
    serde_json::from_slice(&reported("eventbridge", finding)?).ok()
}

/// The request that tells a target of a finding; none for a file.
pub(super) fn message(target: &Target, finding: &Finding) -> Option<Message> {
    match target {
        Target::File(_) => None,
        Target::Webhook(url) => Some(Message {
            url: url.clone(),
            headers: vec![content("application/json")],
            body: event(finding)?.to_string().into_bytes(),
            service: None,
        }),
        Target::EventBridge(url) => Some(Message {
            url: url.at("/"),
            headers: call("application/x-amz-json-1.1", "AWSEvents.PutEvents"),
            body: entries(url, &event(finding)?).to_string().into_bytes(),
            service: Some("events"),
        }),
        Target::Sqs(url) => {
            let message =
                json!({"MessageBody": event(finding)?.to_string(), "QueueUrl": url.to_string()});
            Some(Message {
                url: url.at("/"),
                headers: call("application/x-amz-json-1.0", "AmazonSQS.SendMessage"),
                body: message.to_string().into_bytes(),
                service: Some("sqs"),
            })
        }
        Target::SecurityHub(url) => Some(Message {
            url: url.at("/findings/import"),
            headers: vec![content("application/json")],
            body: import(url, finding)?.to_string().into_bytes(),
            service: Some("securityhub"),
        }),
    }
}

/// The members of BatchImportFindings.
fn import(url: &Url, finding: &Finding) -> Option<Value> {
    let mut import: Value = serde_json::from_slice(&reported("asff", finding)?).ok()?;
    // AWS takes findings of Macie's from Macie only; from others, those of the account's
    // own product.
    if url.is_of_aws() {
        let Finding {
            account_id,
            partition,
            region,
            ..
        } = finding;
        let product = format!(
            "arn:{partition}:securityhub:{region}:{account_id}:product/{account_id}/default"
        );
        for finding in import["Findings"].as_array_mut()? {
            finding["ProductArn"] = json!(product);
        }
    }
    Some(import)
}

fn content(kind: &str) -> (&'static str, String) {
    ("content-type", kind.to_owned())
}

fn call(kind: &str, target: &str) -> Vec<(&'static str, String)> {
    vec![content(kind), ("x-amz-target", target.to_owned())]
}

/// The members of PutEvents.
fn entries(url: &Url, event: &Value) -> Value {
    let mut entry = json!({
        "Detail": event["detail"].to_string(),
        "DetailType": event["detail-type"],
        "Resources": [],
        "Source": event["source"],
        "Time": event["time"].as_str().and_then(seconds),
    });
    if url.is_of_aws() {
        entry["Source"] = json!(OWN_SOURCE);
    }
    if !url.name().is_empty() {
        entry["EventBusName"] = json!(url.name());
    }
    json!({"Entries": [entry]})
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_takes_findings_of_the_accounts_own_product() {
        let finding = crate::operations::samples::of_policy_for_tests();
        for (url, product) in [
            ("http://127.0.0.1:5000", "::product/aws/macie"),
            (
                "https://securityhub.eu-west-1.amazonaws.com",
                ":111122223333:product/111122223333/default",
            ),
        ] {
            let import = import(&Url::parse(url).expect("a URL"), &finding).expect("an import");
            let arn = import["Findings"][0]["ProductArn"]
                .as_str()
                .expect("an ARN");
            assert!(arn.ends_with(product), "{arn}");
        }
    }

    #[test]
    fn aws_keeps_its_sources_to_itself() {
        let event = json!({"source": "aws.macie", "detail-type": "Macie Finding", "detail": {},
            "time": "2024-03-11T19:46:53Z"});
        for (url, source, bus) in [
            ("http://127.0.0.1:5000", "aws.macie", None),
            (
                "https://events.eu-west-1.amazonaws.com/audit",
                "tracie.macie",
                Some("audit"),
            ),
        ] {
            let entries = entries(&Url::parse(url).expect("a URL"), &event);
            let entry = &entries["Entries"][0];
            assert_eq!(entry["Source"], source);
            assert_eq!(entry.get("EventBusName").and_then(Value::as_str), bus);
            assert_eq!(entry["Time"], 1_710_186_413);
        }
    }
}
