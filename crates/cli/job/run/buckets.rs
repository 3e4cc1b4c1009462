//! The buckets that were given.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;
use tracie::job::{BucketInfo, Buckets, Directories};
use tracie::report::Roots;
use tracie::source::Dump;

use super::args::{BucketArgs, JobRunArgs};
use crate::output::guard;

/// All buckets that were given.
pub(super) fn given(args: &JobRunArgs) -> anyhow::Result<Vec<Box<dyn Buckets>>> {
    let mut given: Vec<Box<dyn Buckets>> = vec![Box::new(directories(&args.buckets)?)];
    if args.buckets.s3 || in_store(&args.buckets).next().is_some() {
        given.push(stores(args)?);
    }
    Ok(given)
}

/// Refuses to write what would be scanned too: results and the store in what is
/// given as buckets.
pub(super) fn refuse_own(args: &JobRunArgs) -> anyhow::Result<()> {
    let buckets = &args.buckets;
    let store = &args.store.store;
    anyhow::ensure!(
        !covers(buckets, store),
        "{} is in what is given as buckets, so the store would be scanned too; name a file beside them",
        store.display()
    );
    let Some(place) = &args.results.results else {
        return Ok(());
    };
    let is_covered = match remote(place) {
        Some((bucket, prefix)) => in_store(buckets)
            .any(|(_, given, scanned)| given == bucket && prefix.starts_with(scanned)),
        None => covers(buckets, place),
    };
    anyhow::ensure!(
        !is_covered,
        "{} is in what is given as buckets, so results would be scanned too; name a directory beside \
         them",
        place.display()
    );
    Ok(())
}

/// Refuses reports that would take the place of what the run reads.
pub(super) fn refuse_reports(args: &JobRunArgs) -> anyhow::Result<()> {
    let lists = args.search.allow.allow_list.iter().map(Path::new);
    let named = args
        .search
        .custom
        .iter()
        .chain(&args.buckets.bucket_metadata);
    let named = named.chain([&args.store.store]).map(PathBuf::as_path);
    let inputs: Vec<&Path> = named.chain(lists).chain([Path::new(&args.job)]).collect();
    let is_scanned = |path: &Path| covers(&args.buckets, path);
    guard::refuse(&args.results.output, &inputs, is_scanned)
}

/// Whether a path is in a directory that is given as a bucket or as a dump, also
/// where it is yet to be made.
fn covers(args: &BucketArgs, path: &Path) -> bool {
    let given = args.bucket.iter().map(|(_, path)| path).chain(&args.dump);
    let given: Vec<PathBuf> = given.filter_map(|it| fs::canonicalize(it).ok()).collect();
    let there = std::path::absolute(path).ok();
    let there = there.as_deref().into_iter().flat_map(Path::ancestors);
    let real = there.filter_map(|it| fs::canonicalize(it).ok()).next();
    real.is_some_and(|real| given.iter().any(|it| real.starts_with(it)))
}

/// Refuses a bucket that is given in two places, of which only one would be looked at.
fn refuse_twice(args: &BucketArgs) -> anyhow::Result<()> {
    let mut places: BTreeMap<String, PathBuf> = BTreeMap::new();
    let named = args.bucket.iter().cloned();
    let mut given: Vec<(String, PathBuf)> = named.collect();
    let alone: BTreeSet<String> = given.iter().map(|it| it.0.clone()).collect();
    for dump in &args.dump {
        let names = Dump::names(dump, args.follow_links)?.into_iter();
        // Who names a bucket means another than that of a dump.
        let names = names.filter(|it| !alone.contains(it));
        given.extend(names.map(|it| (it.clone(), dump.join(it))));
    }
    let is_same = |a: &Path, b: &Path| {
        let (a, b) = (fs::canonicalize(a), fs::canonicalize(b));
        matches!((a, b), (Ok(a), Ok(b)) if a == b)
    };
    for (name, place) in given {
        let before = places.insert(name.clone(), place.clone());
        if let Some(before) = before.filter(|it| *it != place && !is_same(it, &place)) {
            anyhow::bail!(
                "the bucket {name} is given twice, as {} and as {}; give each a name of its own, or the \
                 directory over them",
                before.display(),
                place.display()
            );
        }
    }
    Ok(())
}

/// The directories that are buckets, and what is known of them.
fn directories(args: &BucketArgs) -> anyhow::Result<Directories> {
    refuse_twice(args)?;
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
