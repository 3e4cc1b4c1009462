//! An allow list as CreateAllowList defines it.

use std::collections::BTreeMap;
use std::io::{self, Read};

use serde::Deserialize;

use super::{AllowList, whole};
use crate::Error;
use crate::bounds::Bounds;
use crate::error::Invalid;

/// The members of CreateAllowList.
///
/// ```
/// use tracie_identify::AllowListDefinition;
///
/// let all = AllowListDefinition::parse(r#"{"name": "tests", "criteria": {"regex": "TEST-[0-9]+"}}"#)?;
/// let list = all[0].build(|words| std::fs::File::open(&words.object_key))?;
/// assert!(list.allows(b"TEST-17"));
/// # Ok::<(), tracie_identify::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllowListDefinition {
    /// Its name, 1 to 128 characters.
    pub name: String,
    /// What it allows.
    pub criteria: AllowListCriteria,
    /// What it is for, 1 to 512 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Accepted and not used, as the API call has it.
    #[serde(default)]
    pub client_token: Option<String>,
    /// Accepted and not used, as the API call has it.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// What an allow list allows: exactly one of the two.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllowListCriteria {
    /// All that this expression matches wholly; at most 512 characters.
    #[serde(default)]
    pub regex: Option<String>,
    /// The texts in an object, one a line.
    #[serde(default)]
    pub s3_words_list: Option<S3WordsList>,
}

/// Where the texts of an allow list are.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct S3WordsList {
    /// The bucket, 3 to 255 characters.
    pub bucket_name: String,
    /// The object, 1 to 1,024 characters.
    pub object_key: String,
}

/// A document is one definition or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Json {
    One(Box<AllowListDefinition>),
    Many(Vec<AllowListDefinition>),
}

impl AllowListDefinition {
    /// Reads the JSON of CreateAllowList, one or a list.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if it does not parse; else what is wrong with the
    /// members of a list.
    pub fn parse(text: &str) -> Result<Vec<AllowListDefinition>, Error> {
        let all = AllowListDefinition::read(text)?;
        for list in &all {
            list.validate()?;
        }
        Ok(all)
    }

    /// The same, whatever the members say; see [`AllowListDefinition::invalid`].
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if it does not parse.
    pub fn read(text: &str) -> Result<Vec<AllowListDefinition>, Error> {
        // Parsed twice, since the message of an untagged choice says nothing.
        let all = match serde_json::from_str::<Json>(text) {
            Ok(Json::One(one)) => Ok(vec![*one]),
            Ok(Json::Many(many)) => Ok(many),
            Err(_) if text.trim_start().starts_with('[') => serde_json::from_str(text),
            Err(_) => serde_json::from_str(text).map(|one| vec![one]),
        };
        all.map_err(|error: serde_json::Error| Error::Document {
            what: "allow lists",
            message: error.to_string(),
        })
    }

    /// All that is wrong with its members, each with what to change. Words that
    /// lie elsewhere are not looked at.
    pub fn invalid(&self) -> Vec<Invalid> {
        let mut bounds = Bounds::default();
        bounds.length("name", &self.name, 1, 128);
        if let Some(description) = &self.description {
            bounds.length("description", description, 1, 512);
        }
        bounds.tags(&self.tags);
        let AllowListCriteria {
            regex,
            s3_words_list,
        } = &self.criteria;
        match (regex, s3_words_list) {
            (Some(regex), None) => {
                let invalid = whole(regex, "criteria.regex").err();
                bounds.invalid.extend(invalid.unwrap_or_default());
            }
            (None, Some(words)) => {
                let member = "criteria.s3WordsList.bucketName";
                bounds.length(member, &words.bucket_name, 3, 255);
                let member = "criteria.s3WordsList.objectKey";
                bounds.length(member, &words.object_key, 1, 1_024);
            }
            _ => bounds.wrong(
                "criteria",
                "it has either `regex` or `s3WordsList`: give one of them",
            ),
        }
        bounds.invalid
    }

    /// Holds the members against Macie's limits.
    ///
    /// # Errors
    ///
    /// [`Error::AllowList`] with what to change.
    pub fn validate(&self) -> Result<(), Error> {
        match self.invalid() {
            none if none.is_empty() => Ok(()),
            invalid => Err(Error::AllowList {
                name: self.name.clone(),
                invalid,
            }),
        }
    }

    /// Makes it ready for use. `open` is asked for the words, where it has some.
    ///
    /// # Errors
    ///
    /// As [`AllowListDefinition::validate`]; [`Error::Words`] if the words cannot
    /// be read or used.
    pub fn build<R: Read>(
        &self,
        open: impl FnOnce(&S3WordsList) -> io::Result<R>,
    ) -> Result<AllowList, Error> {
        self.validate()?;
        if let Some(regex) = &self.criteria.regex {
            return AllowList::regex(&*self.name, regex);
        }
        let opened = match &self.criteria.s3_words_list {
            Some(words) => open(words).map_err(|error| unread(words, &error)),
            None => Err(io::ErrorKind::InvalidInput.into()),
        };
        AllowList::opened(&*self.name, opened)
    }
}

/// The same trouble, with where it is.
fn unread(words: &S3WordsList, error: &io::Error) -> io::Error {
    let S3WordsList {
        bucket_name,
        object_key,
    } = words;
    io::Error::new(
        error.kind(),
        format!("s3://{bucket_name}/{object_key}: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_object(_: &S3WordsList) -> io::Result<io::Empty> {
        Err(io::ErrorKind::NotFound.into())
    }

    #[test]
    fn words_are_asked_for() {
        let json = r#"{"name":"w","criteria":{"s3WordsList":{"bucketName":"acme","objectKey":"a/b.txt"}},
                       "clientToken":"x","tags":{"a":"b"}}"#;
        let all = AllowListDefinition::parse(json).expect("it is within bounds");
        let list = all[0].build(|it| {
            assert_eq!((&*it.bucket_name, &*it.object_key), ("acme", "a/b.txt"));
            Ok(&b"one\ntwo"[..])
        });
        assert_eq!(list.expect("it is read").entries(), Some(2));
        let error = all[0]
            .build(no_object)
            .expect_err("there is no object")
            .to_string();
        assert!(error.contains("s3://acme/a/b.txt") && error.contains("S3_OBJECT_NOT_FOUND"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_member() {
        for (members, expected) in [
            (r#""name":"","criteria":{"regex":"x"}"#, "name: it is empty"),
            (r#""name":"n","criteria":{}"#, "criteria: it has either"),
            (
                r#""name":"n","criteria":{"regex":"x","s3WordsList":{"bucketName":"abc","objectKey":"k"}}"#,
                "criteria: it has either",
            ),
            (
                r#""name":"n","criteria":{"regex":"x*"}"#,
                "criteria.regex: it matches the empty",
            ),
            (
                r#""name":"n","criteria":{"regex":"(?=x)"}"#,
                "criteria.regex, character 1: look-ahead",
            ),
            (
                r#""name":"n","criteria":{"s3WordsList":{"bucketName":"ab","objectKey":""}}"#,
                "criteria.s3WordsList.bucketName: it has 2 characters, and 3 to 255",
            ),
            (
                r#""name":"n","description":"","criteria":{"regex":"x"}"#,
                "description: it is empty",
            ),
        ] {
            let error = AllowListDefinition::parse(&format!("{{{members}}}"));
            let message = error.expect_err(members).to_string();
            assert!(message.contains(expected), "{message}");
        }
        let error = AllowListDefinition::parse(r#"{"name":"n","criterion":{}}"#);
        assert!(
            error
                .expect_err("no member")
                .to_string()
                .contains("unknown field `criterion`")
        );
    }
}
