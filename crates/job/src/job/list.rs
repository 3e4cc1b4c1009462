//! Which jobs a list has, and in which order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracie_store::{Job, JobKey, Order, Page};

use super::describe::JobSummary;
use crate::definition::Comparator;
use crate::invalid::{Invalid, Refusal};
use crate::shape;

/// Most jobs of a page, and as many as there are unless told otherwise.
const MOST: i64 = 200;
const USUAL: i64 = 25;

/// What ListClassificationJobs is asked.
///
/// The conditions of `includes` must all hold, and of `excludes` none. The
/// newest job comes first unless it is said otherwise.
///
/// ```
/// use tracie_job::ListRequest;
///
/// let request = ListRequest::parse(&serde_json::json!({"filterCriteria": {"includes": [
///     {"key": "jobStatus", "comparator": "EQ", "values": ["RUNNING", "IDLE"]}
/// ]}}))?;
/// assert_eq!(request.max_results(), 25);
/// # Ok::<(), tracie_job::Refusal>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListRequest {
    /// Which jobs; all if absent.
    pub filter_criteria: Option<ListFilter>,
    /// How many at most, 1 to 200.
    pub max_results: Option<i64>,
    /// Where the page before ended.
    pub next_token: Option<String>,
    /// In which order.
    pub sort_criteria: Option<ListSort>,
}

/// Which jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListFilter {
    /// Jobs for which one of these holds are left out.
    pub excludes: Option<Vec<ListTerm>>,
    /// Only jobs for which all of these hold are there.
    pub includes: Option<Vec<ListTerm>>,
}

/// A condition on a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTerm {
    /// How property and values are to stand to each other.
    pub comparator: Comparator,
    /// The property.
    pub key: ListKey,
    /// One of them; for NE none of them.
    pub values: Vec<String>,
}

/// A property of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ListKey {
    JobType,
    JobStatus,
    #[default]
    CreatedAt,
    Name,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListSort {
    /// By which property.
    pub attribute_name: Option<ListKey>,
    /// `ASC` or `DESC`.
    pub order_by: Option<Order>,
}

/// What ListClassificationJobs answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobList {
    /// The jobs.
    pub items: Vec<JobSummary>,
    /// What to ask for the next page with; null on the last.
    pub next_token: Option<String>,
}

impl ListRequest {
    /// Reads a request and holds it against all rules.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    pub fn parse(document: &Value) -> Result<ListRequest, Refusal> {
        Refusal::unless_empty(shape::check(document, &shape::LIST))?;
        let request = ListRequest::deserialize(document)
            .map_err(|error| Invalid::new("", error.to_string()))?;
        request.validate()?;
        Ok(request)
    }

    /// Holds the values against all rules.
    ///
    /// # Errors
    ///
    /// As [`ListRequest::parse`].
    pub fn validate(&self) -> Result<(), Refusal> {
        let mut invalid = Vec::new();
        if self.max_results.is_some_and(|it| !(1..=MOST).contains(&it)) {
            let problem = format!("it is not from 1 to {MOST}");
            invalid.push(Invalid::new("maxResults", problem));
        }
        let filter = self.filter_criteria.iter();
        for (name, terms) in
            filter.flat_map(|it| [("includes", &it.includes), ("excludes", &it.excludes)])
        {
            for (at, term) in terms.iter().flatten().enumerate() {
                term.check(&format!("filterCriteria.{name}[{at}]"), &mut invalid);
            }
        }
        Refusal::unless_empty(invalid)
    }

    /// How many jobs at most.
    pub fn max_results(&self) -> usize {
        usize::try_from(self.max_results.unwrap_or(USUAL)).unwrap_or(1)
    }

    pub(super) fn page(&self) -> Page {
        let page = Page::first(self.max_results());
        Page {
            token: self.next_token.clone(),
            ..page
        }
    }

    pub(super) fn order(&self) -> (JobKey, Order) {
        let sort = self.sort_criteria.unwrap_or_default();
        let key = match sort.attribute_name {
            Some(ListKey::JobType) => JobKey::Kind,
            Some(ListKey::JobStatus) => JobKey::Status,
            Some(ListKey::Name) => JobKey::Name,
            Some(ListKey::CreatedAt) | None => JobKey::Created,
        };
        let usual = match sort.attribute_name {
            None => Order::Descending,
            Some(_) => Order::Ascending,
        };
        (key, sort.order_by.unwrap_or(usual))
    }

    pub(super) fn wants(&self, job: &Job) -> bool {
        let Some(filter) = &self.filter_criteria else {
            return true;
        };
        let included = filter.includes.iter().flatten().all(|term| term.holds(job));
        let excluded = filter.excludes.iter().flatten().any(|term| term.holds(job));
        included && !excluded
    }
}

impl ListTerm {
    fn check(&self, member: &str, invalid: &mut Vec<Invalid>) {
        use Comparator::{Contains, Eq, Ne, StartsWith};
        if self.values.is_empty() {
            invalid.push(Invalid::new(format!("{member}.values"), "it is empty"));
        }
        let advice = match (self.key, self.comparator) {
            (_, Eq | Ne) | (ListKey::Name, Contains | StartsWith) => None,
            (ListKey::CreatedAt, Contains | StartsWith) => Some("write EQ, NE, GT, GTE, LT or LTE"),
            (ListKey::CreatedAt, _) => None,
            (ListKey::Name, _) => Some("write EQ, NE, CONTAINS or STARTS_WITH"),
            (ListKey::JobType | ListKey::JobStatus, _) => Some("write EQ or NE"),
        };
        if let Some(advice) = advice {
            let member = format!("{member}.comparator");
            let problem = format!("{} does not work here", self.comparator.name());
            invalid.push(Invalid::new(member, problem).advise(advice));
        }
        for (at, value) in self.values.iter().enumerate() {
            if self.key == ListKey::CreatedAt && instant(value).is_none() {
                let member = format!("{member}.values[{at}]");
                let wrong = Invalid::new(member, format!("`{value}` is no instant"));
                invalid.push(wrong.advise("write it as 2024-05-02T21:40:11Z"));
            }
        }
    }

    fn holds(&self, job: &Job) -> bool {
        let any = self.values.iter().any(|value| self.one_holds(job, value));
        any == (self.comparator != Comparator::Ne)
    }

    fn one_holds(&self, job: &Job, value: &str) -> bool {
        let text = match self.key {
            ListKey::JobType => &job.kind,
            ListKey::JobStatus => &job.status,
            ListKey::Name => &job.name,
            ListKey::CreatedAt => {
                let then = instant(value).unwrap_or(i64::MIN);
                return compare(self.comparator, job.created_ms, then);
            }
        };
        match self.comparator {
            Comparator::Contains => text.contains(value),
            Comparator::StartsWith => text.starts_with(value),
            _ => text == value,
        }
    }
}

/// Milliseconds since 1970: as such, or as ISO 8601.
fn instant(value: &str) -> Option<i64> {
    let parsed = value.parse::<Timestamp>().map(Timestamp::as_millisecond);
    parsed.ok().or_else(|| value.parse().ok())
}

/// NE is told by whoever asks.
fn compare(comparator: Comparator, value: i64, with: i64) -> bool {
    match comparator {
        Comparator::Gt => value > with,
        Comparator::Gte => value >= with,
        Comparator::Lt => value < with,
        Comparator::Lte => value <= with,
        _ => value == with,
    }
}
