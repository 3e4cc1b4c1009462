//! How findings are looked for.
//!
//! There are two ways: find the few rows that one condition leaves, and sort
//! them; or go through all rows in the order that is wanted, and stop when
//! there are enough. Which is faster depends on how many rows a condition
//! leaves. SQLite cannot know that, so it is counted, up to a bound.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use crate::criteria::{Criteria, Target};
use crate::error::Error;
use crate::scoped::Reading;

/// So many rows are looked up and sorted faster than a person would notice.
/// Tests have few findings, and are to go both ways.
const FEW: usize = if cfg!(test) { 4 } else { 20_000 };

/// What to put after FROM and WHERE.
pub(super) struct Plan {
    pub(super) from: &'static str,
    pub(super) filter: String,
    pub(super) params: Vec<SqlValue>,
}

/// Plans a query over `finding f`, and `finding_document d` if that is needed.
/// `by_creation` tells that it wants rows in the order of their creation.
pub(super) fn plan(
    reading: &Reading<'_>,
    criteria: &Criteria,
    reads_documents: bool,
    by_creation: bool,
) -> Result<Plan, Error> {
    let drive = drive(reading, criteria, by_creation)?;
    let sql = criteria.sql(Target::Findings, drive);
    // The sign keeps SQLite from finding rows by the scope and their order.
    let scope = if drive.is_some_and(|at| criteria.finds_rows(at)) {
        "+f.scope = ?"
    } else {
        "f.scope = ?"
    };
    let from = if reads_documents || criteria.reads_documents() {
        "finding f JOIN finding_document d ON d.finding = f.row"
    } else {
        "finding f"
    };
    let mut params = vec![SqlValue::from(reading.scope)];
    params.extend(sql.params);
    Ok(Plan {
        from,
        filter: format!("{scope}{}", sql.text),
        params,
    })
}

/// The condition to find rows by, if there is one that is better than going
/// through all of them.
fn drive(
    reading: &Reading<'_>,
    criteria: &Criteria,
    by_creation: bool,
) -> Result<Option<usize>, Error> {
    let mut fewest = None;
    let mut ordered = None;
    for drive in criteria.drives() {
        let rows = drive.rows();
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {})",
            rows.text,
            FEW + 1
        );
        let mut params = vec![SqlValue::from(reading.scope)];
        params.extend(rows.params);
        let mut statement = reading.connection.prepare_cached(&sql)?;
        let count: i64 = statement.query_row(params_from_iter(params), |row| row.get(0))?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count <= FEW && fewest.is_none_or(|(least, _)| count < least) {
            fewest = Some((count, drive.at));
        }
        if drive.is_ordered && by_creation {
            ordered.get_or_insert(drive.at);
        }
    }
    Ok(fewest.map(|(_, at)| at).or(ordered))
}
