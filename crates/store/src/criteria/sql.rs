//! Criteria as SQL.
//!
//! The tables are named `f` (`finding`), `d` (`finding_document`) and `k`
//! (`finding_kind`). Marks of parameters are all `?`: they stand in the order
//! of the parameters.

use std::collections::BTreeSet;

use rusqlite::types::Value as SqlValue;

use super::Criteria;
use super::condition::{Bound, Condition};
use super::field::{Kind, Place};
use super::scalar::Scalar;
use crate::value_set::members;

/// A condition, and its parameters in the order in which they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) params: Vec<SqlValue>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>, params: impl Into<Vec<SqlValue>>) -> Sql {
        Sql {
            text: text.into(),
            params: params.into(),
        }
    }

    /// Both conditions.
    pub(crate) fn and(mut self, other: Sql) -> Sql {
        self.text.push_str(" AND ");
        self.text.push_str(&other.text);
        self.params.extend(other.params);
        self
    }
}

/// An index, and the condition by which it finds rows.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) index: &'static str,
    pub(crate) condition: Sql,
}

impl Criteria {
    /// Whether the document of each finding must be read.
    pub(crate) fn reads_documents(&self) -> bool {
        let mut places = self.conditions.iter().map(|it| it.field.place);
        places.any(|place| matches!(place, Place::Document | Place::Each(..)))
    }

    /// Whether all that is asked is asked of kinds.
    pub(crate) fn is_of_kinds(&self) -> bool {
        self.conditions.iter().all(Condition::is_of_kinds)
    }

    /// Which kinds of a scope are meant.
    pub(crate) fn kinds(&self, scope: i64) -> Sql {
        let conditions = self.conditions.iter().filter(|it| it.is_of_kinds());
        let conditions = conditions.map(|it| it.sql(""));
        conditions.fold(Sql::new("k.scope = ?", [scope.into()]), Sql::and)
    }

    /// Which findings of a scope are meant. No index is used for it.
    pub(crate) fn findings(&self, scope: i64) -> Sql {
        let mut all = Sql::new("+f.scope = ?", [scope.into()]);
        if self.conditions.iter().any(Condition::is_of_kinds) {
            all = all.and(self.of_kinds("+", scope));
        }
        let others = self.conditions.iter().filter(|it| !it.is_of_kinds());
        others.map(|it| it.sql("+")).fold(all, Sql::and)
    }

    /// The findings of the kinds that are meant.
    fn of_kinds(&self, plus: &str, scope: i64) -> Sql {
        let kinds = self.kinds(scope);
        let text = format!(
            "{plus}f.kind IN (SELECT k.id FROM finding_kind k WHERE {})",
            kinds.text
        );
        Sql::new(text, kinds.params)
    }

    /// The ways in which rows may be found.
    pub(crate) fn ways(&self, scope: i64) -> Vec<Way> {
        let mut ways = Vec::new();
        for condition in &self.conditions {
            if let Some(index) = condition.index() {
                let of_scope = Sql::new("f.scope = ?", [scope.into()]);
                let condition = of_scope.and(condition.found());
                ways.push(Way { index, condition });
            }
        }
        if self.conditions.iter().any(Condition::is_of_kinds) {
            ways.push(Way {
                index: "finding_kinds",
                condition: self.of_kinds("", scope),
            });
        }
        ways
    }
}

impl Condition {
    fn is_of_kinds(&self) -> bool {
        matches!(self.field.place, Place::Counted(_))
    }

    /// The index that finds rows by what is asked here, if there is one.
    fn index(&self) -> Option<&'static str> {
        let is_listed = self.eq.is_some() || self.exact.is_some();
        let is_bound = self.eq.is_some() || !self.bounds.is_empty();
        match self.field.place {
            Place::Listed("categories") if is_listed => Some("finding_categories"),
            Place::Listed("detections") if is_listed => Some("finding_detections"),
            Place::Listed("custom_arns") if is_listed => Some("finding_custom_arns"),
            Place::Listed("custom_names") if is_listed => Some("finding_custom_names"),
            Place::Column("created") if is_bound => Some("finding_created"),
            Place::Column("updated") if is_bound => Some("finding_updated"),
            Place::Column("id") if self.eq.is_some() => Some("finding_id"),
            Place::Column("key") if self.eq.is_some() => Some("finding_key"),
            _ => None,
        }
    }

    /// What is asked, so that its index is used.
    fn found(&self) -> Sql {
        self.sql("")
    }

    /// What is asked. A plus before a column keeps SQLite from looking it up
    /// in an index.
    fn sql(&self, plus: &str) -> Sql {
        match self.field.place {
            Place::Column(name) => self.of_one(&format!("{plus}f.{name}")),
            Place::Counted("job") => self.of_one("nullif(k.job, '')"),
            Place::Counted(name) => self.of_one(&format!("k.{name}")),
            Place::Document => self.of_one(&self.in_document()),
            Place::Listed(name) => self.of_set(&format!("{plus}f.{name}")),
            Place::Each(from, value) => self.of_each(from, value),
        }
    }

    fn in_document(&self) -> String {
        let path = self.field.path;
        match self.field.kind {
            Kind::Time => format!("epoch_ms(d.document ->> '$.{path}')"),
            Kind::Fraction => format!("decimal(d.document -> '$.{path}')"),
            _ => format!("(d.document ->> '$.{path}')"),
        }
    }

    /// Of a field with one value or none.
    fn of_one(&self, value: &str) -> Sql {
        let mut parts = Parts::default();
        if let Some(values) = &self.eq {
            let (list, params) = list(values, self.field.kind);
            parts.add(&format!("{value} IN {list}"), params);
        }
        if let Some(values) = &self.neq {
            let (list, params) = list(values, self.field.kind);
            parts.add(&format!("ifnull({value} NOT IN {list}, 1)"), params);
        }
        for (bound, at) in &self.bounds {
            parts.add(&format!("{value} {} ?", bound.sql()), [(*at).into()]);
        }
        parts.joined()
    }

    /// Of a list that is a set.
    fn of_set(&self, set: &str) -> Sql {
        let mut parts = Parts::default();
        if let Some(values) = &self.eq {
            let (sets, params) = sets_with(values);
            parts.add(&format!("{set} IN {sets}"), params);
        }
        if let Some(values) = &self.neq {
            let (sets, params) = sets_with(values);
            parts.add(&format!("ifnull({set} NOT IN {sets}, 1)"), params);
        }
        if let Some(values) = &self.exact {
            let values: BTreeSet<&str> = values.iter().filter_map(Scalar::text).collect();
            let sets = "(SELECT id FROM value_set WHERE members = ?)";
            parts.add(&format!("{set} IN {sets}"), [members(&values).into()]);
        }
        parts.joined()
    }

    /// Of a list in the document.
    fn of_each(&self, from: &str, value: &str) -> Sql {
        let mut parts = Parts::default();
        let some = |which: String| format!("EXISTS (SELECT 1 FROM {from} WHERE {which})");
        if let Some(values) = &self.eq {
            let (list, params) = list(values, self.field.kind);
            parts.add(&some(format!("{value} IN {list}")), params);
        }
        if let Some(values) = &self.neq {
            let (list, params) = list(values, self.field.kind);
            parts.add(
                &format!("NOT {}", some(format!("{value} IN {list}"))),
                params,
            );
        }
        if !self.bounds.is_empty() {
            let bounds = self.bounds.iter();
            let within = bounds
                .clone()
                .map(|(bound, _)| format!("{value} {} ?", bound.sql()));
            let within = within.collect::<Vec<String>>().join(" AND ");
            parts.add(&some(within), bounds.map(|(_, at)| SqlValue::from(*at)));
        }
        parts.joined()
    }
}

fn list(values: &[Scalar], kind: Kind) -> (String, Vec<SqlValue>) {
    let marks = vec!["?"; values.len()].join(", ");
    let params = values.iter().map(|value| value.sql(kind)).collect();
    (format!("({marks})"), params)
}

/// The sets that have one of the values.
fn sets_with(values: &[Scalar]) -> (String, Vec<SqlValue>) {
    let (list, params) = list(values, Kind::Text);
    let sets = format!("(SELECT value_set FROM value_set_member WHERE value IN {list})");
    (sets, params)
}

impl Bound {
    fn sql(self) -> &'static str {
        match self {
            Bound::Gt => ">",
            Bound::Gte => ">=",
            Bound::Lt => "<",
            Bound::Lte => "<=",
        }
    }
}

/// Conditions that must all hold.
#[derive(Default)]
struct Parts {
    texts: Vec<String>,
    params: Vec<SqlValue>,
}

impl Parts {
    fn add(&mut self, text: &str, params: impl IntoIterator<Item = SqlValue>) {
        self.texts.push(text.to_owned());
        self.params.extend(params);
    }

    fn joined(self) -> Sql {
        Sql::new(format!("({})", self.texts.join(" AND ")), self.params)
    }
}
