//! Findings by criteria.

use rusqlite::params_from_iter;
use tracie_finding::Finding;

use super::plan::{Wanted, plan};
use super::put::what;
use super::sort::{Sort, SortKey};
use crate::criteria::Criteria;
use crate::document;
use crate::error::Error;
use crate::page::{Listing, OWN_COLUMNS, Page, Paged};
use crate::scoped::Reading;

impl Reading<'_> {
    /// The ids of the findings that are meant.
    ///
    /// ```
    /// use tracie_store::{Page, Sort, Store};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let store = Store::in_memory()?;
    /// let here = store.scope("111122223333", "eu-west-1");
    /// let high = r#"{"criterion": {"severity.description": {"eq": ["High"]}}}"#.parse()?;
    /// let page = here.read(|it| it.list_findings(&high, Sort::default(), &Page::first(50)))?;
    /// assert!(page.items.is_empty() && page.next.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::PageToken`], or as of any reading.
    pub fn list_findings(
        &self,
        criteria: &Criteria,
        sort: Sort,
        page: &Page,
    ) -> Result<Paged<String>, Error> {
        let wanted = Wanted {
            in_order_of: sort.key.index(),
            documents: sort.key.reads_documents(),
        };
        let plan = plan(self, criteria, wanted)?;
        let listing = Listing {
            of: format!("finding {}", criteria.to_json()),
            columns: "f.id",
            from: &plan.from,
            filter: plan.filter.text,
            params: plan.filter.params,
            key: sort.key.sql(),
            row: "f.row",
            order: sort.order,
        };
        listing.page(self, page, |row| Ok(row.get(OWN_COLUMNS)?), |_| true)
    }

    /// How many findings are meant.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn count_findings(&self, criteria: &Criteria) -> Result<u64, Error> {
        let counts = self.count_by_kind(criteria)?;
        Ok(counts.values().sum())
    }

    /// Goes through the findings that are meant, the oldest first, until
    /// `visit` has enough and returns `false`.
    ///
    /// # Errors
    ///
    /// As of any reading.
    pub fn visit_findings(
        &self,
        criteria: &Criteria,
        mut visit: impl FnMut(Finding) -> bool,
    ) -> Result<(), Error> {
        let wanted = Wanted {
            in_order_of: SortKey::CreatedAt.index(),
            documents: true,
        };
        let plan = plan(self, criteria, wanted)?;
        let sql = format!(
            "SELECT f.id, d.document FROM {} WHERE {} ORDER BY f.created, f.row",
            plan.from, plan.filter.text
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(plan.filter.params))?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if !visit(document::column(row, 1, || what(&id))?) {
                break;
            }
        }
        Ok(())
    }
}
