//! How many findings there are of each kind.

use std::collections::BTreeMap;
use std::io::{self, Write};

use tracie_finding::Finding;
use tracie_finding::detection::Severity;

use crate::markup::escaped;
use crate::subject::Subject;
use crate::text::counted;

/// As many rows of a table are told, those with most findings.
const MOST: usize = 1_000;

/// Findings by bucket, type, job and severity, as Macie's console groups them.
#[derive(Default)]
pub(super) struct Sums {
    severity: Group,
    kind: Group,
    bucket: Group,
    job: Group,
}

/// By name, how many findings of each severity.
#[derive(Default)]
struct Group(BTreeMap<String, [u64; 3]>);

impl Sums {
    pub(super) fn add(&mut self, finding: &Finding) {
        let severity = finding.severity.description;
        let job = finding
            .classification_details
            .as_ref()
            .and_then(|it| it.job_id.as_deref());
        self.severity.add(severity.name(), severity);
        self.kind.add(finding.kind.code(), severity);
        self.bucket.add(Subject::of(finding).bucket, severity);
        self.job.add(job.unwrap_or("none"), severity);
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<section aria-label=\"Sums\" class=\"sums\">")?;
        self.severity
            .write(out, "Findings by severity", "Severity")?;
        self.kind.write(out, "Findings by type", "Type")?;
        self.bucket.write(out, "Findings by bucket", "Bucket")?;
        self.job.write(out, "Findings by job", "Job")?;
        writeln!(out, "</section>")
    }
}

impl Group {
    fn add(&mut self, name: &str, severity: Severity) {
        let counts = match self.0.get_mut(name) {
            Some(counts) => counts,
            None => self.0.entry(name.to_owned()).or_default(),
        };
        counts[severity as usize] += 1;
    }

    fn write(&self, out: &mut dyn Write, caption: &str, head: &str) -> io::Result<()> {
        let mut rows: Vec<(&String, &[u64; 3])> = self.0.iter().collect();
        rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
        writeln!(out, "<div><table><caption>{caption}</caption>")?;
        writeln!(
            out,
            "<thead><tr><th scope=\"col\">{head}</th><th scope=\"col\" class=\"number\">High</th>\
             <th scope=\"col\" class=\"number\">Medium</th><th scope=\"col\" class=\"number\">Low</th>\
             <th scope=\"col\" class=\"number\">All</th></tr></thead><tbody>"
        )?;
        for (name, counts) in rows.iter().take(MOST) {
            let [low, medium, high] = counts;
            writeln!(
                out,
                "<tr><td><code>{}</code></td><td class=\"number\">{high}</td>\
                 <td class=\"number\">{medium}</td><td class=\"number\">{low}</td>\
                 <td class=\"number\">{}</td></tr>",
                escaped(name),
                low + medium + high
            )?;
        }
        writeln!(out, "</tbody></table>")?;
        if let Some(more @ 1..) = rows.len().checked_sub(MOST) {
            writeln!(
                out,
                "<p class=\"faint\">and {} not told here</p>",
                counted(more as u64, "more row")
            )?;
        }
        writeln!(out, "</div>")
    }
}
