//! `tracie suppress list`

use clap::Args;
use serde_json::{Value, json};
use tracie::report::visible;
use tracie::store::{Rule, Suppression};

use super::load::{in_words, now_ms};
use crate::exit::Exit;
use crate::store::StoreArgs;
use crate::table::{Form, FormArgs, write_json, write_rows};

/// List the rules that are kept in a store, in the order in which they apply
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let rules = args.store.open()?.read(Suppression::kept)?;
    match args.form.form() {
        Form::Json => {
            let rules: Vec<Value> = rules.rules().iter().map(document).collect();
            write_json(&json!({"rules": rules}))?;
        }
        Form::Table => {
            let rows: Vec<[String; 4]> = rules.rules().iter().map(row).collect();
            write_rows(["NAME", "EXPIRES", "REASON", "ARCHIVES"], &rows)?;
        }
    }
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
