//! Whatever a policy or a snapshot of AWS Config says, it is refused or comes to
//! an answer.

use serde_json::Value;
use tracie_posture::{Organization, Policy, Scene, Snapshot, Tri};

/// Reads a policy, and asks whom it lets in; reads the same as AWS Config.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let organization = Organization::parse(["111122223333", "444455556666", "o-ours"]);
    let organization = organization.expect("these are members");
    let now = jiff::Timestamp::UNIX_EPOCH;
    if let Ok(policy) = Policy::parse(text) {
        ask(&policy, &organization, now);
    }
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        for posture in Snapshot::of_config_items(&value, now).postures(&organization) {
            posture.metadata(None, "");
        }
    }
}

fn ask(policy: &Policy, organization: &Organization, now: jiff::Timestamp) {
    let exposure = policy.exposure(&Scene {
        bucket: "acme-data",
        account: Some("111122223333"),
        region: None,
        partition: "aws",
        organization,
        now,
    });
    let open = exposure.is_public() == Tri::Unknown;
    assert_eq!(
        open,
        !exposure.doubts_on_public.is_empty() && !exposure.is_public().is_yes()
    );
    assert!(exposure.unencrypted_uploads != Tri::Unknown || !exposure.doubts_on_uploads.is_empty());
}
