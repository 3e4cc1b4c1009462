//! The buckets that were given.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use tracie::job::{BucketInfo, Directories};
use tracie::report::Roots;

use super::args::BucketArgs;

/// The directories that are buckets, and what is known of them.
pub(super) fn directories(args: &BucketArgs) -> anyhow::Result<Directories> {
    let mut buckets = Directories::default();
    buckets.follow_links(args.follow_links);
    for (name, path) in &args.bucket {
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
    for (name, path) in &args.bucket {
        roots.bucket(name, path.to_string_lossy());
    }
    roots
}
