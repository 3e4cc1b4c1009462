//! A bucket as a source of objects.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::vec;

use super::client::Client;
use super::download::{Remote, trouble};
use super::error::Error;
use super::list::{Listed, Page};
use super::prefetch::{Prefetch, SMALL};
use super::tags::add_tags;
use crate::object::{Entry, Object, Skipped, Source};
use crate::refusal;

/// The objects of a bucket whose keys begin with a prefix, as
/// `list-objects-v2` lists them. An object that may not be read, is archived
/// or encrypted with a key of the customer is offered, and opening it says why
/// it is skipped. A listing that breaks off is an entry that is skipped.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: Client,
    name: Arc<str>,
    /// What objects say of it.
    shown: Arc<str>,
    prefix: String,
    first: Page,
    tags: bool,
}

impl Bucket {
    pub(super) fn open(client: Client, name: &str, prefix: &str) -> Result<Bucket, Error> {
        check_name(name)?;
        let first = Page::get(&client, name, prefix, None, None);
        let first = first
            .map_err(|refusal| client.error(refusal, name, "ListObjectsV2", "s3:ListBucket"))?;
        Ok(Bucket {
            client,
            name: name.into(),
            shown: name.into(),
            prefix: prefix.to_owned(),
            first,
            tags: false,
        })
    }

    /// Asks for the tags of each object as it is listed, so that they are known
    /// before it is read: a request each, of which as many are made at once as
    /// objects are fetched. Those of an object of which they may not be seen stay
    /// unknown.
    pub fn with_tags(mut self, tags: bool) -> Bucket {
        self.tags = tags;
        self
    }

    /// Has its objects say that they are of a bucket of this name.
    pub fn called(mut self, name: impl Into<Arc<str>>) -> Bucket {
        self.shown = name.into();
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The store it is in.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The object whose key is the prefix itself, if it is there.
    pub(super) fn exact(&self) -> Option<Object> {
        let listed = self.first.objects.first();
        let listed = listed.filter(|it| it.key == self.prefix).cloned()?;
        Some(self.object(listed, None))
    }

    fn list(&self, page: Page, after: Option<String>) -> Pages<'_> {
        let threads = self.client.settings().concurrency;
        Pages {
            bucket: self,
            objects: page.objects.into_iter(),
            next: page.next,
            after,
            prefetch: (threads > 0).then(|| Prefetch::start(threads)),
            tagged: Vec::new().into_iter(),
        }
    }

    fn object(&self, listed: Listed, prefetch: Option<&Prefetch>) -> Object {
        let learned = Arc::new(OnceLock::new());
        let remote = Remote {
            client: self.client.clone(),
            bucket: self.name.clone(),
            key: listed.key.clone(),
            size: listed.size,
            e_tag: listed.e_tag.clone(),
            learned: learned.clone(),
        };
        let class: Cow<'static, str> = match listed.storage_class.as_deref() {
            None | Some("STANDARD") => "STANDARD".into(),
            Some(class) => class.to_owned().into(),
        };
        let refused = refusal::by_storage_class(&class);
        let is_small = listed.size.is_some_and(|size| (1..=SMALL).contains(&size));
        let prefetch = prefetch.filter(|_| is_small && refused.is_none());
        let mut object = match prefetch {
            Some(prefetch) => {
                let slot = prefetch.add(remote);
                Object::again(self.shown.clone(), listed.key, move || slot.open())
            }
            None => Object::again(self.shown.clone(), listed.key, move || remote.open()),
        };
        object.size = listed.size;
        object.modified = listed.modified;
        object.known_etag = listed.e_tag;
        object.storage_class = class;
        object.learned = learned;
        object.attributes.tags = listed.tags;
        match refused {
            Some(trouble) => object.refuse(trouble),
            None => object,
        }
    }
}

/// S3 names buckets in lower case, without a slash.
fn check_name(name: &str) -> Result<(), Error> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.len() >= 3 && name.chars().all(legal) {
        return Ok(());
    }
    let what = format!("`{name}` is no name of a bucket; write s3://bucket/prefix");
    Err(Error::Setting { what })
}

impl Source for Bucket {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(self.list(self.first.clone(), None))
    }

    fn objects_from(&self, key: &str) -> Box<dyn Iterator<Item = Entry> + '_> {
        // The store begins after a key; the key itself may be there, too.
        let after = before(key);
        let page = Page::get(
            &self.client,
            &self.name,
            &self.prefix,
            None,
            after.as_deref(),
        );
        let key = key.to_owned();
        match page {
            Ok(page) => {
                let list = self.list(page, after);
                Box::new(list.filter(move |entry| entry.key() == "/" || *entry.key() >= *key))
            }
            Err(refusal) => Box::new(std::iter::once(self.broken_off(&refusal))),
        }
    }
}

/// A key that comes before another and near to it.
fn before(key: &str) -> Option<String> {
    let mut chars: Vec<char> = key.chars().collect();
    chars.pop()?;
    (!chars.is_empty()).then(|| chars.into_iter().collect())
}

impl Bucket {
    fn broken_off(&self, refusal: &super::client::Refusal) -> Entry {
        let mut trouble = trouble(refusal, &self.name);
        trouble.remark = format!("listing the bucket broke off: {}", trouble.remark);
        Entry::Skipped(Skipped {
            bucket: self.shown.clone(),
            key: "/".into(),
            trouble,
        })
    }
}

/// A listing under way.
struct Pages<'b> {
    bucket: &'b Bucket,
    objects: vec::IntoIter<Listed>,
    next: Option<String>,
    after: Option<String>,
    prefetch: Option<Prefetch>,
    /// Those of the page of which the tags are known, which come first.
    tagged: vec::IntoIter<Listed>,
}

/// Objects of which the tags are asked for together.
const TAGGED: usize = 250;

impl Pages<'_> {
    /// The next object of the page.
    fn take(&mut self) -> Option<Listed> {
        if !self.bucket.tags {
            return self.objects.next();
        }
        if let Some(listed) = self.tagged.next() {
            return Some(listed);
        }
        let mut some: Vec<Listed> = self.objects.by_ref().take(TAGGED).collect();
        add_tags(&self.bucket.client, &self.bucket.name, &mut some);
        self.tagged = some.into_iter();
        self.tagged.next()
    }
}

impl Iterator for Pages<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if let Some(prefetch) = &self.prefetch {
            prefetch.go_on();
        }
        loop {
            if let Some(listed) = self.take() {
                return Some(Entry::Object(
                    self.bucket.object(listed, self.prefetch.as_ref()),
                ));
            }
            let token = self.next.take()?;
            let Bucket {
                client,
                name,
                prefix,
                ..
            } = self.bucket;
            match Page::get(client, name, prefix, Some(&token), self.after.as_deref()) {
                Ok(page) => {
                    self.objects = page.objects.into_iter();
                    // A store that hands out the same token again never ends.
                    self.next = page.next.filter(|next| *next != token);
                }
                Err(refusal) => return Some(self.bucket.broken_off(&refusal)),
            }
        }
    }
}
