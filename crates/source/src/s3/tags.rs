//! The tags of objects.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tracie_finding::resources::Tag;

use super::client::{Client, Get, Refusal};
use super::list::Listed;

/// The tags of an object.
pub(super) fn tags_of(client: &Client, bucket: &str, key: &str) -> Result<Vec<Tag>, Refusal> {
    let document = client.element(&Get {
        bucket,
        key,
        parameters: &[("tagging", "")],
        headers: &[],
    })?;
    let set = document
        .child("TagSet")
        .into_iter()
        .flat_map(|it| it.all("Tag"));
    let tags = set.map(|tag| Tag {
        key: tag.text_of("Key").unwrap_or_default().to_owned(),
        value: tag.text_of("Value").unwrap_or_default().to_owned(),
    });
    Ok(tags.collect())
}

/// Asks for the tags of listed objects, several at once. What they are of one of
/// which they may not be seen stays open.
pub(super) fn add_tags(client: &Client, bucket: &str, objects: &mut [Listed]) {
    let threads = client.settings().concurrency.clamp(1, objects.len().max(1));
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<&mut Listed>> = objects.iter_mut().map(Mutex::new).collect();
    let work = || {
        while let Some(slot) = slots.get(next.fetch_add(1, Relaxed)) {
            let mut object = slot.lock().unwrap_or_else(PoisonError::into_inner);
            object.tags = tags_of(client, bucket, &object.key).ok();
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
}
