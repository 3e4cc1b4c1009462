//! Signatures of requests, version 4.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::credentials::Credentials;

/// The digest of nothing, for requests without content.
pub(super) const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What of a request is signed.
pub(super) struct Signed<'r> {
    pub(super) method: &'r str,
    /// The name that the service has in signatures.
    pub(super) service: &'r str,
    pub(super) host: &'r str,
    /// Encoded, as it is sent.
    pub(super) path: &'r str,
    /// Encoded and in order, as it is sent.
    pub(super) query: &'r str,
    /// In lower case.
    pub(super) headers: &'r [(&'static str, String)],
    pub(super) region: &'r str,
    /// The digest of the content, in hexadecimal.
    pub(super) digest: &'r str,
    pub(super) now: Timestamp,
}

impl Signed<'_> {
    /// The headers that sign the request, besides those that it has.
    pub(super) fn sign(&self, credentials: &Credentials) -> Vec<(&'static str, String)> {
        let time = self
            .now
            .to_zoned(TimeZone::UTC)
            .strftime("%Y%m%dT%H%M%SZ")
            .to_string();
        let mut headers = self.headers.to_vec();
        headers.push(("x-amz-content-sha256", self.digest.to_owned()));
        headers.push(("x-amz-date", time.clone()));
        if let Some(token) = &credentials.session_token {
            headers.push(("x-amz-security-token", token.clone()));
        }
        let mut signed: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.trim()))
            .collect();
        signed.push(("host", self.host));
        signed.sort_unstable();
        let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let day = &time[..8];
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let request = self.canonical(&signed, &names);
        let text = format!(
            "AWS4-HMAC-SHA256\n{time}\n{scope}\n{}",
            hex(&Sha256::digest(request))
        );
        let signature = hex(&mac(&self.key(credentials, day), &text));
        let id = &credentials.access_key_id;
        headers.push((
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
            ),
        ));
        headers.drain(..self.headers.len());
        headers
    }

    fn canonical(&self, headers: &[(&str, &str)], names: &str) -> String {
        let mut request = format!("{}\n{}\n{}\n", self.method, self.path, self.query);
        for (name, value) in headers {
            // Writing to a string cannot fail.
            let _ = writeln!(request, "{name}:{value}");
        }
        let _ = write!(request, "\n{names}\n{}", self.digest);
        request
    }

    fn key(&self, credentials: &Credentials, day: &str) -> Vec<u8> {
        let secret = format!("AWS4{}", credentials.secret_access_key);
        let steps = [day, self.region, self.service, "aws4_request"];
        steps
            .iter()
            .fold(secret.into_bytes(), |key, step| mac(&key, step))
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of AWS's documentation of signatures, with the key that it
    /// publishes for examples and nobody has.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let credentials = Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
        );
        let signed = Signed {
            method: "GET",
            service: "s3",
            digest: EMPTY,
            host: "examplebucket.s3.amazonaws.com",
            path: "/test.txt",
            query: "",
            headers: &[("range", "bytes=0-9".to_owned())],
            region: "us-east-1",
            now: "2013-05-24T00:00:00Z".parse().expect("an instant"),
        };
        let headers = signed.sign(&credentials);
        let (_, authorization) = headers.last().expect("it is signed");
        assert_eq!(
            authorization,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }

    #[test]
    fn the_digest_of_nothing_is_that() {
        assert_eq!(hex(&Sha256::digest(b"")), EMPTY);
    }
}
