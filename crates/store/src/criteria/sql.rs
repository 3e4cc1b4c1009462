//! Criteria as SQL.
//!
//! The tables are named `f` (`finding` or `finding_count`) and `d`
//! (`finding_document`).

use rusqlite::types::Value as SqlValue;

use super::Criteria;
use super::condition::{Bound, Condition};
use super::field::{Kind, Place};
use super::scalar::Scalar;

/// Which table is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `finding`, with `finding_document` where [`Criteria::reads_documents`].
    Findings,
    /// `finding_count`, which has what [`Criteria::is_counted`].
    Counts,
}

/// A condition, and its parameters in the order in which they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) params: Vec<SqlValue>,
}

/// A condition by which rows may be found.
#[derive(Debug)]
pub(crate) struct Drive<'a> {
    /// Its place among the conditions.
    pub(crate) at: usize,
    /// Whether its index also gives rows in the order of their creation.
    pub(crate) is_ordered: bool,
    condition: &'a Condition,
}

impl Criteria {
    /// Whether the document of each finding must be read.
    pub(crate) fn reads_documents(&self) -> bool {
        let conditions = self.conditions.iter();
        conditions
            .map(|it| it.field.place)
            .any(|place| matches!(place, Place::Document | Place::Each(..)))
    }

    /// Whether all that is asked is in `finding_count`.
    pub(crate) fn is_counted(&self) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.all(|it| matches!(it.field.place, Place::Counted(_)))
    }

    /// All conditions. Only that at `drive` may be looked up in an index;
    /// without one, rows are gone through in some order.
    pub(crate) fn sql(&self, target: Target, drive: Option<usize>) -> Sql {
        let mut all = Sql::default();
        for (at, condition) in self.conditions.iter().enumerate() {
            let sql = condition.sql(target, drive == Some(at));
            all.text.push_str(" AND ");
            all.text.push_str(&sql.text);
            all.params.extend(sql.params);
        }
        all
    }

    /// Whether the condition at a place finds rows by their numbers, and not
    /// in an index that begins with the scope.
    pub(crate) fn finds_rows(&self, at: usize) -> bool {
        matches!(self.conditions[at].field.place, Place::Listed(_))
    }

    /// The conditions by which rows may be found.
    pub(crate) fn drives(&self) -> Vec<Drive<'_>> {
        let conditions = self.conditions.iter().enumerate();
        let drives = conditions.filter(|(_, condition)| condition.is_indexed());
        drives
            .map(|(at, condition)| Drive {
                at,
                is_ordered: condition.is_ordered(),
                condition,
            })
            .collect()
    }
}

impl Drive<'_> {
    /// The rows that it finds, after `SELECT 1 FROM`. The scope is the first
    /// parameter.
    pub(crate) fn rows(&self) -> Sql {
        match self.condition.field.place {
            Place::Listed(name) => {
                let (list, params) = list(self.condition.listed(), Kind::Text);
                let text =
                    format!("finding_value v WHERE ? AND v.field = '{name}' AND v.value IN {list}");
                Sql { text, params }
            }
            _ => {
                let sql = self.condition.sql(Target::Findings, true);
                Sql {
                    text: format!("finding f WHERE f.scope = ? AND {}", sql.text),
                    params: sql.params,
                }
            }
        }
    }
}

impl Condition {
    /// Columns that begin an index, after the scope.
    fn is_indexed(&self) -> bool {
        let has_lower = || !self.bounds.is_empty();
        match self.field.place {
            Place::Listed(_) => self.eq.is_some() || self.exact.is_some(),
            Place::Column("created" | "updated") => self.eq.is_some() || has_lower(),
            Place::Column("id" | "key") => self.eq.is_some(),
            Place::Counted("bucket" | "type" | "severity" | "job") => self.eq.is_some(),
            _ => false,
        }
    }

    /// One value in an index that goes on with the time of creation.
    fn is_ordered(&self) -> bool {
        matches!(
            self.field.place,
            Place::Counted("bucket" | "type" | "severity" | "job")
        ) && self.eq.as_ref().is_some_and(|values| values.len() == 1)
    }

    /// Values of which a finding that is meant has one.
    fn listed(&self) -> &[Scalar] {
        match (&self.eq, &self.exact) {
            (Some(values), _) => values,
            (None, Some(values)) => &values[..1],
            (None, None) => &[],
        }
    }

    fn sql(&self, target: Target, is_drive: bool) -> Sql {
        match self.field.place {
            Place::Column(name) | Place::Counted(name) => {
                self.of_one(&column(name, target, is_drive))
            }
            Place::Document => self.of_one(&self.in_document()),
            Place::Listed(name) => self.of_listed(name, is_drive),
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

    /// Of a list in `finding_value`.
    fn of_listed(&self, name: &str, is_drive: bool) -> Sql {
        let mut parts = Parts::default();
        if is_drive {
            let (list, params) = list(self.listed(), Kind::Text);
            let rows = format!("field = '{name}' AND value IN {list}");
            parts.add(
                &format!("f.row IN (SELECT finding FROM finding_value WHERE {rows})"),
                params,
            );
        } else if let Some(values) = &self.eq {
            let (list, params) = list(values, Kind::Text);
            parts.add(&format!("EXISTS ({})", listed(name, &list)), params);
        }
        if let Some(values) = &self.neq {
            let (list, params) = list(values, Kind::Text);
            parts.add(&format!("NOT EXISTS ({})", listed(name, &list)), params);
        }
        if let Some(values) = &self.exact {
            let (list, params) = list(values, Kind::Text);
            let all = values.len();
            // As many as these there are, and all of them are these.
            parts.add(
                &format!(
                    "(SELECT (count(*), total(v.value IN {list})) = ({all}, {all})
                      FROM finding_value v WHERE v.finding = f.row AND v.field = '{name}')"
                ),
                params,
            );
        }
        parts.joined()
    }

    /// Of a list in the document.
    fn of_each(&self, from: &str, value: &str) -> Sql {
        let mut parts = Parts::default();
        if let Some(values) = &self.eq {
            let (list, params) = list(values, self.field.kind);
            parts.add(
                &format!("EXISTS (SELECT 1 FROM {from} WHERE {value} IN {list})"),
                params,
            );
        }
        if let Some(values) = &self.neq {
            let (list, params) = list(values, self.field.kind);
            parts.add(
                &format!("NOT EXISTS (SELECT 1 FROM {from} WHERE {value} IN {list})"),
                params,
            );
        }
        if !self.bounds.is_empty() {
            let bounds = self.bounds.iter();
            let within: Vec<String> = bounds
                .clone()
                .map(|(bound, _)| format!("{value} {} ?", bound.sql()))
                .collect();
            let within = within.join(" AND ");
            parts.add(
                &format!("EXISTS (SELECT 1 FROM {from} WHERE {within})"),
                bounds.map(|(_, at)| SqlValue::from(*at)),
            );
        }
        parts.joined()
    }
}

fn column(name: &str, target: Target, is_drive: bool) -> String {
    match target {
        Target::Counts if name == "job" => "nullif(f.job, '')".into(),
        // The sign keeps SQLite from looking it up in an index.
        Target::Findings if !is_drive => format!("+f.{name}"),
        _ => format!("f.{name}"),
    }
}

fn listed(name: &str, list: &str) -> String {
    format!(
        "SELECT 1 FROM finding_value v
         WHERE v.field = '{name}' AND v.value IN {list} AND v.finding = f.row"
    )
}

fn list(values: &[Scalar], kind: Kind) -> (String, Vec<SqlValue>) {
    let marks = vec!["?"; values.len()].join(", ");
    let params = values.iter().map(|value| value.sql(kind)).collect();
    (format!("({marks})"), params)
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
        Sql {
            text: format!("({})", self.texts.join(" AND ")),
            params: self.params,
        }
    }
}
