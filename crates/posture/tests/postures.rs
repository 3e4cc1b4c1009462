//! What settings come to together.

mod common;

use serde_json::{Value, json};
use tracie_finding::resources::EffectivePermission::{self, NotPublic, Public, Unknown};
use tracie_posture::{Answer, Call, Posture, SharedAccess, Tri};

use common::*;

type Case<'c> = (&'c str, Answers, EffectivePermission, SharedAccess);

fn check(cases: Vec<Case<'_>>) {
    for (name, answers, permission, shared) in cases {
        let posture = posture(answers);
        let found = (
            posture.public_access.effective_permission,
            posture.shared_access,
        );
        assert_eq!(found, (permission, shared), "{name}: {:?}", posture.doubts);
        let doubtful = permission == Unknown || shared == SharedAccess::Unknown;
        assert!(
            !doubtful || !posture.doubts.is_empty(),
            "{name} has no reason"
        );
    }
}

fn anyone() -> Value {
    json!("*")
}

#[test]
fn switches_neutralise_what_they_are_for() {
    use SharedAccess::{External, NotShared};
    let open_list = || (Call::Acl, acl(&[group("READ")]));
    let open_policy = || (Call::Policy, policy(&anyone()));
    let blocks = |acls, ignore, policy, restrict| {
        (
            Call::PublicAccessBlock,
            switches(acls, ignore, policy, restrict),
        )
    };
    check(vec![
        ("as S3 makes it", safe(), NotPublic, NotShared),
        (
            "a list for all, ignored",
            with([open_list()]),
            NotPublic,
            NotShared,
        ),
        (
            "a list for all",
            with([open_list(), blocks(false, false, false, false)]),
            Public,
            External,
        ),
        (
            "no switch is on where none is set",
            with([
                open_list(),
                (
                    Call::PublicAccessBlock,
                    refused("NoSuchPublicAccessBlockConfiguration"),
                ),
            ]),
            Public,
            External,
        ),
        (
            "blocking new lists does not undo old ones",
            with([open_list(), blocks(true, false, true, true)]),
            Public,
            External,
        ),
        (
            "lists have no effect under an owner who enforces",
            with([
                open_list(),
                blocks(false, false, false, false),
                (Call::OwnershipControls, ownership("BucketOwnerEnforced")),
            ]),
            NotPublic,
            NotShared,
        ),
        (
            "a policy for all",
            with([open_policy(), blocks(true, true, false, false)]),
            Public,
            External,
        ),
        (
            "blocking new policies does not undo old ones",
            with([open_policy(), blocks(true, true, true, false)]),
            Public,
            External,
        ),
        (
            "a policy for all, restricted",
            with([open_policy(), blocks(false, false, false, true)]),
            NotPublic,
            NotShared,
        ),
        (
            "ignoring lists does nothing about a policy",
            with([open_policy(), blocks(true, true, true, false)]),
            Public,
            External,
        ),
    ]);
}

#[test]
fn the_account_blocks_for_all_its_buckets() {
    let open = with([
        (Call::Policy, policy(&anyone())),
        (Call::PublicAccessBlock, block(false)),
    ]);
    let mut snapshot = snapshot("2025-01-01T00:00:00Z", [("acme-data", open)]);
    let permission = |snapshot: &tracie_posture::Snapshot| {
        let postures = snapshot.postures(&organization());
        postures[0].public_access.effective_permission
    };
    assert_eq!(permission(&snapshot), Public);
    snapshot.set_account_block(&block(true));
    assert_eq!(permission(&snapshot), NotPublic);
    snapshot.set_account_block(&refused("AccessDenied"));
    assert_eq!(permission(&snapshot), Unknown);
}

#[test]
fn sharing_is_with_whoever_gets_in() {
    use SharedAccess::{External, Internal, NotShared, Unknown as Unclear};
    let of = |account: &str| (Call::Policy, policy(&json!({"AWS": account})));
    let two = |one: &str, other: &str| (Call::Policy, policy(&json!({"AWS": [one, other]})));
    check(vec![
        ("with oneself", with([of(ACCOUNT)]), NotPublic, NotShared),
        ("within", with([of(INSIDE)]), NotPublic, Internal),
        ("without", with([of(OUTSIDE)]), NotPublic, External),
        ("both", with([two(INSIDE, OUTSIDE)]), NotPublic, External),
        (
            "CloudFront is outside",
            with([(
                Call::Policy,
                policy(&json!({"Service": "cloudfront.amazonaws.com"})),
            )]),
            NotPublic,
            External,
        ),
        (
            "a service that delivers logs is nobody",
            with([(
                Call::Policy,
                policy(&json!({"Service": "logging.s3.amazonaws.com"})),
            )]),
            NotPublic,
            NotShared,
        ),
        (
            "a list may name one of the organization's",
            with([(Call::Acl, acl(&[user(STRANGER)]))]),
            NotPublic,
            External,
        ),
        ("nobody asked", Answers::new(), Unknown, Unclear),
        (
            "the policy may not be seen",
            with([(Call::Policy, refused("AccessDenied"))]),
            NotPublic,
            Unclear,
        ),
        (
            "the policy may not be seen, and nothing restricts it",
            with([
                (Call::Policy, refused("AccessDenied")),
                (Call::PublicAccessBlock, block(false)),
            ]),
            Unknown,
            Unclear,
        ),
        (
            "the policy is none",
            with([
                (
                    Call::Policy,
                    json_of(json!({"Policy": "{\"Statement\": 3}"})),
                ),
                (Call::PublicAccessBlock, block(false)),
            ]),
            Unknown,
            Unclear,
        ),
        (
            "the policy may not be seen, but S3 says it is not public",
            with([
                (Call::Policy, refused("AccessDenied")),
                (
                    Call::PolicyStatus,
                    json_of(json!({"PolicyStatus": {"IsPublic": false}})),
                ),
                (Call::PublicAccessBlock, block(false)),
            ]),
            NotPublic,
            Unclear,
        ),
        (
            "the policy may not be seen, but S3 says it is public",
            with([
                (Call::Policy, refused("AccessDenied")),
                (
                    Call::PolicyStatus,
                    json_of(json!({"PolicyStatus": {"IsPublic": true}})),
                ),
                (Call::PublicAccessBlock, block(false)),
            ]),
            Public,
            External,
        ),
        (
            "the switches may not be seen, and nothing is open",
            with([(Call::PublicAccessBlock, refused("AccessDenied"))]),
            NotPublic,
            NotShared,
        ),
        (
            "the switches may not be seen, and the policy is for all",
            with([
                (Call::PublicAccessBlock, refused("AccessDenied")),
                (Call::Policy, policy(&anyone())),
            ]),
            Unknown,
            Unclear,
        ),
    ]);
}

#[test]
fn copies_go_where_the_rules_say() {
    let of = |answer: Answer| posture(with([(Call::Replication, answer)])).replication;
    let outside = of(replication("copies", Some(OUTSIDE)));
    assert_eq!(
        (outside.replicated, outside.externally),
        (Tri::Yes, Tri::Yes)
    );
    assert_eq!(outside.details().replication_accounts, [OUTSIDE]);
    let inside = of(replication("copies", Some(INSIDE)));
    assert_eq!((inside.replicated, inside.externally), (Tri::Yes, Tri::No));
    let somewhere = of(replication("copies", None));
    assert_eq!(
        (somewhere.replicated, somewhere.externally),
        (Tri::Yes, Tri::Unknown)
    );
    let known = of(replication("acme-data", None));
    assert_eq!((known.replicated, known.externally), (Tri::Yes, Tri::No));
    let denied = of(refused("AccessDenied"));
    assert_eq!(
        (denied.replicated, denied.externally),
        (Tri::Unknown, Tri::Unknown)
    );
}

#[test]
fn what_is_refused_is_told_with_the_permission_that_is_missing() {
    let posture = posture(with([(Call::Tagging, refused("AccessDenied"))]));
    assert_eq!(
        posture.doubts,
        ["get-bucket-tagging was denied; it needs s3:GetBucketTagging"]
    );
    let metadata = posture.metadata(None, "2025-01-01T00:00:00.000Z");
    assert_eq!(metadata.error_code.as_deref(), Some("ACCESS_DENIED"));
}

#[test]
fn an_empty_answer_is_no_setting() {
    for call in Call::OF_BUCKETS {
        let posture = posture(with([(*call, Answer::Empty)]));
        let said = posture
            .doubts
            .iter()
            .any(|doubt| doubt.contains("it is empty"));
        // What never had versions prints nothing; the rest is told where it matters.
        let silent = [
            Call::Versioning,
            Call::PolicyStatus,
            Call::Location,
            Call::OwnershipControls,
        ];
        assert_eq!(
            said,
            !silent.contains(call),
            "{call:?}: {:?}",
            posture.doubts
        );
    }
}

#[test]
fn what_keeps_access_closed_does_not_hide_what_is_set() {
    let posture: Posture = posture(with([(Call::Policy, policy(&anyone()))]));
    let configuration = posture
        .public_access
        .permission_configuration
        .expect("it is known");
    let policy = configuration
        .bucket_level_permissions
        .bucket_policy
        .expect("it is known");
    assert!(policy.allows_public_read_access && !policy.allows_public_write_access);
    assert!(posture.open_ways.is_empty() && posture.grounds.is_empty());
}
