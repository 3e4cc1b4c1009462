//! The event that is about the scan itself.

use serde_json::{Value, json};
use tracie_finding::{Context, Coverage};

use super::{VERSION, cloud, put};
use crate::stopped::STOPPED;

/// A Scan Activity, cancelled.
pub(super) fn stopped(context: &Context, coverage: &Coverage) -> Value {
    let Context {
        account_id,
        region,
        partition,
        job_id,
        created_at,
        ..
    } = context;
    let skipped: u64 = coverage.skipped().values().map(|it| it.objects).sum();
    let mut scan = json!({"name": "tracie scan", "type_id": 1, "type": "Manual"});
    put(&mut scan, "uid", job_id.clone());
    json!({
        "activity_id": 3,
        "activity_name": "Cancelled",
        "category_uid": 6,
        "category_name": "Application Activity",
        "class_uid": 6007,
        "class_name": "Scan Activity",
        "type_uid": 600_703,
        "type_name": "Scan Activity: Cancelled",
        "time": created_at.as_millisecond(),
        "severity_id": 1,
        "severity": "Informational",
        "message": STOPPED,
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "product": {"name": "Tracie", "vendor_name": "Tracie"},
        },
        "cloud": cloud(account_id, region, partition),
        "scan": scan,
        "num_files": coverage.total().objects,
        "num_skipped_items": skipped,
    })
}
