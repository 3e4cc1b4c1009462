//! Configuration as files that the AWS CLI wrote.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use crate::document::{Answer, Call, DocumentError, read};
use crate::snapshot::Snapshot;

impl Snapshot {
    /// Reads a snapshot from a folder, or from a file of AWS Config.
    ///
    /// The folder is laid out like this; what is missing is not known:
    ///
    /// ```text
    /// DIR/get-caller-identity.json          aws sts get-caller-identity
    /// DIR/get-public-access-block.json      aws s3control get-public-access-block
    /// DIR/list-buckets.json                 aws s3api list-buckets
    /// DIR/<bucket>/get-bucket-acl.json      aws s3api get-bucket-acl --bucket <bucket>
    /// DIR/<bucket>/<call>.json              the same for all of `Call::OF_BUCKETS`
    /// DIR/<bucket>/<call>.err               what the AWS CLI said on standard error
    /// ```
    ///
    /// The code of an error, such as NoSuchBucketPolicy, tells what is not set
    /// from what may not be seen. Where standard error was not kept, an empty
    /// file is something that is not known.
    ///
    /// # Errors
    ///
    /// If there is no bucket in it, or a file cannot be read or is no JSON.
    pub fn read(path: &Path, taken_at: Timestamp) -> Result<Snapshot, DocumentError> {
        if path.is_file() {
            return Snapshot::of_config(path, taken_at);
        }
        let mut snapshot = Snapshot::new(taken_at);
        snapshot.read_account(path)?;
        let known = buckets_of(path)?;
        for entry in entries(path)? {
            if entry.is_dir() {
                let name = entry.file_name().unwrap_or_default().to_string_lossy();
                snapshot.add(&name, &answers(&entry)?);
                if let Some(Answer::Json(listing)) = answer(&entry, "list-objects-v2")? {
                    snapshot
                        .inventories
                        .insert(name.into_owned(), read::inventory(&listing));
                }
            }
        }
        for (name, created_at) in &known {
            // One that is listed only is there, and nothing is known of it.
            if !snapshot.buckets.contains_key(name) {
                snapshot.add(name, &BTreeMap::new());
            }
            if let Some(bucket) = snapshot.buckets.get_mut(name) {
                bucket.created_at.clone_from(created_at);
            }
        }
        if snapshot.buckets.is_empty() {
            return Err(DocumentError::NoBucket { path: path.into() });
        }
        Ok(snapshot)
    }

    /// Reads what is known of one bucket from a folder:
    ///
    /// ```text
    /// DIR/<call>.json                       as in the folder of a bucket of `Snapshot::read`
    /// DIR/get-caller-identity.json          whose bucket it is
    /// DIR/list-buckets.json                 when it was created
    /// DIR/account-public-access-block.json  aws s3control get-public-access-block
    /// ```
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is no JSON.
    pub fn of_bucket(
        bucket: &str,
        folder: &Path,
        taken_at: Timestamp,
    ) -> Result<Snapshot, DocumentError> {
        let mut snapshot = Snapshot::new(taken_at);
        snapshot.read_identity(folder)?;
        if let Some(answer) = answer(folder, "account-public-access-block")? {
            snapshot.set_account_block(&answer);
        }
        snapshot.add(bucket, &answers(folder)?);
        for (name, created_at) in buckets_of(folder)? {
            if let Some(bucket) = snapshot.buckets.get_mut(&name) {
                bucket.created_at = created_at;
            }
        }
        Ok(snapshot)
    }

    fn read_account(&mut self, path: &Path) -> Result<(), DocumentError> {
        self.read_identity(path)?;
        if let Some(answer) = answer(path, Call::AccountPublicAccessBlock.name())? {
            self.set_account_block(&answer);
        }
        Ok(())
    }

    fn read_identity(&mut self, path: &Path) -> Result<(), DocumentError> {
        if let Some(Answer::Json(identity)) = answer(path, "get-caller-identity")? {
            let text = |name: &str| identity.get(name).and_then(Value::as_str);
            self.account_id = text("Account").map(str::to_owned);
            if let Some(partition) = text("Arn").and_then(|arn| arn.split(':').nth(1)) {
                self.partition = partition.to_owned();
            }
        }
        Ok(())
    }
}

/// Names and times of creation by the list of buckets, if there is one.
fn buckets_of(path: &Path) -> Result<Vec<(String, Option<String>)>, DocumentError> {
    let Some(Answer::Json(list)) = answer(path, "list-buckets")? else {
        return Ok(Vec::new());
    };
    let buckets = list.get("Buckets").and_then(Value::as_array);
    let buckets = buckets.into_iter().flatten().filter_map(|bucket| {
        let created_at = bucket.get("CreationDate").and_then(Value::as_str);
        let name = bucket.get("Name")?.as_str()?.to_owned();
        Some((name, created_at.and_then(crate::time::rfc3339)))
    });
    Ok(buckets.collect())
}

fn answers(folder: &Path) -> Result<BTreeMap<Call, Answer>, DocumentError> {
    let mut answers = BTreeMap::new();
    for call in Call::OF_BUCKETS {
        if let Some(answer) = answer(folder, call.name())? {
            answers.insert(*call, answer);
        }
    }
    Ok(answers)
}

/// What came of a call, by its files.
fn answer(folder: &Path, call: &str) -> Result<Option<Answer>, DocumentError> {
    let said = text(&folder.join(call).with_extension("err"))?;
    if let Some(code) = said.as_deref().and_then(code) {
        return Ok(Some(Answer::Refused(code.to_owned())));
    }
    let path = folder.join(call).with_extension("json");
    let Some(text) = text(&path)? else {
        return Ok(None);
    };
    if text.trim().is_empty() {
        return Ok(Some(Answer::Empty));
    }
    let json = serde_json::from_str(&text);
    let value: Value = json.map_err(|error| DocumentError::Json {
        path,
        line: error.line(),
    })?;
    let code = value.get("Error").and_then(|error| error.get("Code"));
    Ok(Some(match code.and_then(Value::as_str) {
        Some(code) => Answer::Refused(code.to_owned()),
        None => Answer::Json(value),
    }))
}

/// The code in what the AWS CLI says: `An error occurred (AccessDenied) when …`.
fn code(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("An error occurred (")?;
    rest.split_once(')').map(|(code, _)| code)
}

fn entries(path: &Path) -> Result<Vec<std::path::PathBuf>, DocumentError> {
    let failed = |source| DocumentError::Io {
        path: path.into(),
        source,
    };
    let entries = fs::read_dir(path).map_err(failed)?;
    let paths = entries.map(|entry| entry.map(|it| it.path()));
    let mut paths: Vec<_> = paths.collect::<io::Result<_>>().map_err(failed)?;
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    paths.retain(|path| path.file_name().is_some_and(|name| !is_hidden(name)));
    paths.sort();
    Ok(paths)
}

/// The text of a file, if there is one.
fn text(path: &Path) -> Result<Option<String>, DocumentError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(DocumentError::Io {
            path: path.into(),
            source,
        }),
    }
}
