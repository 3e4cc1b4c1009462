//! One finding, to be unfolded.

use std::fmt::Write as _;

use tracie_finding::Finding;
use tracie_finding::detection::ObjectResult;

use crate::detected::{Detected, detected};
use crate::markup::escaped;
use crate::place::place_in_words;
use crate::remark::remark;
use crate::subject::Subject;
use crate::text::{bytes, counted, total};

/// The finding as it is unfolded.
pub(super) fn of(finding: &Finding, result: Option<&ObjectResult>) -> String {
    let all = detected(finding, result);
    let severity = finding.severity.description.name();
    let occurrences = total(all.iter().map(|it| it.count));
    let what = match all.is_empty() {
        true => escaped(&finding.title),
        false => {
            let types = counted(all.len() as u64, "type");
            format!("{types}, {}", counted(occurrences, "occurrence"))
        }
    };
    let path = escaped(&Subject::of(finding).path());
    format!(
        "<details class=\"finding\"><summary><span class=\"level {severity}\">{severity}</span> \
         <code>{path}</code> <span class=\"faint\">{what}</span></summary>\n\
         <p>{}</p>\n{}{}</details>\n",
        escaped(&finding.description),
        table(&all),
        facts(finding, result),
    )
}

fn table(all: &[Detected<'_>]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut table = String::from(
        "<table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\">Identifier</th>\
         <th scope=\"col\">Category</th><th scope=\"col\" class=\"number\">Count</th>\
         <th scope=\"col\">Locations</th></tr></thead><tbody>\n",
    );
    for one in all {
        let severity = one.severity.name();
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "<tr><td class=\"{severity}\">{severity}</td><td><code>{}</code></td><td>{}</td>\
             <td class=\"number\">{}</td><td>{}</td></tr>",
            escaped(one.identifier),
            one.category_code(),
            one.count,
            places(one),
        );
    }
    table.push_str("</tbody></table>\n");
    table
}

fn places(one: &Detected<'_>) -> String {
    let places: Vec<String> = one
        .places()
        .map(|it| escaped(&place_in_words(&it)))
        .collect();
    let more = one.count.saturating_sub(places.len() as u64);
    match (places.is_empty(), more) {
        (true, _) => "not located".to_owned(),
        (false, 0) => places.join("<br>"),
        (false, more) => format!("{}<br>and {more} more", places.join("<br>")),
    }
}

/// What else the finding says, name by name.
fn facts(finding: &Finding, result: Option<&ObjectResult>) -> String {
    let details = finding.classification_details.as_ref();
    let object = finding.resources_affected.s3_object.as_ref();
    let mut facts = vec![
        ("Type", Some(finding.kind.code().to_owned())),
        ("Id", Some(finding.id.clone())),
        ("Job", details.and_then(|it| it.job_id.clone())),
        (
            "Account",
            Some(format!("{} in {}", finding.account_id, finding.region)),
        ),
        ("Made", Some(finding.created_at.clone())),
        ("Modified", object.and_then(|it| it.last_modified.clone())),
        ("Size", object.map(|it| bytes(it.size))),
        ("Content", details.map(|it| it.result.mime_type.clone())),
    ];
    let seen = result
        .and_then(remark)
        .map(|it| format!("{}: {}", it.outcome, it.what));
    facts.push(("Coverage", seen));
    facts.push((
        "Results",
        details.map(|it| it.detailed_results_location.clone()),
    ));
    let rows = facts.into_iter().filter_map(|(name, fact)| {
        let fact = fact.filter(|it| !it.is_empty())?;
        Some(format!(
            "<dt>{name}</dt><dd><code>{}</code></dd>\n",
            escaped(&fact)
        ))
    });
    format!("<dl>\n{}</dl>\n", rows.collect::<String>())
}
