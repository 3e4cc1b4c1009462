//! Listings, as `aws s3api list-objects-v2` and `list-object-versions` print
//! them.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::record::Record;
use crate::error::Error;

/// What a listing says of objects, in the order of their keys.
#[derive(Debug, Default)]
pub(super) struct Listing(Vec<Record>);

impl Listing {
    pub(super) fn into_records(self) -> Vec<Record> {
        self.0
    }

    /// Reads a listing, if there is one.
    pub(super) fn load(path: &Path) -> Result<Option<Listing>, Error> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::looking_at(path, error)),
        };
        let wrong = |problem| Error::metadata(path, problem);
        Listing::read(BufReader::new(file)).map(Some).map_err(wrong)
    }

    /// Reads the pages of a listing: one after the other, in a list, or merged
    /// in one, as the CLI does by itself; or the entries alone.
    pub(super) fn read(input: impl Read) -> Result<Listing, String> {
        let mut reading = Reading::default();
        let mut documents = serde_json::Deserializer::from_reader(input);
        loop {
            match documents.end() {
                Ok(()) => break,
                Err(error) if error.is_io() => return Err(error.to_string()),
                Err(_) => {}
            }
            Document(&mut reading)
                .deserialize(&mut documents)
                .map_err(|error| in_words(&error))?;
        }
        reading.finish()
    }
}

/// An error without what it quotes.
fn in_words(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "this is not what list-objects-v2 prints",
        serde_json::error::Category::Eof => "it ends too early",
        _ => "this is no JSON",
    };
    format!("line {}, column {}: {what}", error.line(), error.column())
}

#[derive(Default)]
struct Reading {
    records: Vec<Record>,
    /// Whether the last page says that there are more.
    more: bool,
    /// What is wrong with an entry.
    problem: Option<String>,
}

impl Reading {
    fn finish(mut self) -> Result<Listing, String> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        if self.more {
            return Err(
                "its last page says that there are more; list the whole bucket, \
                        without --max-items and --no-paginate"
                    .into(),
            );
        }
        self.records.sort_by(|a, b| a.key.cmp(&b.key));
        // What is listed twice was listed anew.
        self.records.reverse();
        self.records.dedup_by(|a, b| a.key == b.key);
        self.records.reverse();
        Ok(Listing(self.records))
    }

    fn add(&mut self, entry: Entry) {
        if entry.is_latest == Some(false) {
            return;
        }
        match Record::of(entry) {
            Ok(record) => self.records.push(record),
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }
}

/// An object as it is listed.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) size: Option<u64>,
    #[serde(default)]
    pub(super) last_modified: Option<String>,
    #[serde(default, rename = "ETag")]
    pub(super) e_tag: Option<String>,
    #[serde(default)]
    pub(super) storage_class: Option<String>,
    #[serde(default)]
    pub(super) version_id: Option<String>,
    #[serde(default)]
    is_latest: Option<bool>,
}

/// A page, a list of pages, an entry or a list of entries.
struct Document<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a listing")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pages: A) -> Result<(), A::Error> {
        while pages.next_element_seed(Document(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<(), A::Error> {
        let reading = self.0;
        let first = reading.records.len();
        let (mut encoded, mut more) = (false, false);
        let mut entry = Entry::default();
        while let Some(member) = page.next_key::<String>()? {
            match &*member {
                "Contents" | "Versions" => page.next_value_seed(Entries(reading))?,
                "EncodingType" => {
                    encoded = page.next_value::<Option<String>>()?.as_deref() == Some("url");
                }
                "IsTruncated" => more |= page.next_value::<Option<bool>>()? == Some(true),
                "NextToken" => more |= page.next_value::<Option<String>>()?.is_some(),
                "Key" => entry.key = page.next_value()?,
                "Size" => entry.size = page.next_value()?,
                "LastModified" => entry.last_modified = page.next_value()?,
                "ETag" => entry.e_tag = page.next_value()?,
                "StorageClass" => entry.storage_class = page.next_value()?,
                "VersionId" => entry.version_id = page.next_value()?,
                "IsLatest" => entry.is_latest = page.next_value()?,
                _ => {
                    page.next_value::<IgnoredAny>()?;
                }
            }
        }
        if entry.key.is_some() {
            reading.add(entry);
        } else {
            reading.more = more;
        }
        if encoded {
            reading.records[first..].iter_mut().for_each(Record::decode);
        }
        Ok(())
    }
}

/// The entries of a page; null in a page without any.
struct Entries<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the objects of a page")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(entry) = entries.next_element()? {
            self.0.add(entry);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let listing = Listing::read(text.as_bytes())?;
        let records = listing.into_records().into_iter();
        Ok(records.map(|it| it.key.into()).collect())
    }

    const A: &str = r#"{"Key": "a", "Size": 1, "ETag": "\"0c\"", "StorageClass": "GLACIER"}"#;
    const B: &str = r#"{"Key": "b", "LastModified": "2024-05-02T21:40:11+00:00", "New": {}}"#;

    #[test]
    fn pages_come_in_many_forms() {
        let page = |entries: &str| format!(r#"{{"Contents": [{entries}], "Prefix": ""}}"#);
        let (one, other) = (page(B), page(A));
        for text in [
            page(&format!("{B}, {A}")),
            format!("{one}\n{other}\n"),
            format!("[{one}, {other}]"),
            format!("[{B}, {A}]"),
            format!("{B}\n{A}"),
            format!(r#"{{"IsTruncated": true, "Contents": [{B}]}} {other}"#),
            format!(r#"{{"Versions": [{A}, {B}, {{"Key": "c", "IsLatest": false}}]}}"#),
        ] {
            assert_eq!(
                read(&text).as_deref(),
                Ok(&["a".into(), "b".into()][..]),
                "{text}"
            );
        }
    }

    #[test]
    fn an_empty_bucket_has_an_empty_listing() {
        for text in ["", " \n", "{}", r#"{"Contents": null}"#, "[]"] {
            assert_eq!(read(text), Ok(vec![]), "{text:?}");
        }
    }

    #[test]
    fn what_is_known_of_an_object_is_kept() {
        let text = format!("[{A}, {B}]");
        let listing = Listing::read(text.as_bytes()).expect("it is one");
        let [a, b] = &listing.into_records()[..] else {
            panic!("two objects");
        };
        assert_eq!((a.size, a.e_tag.as_deref()), (Some(1), Some("0c")));
        assert_eq!(
            (&*a.storage_class, &*b.storage_class),
            ("GLACIER", "STANDARD")
        );
        assert!(a.modified.is_none() && b.modified.is_some());
    }

    #[test]
    fn keys_are_decoded_where_they_are_encoded() {
        let page = r#"{"Contents": [{"Key": "a%2Fb+c%C3%A9"}], "EncodingType": "url"}"#;
        assert_eq!(read(page), Ok(vec!["a/b c\u{e9}".into()]));
        let plain = r#"{"Contents": [{"Key": "a%2Fb+c"}]}"#;
        assert_eq!(read(plain), Ok(vec!["a%2Fb+c".into()]));
    }

    #[test]
    fn the_last_of_two_entries_counts() {
        let text = r#"[{"Key": "a", "Size": 1}, {"Key": "a", "Size": 2}]"#;
        let listing = Listing::read(text.as_bytes()).expect("it is one");
        let sizes: Vec<_> = listing.into_records().iter().map(|it| it.size).collect();
        assert_eq!(sizes, [Some(2)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, said) in [
            (
                "{\n \"Contents\": 3}",
                "line 2, column 15: this is not what",
            ),
            ("{\"Contents\": [", "it ends too early"),
            ("Contents", "line 1, column 1: this is no JSON"),
            (r#"{"Contents": [{"Size": 3}]}"#, "has no Key"),
            (
                r#"{"Contents": [{"Key": "a", "LastModified": "now"}]}"#,
                "LastModified",
            ),
            (
                r#"{"Contents": [], "IsTruncated": true}"#,
                "without --max-items",
            ),
            (
                r#"{"Contents": [], "NextToken": "x"}"#,
                "without --max-items",
            ),
        ] {
            let problem = read(text).expect_err(text);
            assert!(problem.contains(said), "{text}: {problem}");
        }
    }
}
