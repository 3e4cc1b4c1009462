//! The buckets that were given.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use tracie::job::{BucketInfo, Buckets, Directories};
use tracie::report::Roots;

use super::args::{BucketArgs, JobRunArgs};

/// All buckets that were given.
pub(super) fn given(args: &JobRunArgs) -> anyhow::Result<Vec<Box<dyn Buckets>>> {
    let mut given: Vec<Box<dyn Buckets>> = vec![Box::new(directories(&args.buckets)?)];
    if args.buckets.s3 || in_store(&args.buckets).next().is_some() {
        given.push(stores(args)?);
    }
    Ok(given)
}

/// The directories that are buckets, and what is known of them.
fn directories(args: &BucketArgs) -> anyhow::Result<Directories> {
    let mut buckets = Directories::default();
    buckets.follow_links(args.follow_links);
    let local = args.bucket.iter();
    for (name, path) in local.filter(|(_, path)| remote(path).is_none()) {
        buckets.add(name, path)?;
    }
    for dump in &args.dump {
        buckets.add_dump(dump)?;
    }
    for path in &args.bucket_metadata {
        for bucket in described(path)? {
            buckets.introduce(bucket);
        }
    }
    Ok(buckets)
}

/// The buckets that are in S3.
#[cfg(feature = "s3")]
fn stores(args: &JobRunArgs) -> anyhow::Result<Box<dyn Buckets>> {
    let client = args.in_store.reader(Some(&args.store.region), args.tags)?;
    let mut stores = tracie::job::Stores::new(client);
    stores.whole_account(args.buckets.s3);
    for (name, bucket, prefix) in in_store(&args.buckets) {
        stores.add(name, bucket, prefix);
    }
    Ok(Box::new(stores))
}

#[cfg(not(feature = "s3"))]
fn stores(_: &JobRunArgs) -> anyhow::Result<Box<dyn Buckets>> {
    anyhow::bail!(crate::bucket_store::WITHOUT)
}

/// Names of buckets, and where in S3 each is.
fn in_store(args: &BucketArgs) -> impl Iterator<Item = (&str, &str, &str)> {
    args.bucket.iter().filter_map(|(name, path)| {
        let (bucket, prefix) = remote(path)?;
        Some((name.as_str(), bucket, prefix))
    })
}

fn remote(path: &Path) -> Option<(&str, &str)> {
    crate::bucket_store::parse(path.to_str()?)
}

fn described(path: &Path) -> anyhow::Result<Vec<BucketInfo>> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let read = || BucketInfo::described(&serde_json::from_str::<Value>(&text)?);
    read().with_context(|| format!("{shown} is not what `aws macie2 describe-buckets` prints"))
}

/// Where reports find the files of buckets.
pub(super) fn roots(args: &BucketArgs) -> Roots {
    let mut roots = Roots::default();
    for dump in &args.dump {
        roots.all(dump.to_string_lossy());
    }
    let local = args.bucket.iter();
    for (name, path) in local.filter(|(_, path)| remote(path).is_none()) {
        roots.bucket(name, path.to_string_lossy());
    }
    roots
}
