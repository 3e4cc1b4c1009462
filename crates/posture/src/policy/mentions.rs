//! Whom the allowing statements of a policy mention.

use std::collections::BTreeSet;

use crate::policy::document::{Policy, Statement};
use crate::policy::principal::Principal;

/// Everybody whom a policy may let in by name.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub(crate) accounts: BTreeSet<String>,
    pub(crate) organizations: BTreeSet<String>,
    pub(crate) services: BTreeSet<String>,
    pub(crate) oais: BTreeSet<String>,
    pub(crate) canonical: BTreeSet<String>,
    pub(crate) federated: BTreeSet<String>,
}

impl Mentions {
    pub(crate) fn of(policy: &Policy) -> Mentions {
        let mut mentions = Mentions::default();
        for statement in policy.statements.iter().filter(|it| it.allows) {
            mentions.add(policy, statement);
        }
        mentions
    }

    fn add(&mut self, policy: &Policy, statement: &Statement) {
        if !statement.principals.but {
            for principal in &statement.principals.named {
                self.add_principal(principal);
            }
        }
        for condition in &statement.conditions {
            let of_organizations = is_of_organizations(&policy.keys[condition.key]);
            for value in &condition.values {
                self.accounts.extend(accounts(&value.text));
                let id = value.text.split('/').next().unwrap_or_default();
                if of_organizations && id.starts_with("o-") && !id.contains(['*', '?']) {
                    self.organizations.insert(id.to_owned());
                }
            }
        }
    }

    fn add_principal(&mut self, principal: &Principal) {
        self.accounts.extend(principal.account().map(str::to_owned));
        match principal {
            Principal::Service(name) => self.services.insert(name.clone()),
            Principal::Oai(arn) => self.oais.insert(arn.clone()),
            Principal::Canonical(id) => self.canonical.insert(id.clone()),
            Principal::Federated(name, None) => self.federated.insert(name.clone()),
            _ => false,
        };
    }
}

fn is_of_organizations(key: &str) -> bool {
    matches!(key, "aws:principalorgid" | "aws:principalorgpaths")
}

/// The account ids in a text: twelve digits on their own.
pub(crate) fn accounts(text: &str) -> impl Iterator<Item = String> {
    // A hyphen does not end one: it may be a part of a UUID.
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    runs.filter(|run| run.len() == 12 && run.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
}

/// Whether an allowing statement mentions an account or an organisation.
pub(crate) fn mentions(policy: &Policy, statement: &Statement, id: &str) -> bool {
    let principals = &statement.principals;
    let named = principals.named.iter().any(|it| it.account() == Some(id));
    let conditions = statement.conditions.iter();
    (named && !principals.but)
        || conditions
            .filter(|it| !policy.keys[it.key].starts_with("aws:resource"))
            .flat_map(|it| &it.values)
            .any(|value| {
                let text = &value.text;
                accounts(text).any(|account| account == id) || text.split('/').next() == Some(id)
            })
}

/// An account that the policy does not mention at all, in a form that is told
/// from others in no pattern of it.
pub(crate) fn fresh_account(policy: &Policy) -> String {
    let mut mentioned = BTreeSet::new();
    for statement in &policy.statements {
        let named = statement.principals.named.iter();
        mentioned.extend(named.filter_map(|it| it.account()).map(str::to_owned));
        let values = statement.conditions.iter().flat_map(|it| &it.values);
        mentioned.extend(values.flat_map(|value| accounts(&value.text)));
    }
    let candidates = (0..).map(|n| format!("{:012}", 987_654_321_098_u64 - n * 7_919_777));
    let mut fresh = candidates
        .take(1_000_000)
        .filter(|it| !mentioned.contains(it));
    fresh.next().unwrap_or_default()
}
