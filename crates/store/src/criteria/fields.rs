//! The fields of findings that criteria may use: every member of the document
//! that is not itself an object, but for the places of occurrences.

use super::field::Field;
use super::field::Kind::{self, Flag, Fraction, Level, OneOf, Text, Time, Whole};
use super::field::Place::{self, Column, Counted, Document, Each, Listed};

const CATEGORIES: &[&str] = &["CLASSIFICATION", "POLICY"];
const TYPES: &[&str] = &[
    "SensitiveData:S3Object/Credentials",
    "SensitiveData:S3Object/CustomIdentifier",
    "SensitiveData:S3Object/Financial",
    "SensitiveData:S3Object/Multiple",
    "SensitiveData:S3Object/Personal",
    "Policy:IAMUser/S3BlockPublicAccessDisabled",
    "Policy:IAMUser/S3BucketEncryptionDisabled",
    "Policy:IAMUser/S3BucketPublic",
    "Policy:IAMUser/S3BucketReplicatedExternally",
    "Policy:IAMUser/S3BucketSharedExternally",
    "Policy:IAMUser/S3BucketSharedWithCloudFront",
];
const ORIGINS: &[&str] = &[
    "SENSITIVE_DATA_DISCOVERY_JOB",
    "AUTOMATED_SENSITIVE_DATA_DISCOVERY",
];
const STATUSES: &[&str] = &["COMPLETE", "PARTIAL", "SKIPPED"];
const DATA_CATEGORIES: &[&str] = &[
    "CREDENTIALS",
    "CUSTOM_IDENTIFIER",
    "FINANCIAL_INFORMATION",
    "PERSONAL_INFORMATION",
];
const PERMISSIONS: &[&str] = &["PUBLIC", "NOT_PUBLIC", "UNKNOWN"];
const UPLOADS: &[&str] = &["TRUE", "FALSE", "UNKNOWN"];

const fn field(path: &'static str, kind: Kind, place: Place) -> Field {
    Field { path, kind, place }
}

const fn text(path: &'static str) -> Field {
    field(path, Text, Document)
}

const fn flag(path: &'static str) -> Field {
    field(path, Flag, Document)
}

const fn time(path: &'static str) -> Field {
    field(path, Time, Document)
}

const EACH_CATEGORY: &str =
    "json_each(d.document, '$.classificationDetails.result.sensitiveData') a";
const EACH_DETECTION: &str = "json_each(d.document, \
     '$.classificationDetails.result.sensitiveData') a, json_each(a.value, '$.detections') b";
const EACH_CUSTOM: &str =
    "json_each(d.document, '$.classificationDetails.result.customDataIdentifiers.detections') a";

/// All fields.
#[rustfmt::skip] // A table.
pub(super) const FIELDS: &[Field] = &[
    field("accountId", Text, Column("account")),
    field("archived", Flag, Counted("archived")),
    field("category", OneOf(CATEGORIES), Counted("category")),
    field("count", Whole, Column("count")),
    field("createdAt", Time, Column("created")),
    text("description"),
    field("id", Text, Column("id")),
    text("partition"),
    field("region", Text, Column("region")),
    field("sample", Flag, Counted("sample")),
    text("schemaVersion"),
    field("severity.description", Level, Counted("severity")),
    field("severity.score", Whole, Counted("severity")),
    text("title"),
    field("type", OneOf(TYPES), Counted("type")),
    field("updatedAt", Time, Column("updated")),

    text("classificationDetails.detailedResultsLocation"),
    text("classificationDetails.jobArn"),
    field("classificationDetails.jobId", Text, Counted("job")),
    field("classificationDetails.originType", OneOf(ORIGINS), Column("origin")),
    flag("classificationDetails.result.additionalOccurrences"),
    field("classificationDetails.result.customDataIdentifiers.detections.arn", Text, Listed("custom_arns")),
    field("classificationDetails.result.customDataIdentifiers.detections.count", Whole, Each(EACH_CUSTOM, "a.value ->> '$.count'")),
    field("classificationDetails.result.customDataIdentifiers.detections.name", Text, Listed("custom_names")),
    field("classificationDetails.result.customDataIdentifiers.totalCount", Whole, Column("custom_total")),
    field("classificationDetails.result.mimeType", Text, Column("mime")),
    field("classificationDetails.result.sensitiveData.category", OneOf(DATA_CATEGORIES), Listed("categories")),
    field("classificationDetails.result.sensitiveData.detections.count", Whole, Each(EACH_DETECTION, "b.value ->> '$.count'")),
    field("classificationDetails.result.sensitiveData.detections.type", Text, Listed("detections")),
    field("classificationDetails.result.sensitiveData.totalCount", Whole, Each(EACH_CATEGORY, "a.value ->> '$.totalCount'")),
    field("classificationDetails.result.sizeClassified", Whole, Column("size_classified")),
    field("classificationDetails.result.status.code", OneOf(STATUSES), Column("status")),
    text("classificationDetails.result.status.reason"),

    text("policyDetails.action.actionType"),
    text("policyDetails.action.apiCallDetails.api"),
    text("policyDetails.action.apiCallDetails.apiServiceName"),
    time("policyDetails.action.apiCallDetails.firstSeen"),
    time("policyDetails.action.apiCallDetails.lastSeen"),
    text("policyDetails.actor.domainDetails.domainName"),
    text("policyDetails.actor.ipAddressDetails.ipAddressV4"),
    text("policyDetails.actor.ipAddressDetails.ipCity.name"),
    text("policyDetails.actor.ipAddressDetails.ipCountry.code"),
    text("policyDetails.actor.ipAddressDetails.ipCountry.name"),
    field("policyDetails.actor.ipAddressDetails.ipGeoLocation.lat", Fraction, Document),
    field("policyDetails.actor.ipAddressDetails.ipGeoLocation.lon", Fraction, Document),
    text("policyDetails.actor.ipAddressDetails.ipOwner.asn"),
    text("policyDetails.actor.ipAddressDetails.ipOwner.asnOrg"),
    text("policyDetails.actor.ipAddressDetails.ipOwner.isp"),
    text("policyDetails.actor.ipAddressDetails.ipOwner.org"),
    text("policyDetails.actor.userIdentity.assumedRole.accessKeyId"),
    text("policyDetails.actor.userIdentity.assumedRole.accountId"),
    text("policyDetails.actor.userIdentity.assumedRole.arn"),
    text("policyDetails.actor.userIdentity.assumedRole.principalId"),
    time("policyDetails.actor.userIdentity.assumedRole.sessionContext.attributes.creationDate"),
    flag("policyDetails.actor.userIdentity.assumedRole.sessionContext.attributes.mfaAuthenticated"),
    text("policyDetails.actor.userIdentity.assumedRole.sessionContext.sessionIssuer.accountId"),
    text("policyDetails.actor.userIdentity.assumedRole.sessionContext.sessionIssuer.arn"),
    text("policyDetails.actor.userIdentity.assumedRole.sessionContext.sessionIssuer.principalId"),
    text("policyDetails.actor.userIdentity.assumedRole.sessionContext.sessionIssuer.type"),
    text("policyDetails.actor.userIdentity.assumedRole.sessionContext.sessionIssuer.userName"),
    text("policyDetails.actor.userIdentity.awsAccount.accountId"),
    text("policyDetails.actor.userIdentity.awsAccount.principalId"),
    text("policyDetails.actor.userIdentity.awsService.invokedBy"),
    text("policyDetails.actor.userIdentity.federatedUser.accessKeyId"),
    text("policyDetails.actor.userIdentity.federatedUser.accountId"),
    text("policyDetails.actor.userIdentity.federatedUser.arn"),
    text("policyDetails.actor.userIdentity.federatedUser.principalId"),
    time("policyDetails.actor.userIdentity.federatedUser.sessionContext.attributes.creationDate"),
    flag("policyDetails.actor.userIdentity.federatedUser.sessionContext.attributes.mfaAuthenticated"),
    text("policyDetails.actor.userIdentity.federatedUser.sessionContext.sessionIssuer.accountId"),
    text("policyDetails.actor.userIdentity.federatedUser.sessionContext.sessionIssuer.arn"),
    text("policyDetails.actor.userIdentity.federatedUser.sessionContext.sessionIssuer.principalId"),
    text("policyDetails.actor.userIdentity.federatedUser.sessionContext.sessionIssuer.type"),
    text("policyDetails.actor.userIdentity.federatedUser.sessionContext.sessionIssuer.userName"),
    text("policyDetails.actor.userIdentity.iamUser.accountId"),
    text("policyDetails.actor.userIdentity.iamUser.arn"),
    text("policyDetails.actor.userIdentity.iamUser.principalId"),
    text("policyDetails.actor.userIdentity.iamUser.userName"),
    text("policyDetails.actor.userIdentity.root.accountId"),
    text("policyDetails.actor.userIdentity.root.arn"),
    text("policyDetails.actor.userIdentity.root.principalId"),
    text("policyDetails.actor.userIdentity.type"),

    field("resourcesAffected.s3Bucket.allowsUnencryptedObjectUploads", OneOf(UPLOADS), Document),
    text("resourcesAffected.s3Bucket.arn"),
    time("resourcesAffected.s3Bucket.createdAt"),
    text("resourcesAffected.s3Bucket.defaultServerSideEncryption.encryptionType"),
    text("resourcesAffected.s3Bucket.defaultServerSideEncryption.kmsMasterKeyId"),
    field("resourcesAffected.s3Bucket.name", Text, Counted("bucket")),
    text("resourcesAffected.s3Bucket.owner.displayName"),
    text("resourcesAffected.s3Bucket.owner.id"),
    field("resourcesAffected.s3Bucket.publicAccess.effectivePermission", OneOf(PERMISSIONS), Column("permission")),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.accountLevelPermissions.blockPublicAccess.blockPublicAcls"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.accountLevelPermissions.blockPublicAccess.blockPublicPolicy"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.accountLevelPermissions.blockPublicAccess.ignorePublicAcls"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.accountLevelPermissions.blockPublicAccess.restrictPublicBuckets"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicReadAccess"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicWriteAccess"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.blockPublicAcls"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.blockPublicPolicy"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.ignorePublicAcls"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.restrictPublicBuckets"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicReadAccess"),
    flag("resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicWriteAccess"),
    field("resourcesAffected.s3Bucket.tags.key", Text, Listed("bucket_tag_keys")),
    field("resourcesAffected.s3Bucket.tags.value", Text, Listed("bucket_tag_values")),

    text("resourcesAffected.s3Object.bucketArn"),
    field("resourcesAffected.s3Object.eTag", Text, Column("e_tag")),
    field("resourcesAffected.s3Object.extension", Text, Column("extension")),
    field("resourcesAffected.s3Object.key", Text, Column("key")),
    field("resourcesAffected.s3Object.lastModified", Time, Column("last_modified")),
    text("resourcesAffected.s3Object.path"),
    flag("resourcesAffected.s3Object.publicAccess"),
    text("resourcesAffected.s3Object.serverSideEncryption.encryptionType"),
    text("resourcesAffected.s3Object.serverSideEncryption.kmsMasterKeyId"),
    field("resourcesAffected.s3Object.size", Whole, Column("size")),
    field("resourcesAffected.s3Object.storageClass", Text, Column("storage_class")),
    field("resourcesAffected.s3Object.tags.key", Text, Listed("object_tag_keys")),
    field("resourcesAffected.s3Object.tags.value", Text, Listed("object_tag_values")),
    text("resourcesAffected.s3Object.versionId"),
];
