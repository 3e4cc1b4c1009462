//! Signatures of requests, version 4.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::credentials::Credentials;

/// The digest of nothing: few requests have content.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What of a request is signed.
pub(super) struct Signed<'r> {
    pub(super) method: &'r str,
    /// The name that the service has in signatures, such as `s3`.
    pub(super) service: &'r str,
    pub(super) host: &'r str,
    /// Encoded, as it is sent.
    pub(super) path: &'r str,
    /// Encoded and in order, as it is sent.
    pub(super) query: &'r str,
    /// In lower case.
    pub(super) headers: &'r [(&'static str, String)],
    pub(super) content: &'r [u8],
    pub(super) region: &'r str,
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
        let digest = digest(self.content);
        headers.push(("x-amz-content-sha256", digest.clone()));
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
        let request = self.canonical(&signed, &names, &digest);
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

    fn canonical(&self, headers: &[(&str, &str)], names: &str, digest: &str) -> String {
        let Signed {
            method,
            path,
            query,
            ..
        } = self;
        let mut request = format!("{method}\n{path}\n{query}\n");
        for (name, value) in headers {
            // Writing to a string cannot fail.
            let _ = writeln!(request, "{name}:{value}");
        }
        let _ = write!(request, "\n{names}\n{digest}");
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

fn digest(content: &[u8]) -> String {
    match content {
        [] => EMPTY.to_owned(),
        content => hex(&Sha256::digest(content)),
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

    /// The examples of AWS's documentation of signatures, with the key that it
    /// publishes for examples and nobody has.
    fn authorization(
        method: &str,
        path: &str,
        headers: &[(&'static str, String)],
        content: &[u8],
    ) -> String {
        let credentials = Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
        );
        let signed = Signed {
            method,
            service: "s3",
            host: "examplebucket.s3.amazonaws.com",
            path,
            query: "",
            headers,
            content,
            region: "us-east-1",
            now: "2013-05-24T00:00:00Z".parse().expect("an instant"),
        };
        let mut headers = signed.sign(&credentials);
        headers.pop().expect("it is signed").1
    }

    #[test]
    fn the_published_examples_are_signed_as_published() {
        let range = ("range", "bytes=0-9".to_owned());
        assert_eq!(
            authorization("GET", "/test.txt", &[range], b""),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT".to_owned()),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY".to_owned()),
        ];
        assert_eq!(
            authorization(
                "PUT",
                "/test%24file.text",
                &headers,
                b"Welcome to Amazon S3."
            ),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, \
             Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn the_digest_of_nothing_is_that() {
        assert_eq!(hex(&Sha256::digest(b"")), EMPTY);
    }
}
