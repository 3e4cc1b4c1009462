//! Reads the content of an object.

use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use tracie_finding::Attributes;
use tracie_finding::detection::Reason;
use tracie_finding::resources::{EncryptionType, ServerSideEncryption};
use ureq::http::HeaderMap;

use super::client::{Client, Get, Refusal};
use super::reply::Failure;
use super::tags::tags_of;
use crate::refusal;
use crate::trouble::Trouble;

/// How often a range that breaks off is gone on with.
const RESUMPTIONS: u32 = 4;

/// An object to be read.
#[derive(Clone, Debug)]
pub(super) struct Remote {
    pub(super) client: Client,
    pub(super) bucket: Arc<str>,
    pub(super) key: String,
    pub(super) size: Option<u64>,
    /// As it was listed.
    pub(super) e_tag: Option<String>,
    /// What reading it shows.
    pub(super) learned: Arc<OnceLock<Attributes>>,
}

/// The content of an object, range by range.
struct Download {
    remote: Remote,
    reader: Box<dyn Read + Send>,
    /// Where the next byte is.
    at: u64,
    /// Where the range ends that is being read.
    until: u64,
    left: u32,
}

impl Remote {
    /// Opens it: the first range of it is asked for.
    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>, Trouble> {
        let size = self.size.unwrap_or(u64::MAX);
        if size == 0 {
            return Ok(Box::new(io::empty()));
        }
        let until = size.min(self.client.settings().range);
        let reader = self.range(0, until)?;
        Ok(Box::new(Download {
            remote: self.clone(),
            reader,
            at: 0,
            until,
            left: RESUMPTIONS,
        }))
    }

    /// All of it at once.
    pub(super) fn read(&self) -> Result<Vec<u8>, Trouble> {
        let mut content = Vec::new();
        let mut reader = self.open()?;
        match reader.read_to_end(&mut content) {
            Ok(_) => Ok(content),
            Err(error) => Err(Trouble::from_io("reading it", &error)),
        }
    }

    /// Asks for a part of it, in the state in which it was listed.
    fn range(&self, from: u64, until: u64) -> Result<Box<dyn Read + Send>, Trouble> {
        let mut headers = Vec::new();
        let is_whole = from == 0 && Some(until) == self.size;
        if !is_whole {
            headers.push(("range", format!("bytes={from}-{}", until - 1)));
        }
        if let Some(e_tag) = &self.e_tag {
            headers.push(("if-match", format!("\"{e_tag}\"")));
        }
        let response = self.client.get(&Get {
            bucket: &self.bucket,
            key: &self.key,
            parameters: &[],
            headers: &headers,
        });
        let response = response.map_err(|refusal| trouble(&refusal, &self.bucket))?;
        if let Some(trouble) = sealed(response.headers()) {
            return Err(trouble);
        }
        // A store that does not know ranges sends all of it again.
        if from > 0 && response.status().as_u16() != 206 {
            let remark =
                "the store does not hand out parts of objects, so that it cannot be read on";
            return Err(Trouble::new(Reason::SourceObjectNoLongerAvailable, remark));
        }
        self.learn(response.headers());
        Ok(Box::new(response.into_body().into_reader()))
    }

    fn learn(&self, headers: &HeaderMap) {
        if self.learned.get().is_some() {
            return;
        }
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let has_tags = text("x-amz-tagging-count").is_some_and(|count| count != "0");
        let attributes = Attributes {
            encryption: ServerSideEncryption {
                encryption_type: match text("x-amz-server-side-encryption").as_deref() {
                    None => EncryptionType::None,
                    Some("AES256") => EncryptionType::Aes256,
                    Some("aws:kms") => EncryptionType::Kms,
                    Some("aws:kms:dsse") => EncryptionType::KmsDsse,
                    Some(_) => EncryptionType::Unknown,
                },
                kms_master_key_id: text("x-amz-server-side-encryption-aws-kms-key-id"),
            },
            tags: if has_tags && self.client.settings().tags {
                tags_of(&self.client, &self.bucket, &self.key).ok()
            } else {
                None
            },
            version_id: text("x-amz-version-id")
                .filter(|it| it != "null")
                .unwrap_or_default(),
        };
        // Whoever was first knows the same.
        let _ = self.learned.set(attributes);
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let room = usize::try_from(self.until - self.at).unwrap_or(usize::MAX);
            let room = room.min(buffer.len());
            if room == 0 {
                if buffer.is_empty() || !self.next_range()? {
                    return Ok(0);
                }
                continue;
            }
            match self.reader.read(&mut buffer[..room]) {
                Ok(0) if self.remote.size.is_none() => return Ok(0),
                // It ended before its range did.
                Ok(0) => self.resume("it broke off")?,
                Ok(n) => {
                    self.at += n as u64;
                    return Ok(n);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.resume(&error.to_string())?,
            }
        }
    }
}

impl Download {
    fn next_range(&mut self) -> io::Result<bool> {
        let Some(size) = self.remote.size.filter(|size| self.at < *size) else {
            return Ok(false);
        };
        self.until = size.min(self.at + self.remote.client.settings().range);
        self.reader = self
            .remote
            .range(self.at, self.until)
            .map_err(io::Error::other)?;
        self.left = RESUMPTIONS;
        Ok(true)
    }

    /// Goes on where it broke off.
    fn resume(&mut self, problem: &str) -> io::Result<()> {
        if self.left == 0 {
            let remark = format!(
                "reading it failed again and again at byte {}: {problem}",
                self.at
            );
            let trouble = Trouble::new(Reason::SourceObjectNoLongerAvailable, remark);
            return Err(io::Error::other(trouble));
        }
        self.left -= 1;
        self.reader = self
            .remote
            .range(self.at, self.until)
            .map_err(io::Error::other)?;
        Ok(())
    }
}

/// What it means for an object that a request for it was refused.
pub(super) fn trouble(refusal: &Refusal, bucket: &str) -> Trouble {
    let failure = match refusal {
        Refusal::Said(failure) => failure,
        Refusal::Broken(problem) => {
            let remark = format!("the store does not hand it out: {problem}");
            return Trouble::new(Reason::SourceObjectNoLongerAvailable, remark);
        }
    };
    let (reason, remark) = meaning(failure, bucket);
    Trouble::new(reason, remark)
}

fn meaning(failure: &Failure, bucket: &str) -> (Reason, String) {
    let Failure { code, message, .. } = failure;
    let lower = message.to_ascii_lowercase();
    match code.as_str() {
        "NoSuchKey" | "NoSuchVersion" | "404" => (
            Reason::SourceObjectNoLongerAvailable,
            "it was deleted after it was listed".into(),
        ),
        "NoSuchBucket" => (
            Reason::NoSuchBucketAvailable,
            format!("there is no bucket {bucket} any more"),
        ),
        "PreconditionFailed" | "412" => (
            Reason::ObjectVersionMismatch,
            "it changed after it was listed; scan it again".into(),
        ),
        "InvalidObjectState" => (
            Reason::InvalidObjectState,
            "it is archived, and would have to be restored first".into(),
        ),
        code if code.starts_with("KMS.") => (
            Reason::InvalidKmsKey,
            format!("its key cannot be used ({code})"),
        ),
        "InvalidRequest" | "InvalidArgument" | "400"
            if lower.contains("server side encryption") || lower.contains("sse-c") =>
        {
            let trouble = refusal::customer_key();
            (trouble.reason, trouble.remark)
        }
        _ if failure.is_denial() && lower.contains("kms") => (
            Reason::PermissionDenied,
            format!("its key may not be used ({code}); that needs kms:Decrypt on the key"),
        ),
        _ if failure.is_denial() => (
            Reason::PermissionDenied,
            format!(
                "reading it is denied ({code}); it needs s3:GetObject on arn:aws:s3:::{bucket}/*"
            ),
        ),
        code => (
            Reason::SourceObjectNoLongerAvailable,
            format!("the store does not hand it out ({code})"),
        ),
    }
}

/// Why an object is opaque, by what comes with its content.
fn sealed(headers: &HeaderMap) -> Option<Trouble> {
    if headers.contains_key("x-amz-server-side-encryption-customer-algorithm") {
        return Some(refusal::customer_key());
    }
    let names = headers
        .keys()
        .filter_map(|name| name.as_str().strip_prefix("x-amz-meta-"));
    refusal::by_user_metadata(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_mean_what_macie_tells_apart() {
        for (code, message, expected) in [
            ("NoSuchKey", "", Reason::SourceObjectNoLongerAvailable),
            ("NoSuchBucket", "", Reason::NoSuchBucketAvailable),
            ("PreconditionFailed", "", Reason::ObjectVersionMismatch),
            ("InvalidObjectState", "", Reason::InvalidObjectState),
            ("KMS.DisabledException", "", Reason::InvalidKmsKey),
            ("KMS.KMSInvalidStateException", "", Reason::InvalidKmsKey),
            (
                "InvalidRequest",
                "The object was stored using a form of Server Side Encryption.",
                Reason::InvalidEncryption,
            ),
            ("AccessDenied", "", Reason::PermissionDenied),
            (
                "AccessDenied",
                "not authorized to perform: kms:Decrypt",
                Reason::PermissionDenied,
            ),
        ] {
            let failure = Failure {
                status: 400,
                code: code.into(),
                message: message.into(),
                region: None,
            };
            let (reason, remark) = meaning(&failure, "acme");
            assert_eq!(reason, expected, "{code} {message}");
            assert_eq!(
                remark.contains("kms:Decrypt"),
                message.contains("kms"),
                "{code} {message}"
            );
        }
    }
}
