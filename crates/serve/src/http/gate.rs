//! Who may ask, and as whom.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use super::credentials::Credentials;
use super::signature::{Claim, Signed};
use crate::failure::{Failure, Kind};
use crate::scope::{Scope, is_account, is_region};

/// The name that Macie's requests are signed for.
const SERVICE: &str = "macie2";

/// What decides whether a request is let in, and whose it is.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The account of requests that name none.
    pub account: String,
    /// The region of requests without a signature.
    pub region: String,
    /// With these, requests must be signed by one of them.
    pub credentials: Option<Credentials>,
    /// With this, requests must carry it: as their session token
    /// (`AWS_SESSION_TOKEN` of any AWS client) or as `Authorization: Bearer`.
    pub token: Option<String>,
    /// Whether only names of this machine are taken for it. Keeps pages in a
    /// browser from asking by a name that they made point here.
    pub local: bool,
}

impl Gate {
    /// Lets in whoever asks from this machine.
    #[must_use]
    pub fn open(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            region: region.into(),
            credentials: None,
            token: None,
            local: true,
        }
    }

    /// Refuses what a web page of somebody else's may send.
    pub(super) fn check_origin(
        &self,
        header: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), Failure> {
        let host = header("host").unwrap_or_default();
        if self.local && !is_local(&host) {
            return Err(denied(
                "the Host header does not name this machine: use 127.0.0.1 or localhost, or serve \
                 other machines with --address and a token",
            ));
        }
        let Some(origin) = header("origin") else {
            return Ok(());
        };
        let of_ours = origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority == host);
        if of_ours {
            return Ok(());
        }
        Err(denied("requests of other web pages are not answered"))
    }

    /// Whose a request is.
    pub(super) fn admit(&self, signed: &Signed<'_>, now: Timestamp) -> Result<Scope, Failure> {
        let authorization = (signed.header)("authorization").unwrap_or_default();
        let claim = Claim::parse(&authorization);
        self.check_token(signed, &authorization)?;
        let account = match &self.credentials {
            None => claim.as_ref().map(|it| it.access_key.to_owned()),
            Some(credentials) => Some(verified(claim.as_ref(), credentials, signed, now)?),
        };
        let region = match &claim {
            None => self.region.clone(),
            Some(claim) if is_region(claim.region) => claim.region.to_owned(),
            Some(_) => return Err(denied("the signature names no region")),
        };
        Ok(Scope {
            // An access key of 12 digits is the account, as other local clouds have it.
            account: account
                .filter(|it| is_account(it))
                .unwrap_or_else(|| self.account.clone()),
            region,
        })
    }

    fn check_token(&self, signed: &Signed<'_>, authorization: &str) -> Result<(), Failure> {
        let Some(token) = &self.token else {
            return Ok(());
        };
        let given = (signed.header)("x-amz-security-token");
        let given = given
            .as_deref()
            .or_else(|| authorization.strip_prefix("Bearer "));
        match given {
            Some(given) if equal(given, token) => Ok(()),
            Some(_) => Err(denied("the token is another one")),
            None => Err(Failure::new(
                Kind::MissingAuthenticationToken,
                "this server asks for its token: set AWS_SESSION_TOKEN to it",
            )),
        }
    }
}

/// The account of a verified signature, if its credential names one.
fn verified(
    claim: Option<&Claim<'_>>,
    credentials: &Credentials,
    signed: &Signed<'_>,
    now: Timestamp,
) -> Result<String, Failure> {
    let claim = claim.ok_or_else(|| {
        Failure::new(
            Kind::MissingAuthenticationToken,
            "this server asks for signed requests (--require-auth)",
        )
    })?;
    let unknown = || {
        Failure::new(
            Kind::AccessDenied,
            "the access key is not one that this server knows",
        )
    };
    let credential = credentials.get(claim.access_key).ok_or_else(unknown)?;
    if claim.service != SERVICE {
        return Err(denied("the signature is for another service than macie2"));
    }
    claim.verify(credential, signed, now)?;
    if let Some(expected) = &credential.session_token {
        let given = (signed.header)("x-amz-security-token").unwrap_or_default();
        if !equal(&given, expected) {
            return Err(denied("the session token is another one"));
        }
    }
    let account = credential.account.clone();
    Ok(account.unwrap_or_else(|| claim.access_key.to_owned()))
}

fn denied(message: &str) -> Failure {
    Failure::new(Kind::AccessDenied, message)
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
fn equal(one: &str, other: &str) -> bool {
    let mac = |text: &str| {
        let mac = Hmac::<Sha256>::new_from_slice(b"compare");
        mac.map(|mac| mac.chain_update(text).finalize().into_bytes())
    };
    matches!((mac(one), mac(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether a `Host` header names this machine.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_name = name == "localhost" || name.ends_with(".localhost");
    is_name || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(gate: &Gate, headers: &[(&str, &str)]) -> Result<Scope, Failure> {
        let header = |name: &str| {
            let found = headers.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        gate.check_origin(&header)?;
        let signed = Signed {
            method: "GET",
            path: "/macie",
            query: "",
            header: &header,
            body: b"",
        };
        gate.admit(&signed, Timestamp::UNIX_EPOCH)
    }

    fn signed_by(key: &str, region: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/19700101/{region}/macie2/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        )
    }

    #[test]
    fn the_scope_is_that_of_the_signature() {
        let gate = Gate::open("000000000000", "us-east-1");
        let scope = |account: &str, region: &str| Scope {
            account: account.into(),
            region: region.into(),
        };
        let local = ("host", "127.0.0.1:4567");
        assert_eq!(
            admit(&gate, &[local]),
            Ok(scope("000000000000", "us-east-1"))
        );
        for (key, account) in [
            ("AKIDEXAMPLE", "000000000000"),
            ("111122223333", "111122223333"),
        ] {
            let header = signed_by(key, "eu-west-1");
            let admitted = admit(&gate, &[local, ("authorization", &header)]);
            assert_eq!(admitted, Ok(scope(account, "eu-west-1")));
        }
        let header = signed_by("a", "../x");
        assert!(admit(&gate, &[local, ("authorization", &header)]).is_err());
    }

    #[test]
    fn other_names_and_pages_are_refused() {
        let gate = Gate::open("000000000000", "us-east-1");
        for host in [
            "localhost:4567",
            "[::1]:4567",
            "127.0.0.1",
            "macie2.localhost:80",
        ] {
            assert!(admit(&gate, &[("host", host)]).is_ok(), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "",
            "10.0.0.1:4567",
        ] {
            assert!(admit(&gate, &[("host", host)]).is_err(), "{host}");
        }
        let local = ("host", "localhost:4567");
        assert!(admit(&gate, &[local, ("origin", "http://localhost:4567")]).is_ok());
        assert!(admit(&gate, &[local, ("origin", "http://evil.example")]).is_err());
        assert!(admit(&gate, &[local, ("origin", "null")]).is_err());
    }

    #[test]
    fn a_token_is_asked_for() {
        let mut gate = Gate::open("000000000000", "us-east-1");
        gate.token = Some("made up".into());
        let local = ("host", "localhost");
        let kind = |headers: &[(&str, &str)]| admit(&gate, headers).map_err(|it| it.kind);
        assert_eq!(kind(&[local]), Err(Kind::MissingAuthenticationToken));
        let wrong = ("x-amz-security-token", "other");
        assert_eq!(kind(&[local, wrong]), Err(Kind::AccessDenied));
        assert!(kind(&[local, ("x-amz-security-token", "made up")]).is_ok());
        assert!(kind(&[local, ("authorization", "Bearer made up")]).is_ok());
    }

    #[test]
    fn signatures_are_asked_for() {
        let mut gate = Gate::open("000000000000", "us-east-1");
        let file = "[a]\naws_access_key_id=A\naws_secret_access_key=s\n";
        gate.credentials = Some(super::super::read_credentials(file).expect("credentials"));
        let local = ("host", "localhost");
        let kind = |headers: &[(&str, &str)]| admit(&gate, headers).map_err(|it| it.kind);
        assert_eq!(kind(&[local]), Err(Kind::MissingAuthenticationToken));
        let stranger = signed_by("B", "eu-west-1");
        assert_eq!(
            kind(&[local, ("authorization", &stranger)]),
            Err(Kind::AccessDenied)
        );
        let wrong = signed_by("A", "eu-west-1");
        let date = ("x-amz-date", "19700101T000000Z");
        assert_eq!(
            kind(&[local, ("authorization", &wrong), date]),
            Err(Kind::InvalidSignature)
        );
    }
}
