//! `tracie suppress list`

use clap::Args;
use serde_json::{Value, json};
use tracie::report::visible;
use tracie::store::{Rule, Suppression};

use super::load::{in_words, now_ms};
use crate::columns;
use crate::exit::Exit;
use crate::store::StoreArgs;

/// List the rules that are kept in a store, in the order in which they apply
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let rules = args.store.open()?.read(Suppression::kept)?;
    let out = &mut anstream::stdout().lock();
    if args.json {
        use std::io::Write as _;
        let rules: Vec<Value> = rules.rules().iter().map(document).collect();
        writeln!(out, "{:#}", json!({"rules": rules}))?;
        return Ok(Exit::Clean);
    }
    let rows: Vec<[String; 4]> = rules.rules().iter().map(row).collect();
    columns::write(
        out,
        ["NAME", "EXPIRES", "REASON", "ARCHIVES"],
        [false; 4],
        &rows,
    )?;
    Ok(Exit::Clean)
}

fn document(rule: &Rule) -> Value {
    json!({
        "name": rule.name,
        "reason": rule.reason,
        "expires": rule.expires(),
        "over": rule.is_over(now_ms()),
        "keys": rule.keys().collect::<Vec<_>>(),
        "findingCriteria": rule.criteria.to_json(),
    })
}

fn row(rule: &Rule) -> [String; 4] {
    let expires = match (rule.expires(), rule.is_over(now_ms())) {
        (None, _) => String::new(),
        (Some(day), false) => day.to_owned(),
        (Some(day), true) => format!("{day}, over"),
    };
    [
        visible(&rule.name),
        expires,
        visible(&rule.reason),
        visible(&in_words(rule)),
    ]
}
