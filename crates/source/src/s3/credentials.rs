//! Who asks.

use std::fmt;

use super::error::Error;
use super::profile::Profiles;

/// An access key with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The public part.
    pub access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: Option<String>,
}

impl Credentials {
    /// A key with its secret, and the token that temporary ones have.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
    ) -> Credentials {
        Credentials {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token,
        }
    }

    pub(super) fn find(
        profiles: &Profiles,
        profile: &str,
        profile_first: bool,
        variable: &impl Fn(&str) -> Option<String>,
    ) -> Result<Credentials, Error> {
        if !profile_first && let Some(found) = Credentials::of_environment(variable) {
            return Ok(found);
        }
        if let Some(found) = Credentials::of_profile(profiles, profile) {
            return Ok(found);
        }
        if let Some(how) = elsewhere(profiles, profile) {
            return Err(Error::UnsupportedProfile {
                profile: profile.to_owned(),
                how,
            });
        }
        let by_variable = if variable("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() {
            Some("web identity (AWS_WEB_IDENTITY_TOKEN_FILE)")
        } else if variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").is_some()
            || variable("AWS_CONTAINER_CREDENTIALS_FULL_URI").is_some()
        {
            Some("its container (AWS_CONTAINER_CREDENTIALS_…)")
        } else {
            None
        };
        Err(match by_variable {
            Some(how) => Error::UnsupportedProfile {
                profile: profile.to_owned(),
                how,
            },
            None => Error::NoCredentials,
        })
    }

    fn of_environment(variable: &impl Fn(&str) -> Option<String>) -> Option<Credentials> {
        Some(Credentials {
            access_key_id: variable("AWS_ACCESS_KEY_ID")?,
            secret_access_key: variable("AWS_SECRET_ACCESS_KEY")?,
            session_token: variable("AWS_SESSION_TOKEN"),
        })
    }

    fn of_profile(profiles: &Profiles, profile: &str) -> Option<Credentials> {
        Some(Credentials {
            access_key_id: profiles.get(profile, "aws_access_key_id")?,
            secret_access_key: profiles.get(profile, "aws_secret_access_key")?,
            session_token: profiles.get(profile, "aws_session_token"),
        })
    }
}

/// How a profile gets its credentials, if not from its files.
fn elsewhere(profiles: &Profiles, profile: &str) -> Option<&'static str> {
    const WAYS: [(&str, &str); 6] = [
        ("sso_session", "single sign-on"),
        ("sso_start_url", "single sign-on"),
        ("web_identity_token_file", "web identity"),
        ("role_arn", "a role that it takes on"),
        ("credential_process", "a process"),
        ("credential_source", "the machine that it runs on"),
    ];
    let mut ways = WAYS.iter();
    ways.find(|(member, _)| profiles.get(profile, member).is_some())
        .map(|(_, how)| *how)
}

/// The key only.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
