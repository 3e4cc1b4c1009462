//! How many findings there are of what.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use super::plan::plan;
use crate::criteria::{Criteria, Target};
use crate::error::Error;
use crate::page::Order;
use crate::scoped::Reading;

/// What findings are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// `resourcesAffected.s3Bucket.name`
    Bucket,
    /// `type`
    Type,
    /// `classificationDetails.jobId`; findings without a job are left out.
    Job,
    /// `severity.description`
    Severity,
}

impl GroupBy {
    /// All of them.
    pub const ALL: &[GroupBy] = &[
        GroupBy::Bucket,
        GroupBy::Type,
        GroupBy::Job,
        GroupBy::Severity,
    ];

    /// As `groupBy` of Macie's API writes it.
    pub fn name(self) -> &'static str {
        match self {
            GroupBy::Bucket => "resourcesAffected.s3Bucket.name",
            GroupBy::Type => "type",
            GroupBy::Job => "classificationDetails.jobId",
            GroupBy::Severity => "severity.description",
        }
    }

    /// What is counted by this name.
    ///
    /// ```
    /// use tracie_store::GroupBy;
    ///
    /// assert_eq!(GroupBy::from_name("type"), Some(GroupBy::Type));
    /// assert_eq!(GroupBy::from_name("region"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<GroupBy> {
        GroupBy::ALL.iter().copied().find(|by| by.name() == name)
    }

    fn sql(self) -> &'static str {
        match self {
            GroupBy::Bucket => "f.bucket",
            GroupBy::Type => "f.type",
            GroupBy::Job => "nullif(f.job, '')",
            GroupBy::Severity => {
                "CASE f.severity WHEN 1 THEN 'Low' WHEN 2 THEN 'Medium' ELSE 'High' END"
            }
        }
    }
}

/// What groups are sorted by, and in which direction. Equal counts are in the
/// order of the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupSort {
    /// By what.
    pub key: GroupKey,
    /// In which direction.
    pub order: Order,
}

/// The largest first.
impl Default for GroupSort {
    fn default() -> GroupSort {
        GroupSort {
            key: GroupKey::Count,
            order: Order::Descending,
        }
    }
}

/// What groups can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKey {
    /// `count`
    Count,
    /// `groupKey`
    Key,
}

/// Findings that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it is.
    pub key: String,
    /// How many they are.
    pub count: u64,
}

impl Reading<'_> {
    /// Counts the findings that are meant; at most `size` groups are given.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn finding_statistics(
        &self,
        by: GroupBy,
        criteria: &Criteria,
        sort: GroupSort,
        size: Option<usize>,
    ) -> Result<Vec<Group>, Error> {
        let (count, from, mut params) = if criteria.is_counted() {
            counted(self, criteria)
        } else {
            looked_for(self, criteria)?
        };
        let size = size.map_or(-1, |size| i64::try_from(size).unwrap_or(i64::MAX));
        params.push(size.into());
        let (key, order) = (by.sql(), order(sort));
        let sql = format!(
            "SELECT {key} AS of, {count} FROM {from} AND {key} IS NOT NULL
             GROUP BY {key} ORDER BY {order} LIMIT ?"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(params), |row| {
            Ok(Group {
                key: row.get(0)?,
                count: row.get::<_, i64>(1)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What counts, where, and its parameters.
type Source = (&'static str, String, Vec<SqlValue>);

fn counted(reading: &Reading<'_>, criteria: &Criteria) -> Source {
    let sql = criteria.sql(Target::Counts, None);
    let mut params = vec![SqlValue::from(reading.scope)];
    params.extend(sql.params);
    let from = format!("finding_count f WHERE f.scope = ?{}", sql.text);
    ("sum(f.findings)", from, params)
}

fn looked_for(reading: &Reading<'_>, criteria: &Criteria) -> Result<Source, Error> {
    let plan = plan(reading, criteria, false, false)?;
    let from = format!("{} WHERE {}", plan.from, plan.filter);
    Ok(("count(*)", from, plan.params))
}

fn order(sort: GroupSort) -> &'static str {
    match (sort.key, sort.order) {
        (GroupKey::Count, Order::Ascending) => "2, 1",
        (GroupKey::Count, Order::Descending) => "2 DESC, 1",
        (GroupKey::Key, Order::Ascending) => "1",
        (GroupKey::Key, Order::Descending) => "1 DESC",
    }
}
