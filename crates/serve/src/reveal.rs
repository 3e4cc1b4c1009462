//! Samples of what findings are about: looked for when they are asked for, shown for
//! a while, and never written down.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use tracie_finding::{Finding, Secret};
use tracie_identify::{Detector, Selection};
use tracie_scan::reveal::{Availability, RevealLimits, availability, samples};
use tracie_source::Object;
use tracie_store::Scoped;

use crate::buckets::Buckets;
use crate::detector::Wanted;
use crate::failure::Failure;

pub(crate) mod quota;

/// How long samples can be asked for again without the object being read again.
const SHOWN_FOR: Duration = Duration::from_secs(5 * 60);

/// The retrievals of all accounts, in memory only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reveals(Arc<Mutex<BTreeMap<Key, Retrieval>>>);

type Key = (String, String, String);

#[derive(Debug)]
struct Retrieval {
    since: Instant,
    /// Nothing while it is under way.
    answer: Option<Secret<Value>>,
}

/// Whether samples can be shown, by the limits of Macie.
pub(crate) fn available(buckets: &Buckets, finding: &Finding) -> Availability {
    let object = if finding.sample {
        None
    } else {
        object(buckets, finding)
    };
    availability(finding, object.as_ref(), &RevealLimits::macie())
}

impl Reveals {
    /// What there is to answer: samples, or that they are being looked for, which
    /// begins with this.
    pub(crate) fn answer(
        &self,
        buckets: &Buckets,
        store: &Scoped,
        finding: Finding,
    ) -> Result<Value, Failure> {
        let key = (
            store.account().to_owned(),
            store.region().to_owned(),
            finding.id.clone(),
        );
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, it| it.since.elapsed() < SHOWN_FOR);
        if let Some(known) = all.get(&key) {
            let answer = known.answer.as_ref().map(|it| it.reveal().clone());
            return Ok(answer.unwrap_or_else(processing));
        }
        let object = finding.resources_affected.s3_object.as_ref();
        let path = object.map_or("", |it| &*it.path);
        quota::count(store, path, Timestamp::now())?;
        let detector = detector(buckets, store, &finding)?;
        let begun = Retrieval {
            since: Instant::now(),
            answer: None,
        };
        all.insert(key.clone(), begun);
        drop(all);
        let (reveals, buckets) = (self.clone(), buckets.clone());
        thread::spawn(move || {
            let answer = retrieved(&buckets, detector.as_ref(), &finding);
            reveals.keep(key, answer);
        });
        Ok(processing())
    }

    fn keep(&self, key: Key, answer: Value) {
        let kept = Retrieval {
            since: Instant::now(),
            answer: Some(Secret::new(answer)),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(key, kept);
    }
}

fn processing() -> Value {
    json!({"status": "PROCESSING"})
}

fn retrieved(buckets: &Buckets, detector: Option<&Detector>, finding: &Finding) -> Value {
    let found = || {
        let object = object(buckets, finding).ok_or("the object is not there")?;
        let detector = detector.ok_or("its identifiers are not there")?;
        samples(detector, finding, &object, &RevealLimits::macie())
            .map_err(|error| error.to_string())
    };
    match found() {
        Ok(samples) => json!({
            "sensitiveDataOccurrences": samples.revealed(),
            "status": "SUCCESS",
        }),
        Err(error) => json!({"error": error, "status": "ERROR"}),
    }
}

/// The object of a finding, if it is there.
fn object(buckets: &Buckets, finding: &Finding) -> Option<Object> {
    let resources = &finding.resources_affected;
    let key = &resources.s3_object.as_ref()?.key;
    buckets.objects(&resources.s3_bucket.name)?.get(key)
}

/// A detector of all that a finding may be about.
fn detector(
    buckets: &Buckets,
    store: &Scoped,
    finding: &Finding,
) -> Result<Option<Detector>, Failure> {
    let details = finding.classification_details.as_ref();
    let customs = details.map(|it| &it.result.custom_data_identifiers.detections);
    let customs = customs.into_iter().flatten();
    let wanted = Wanted {
        managed: Selection::All,
        customs: customs.map(|it| &*it.arn).collect(),
        lists: Vec::new(),
    };
    wanted.detector(store, buckets)
}
