//! One finding.

use serde_json::{Map, Value, json};
use tracie_finding::classification::OriginType;
use tracie_finding::detection::Severity;
use tracie_finding::finding::FindingCategory;
use tracie_finding::policy::PolicyDetails;
use tracie_finding::resources::EffectivePermission;
use tracie_finding::{Finding, FindingType};

use super::{capitalised, put, resource};
use crate::text::shorten;

/// As long as a title and a description may be.
const LONGEST_TITLE: usize = 256;
const LONGEST_DESCRIPTION: usize = 1024;

/// The document of a finding.
pub(super) fn document(finding: &Finding) -> Value {
    let Finding {
        partition, region, ..
    } = finding;
    let (types, label) = (
        json!([kind(finding.kind)]),
        label(finding.severity.description),
    );
    let mut document = json!({
        "SchemaVersion": "2018-10-08",
        "Id": finding.id,
        "ProductArn": format!("arn:{partition}:securityhub:{region}::product/aws/macie"),
        "ProductName": "Macie",
        "CompanyName": "Amazon",
        "Region": region,
        "GeneratorId": "aws/macie",
        "AwsAccountId": finding.account_id,
        "Types": types,
        "CreatedAt": finding.created_at,
        "UpdatedAt": finding.updated_at,
        "Severity": {"Label": label},
        "Title": shorten(&finding.title, LONGEST_TITLE),
        "Description": shorten(&finding.description, LONGEST_DESCRIPTION),
        "ProductFields": product_fields(finding),
        "Resources": resource::all(finding),
        "WorkflowState": "NEW",
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "FindingProviderFields": {"Severity": {"Label": label}, "Types": types},
        "Sample": finding.sample,
    });
    if let (Some(details), Value::Object(members)) = (&finding.policy_details, &mut document) {
        members.insert("Action".into(), action(details));
    }
    document
}

/// The type, in Security Hub's taxonomy.
fn kind(kind: FindingType) -> String {
    let namespace = match (kind.category(), kind) {
        (FindingCategory::Classification, _) => "Sensitive Data Identifications/PII",
        (_, FindingType::Public) => "Effects/Data Exposure",
        _ => "Software and Configuration Checks/AWS Security Best Practices",
    };
    format!("{namespace}/{}", kind.code().replace('/', "-"))
}

fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
    }
}

/// What has no place elsewhere, each a text.
fn product_fields(finding: &Finding) -> Value {
    let mut fields = Map::new();
    if let Some(details) = &finding.classification_details {
        put(&mut fields, "JobArn", details.job_arn.clone());
        put(&mut fields, "JobId", details.job_id.clone());
        put(&mut fields, "OriginType", details.origin_type.map(origin));
    }
    let bucket = &finding.resources_affected.s3_bucket;
    put(&mut fields, "S3Bucket.Name", Some(bucket.name.clone()));
    let permission = permission(bucket.public_access.effective_permission);
    put(
        &mut fields,
        "S3Bucket.effectivePermission",
        Some(permission),
    );
    let uploads = bucket.allows_unencrypted_object_uploads;
    let uploads = uploads.and_then(|it| serde_json::to_value(it).ok());
    put(
        &mut fields,
        "S3Bucket.allowsUnencryptedObjectUploads",
        uploads,
    );
    if let Some(object) = &finding.resources_affected.s3_object {
        put(&mut fields, "S3Object.Path", Some(object.path.clone()));
        put(
            &mut fields,
            "S3Object.Extension",
            Some(object.extension.clone()),
        );
        put(&mut fields, "S3Object.Size", Some(object.size.to_string()));
        let class = object
            .storage_class
            .and_then(|it| serde_json::to_value(it).ok());
        put(&mut fields, "S3Object.StorageClass", class);
        put(
            &mut fields,
            "S3Object.PublicAccess",
            object.public_access.map(|it| it.to_string()),
        );
    }
    let Finding {
        partition,
        region,
        id,
        ..
    } = finding;
    let arn = format!("arn:{partition}:securityhub:{region}::product/aws/macie/{id}");
    put(&mut fields, "aws/securityhub/FindingId", Some(arn));
    put(&mut fields, "aws/securityhub/ProductName", Some("Macie"));
    put(&mut fields, "aws/securityhub/CompanyName", Some("Amazon"));
    Value::Object(fields)
}

fn origin(origin: OriginType) -> &'static str {
    match origin {
        OriginType::SensitiveDataDiscoveryJob => "SENSITIVE_DATA_DISCOVERY_JOB",
        OriginType::AutomatedSensitiveDataDiscovery => "AUTOMATED_SENSITIVE_DATA_DISCOVERY",
    }
}

fn permission(permission: EffectivePermission) -> &'static str {
    match permission {
        EffectivePermission::Public => "PUBLIC",
        EffectivePermission::NotPublic => "NOT_PUBLIC",
        EffectivePermission::Unknown => "UNKNOWN",
    }
}

/// The call that a policy finding is about, and where it came from.
fn action(details: &PolicyDetails) -> Value {
    let call = &details.action.api_call_details;
    let actor = serde_json::to_value(&details.actor)
        .map(capitalised)
        .unwrap_or_default();
    let mut action = Map::new();
    put(&mut action, "Api", Some(call.api.clone()));
    put(
        &mut action,
        "ServiceName",
        Some(call.api_service_name.clone()),
    );
    put(&mut action, "FirstSeen", call.first_seen.clone());
    put(&mut action, "LastSeen", call.last_seen.clone());
    let domain = actor["DomainDetails"]["DomainName"].as_str();
    put(
        &mut action,
        "DomainDetails",
        domain.map(|it| json!({"Domain": it})),
    );
    let address = &actor["IpAddressDetails"];
    if address.is_object() {
        action.insert("CallerType".into(), "remoteIp".into());
        action.insert("RemoteIpDetails".into(), remote(address));
    } else if domain.is_some() {
        action.insert("CallerType".into(), "domain".into());
    }
    json!({"ActionType": "AWS_API_CALL", "AwsApiCallAction": action})
}

/// An address, in the names of Security Hub.
fn remote(address: &Value) -> Value {
    let mut remote = Map::new();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    put(&mut remote, "IpAddressV4", text(&address["IpAddressV4"]));
    let owner = &address["IpOwner"];
    let mut organization = Map::new();
    let number = owner["Asn"].as_str().and_then(|it| it.parse::<i64>().ok());
    put(&mut organization, "Asn", number);
    put(&mut organization, "AsnOrg", text(&owner["AsnOrg"]));
    put(&mut organization, "Isp", text(&owner["Isp"]));
    put(&mut organization, "Org", text(&owner["Org"]));
    let country = &address["IpCountry"];
    let mut land = Map::new();
    put(&mut land, "CountryCode", text(&country["Code"]));
    put(&mut land, "CountryName", text(&country["Name"]));
    put(&mut remote, "Organization", some(organization));
    put(&mut remote, "Country", some(land));
    let city = text(&address["IpCity"]["Name"]);
    put(&mut remote, "City", city.map(|it| json!({"CityName": it})));
    let place = address["IpGeoLocation"].as_object().cloned();
    put(&mut remote, "GeoLocation", place.map(Value::Object));
    Value::Object(remote)
}

fn some(members: Map<String, Value>) -> Option<Value> {
    (!members.is_empty()).then_some(Value::Object(members))
}
