//! Why a store cannot be asked, or did not answer as it should.

/// Why there is nothing to list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no credentials.
    #[error(
        "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or ask \
         without credentials (--no-sign-request)"
    )]
    NoCredentials,
    /// A profile gets its credentials in a way that is not supported.
    #[error(
        "the profile `{profile}` gets its credentials by {how}, which Tracie does not do itself; run \
         `eval \"$(aws configure export-credentials --profile {profile} --format env)\"` first, and \
         leave the profile out"
    )]
    #[expect(missing_docs, reason = "the names say it")]
    UnsupportedProfile { profile: String, how: &'static str },
    /// There is no such profile.
    #[error("there is no profile `{profile}` in {files}")]
    #[expect(missing_docs, reason = "the names say it")]
    NoSuchProfile { profile: String, files: String },
    /// A file of configuration cannot be read.
    #[error("{path}: {problem}")]
    #[expect(missing_docs, reason = "the names say it")]
    Profile { path: String, problem: String },
    /// A setting makes no sense.
    #[error("{what}")]
    #[expect(missing_docs, reason = "the names say it")]
    Setting { what: String },
    /// A bucket may not be asked for something.
    #[error(transparent)]
    Denied(Box<Denied>),
    /// There is no such bucket.
    #[error("there is no bucket {bucket} at {endpoint}; check its name and --endpoint-url")]
    #[expect(missing_docs, reason = "the names say it")]
    NoSuchBucket { bucket: String, endpoint: String },
    /// The credentials are refused.
    #[error("the store refuses {who} ({code}): {advice}")]
    #[expect(missing_docs, reason = "the names say it")]
    Refused {
        who: String,
        code: String,
        advice: &'static str,
    },
    /// The store answered with another error.
    #[error("bucket {bucket}: {operation} failed with {code}{}{message}", if message.is_empty() { "" } else { ": " })]
    #[expect(missing_docs, reason = "the names say it")]
    Failed {
        bucket: String,
        operation: &'static str,
        code: String,
        message: String,
    },
    /// The store cannot be reached.
    #[error("cannot reach {endpoint}: {problem}; check --endpoint-url, --region and the network")]
    #[expect(missing_docs, reason = "the names say it")]
    Unreachable { endpoint: String, problem: String },
}

/// What may not be asked for, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "bucket {bucket}: {operation} is denied to {who} ({code}); it needs {action} on {resource}"
)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Denied {
    pub bucket: String,
    pub operation: &'static str,
    pub who: String,
    pub code: String,
    pub action: &'static str,
    pub resource: String,
}

/// Advice on why credentials are refused, by the code of S3.
pub(super) fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "InvalidAccessKeyId" => "the access key is none that there is; check AWS_ACCESS_KEY_ID",
        "SignatureDoesNotMatch" => {
            "the signature does not fit; check AWS_SECRET_ACCESS_KEY and the region"
        }
        "ExpiredToken" | "TokenRefreshRequired" | "RequestExpired" => {
            "the credentials have expired; get new ones"
        }
        "InvalidToken" => "the session token is wrong; check AWS_SESSION_TOKEN",
        "RequestTimeTooSkewed" => "the clock of this machine is wrong; set it",
        "InvalidClientTokenId" | "NotSignedUp" => "the account has no access to S3",
        _ => return None,
    })
}
