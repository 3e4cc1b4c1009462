//! `tracie findings statistics`

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde_json::{Value, json};
use tracie::report::visible;
use tracie::store::{Group, GroupBy};

use super::CriteriaArgs;
use super::sort::GroupSortArgs;
use crate::exit::Exit;
use crate::store::StoreArgs;
use crate::table::{Form, FormArgs, write_columns, write_json};

/// Count findings by bucket, type, job or severity
#[derive(Debug, Args)]
pub(super) struct StatisticsArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// What to count by; findings that do not have it are left out
    #[arg(long, value_name = "FIELD", value_parser = group_by())]
    group_by: GroupBy,
    #[command(flatten)]
    criteria: CriteriaArgs,
    #[command(flatten)]
    sort: GroupSortArgs,
    /// Only so many groups [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    size: Option<u32>,
    #[command(flatten)]
    form: FormArgs,
}

fn group_by() -> impl clap::builder::TypedValueParser<Value = GroupBy> {
    let names = GroupBy::ALL.iter().map(|by| by.name());
    PossibleValuesParser::new(names)
        .try_map(|name| GroupBy::from_name(&name).ok_or("it is one of these"))
}

pub(super) fn run(args: &StatisticsArgs) -> anyhow::Result<Exit> {
    let criteria = args.criteria.criteria()?;
    let sort = args.sort.sort()?;
    let here = args.store.open()?;
    let size = args.size.map(|size| size as usize);
    let groups = here.read(|it| it.finding_statistics(args.group_by, &criteria, sort, size))?;
    match args.form.form() {
        Form::Json => {
            let groups: Vec<Value> = groups.iter().map(document).collect();
            write_json(&json!({"countsByGroup": groups}))?;
        }
        Form::Table => {
            let head = ["COUNT", args.group_by.name()];
            let rows: Vec<[String; 2]> = groups.iter().map(row).collect();
            write_columns(head, [true, false], &rows)?;
        }
    }
    Ok(Exit::Clean)
}

fn document(group: &Group) -> Value {
    json!({"count": group.count, "groupKey": group.key})
}

fn row(group: &Group) -> [String; 2] {
    [group.count.to_string(), visible(&group.key)]
}
