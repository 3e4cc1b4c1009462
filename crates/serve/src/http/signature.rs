//! AWS Signature Version 4: what a request says of who made it, and whether that
//! is so.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::credentials::Credential;
use crate::failure::{Failure, Kind};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// How far the clocks of both sides may be apart, in seconds.
const SKEW: i64 = 15 * 60;

/// What the `Authorization` header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claim<'a> {
    pub(super) access_key: &'a str,
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

/// What of a request is signed.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// As on the wire.
    pub(super) path: &'a str,
    /// As on the wire.
    pub(super) query: &'a str,
    /// The value of a header, by its name in small letters.
    pub(super) header: &'a dyn Fn(&str) -> Option<String>,
    pub(super) body: &'a [u8],
}

impl<'a> Claim<'a> {
    /// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
    pub(super) fn parse(header: &'a str) -> Option<Self> {
        let fields = header.strip_prefix(ALGORITHM)?;
        let field = |name: &str| {
            let fields = fields.split(',').map(str::trim);
            fields
                .filter_map(|field| field.split_once('='))
                .find_map(|(key, value)| (key == name).then_some(value))
        };
        let mut scope = field("Credential")?.rsplitn(5, '/');
        if scope.next()? != "aws4_request" {
            return None;
        }
        let service = scope.next()?;
        let region = scope.next()?;
        let date = scope.next()?;
        Some(Self {
            access_key: scope.next()?,
            date,
            region,
            service,
            signed_headers: field("SignedHeaders")?,
            signature: field("Signature")?,
        })
    }

    /// Whether the request was signed with the secret of the credential.
    pub(super) fn verify(
        &self,
        credential: &Credential,
        signed: &Signed<'_>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let date = (signed.header)("x-amz-date").ok_or_else(|| invalid("no X-Amz-Date header"))?;
        self.check_time(&date, now)?;
        let headers: Vec<&str> = self.signed_headers.split(';').collect();
        if !headers.contains(&"host") || !headers.contains(&"x-amz-date") {
            return Err(invalid("host and x-amz-date must be signed"));
        }
        let payload = hex(&Sha256::digest(signed.body));
        if let Some(claimed) = (signed.header)("x-amz-content-sha256")
            && claimed != payload
        {
            return Err(invalid("X-Amz-Content-Sha256 is not the hash of the body"));
        }
        let canonical = canonical(signed, &headers, &payload);
        let scope = format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        );
        let hash = hex(&Sha256::digest(canonical));
        let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{hash}");
        let signature = unhex(self.signature).ok_or_else(|| invalid("no signature"))?;
        let key = self.key(&credential.secret);
        mac(&key, to_sign.as_bytes())
            .verify_slice(&signature)
            .map_err(|_| {
                invalid("it does not match: check the secret access key and the endpoint's host")
            })
    }

    fn check_time(&self, date: &str, now: Timestamp) -> Result<(), Failure> {
        let then = parse_date(date).ok_or_else(|| invalid("X-Amz-Date is no time"))?;
        if !date.starts_with(self.date) {
            return Err(invalid("X-Amz-Date is not of the day of the credential"));
        }
        if (then.as_second() - now.as_second()).abs() > SKEW {
            return Err(invalid(
                "X-Amz-Date is more than 15 minutes off: check the clocks",
            ));
        }
        Ok(())
    }

    fn key(&self, secret: &str) -> Vec<u8> {
        let steps = [self.date, self.region, self.service, "aws4_request"];
        let key = format!("AWS4{secret}").into_bytes();
        steps.iter().fold(key, |key, step| {
            mac(&key, step.as_bytes()).finalize().into_bytes().to_vec()
        })
    }
}

fn invalid(what: &str) -> Failure {
    Failure::new(
        Kind::InvalidSignature,
        format!("the signature of the request is not accepted: {what}"),
    )
}

fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length");
    };
    mac.update(text);
    mac
}

/// `20250131T235959Z`.
fn parse_date(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 16 && text.is_ascii();
    let text = digits.then_some(text)?;
    let (date, time) = (&text[..8], &text[9..15]);
    format!(
        "{}-{}-{}T{}:{}:{}Z",
        &date[..4],
        &date[4..6],
        &date[6..],
        &time[..2],
        &time[2..4],
        &time[4..]
    )
    .parse()
    .ok()
}

/// The canonical request, whose hash is signed.
fn canonical(signed: &Signed<'_>, headers: &[&str], payload: &str) -> String {
    let lines = headers.iter().map(|name| {
        let value = (signed.header)(name).unwrap_or_default();
        let words: Vec<&str> = value.split_whitespace().collect();
        format!("{name}:{}\n", words.join(" "))
    });
    format!(
        "{}\n{}\n{}\n{}\n{}\n{payload}",
        signed.method,
        canonical_path(signed.path),
        canonical_query(signed.query),
        lines.collect::<String>(),
        headers.join(";"),
    )
}

/// All but letters, digits and `-._~`.
const RESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const RESERVED_IN_PATH: AsciiSet = RESERVED.remove(b'/');

/// Every service but S3 signs the path encoded once more.
fn canonical_path(path: &str) -> String {
    utf8_percent_encode(path, &RESERVED_IN_PATH).to_string()
}

fn canonical_query(query: &str) -> String {
    let encoded = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8_lossy();
        utf8_percent_encode(&decoded, &RESERVED).to_string()
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (encoded(name), encoded(value))
        })
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len() / 2)
        .map(|index| u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of AWS's documentation of Signature Version 4, `GET /?Action=ListUsers`.
    #[test]
    fn the_documented_example_is_verified() {
        let header = "AWS4-HMAC-SHA256 \
            Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
            SignedHeaders=content-type;host;x-amz-date, \
            Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
        let claim = Claim::parse(header).expect("a claim");
        assert_eq!(
            (claim.access_key, claim.region),
            ("AKIDEXAMPLE", "us-east-1")
        );
        let header = |name: &str| {
            let value = match name {
                "content-type" => "application/x-www-form-urlencoded; charset=utf-8",
                "host" => "iam.amazonaws.com",
                "x-amz-date" => "20150830T123600Z",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let signed = |query| Signed {
            method: "GET",
            path: "/",
            query,
            header: &header,
            body: b"",
        };
        // The made-up secret of that page.
        let credential = Credential {
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            session_token: None,
            account: None,
        };
        let now: Timestamp = "2015-08-30T12:40:00Z".parse().expect("a time");
        let right = signed("Action=ListUsers&Version=2010-05-08");
        assert_eq!(claim.verify(&credential, &right, now), Ok(()));
        let swapped = signed("Version=2010-05-08&Action=ListUsers");
        assert_eq!(claim.verify(&credential, &swapped, now), Ok(()));

        let other = signed("Action=ListRoles&Version=2010-05-08");
        assert!(claim.verify(&credential, &other, now).is_err());
        let late: Timestamp = "2015-08-30T13:00:00Z".parse().expect("a time");
        assert!(claim.verify(&credential, &right, late).is_err());
        let stranger = Credential {
            secret: "another".into(),
            session_token: None,
            account: None,
        };
        assert!(claim.verify(&stranger, &right, now).is_err());
    }

    #[test]
    fn other_headers_are_no_claim() {
        for header in [
            "",
            "Bearer abc",
            "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, Signature=00",
        ] {
            assert!(Claim::parse(header).is_none(), "{header}");
        }
    }
}
