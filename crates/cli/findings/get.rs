//! `tracie findings get`

use clap::Args;
use tracie::Finding;
use tracie::finding::Coverage;
use tracie::report::{Options, format, restored};
use tracie::store::Page;

use super::sort::SortArgs;
use super::which::WhichArgs;
use crate::exit::Exit;
use crate::output::{OutputArgs, Outputs};
use crate::report::levels;
use crate::terminal;

/// Write findings, whole, in any format of reports
///
/// Unknown ids are left out.
#[derive(Debug, Args)]
pub(super) struct GetArgs {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    sort: SortArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &GetArgs) -> anyhow::Result<Exit> {
    let criteria = args.which.criteria.criteria()?;
    let sort = args.sort.sort()?;
    let here = args.which.store.open()?;
    let mut outputs = Outputs::begin(&args.output()?, &Options::default())?;
    let ids = match args.which.criteria.finding_criteria {
        Some(_) => {
            let sort = sort.unwrap_or_default();
            here.read(|it| it.list_findings(&criteria, sort, &Page::all()))?
                .items
        }
        None => {
            let mut findings = here.read(|it| it.findings(&args.which.finding_ids))?;
            if let Some(sort) = sort {
                sort.sort(&mut findings);
            }
            findings.into_iter().map(|finding| finding.id).collect()
        }
    };
    let mut coverage = Coverage::default();
    for id in &ids {
        let finding = here.read(|it| it.finding(id))?;
        // It may have gone meanwhile.
        if let Some(finding) = finding {
            write(&mut outputs, &mut coverage, &finding)?;
        }
    }
    outputs.finish(&coverage)?;
    Ok(Exit::Clean)
}

impl GetArgs {
    /// Programs get what GetFindings answers.
    fn output(&self) -> anyhow::Result<OutputArgs> {
        let mut output = self.output.clone();
        let is_open = output.format.is_none() && output.output.is_empty();
        if is_open && !terminal::stdout_is_terminal() {
            output.format = Some(*format("json")?);
        }
        Ok(output)
    }
}

fn write(outputs: &mut Outputs, coverage: &mut Coverage, finding: &Finding) -> anyhow::Result<()> {
    match restored(finding, &levels) {
        Some(result) => {
            coverage.add(&result);
            outputs.object(&result, Some(finding))
        }
        None => outputs.finding(finding),
    }
}
