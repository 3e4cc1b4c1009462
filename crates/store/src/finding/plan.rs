//! How findings are looked for.
//!
//! There are two ways: find the few rows that one condition leaves, and sort
//! them; or go through all rows in the order that is wanted, and stop when
//! there are enough. Which is faster depends on how many rows a condition
//! leaves. SQLite cannot know that, so it is counted, up to a bound, and SQLite
//! is told.

use rusqlite::params_from_iter;

use crate::criteria::{Criteria, Sql};
use crate::error::Error;
use crate::scoped::Reading;

/// So many rows are looked up and sorted faster than a person would notice.
/// Tests have few findings, and are to go both ways.
const FEW: usize = if cfg!(test) { 4 } else { 20_000 };

/// What is wanted of the findings that are meant.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    /// The index in whose order, where there is one; the first ones are
    /// wanted. Without it all are, in any order.
    pub(super) in_order_of: Option<&'static str>,
    /// Whether `d` is needed, whatever the criteria need.
    pub(super) documents: bool,
}

/// What to put after FROM, and after WHERE.
pub(super) struct Plan {
    pub(super) from: String,
    pub(super) filter: Sql,
}

/// Plans a query over `finding f`, and `finding_document d` if that is needed.
pub(super) fn plan(
    reading: &Reading<'_>,
    criteria: &Criteria,
    wanted: Wanted,
) -> Result<Plan, Error> {
    let rest = criteria.findings(reading.scope);
    let (index, filter) = match best_way(reading, criteria, wanted)? {
        Some((index, condition)) => (Some(index), condition.and(rest)),
        // The scope begins every index that lists are in order of.
        None if wanted.in_order_of.is_some() => {
            let of_scope = Sql::new("f.scope = ?", [reading.scope.into()]);
            (wanted.in_order_of, of_scope.and(rest))
        }
        None => (None, rest),
    };
    let mut from = String::from("finding f");
    if let Some(index) = index {
        from.push_str(" INDEXED BY ");
        from.push_str(index);
    }
    if wanted.documents || criteria.reads_documents() {
        from.push_str(" CROSS JOIN finding_document d ON d.finding = f.row");
    }
    Ok(Plan { from, filter })
}

/// The way to find rows that is better than going through all of them, if
/// there is one.
fn best_way(
    reading: &Reading<'_>,
    criteria: &Criteria,
    wanted: Wanted,
) -> Result<Option<(&'static str, Sql)>, Error> {
    let mut best = None;
    for way in criteria.ways(reading.scope) {
        let count = count(reading, way.index, &way.condition)?;
        let fewer = |(least, ..): &(usize, _, _)| count < *least;
        if (count <= FEW || wanted.in_order_of.is_none()) && best.as_ref().is_none_or(fewer) {
            best = Some((count, way.index, way.condition));
        }
    }
    Ok(best.map(|(_, index, condition)| (index, condition)))
}

/// How many rows a way finds, up to a bound.
fn count(reading: &Reading<'_>, index: &str, condition: &Sql) -> Result<usize, Error> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM finding f INDEXED BY {index} WHERE {} LIMIT {})",
        condition.text,
        FEW + 1
    );
    let mut statement = reading.connection.prepare_cached(&sql)?;
    let params = params_from_iter(&condition.params);
    let count: i64 = statement.query_row(params, |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
