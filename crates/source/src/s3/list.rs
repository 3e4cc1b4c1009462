//! Lists a bucket, page by page.

use tracie_finding::resources::Tag;

use crate::metadata::time;

use super::client::{Client, Get, Refusal};
use super::xml::Element;

/// An object as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) key: String,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<std::time::SystemTime>,
    /// Without quotes.
    pub(super) e_tag: Option<String>,
    pub(super) storage_class: Option<String>,
    /// If they were asked for.
    pub(super) tags: Option<Vec<Tag>>,
}

/// A page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) objects: Vec<Listed>,
    /// What to ask for the next page with.
    pub(super) next: Option<String>,
}

impl Page {
    /// Asks for a page: the first one, or the one that a token is of.
    pub(super) fn get(
        client: &Client,
        bucket: &str,
        prefix: &str,
        token: Option<&str>,
        after: Option<&str>,
    ) -> Result<Page, Refusal> {
        let mut parameters = vec![("list-type", "2"), ("encoding-type", "url")];
        if !prefix.is_empty() {
            parameters.push(("prefix", prefix));
        }
        parameters.extend(token.map(|token| ("continuation-token", token)));
        parameters.extend(after.map(|after| ("start-after", after)));
        let document = client.element(&Get {
            bucket,
            key: "",
            parameters: &parameters,
            headers: &[],
        })?;
        Page::of(&document)
            .ok_or_else(|| Refusal::Broken("what it answers to ListObjectsV2 is no listing".into()))
    }

    pub(super) fn of(document: &Element) -> Option<Page> {
        if document.name != "ListBucketResult" {
            return None;
        }
        let encoded = document.text_of("EncodingType") == Some("url");
        let objects = document.all("Contents").map(|it| Listed::of(it, encoded));
        let next = match document.text_of("IsTruncated") {
            // More without saying how to get there would be lost.
            Some("true") => Some(document.text_of("NextContinuationToken")?.to_owned()),
            _ => None,
        };
        Some(Page {
            objects: objects.collect::<Option<_>>()?,
            next,
        })
    }
}

impl Listed {
    fn of(element: &Element, encoded: bool) -> Option<Listed> {
        let key = &element.child("Key")?.text;
        Some(Listed {
            key: if encoded { decoded(key) } else { key.clone() },
            size: element.text_of("Size").and_then(|size| size.parse().ok()),
            modified: element.text_of("LastModified").and_then(time),
            e_tag: element
                .text_of("ETag")
                .map(|it| it.trim_matches('"').to_owned()),
            storage_class: element.text_of("StorageClass").map(str::to_owned),
            tags: None,
        })
    }
}

fn decoded(key: &str) -> String {
    crate::metadata::percent_decoded(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_whole_or_not_at_all() {
        let text = "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <NextContinuationToken>t&amp;1</NextContinuationToken><Contents><Key>a%2F%0Ab+c</Key>\
            <Size>3</Size><ETag>&quot;0c&quot;</ETag><LastModified>2024-05-02T21:40:11.000Z</LastModified>\
            <StorageClass>GLACIER</StorageClass></Contents></ListBucketResult>";
        let page = Page::of(&Element::parse(text).expect("a document")).expect("a page");
        assert_eq!(page.next.as_deref(), Some("t&1"));
        let object = &page.objects[0];
        assert_eq!((&*object.key, object.size), ("a/\nb c", Some(3)));
        assert_eq!(object.e_tag.as_deref(), Some("0c"));
        assert!(object.modified.is_some());

        for text in [
            "<Error><Code>x</Code></Error>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>",
        ] {
            let document = Element::parse(text).expect("a document");
            assert_eq!(Page::of(&document), None, "{text}");
        }
    }
}
