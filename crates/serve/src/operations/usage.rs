//! Usage: what was inspected, and what Macie would have charged for that.

use serde_json::{Value, json};
use tracie_report::price::{self, Dollars};

use super::{Call, Entry};
use crate::discovery::CONFIGURATION;
use crate::failure::Failure;
use crate::page::{PAGE, Page};
use crate::request::texts;

pub(super) const OPERATIONS: &[Entry] = &[
    Entry::live("GetUsageStatistics", statistics)
        .note("costs are what Macie would have charged by its list prices"),
    Entry::live("GetUsageTotals", totals)
        .note("costs are what Macie would have charged by its list prices"),
];

/// What jobs inspect.
pub(crate) const JOBS: &str = "SENSITIVE_DATA_DISCOVERY";
/// What automated discovery inspects.
pub(crate) const DISCOVERY: &str = "AUTOMATED_SENSITIVE_DATA_DISCOVERY";
/// Metrics, all of which every account has.
const METRICS: [&str; 4] = [
    "AUTOMATED_OBJECT_MONITORING",
    DISCOVERY,
    "DATA_INVENTORY_EVALUATION",
    JOBS,
];
/// Terabytes that jobs may inspect in a month.
const QUOTA: u64 = 5;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn totals(call: &Call<'_>) -> Result<Value, Failure> {
    let range = call.request.text("timeRange").unwrap_or("PAST_30_DAYS");
    let usage = usage(call, range)?;
    let totals: Vec<Value> = usage.iter().map(Usage::shown).collect();
    Ok(json!({"timeRange": range, "usageTotals": totals}))
}

fn statistics(call: &Call<'_>) -> Result<Value, Failure> {
    let page = Page::of(call.operation, call.request, PAGE)?;
    let range = call.request.text("timeRange").unwrap_or("PAST_30_DAYS");
    // There is one account to tell of, the one that asks; so nothing to sort.
    let record = Record::of(call, range)?;
    let filters = call.request.get("filterBy").and_then(Value::as_array);
    let mut records = Vec::new();
    if record.passes(filters.map(Vec::as_slice).unwrap_or_default())? {
        records.push(record);
    }
    let mut answer = page.cut("records", records, |it| it.account.clone(), Record::shown);
    answer["timeRange"] = json!(range);
    Ok(answer)
}

/// How much of a metric.
struct Usage {
    metric: &'static str,
    bytes: u64,
    cost: Dollars,
}

impl Usage {
    fn shown(&self) -> Value {
        json!({
            "currency": "USD",
            "estimatedCost": self.cost.to_string(),
            "type": self.metric,
        })
    }
}

fn usage(call: &Call<'_>, range: &str) -> Result<Vec<Usage>, Failure> {
    let to = call.now.as_millisecond();
    let from = if range == "MONTH_TO_DATE" {
        month_began(call.now)
    } else {
        to - 30 * DAY_MS
    };
    let days = call.store.read(|it| it.usage(from, to))?;
    let region = &call.scope().region;
    let known = price::in_region(region).map_err(Failure::internal)?;
    let price = match known {
        Some(price) => Some(price),
        None => price::in_region(price::FALLBACK).map_err(Failure::internal)?,
    };
    let of = |metric: &'static str| {
        let days = days.iter().filter(|it| it.metric == metric);
        let bytes = days.map(|it| it.amount).sum();
        let cost = price.map(|it| it.of(bytes, 0)).unwrap_or_default();
        Usage {
            metric,
            bytes,
            cost,
        }
    };
    Ok(METRICS.into_iter().map(of).collect())
}

fn month_began(now: jiff::Timestamp) -> i64 {
    let utc = now.to_zoned(jiff::tz::TimeZone::UTC);
    let first = utc.date().first_of_month();
    let began = first.to_zoned(jiff::tz::TimeZone::UTC);
    began.map_or(0, |it| it.timestamp().as_millisecond())
}

/// The usage of an account.
struct Record {
    account: String,
    since: Value,
    discovery_since: Option<Value>,
    usage: Vec<Usage>,
    limited: bool,
}

impl Record {
    fn of(call: &Call<'_>, range: &str) -> Result<Self, Failure> {
        let discovery = call.store.read(|it| it.setting(CONFIGURATION))?;
        let this_month = usage(call, "MONTH_TO_DATE")?;
        let inspected = this_month.iter().find(|it| it.metric == JOBS);
        Ok(Self {
            account: call.scope().account.clone(),
            since: call.session()?["createdAt"].clone(),
            discovery_since: discovery.and_then(|it| it.get("firstEnabledAt").cloned()),
            usage: usage(call, range)?,
            limited: inspected.is_some_and(|it| it.bytes >= QUOTA << 40),
        })
    }

    fn shown(self) -> Value {
        let usage = self.usage.iter().map(|it| {
            let mut shown = it.shown();
            if it.metric == JOBS {
                shown["serviceLimit"] = json!({
                    "isServiceLimited": self.limited,
                    "unit": "TERABYTES",
                    "value": QUOTA,
                });
            }
            shown
        });
        let mut record = json!({
            "accountId": self.account,
            "freeTrialStartDate": self.since,
            "usage": usage.collect::<Vec<Value>>(),
        });
        if let Some(since) = self.discovery_since {
            record["automatedDiscoveryFreeTrialStartDate"] = since;
        }
        record
    }

    fn passes(&self, filters: &[Value]) -> Result<bool, Failure> {
        for filter in filters {
            if !self.passes_one(filter)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn passes_one(&self, filter: &Value) -> Result<bool, Failure> {
        let comparator = filter["comparator"].as_str().unwrap_or("EQ");
        let values = texts(filter.get("values"));
        let key = filter["key"].as_str().unwrap_or("accountId");
        let only_contains = key == "accountId";
        if only_contains != (comparator == "CONTAINS") {
            return Err(Failure::invalid(
                "filterBy.comparator: is CONTAINS for accountId, and another one for the rest",
            ));
        }
        if only_contains {
            return Ok(values.iter().any(|it| self.account.contains(it)));
        }
        let [value] = values[..] else {
            return Err(Failure::invalid(format!(
                "filterBy.values: {key} takes one value"
            )));
        };
        match key {
            "serviceLimit" => compare(comparator, &&*self.limited.to_string(), &value),
            "freeTrialStartDate" => {
                let since = self.since.as_str().unwrap_or_default();
                compare(comparator, &instant(since), &instant(value))
            }
            _ => {
                let total: u64 = self
                    .usage
                    .iter()
                    .map(|it| cents(&it.cost.to_string()))
                    .sum();
                compare(comparator, &total, &cents(value))
            }
        }
    }
}

fn compare<T: PartialOrd>(comparator: &str, own: &T, other: &T) -> Result<bool, Failure> {
    Ok(match comparator {
        "EQ" => own == other,
        "NE" => own != other,
        "GT" => own > other,
        "GTE" => own >= other,
        "LT" => own < other,
        "LTE" => own <= other,
        _ => {
            return Err(Failure::invalid(
                "filterBy.comparator: is not one for this key",
            ));
        }
    })
}

fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_millisecond)
}

/// An amount of dollars in cents.
fn cents(text: &str) -> u64 {
    let (dollars, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = rest.chars().chain("00".chars()).take(2).collect();
    let whole = dollars.parse::<u64>().unwrap_or(0);
    whole.saturating_mul(100) + digits.parse::<u64>().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_by_cents() {
        assert_eq!(cents("12.5"), 1250);
        assert_eq!(cents("0.07"), 7);
        assert_eq!(cents("3"), 300);
        assert_eq!(cents("x"), 0);
    }

    #[test]
    fn a_month_begins_on_its_first() {
        let now = "2026-02-28T23:59:59Z".parse().expect("a time");
        let first: jiff::Timestamp = "2026-02-01T00:00:00Z".parse().expect("a time");
        assert_eq!(month_began(now), first.as_millisecond());
    }
}
