//! AWS Security Finding Format, as Macie publishes findings to Security Hub.
//! JSON Lines, each the input of one BatchImportFindings with at most 100
//! findings, so that up to 100 findings are one document:
//!
//! ```sh
//! while read -r batch; do aws securityhub batch-import-findings --cli-input-json "$batch"; done
//! ```
//!
//! Findings name Macie as their product. To import them as your own, replace
//! `ProductArn` by `arn:aws:securityhub:REGION:ACCOUNT:product/ACCOUNT/default`.
//! Findings that a suppression rule archived are not published. Up to 100
//! findings are held.
//!
//! That a scan was stopped before it had reached all objects is told nowhere in it: each
//! line is a request that AWS would refuse with anything else in it. The command's exit
//! code and standard error tell.

mod finding;
mod resource;

use std::io::{self, Write};

use serde_json::Value;
use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};

use crate::{Format, Report, document};

/// This format.
pub const FORMAT: Format = Format {
    name: "asff",
    about: "for Security Hub: each line the input of one BatchImportFindings",
    begins: &["{\"Findings\":[{\"SchemaVersion\":"],
    new: |_| Box::new(Asff::default()),
};

/// As many findings can be imported at once.
const BATCH: usize = 100;

#[derive(Default)]
struct Asff {
    batch: Vec<Value>,
}

impl Asff {
    fn send(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let batch = std::mem::take(&mut self.batch);
        document::write(out, &serde_json::json!({"Findings": batch}))?;
        out.write_all(b"\n")
    }
}

impl Report for Asff {
    fn finding(
        &mut self,
        out: &mut dyn Write,
        finding: &Finding,
        _result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        if finding.archived {
            return Ok(());
        }
        self.batch.push(finding::document(finding));
        match self.batch.len() {
            BATCH => self.send(out),
            _ => Ok(()),
        }
    }

    fn end(&mut self, out: &mut dyn Write, _coverage: &Coverage) -> io::Result<()> {
        match self.batch.is_empty() {
            true => Ok(()),
            false => self.send(out),
        }
    }
}

/// The value without members that are null, with the names of all members
/// capitalised: what Macie's documents are in Security Hub.
fn capitalised(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let known = members.into_iter().filter(|(_, value)| !value.is_null());
            known
                .map(|(name, value)| (capital(&name), capitalised(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(capitalised).collect(),
        other => other,
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Adds a member, if there is a value for it.
fn put(members: &mut serde_json::Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        members.insert(name.to_owned(), value.into());
    }
}
