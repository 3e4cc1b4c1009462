//! What a policy finding says of what was done to a bucket, and by whom.

use serde::{Deserialize, Serialize};

/// What was done, and by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyDetails {
    /// What was done.
    pub action: FindingAction,
    /// By whom.
    pub actor: FindingActor,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingAction {
    /// The kind of action; there is only one.
    pub action_type: ActionType,
    /// The call.
    pub api_call_details: ApiCallDetails,
}

/// The kinds of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ActionType {
    /// A call of AWS's API.
    #[serde(rename = "AWS_API_CALL")]
    AwsApiCall,
}

/// A call of AWS's API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiCallDetails {
    /// The operation.
    pub api: String,
    /// The host it was sent to.
    pub api_service_name: String,
    /// When it was first seen.
    pub first_seen: Option<String>,
    /// When it was last seen.
    pub last_seen: Option<String>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingActor {
    /// The domain they came from.
    pub domain_details: Option<DomainDetails>,
    /// The address they came from.
    pub ip_address_details: Option<IpAddressDetails>,
    /// Who they are.
    pub user_identity: Option<UserIdentity>,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainDetails {
    /// Its name.
    pub domain_name: Option<String>,
}

/// An address, and what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IpAddressDetails {
    pub ip_address_v4: Option<String>,
    pub ip_city: Option<IpCity>,
    pub ip_country: Option<IpCountry>,
    pub ip_geo_location: Option<IpGeoLocation>,
    pub ip_owner: Option<IpOwner>,
}

/// A city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IpCity {
    pub name: Option<String>,
}

/// A country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IpCountry {
    pub code: Option<String>,
    pub name: Option<String>,
}

/// A point on Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IpGeoLocation {
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// Whose address it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IpOwner {
    pub asn: Option<String>,
    pub asn_org: Option<String>,
    pub isp: Option<String>,
    pub org: Option<String>,
}

/// Who someone is: the kind, and the one member that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct UserIdentity {
    pub assumed_role: Option<Session>,
    pub aws_account: Option<AwsAccount>,
    pub aws_service: Option<AwsService>,
    pub federated_user: Option<Session>,
    pub iam_user: Option<IamUser>,
    pub root: Option<Root>,
    #[serde(rename = "type")]
    pub kind: UserIdentityType,
}

/// The kinds of identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum UserIdentityType {
    AssumedRole,
    #[serde(rename = "IAMUser")]
    IamUser,
    FederatedUser,
    Root,
    #[serde(rename = "AWSAccount")]
    AwsAccount,
    #[serde(rename = "AWSService")]
    AwsService,
}

/// Temporary credentials, of a role or of a federated user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct Session {
    pub access_key_id: Option<String>,
    pub account_id: Option<String>,
    pub arn: Option<String>,
    pub principal_id: Option<String>,
    pub session_context: Option<SessionContext>,
}

/// How temporary credentials came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct SessionContext {
    pub attributes: Option<SessionAttributes>,
    pub session_issuer: Option<SessionIssuer>,
}

/// When temporary credentials were issued, and whether with a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct SessionAttributes {
    pub creation_date: Option<String>,
    pub mfa_authenticated: Option<bool>,
}

/// Who issued temporary credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct SessionIssuer {
    pub account_id: Option<String>,
    pub arn: Option<String>,
    pub principal_id: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub user_name: Option<String>,
}

/// Another account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct AwsAccount {
    pub account_id: Option<String>,
    pub principal_id: Option<String>,
}

/// A service of AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct AwsService {
    pub invoked_by: Option<String>,
}

/// A user of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct IamUser {
    pub account_id: Option<String>,
    pub arn: Option<String>,
    pub principal_id: Option<String>,
    pub user_name: Option<String>,
}

/// The root user of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the wire names say it")]
pub struct Root {
    pub account_id: Option<String>,
    pub arn: Option<String>,
    pub principal_id: Option<String>,
}
