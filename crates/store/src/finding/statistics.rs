//! How many findings there are of what.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::params_from_iter;
use rusqlite::types::FromSql;

use super::plan::{Wanted, plan};
use crate::criteria::Criteria;
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

    /// A column of `finding_kind`; null where there is nothing to count by.
    fn sql(self) -> &'static str {
        match self {
            GroupBy::Bucket => "k.bucket",
            GroupBy::Type => "k.type",
            GroupBy::Job => "nullif(k.job, '')",
            GroupBy::Severity => {
                "CASE k.severity WHEN 1 THEN 'Low' WHEN 2 THEN 'Medium' ELSE 'High' END"
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
        let mut groups = BTreeMap::new();
        let mut counts = self.count_by_kind(criteria)?;
        self.visit_kinds(by.sql(), criteria, |kind, key: Option<String>| {
            if let (Some(key), Some(count)) = (key, counts.remove(&kind)) {
                *groups.entry(key).or_default() += count;
            }
        })?;
        let groups = groups.into_iter().map(|(key, count)| Group { key, count });
        let mut groups: Vec<Group> = groups.collect();
        match (sort.key, sort.order) {
            (GroupKey::Key, Order::Ascending) => {}
            (GroupKey::Key, Order::Descending) => groups.reverse(),
            (GroupKey::Count, Order::Ascending) => groups.sort_by_key(|it| it.count),
            (GroupKey::Count, Order::Descending) => groups.sort_by_key(|it| Reverse(it.count)),
        }
        groups.truncate(size.unwrap_or(usize::MAX));
        Ok(groups)
    }

    /// How many of the findings that are meant are of each kind; kinds of
    /// which none is meant are not among them.
    pub(super) fn count_by_kind(&self, criteria: &Criteria) -> Result<HashMap<i64, u64>, Error> {
        let mut counts = HashMap::new();
        if criteria.is_of_kinds() {
            self.visit_kinds("k.findings", criteria, |kind, findings: i64| {
                if findings > 0 {
                    counts.insert(kind, findings.cast_unsigned());
                }
            })?;
            return Ok(counts);
        }
        let plan = plan(self, criteria, Wanted::default())?;
        let sql = format!(
            "SELECT f.kind FROM {} WHERE {}",
            plan.from, plan.filter.text
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(plan.filter.params))?;
        while let Some(row) = rows.next()? {
            *counts.entry(row.get(0)?).or_default() += 1;
        }
        Ok(counts)
    }

    /// Visits the kinds that are meant, with a column of theirs.
    fn visit_kinds<T: FromSql>(
        &self,
        column: &str,
        criteria: &Criteria,
        mut visit: impl FnMut(i64, T),
    ) -> Result<(), Error> {
        let kinds = criteria.kinds(self.scope);
        let sql = format!(
            "SELECT k.id, {column} FROM finding_kind k WHERE {}",
            kinds.text
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(kinds.params))?;
        while let Some(row) = rows.next()? {
            visit(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }
}
