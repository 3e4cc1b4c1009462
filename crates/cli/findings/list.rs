//! `tracie findings list`

use std::io::Write as _;

use clap::Args;
use serde_json::json;
use tracie::Finding;
use tracie::report::visible;
use tracie::store::{Criteria, Error, Page, Paged, Reading, Sort};

use super::CriteriaArgs;
use super::sort::SortArgs;
use crate::exit::Exit;
use crate::store::{StoreArgs, counted};
use crate::table::{Form, FormArgs, write_json, write_rows};
use crate::terminal;

/// List findings: their ids or, for people, what each is about
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    criteria: CriteriaArgs,
    #[command(flatten)]
    sort: SortArgs,
    /// Only so many, and a token for the next ones [default: all or, in a table, 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_results: Option<u32>,
    /// Go on where the answer ended that had this token
    #[arg(long, value_name = "TOKEN")]
    next_token: Option<String>,
    #[command(flatten)]
    form: FormArgs,
}

/// How many findings a table has.
const ROWS: usize = 50;

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let criteria = args.criteria.criteria()?;
    let sort = args.sort.sort()?.unwrap_or_default();
    let here = args.store.open()?;
    match args.form.form() {
        Form::Json => {
            let page = args.page(usize::MAX);
            let ids = here.read(|it| it.list_findings(&criteria, sort, &page))?;
            let mut answer = json!({"findingIds": ids.items});
            if let Some(next) = ids.next {
                answer["nextToken"] = next.into();
            }
            write_json(&answer)?;
        }
        Form::Table => {
            let page = args.page(ROWS);
            let (total, findings) = here.read(|it| table(it, &criteria, sort, &page))?;
            write_table(total, &findings)?;
        }
    }
    Ok(Exit::Clean)
}

impl ListArgs {
    fn page(&self, usual: usize) -> Page {
        let size = self.max_results.map_or(usual, |size| size as usize);
        match &self.next_token {
            Some(token) => Page::after(size, token.clone()),
            None => Page::first(size),
        }
    }
}

fn table(
    reading: &Reading<'_>,
    criteria: &Criteria,
    sort: Sort,
    page: &Page,
) -> Result<(u64, Paged<Finding>), Error> {
    let ids = reading.list_findings(criteria, sort, page)?;
    let findings = Paged {
        items: reading.findings(&ids.items)?,
        next: ids.next,
    };
    Ok((reading.count_findings(criteria)?, findings))
}

fn write_table(total: u64, findings: &Paged<Finding>) -> anyhow::Result<()> {
    let rows: Vec<[String; 6]> = findings.items.iter().map(row).collect();
    let head = ["CREATED", "SEVERITY", "TYPE", "RESOURCE", "", "ID"];
    write_rows(head, &rows)?;
    let out = &mut anstream::stdout();
    let shown = rows.len() as u64;
    let all = terminal::strong(counted(total, "finding"));
    match &findings.next {
        None if shown == total => writeln!(out, "\n{all}")?,
        None => writeln!(out, "\n{shown} of {all}")?,
        Some(next) => writeln!(out, "\n{shown} of {all}; go on with --next-token {next}")?,
    }
    Ok(())
}

fn row(finding: &Finding) -> [String; 6] {
    let resources = &finding.resources_affected;
    let bucket = &resources.s3_bucket.name;
    let resource = match &resources.s3_object {
        Some(object) => format!("{bucket}/{}", object.key),
        None => bucket.clone(),
    };
    let kind = finding.kind.code();
    [
        // To the second.
        visible(finding.created_at.get(..19).unwrap_or(&finding.created_at)),
        finding.severity.description.name().to_owned(),
        kind.rsplit('/').next().unwrap_or(kind).to_owned(),
        visible(&resource),
        if finding.archived { "archived" } else { "" }.to_owned(),
        visible(&finding.id),
    ]
}
