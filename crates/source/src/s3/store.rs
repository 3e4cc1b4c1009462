//! What a store is asked besides the objects of one bucket.

use jiff::Timestamp;

use super::client::{Client, Get, Refusal};
use super::error::Error;
use super::xml::Element;
use crate::object::Object;

/// A bucket of the account that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnBucket {
    /// Its name.
    pub name: String,
    /// When it was created, if the store says so.
    pub created_at: Option<Timestamp>,
}

/// Buckets of a page of ListBuckets.
const PAGE: &str = "1000";

impl Client {
    /// All buckets of the account that asks, in the order of their names.
    ///
    /// # Errors
    ///
    /// If they may not be listed, or the store cannot be reached.
    pub fn buckets(&self) -> Result<Vec<OwnBucket>, Error> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let mut parameters = Vec::new();
            if let Some(token) = &token {
                // Stores without pages do not come here.
                parameters.extend([("max-buckets", PAGE), ("continuation-token", token)]);
            }
            let document = self.element(&Get {
                bucket: "",
                key: "",
                parameters: &parameters,
                headers: &[],
            });
            let document = document.map_err(|refusal| {
                self.error(refusal, "*", "ListBuckets", "s3:ListAllMyBuckets")
            })?;
            let page = page(&document).ok_or_else(|| {
                let problem = "what it answers to ListBuckets is no list of buckets";
                self.error(
                    Refusal::Broken(problem.into()),
                    "*",
                    "ListBuckets",
                    "s3:ListAllMyBuckets",
                )
            })?;
            all.extend(page);
            let next = document.text_of("ContinuationToken").map(str::to_owned);
            if next.is_none() || next == token {
                break;
            }
            token = next;
        }
        all.sort_by(|a: &OwnBucket, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// One object, as a listing has it; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// If its bucket may not be listed, is not there, or cannot be reached.
    pub fn object(&self, bucket: &str, key: &str) -> Result<Option<Object>, Error> {
        if key.is_empty() {
            return Ok(None);
        }
        // The key itself is the first of all that begin with it.
        Ok(self.bucket(bucket, key)?.exact())
    }

    /// Writes an object, in the place of one of that key.
    ///
    /// # Errors
    ///
    /// If it may not be written, the bucket is not there, or cannot be reached.
    pub fn put_object(&self, bucket: &str, key: &str, content: &[u8]) -> Result<(), Error> {
        let put = Get {
            bucket,
            key,
            parameters: &[],
            headers: &[("content-type", "application/octet-stream".into())],
        };
        match self.put(&put, content) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(self.error(refusal, bucket, "PutObject", "s3:PutObject")),
        }
    }
}

/// The buckets of an answer.
fn page(document: &Element) -> Option<Vec<OwnBucket>> {
    if document.name != "ListAllMyBucketsResult" {
        return None;
    }
    let buckets = document
        .child("Buckets")
        .into_iter()
        .flat_map(|it| it.all("Bucket"));
    let buckets = buckets.map(|bucket| {
        let created_at = bucket.text_of("CreationDate");
        Some(OwnBucket {
            name: bucket.text_of("Name")?.to_owned(),
            created_at: created_at.and_then(|it| it.parse().ok()),
        })
    });
    buckets.collect()
}

/// A document, taken for a list of buckets.
pub(super) fn try_buckets(document: &Element) {
    page(document);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_read_with_when_they_were_made() {
        let text = "<ListAllMyBucketsResult><Owner><ID>x</ID></Owner><Buckets><Bucket><Name>acme</Name>\
            <CreationDate>2024-05-02T21:40:11.000Z</CreationDate></Bucket><Bucket><Name>b.c</Name></Bucket>\
            </Buckets></ListAllMyBucketsResult>";
        let buckets = page(&Element::parse(text).expect("a document")).expect("a list");
        let made: Vec<_> = buckets
            .iter()
            .map(|it| (&*it.name, it.created_at.map(Timestamp::as_second)))
            .collect();
        assert_eq!(made, [("acme", Some(1_714_686_011)), ("b.c", None)]);
        for text in [
            "<ListBucketResult/>",
            "<ListAllMyBucketsResult><Buckets><Bucket/></Buckets></ListAllMyBucketsResult>",
        ] {
            assert_eq!(page(&Element::parse(text).expect("a document")), None);
        }
    }
}
