//! How often the samples of an object may be retrieved in a day, as Macie limits it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use tracie_store::{Page, Record, Scoped, Writing};

use crate::failure::{Failure, Kind};

/// Retrievals of an object in a day, by UTC.
const MOST: u64 = 100;
/// The kind of records that count them.
const KIND: &str = "reveal-count";

/// Counts a retrieval from an object, `bucket/key`, that is about to begin.
///
/// # Errors
///
/// `ServiceQuotaExceededException` where there were as many as there may be.
pub(crate) fn count(store: &Scoped, object: &str, now: Timestamp) -> Result<(), Failure> {
    let today = day(now);
    store.write(|it| {
        let before = it.record(KIND, object)?.map(|it| it.document);
        let before = before.filter(|it| it["day"] == *today);
        let count = before.and_then(|it| it["count"].as_u64()).unwrap_or(0);
        if count >= MOST {
            return Err(Failure::new(
                Kind::ServiceQuotaExceeded,
                format!(
                    "samples of this object were retrieved {MOST} times today, which is the quota; \
                     ask again tomorrow (UTC)"
                ),
            ));
        }
        Ok(it.put_record(&Record {
            kind: KIND.into(),
            id: object.to_owned(),
            created_ms: now.as_millisecond(),
            updated_ms: now.as_millisecond(),
            document: json!({"count": count + 1, "day": today}),
        })?)
    })
}

/// Forgets the days before.
pub(crate) fn forget(from: &Writing<'_>, now: Timestamp) -> Result<(), Failure> {
    let today = day(now);
    let old = from.records(KIND, &Page::all(), |it| it.document["day"] != *today)?;
    for record in old.items {
        from.delete_record(KIND, &record.id)?;
    }
    Ok(())
}

fn day(now: Timestamp) -> String {
    now.to_zoned(TimeZone::UTC).strftime("%F").to_string()
}

#[cfg(test)]
mod tests {
    use tracie_store::Store;

    use super::*;

    #[test]
    fn a_day_has_its_quota() {
        let store = Store::in_memory().expect("a store");
        let here = store.scope("111122223333", "eu-west-1");
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let (late, next) = (at("2024-03-11T23:59:59Z"), at("2024-03-12T00:00:00Z"));
        for _ in 0..MOST {
            count(&here, "bucket/a.csv", late).expect("within the quota");
        }
        let refused = count(&here, "bucket/a.csv", late).expect_err("beyond the quota");
        assert_eq!(refused.kind, Kind::ServiceQuotaExceeded);
        count(&here, "bucket/b.csv", late).expect("another object");
        count(&here, "bucket/a.csv", next).expect("another day");
        here.write(|it| forget(it, at("2024-03-13T00:00:00Z")))
            .expect("forgotten");
        let left = here.read(|it| it.records(KIND, &Page::all(), |_| true));
        assert!(left.expect("records").items.is_empty());
    }
}
