//! Sample findings: of sensitive data by a scan of made-up objects with the real
//! engine, of policies by what is said of a made-up bucket.

use std::sync::LazyLock;

use serde_json::{Value, json};
use tracie_finding::finding::{FindingCategory, SCHEMA_VERSION};
use tracie_finding::identity::hex_id;
use tracie_finding::policy::PolicyDetails;
use tracie_finding::resources::{ResourcesAffected, S3Bucket};
use tracie_finding::{Context, Finding, FindingType};
use tracie_identify::{CustomIdentifier, Detector, Selection};
use tracie_scan::Scanner;
use uuid::Uuid;

use super::Call;
use crate::failure::Failure;
use crate::request::texts;
use crate::scope::Scope;

/// The bucket of all samples, as Macie calls it.
const BUCKET: &str = "macie-sample-finding-bucket";

/// Made-up objects, and the type of finding that each gives rise to.
const OBJECTS: &[(FindingType, &str, &str)] = &[
    (
        FindingType::Credentials,
        "logs/requests.log",
        "GET /reports HTTP/1.1\nAuthorization: Basic bWFkZTp1cC1wYXNzd29yZA==\n",
    ),
    (
        FindingType::Financial,
        "exports/payments.csv",
        "order,credit card number\n1,4897 3977 4647 7379\n2,2235 9954 3588 5797\n",
    ),
    (
        FindingType::Personal,
        "exports/people.csv",
        "city,social security number\nSpringfield,512-58-3904\n",
    ),
    (
        FindingType::CustomIdentifier,
        "notes/staff.txt",
        "The sample badge is SAMPLE-123456.\n",
    ),
    (
        FindingType::Multiple,
        "exports/accounts.json",
        r#"{"ssn": "512-58-3904", "credit_card_number": "4897 3977 4647 7379"}"#,
    ),
];

pub(super) fn create(call: &Call<'_>) -> Result<Value, Failure> {
    let named = texts(call.request.get("findingTypes"));
    let wanted = FindingType::ALL
        .iter()
        .filter(|kind| named.is_empty() || named.contains(&kind.code()));
    let samples: Vec<Finding> = wanted
        .map(|kind| sample(*kind, call))
        .collect::<Result<_, Failure>>()?;
    call.service.keep_findings(call.scope(), samples)?;
    Ok(json!({}))
}

fn sample(kind: FindingType, call: &Call<'_>) -> Result<Finding, Failure> {
    let mut context = Context::new(call.now);
    let Scope { account, region } = call.scope();
    context.account_id.clone_from(account);
    context.region.clone_from(region);
    call.scope().partition().clone_into(&mut context.partition);
    match kind.category() {
        FindingCategory::Classification => of_data(kind, context),
        FindingCategory::Policy => of_policy(kind, &context, &call.time()),
    }
}

/// What the engine makes of the made-up object.
fn of_data(kind: FindingType, mut context: Context) -> Result<Finding, Failure> {
    static DETECTOR: LazyLock<Option<Detector>> = LazyLock::new(|| {
        let custom = CustomIdentifier::parse(
            r#"{"name": "Sample badge", "regex": "SAMPLE-[0-9]{6}", "keywords": ["badge"]}"#,
        );
        let customs = custom.ok()?.into_iter();
        let builder = Detector::builder().managed(Selection::Recommended);
        let builder = customs.fold(builder, tracie_identify::DetectorBuilder::custom);
        builder.build().ok()
    });
    let defect = || Failure::internal("the samples cannot be made");
    let object = OBJECTS.iter().find(|(it, _, _)| *it == kind);
    let (_, key, content) = object.ok_or_else(defect)?;
    // Each time another finding, as if of another run.
    let id = Uuid::new_v4().simple().to_string();
    context.job_id = Some(hex_id(&["sample job", &id]));
    let scanner = Scanner::builder()
        .detector(DETECTOR.clone().ok_or_else(defect)?)
        .threads(1)
        .context(context)
        .build()
        .map_err(Failure::internal)?;
    let mut result = scanner.scan_bytes(key, content.as_bytes());
    BUCKET.clone_into(&mut result.object.bucket);
    let mut finding = scanner.finding(&result).ok_or_else(defect)?;
    finding.id = id;
    finding.sample = true;
    Ok(finding)
}

/// A policy finding; the same one each time, which counts how often it came.
fn of_policy(kind: FindingType, context: &Context, time: &str) -> Result<Finding, Failure> {
    let Context {
        account_id,
        region,
        partition,
        ..
    } = context;
    let severity = kind.fixed_severity();
    let severity = severity.ok_or_else(|| Failure::internal("a policy finding is severe"))?;
    Ok(Finding {
        account_id: account_id.clone(),
        archived: false,
        category: FindingCategory::Policy,
        classification_details: None,
        count: 1,
        created_at: time.to_owned(),
        description: kind.description().to_owned(),
        id: hex_id(&["sample", account_id, region, kind.code()]),
        partition: partition.clone(),
        policy_details: Some(details(kind, account_id, time)?),
        region: region.clone(),
        resources_affected: ResourcesAffected {
            s3_bucket: S3Bucket::unknown(BUCKET, partition),
            s3_object: None,
        },
        sample: true,
        schema_version: SCHEMA_VERSION.to_owned(),
        severity: severity.into(),
        title: kind.title().to_owned(),
        kind,
        updated_at: time.to_owned(),
    })
}

/// What was done to the made-up bucket, by a made-up user from an address that is
/// kept for documentation.
fn details(kind: FindingType, account: &str, time: &str) -> Result<PolicyDetails, Failure> {
    let api = match kind {
        FindingType::BlockPublicAccessDisabled => "DeleteBucketPublicAccessBlock",
        FindingType::EncryptionDisabled => "DeleteBucketEncryption",
        FindingType::ReplicatedExternally => "PutBucketReplication",
        _ => "PutBucketPolicy",
    };
    let details = json!({
        "action": {
            "actionType": "AWS_API_CALL",
            "apiCallDetails": {
                "api": api,
                "apiServiceName": "s3.amazonaws.com",
                "firstSeen": time,
                "lastSeen": time,
            },
        },
        "actor": {
            "ipAddressDetails": {"ipAddressV4": "192.0.2.1"},
            "userIdentity": {
                "type": "IAMUser",
                "iamUser": {
                    "accountId": account,
                    "arn": format!("arn:aws:iam::{account}:user/sample"),
                    "principalId": "AIDASAMPLESAMPLE0000",
                    "userName": "sample",
                },
            },
        },
    });
    serde_json::from_value(details).map_err(Failure::internal)
}

/// A finding to try things with.
#[cfg(test)]
pub(crate) fn of_policy_for_tests() -> Finding {
    let mut context = Context::new(jiff::Timestamp::UNIX_EPOCH);
    context.account_id = "111122223333".into();
    let sample = of_policy(FindingType::Public, &context, "2026-02-03T04:05:06.789Z");
    sample.expect("a sample")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_object_gives_rise_to_its_type() {
        for (kind, _, _) in OBJECTS {
            let context = Context::new("2026-02-03T04:05:06.789Z".parse().expect("a time"));
            let finding = of_data(*kind, context).expect("a sample");
            assert_eq!(finding.kind, *kind);
            assert!(finding.sample);
            assert_eq!(finding.resources_affected.s3_bucket.name, BUCKET);
        }
    }

    #[test]
    fn there_is_a_sample_of_each_policy_finding() {
        for kind in FindingType::ALL {
            if kind.category() != FindingCategory::Policy {
                continue;
            }
            let context = Context::new("2026-02-03T04:05:06.789Z".parse().expect("a time"));
            let sample = of_policy(*kind, &context, "2026-02-03T04:05:06.789Z");
            assert_eq!(sample.expect("a sample").kind, *kind);
        }
    }
}
