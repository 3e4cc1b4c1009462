//! A page for people, in a single file: findings by severity, type, bucket and
//! job, each with what was found and where, and what was not looked at.
//!
//! The page loads nothing and its content security policy lets it load nothing;
//! it is whole without its script, which only filters. Names from outside are
//! escaped and cannot steer a browser.
//!
//! Nothing is written before the last object is done. The 10,000 most severe
//! findings are unfolded, and 1,000 objects that were not wholly looked at are
//! named; what goes beyond is counted, so what is held has a bound. Archived
//! findings are in the sums only.

mod entry;
mod sums;

use std::io::{self, Write};

use tracie_finding::detection::ObjectResult;
use tracie_finding::{Coverage, Finding};

use crate::markup::escaped;
use crate::remark::{Remark, remark};
use crate::summary::{Summary, covered};
use crate::text::counted;
use crate::worst::Worst;
use crate::{Format, Report};
use sums::Sums;

/// This format.
pub const FORMAT: Format = Format {
    name: "html",
    about: "a page for people, in a single file that loads nothing",
    begins: &[
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=",
    ],
    new: |_| Box::new(Html::new()),
};

/// As many findings are unfolded.
const MOST_FINDINGS: usize = 10_000;
/// As many objects that were not wholly looked at are named.
const MOST_REMARKS: usize = 1_000;

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");
/// What the page may load and run: its own style and script, known by their
/// SHA-256. A test holds these to the files.
const STYLE_HASH: &str = "9R2Tj5ZpBx+V0vL2rIIC5l0d1LL706oItX4GZ7JrI5Y=";
const SCRIPT_HASH: &str = "mX92mJxQPGoliLQyzbO4QOag1AD5AE8DrWyBaIjkaA8=";

struct Html {
    findings: Worst<String>,
    sums: Sums,
    summary: Summary,
    remarks: Vec<Remark>,
    unnamed: u64,
}

impl Html {
    fn new() -> Html {
        Html {
            findings: Worst::new(MOST_FINDINGS),
            sums: Sums::default(),
            summary: Summary::default(),
            remarks: Vec::new(),
            unnamed: 0,
        }
    }

    fn write_head(&self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Sensitive data findings</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>Sensitive data findings</h1>\n<p><strong>{}</strong></p>\n\
             <p>{}</p>\n</header>\n",
            escaped(&self.summary.found(coverage)),
            escaped(&covered(coverage)),
        )
    }

    fn write_findings(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.findings.seen() == 0 {
            return Ok(());
        }
        writeln!(
            out,
            "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n\
             <label hidden>Show those that hold <input id=\"filter\" type=\"search\"></label>\n\
             <p id=\"told\" class=\"faint\" aria-live=\"polite\"></p>"
        )?;
        for finding in self.findings.iter() {
            out.write_all(finding.as_bytes())?;
        }
        if self.findings.left_out() > 0 {
            let more = counted(self.findings.left_out(), "more finding");
            writeln!(out, "<p>and {more}, counted above and not told here</p>")?;
        }
        writeln!(out, "</section>")
    }

    fn write_remarks(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.remarks.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<section aria-labelledby=\"coverage\">\n<h2 id=\"coverage\">Not looked at, or not \
             as its name promises</h2>\n<table><thead><tr><th scope=\"col\">Outcome</th>\
             <th scope=\"col\">Object</th><th scope=\"col\">Why</th></tr></thead><tbody>"
        )?;
        for Remark {
            outcome,
            path,
            what,
        } in &self.remarks
        {
            let (path, what) = (escaped(path), escaped(what));
            writeln!(
                out,
                "<tr><td>{outcome}</td><td><code>{path}</code></td><td>{what}</td></tr>"
            )?;
        }
        writeln!(out, "</tbody></table>")?;
        if self.unnamed > 0 {
            let more = counted(self.unnamed, "more object");
            writeln!(out, "<p>and {more}, counted above and not named here</p>")?;
        }
        writeln!(out, "</section>")
    }
}

impl Report for Html {
    fn finding(
        &mut self,
        _out: &mut dyn Write,
        finding: &Finding,
        result: Option<&ObjectResult>,
    ) -> io::Result<()> {
        self.summary.add_finding(finding, result);
        if finding.archived {
            return Ok(());
        }
        self.sums.add(finding);
        self.findings
            .push(finding.severity.description, || entry::of(finding, result));
        Ok(())
    }

    fn object(
        &mut self,
        out: &mut dyn Write,
        result: &ObjectResult,
        finding: Option<&Finding>,
    ) -> io::Result<()> {
        match remark(result) {
            Some(remark) if self.remarks.len() < MOST_REMARKS => self.remarks.push(remark),
            Some(_) => self.unnamed += 1,
            None => {}
        }
        match finding {
            Some(finding) => self.finding(out, finding, Some(result)),
            None => Ok(()),
        }
    }

    fn end(&mut self, out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
        self.write_head(out, coverage)?;
        writeln!(out, "<main>")?;
        if self.findings.seen() > 0 {
            self.sums.write(out)?;
        }
        self.write_findings(out)?;
        self.write_remarks(out)?;
        writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_policy_knows_the_style_and_the_script() {
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert_eq!(hash(STYLE), STYLE_HASH);
        assert_eq!(hash(SCRIPT), SCRIPT_HASH);
    }
}
