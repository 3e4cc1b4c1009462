//! What a command line names for scanning.

#[cfg(feature = "store")]
use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(any(feature = "s3", feature = "store"))]
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tracie::finding::resources::S3Bucket;
use tracie::report::Roots;
use tracie::setup;
#[cfg(feature = "s3")]
use tracie::source::s3;
use tracie::source::{Directory, Dump, Error, File, Source, Stdin, bucket_name};

use crate::bucket_store::{self, S3Args};

use super::apart;
use super::args::ScanArgs;
use super::collide::{self, Collision};
use super::interrupt::Interrupt;

/// Targets in a form that can be listed any number of times.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    paths: Vec<PathBuf>,
    bucket: Option<String>,
    dump: bool,
    inventory: Vec<PathBuf>,
    follow_links: bool,
    stdin_name: String,
    region: Option<String>,
    store: S3Args,
    /// By folder, its bucket, where several would have the same name.
    apart: BTreeMap<PathBuf, String>,
    #[cfg(feature = "s3")]
    client: Option<s3::Client>,
}

impl Targets {
    pub(crate) fn of(args: &ScanArgs) -> anyhow::Result<Targets> {
        let mut paths = args.targets.clone();
        if paths.is_empty() {
            paths.push(".".into());
        }
        let stdin = paths.iter().filter(|path| is_stdin(path)).count();
        anyhow::ensure!(
            stdin <= 1,
            "standard input (`-`) can be read once, but is named {stdin} times"
        );
        anyhow::ensure!(
            stdin == 0 || !args.place.dump,
            "standard input (`-`) is no dump; scan it without --dump"
        );
        let in_store = paths.iter().any(|path| in_store(path).is_some());
        anyhow::ensure!(
            !in_store || !args.place.dump,
            "an s3:// target is the bucket itself and no dump; scan it without --dump"
        );
        anyhow::ensure!(
            !in_store || args.place.bucket.is_none(),
            "an s3:// target says its bucket; scan it without --bucket"
        );
        #[cfg(not(feature = "s3"))]
        anyhow::ensure!(!in_store, bucket_store::WITHOUT);
        let region = args.finding.region.clone();
        #[cfg(feature = "s3")]
        let client = match in_store {
            true => Some(args.s3.reader(region.as_deref(), args.tags)?),
            false => None,
        };
        let targets = Targets {
            #[cfg(feature = "s3")]
            client,
            region,
            store: args.s3.clone(),
            apart: apart::buckets(paths.iter().filter_map(|it| folder_of(it))),
            paths: apart::listed_once(
                apart::outermost(paths, is_local, args.place.dump),
                self::in_store,
            ),
            bucket: args.place.bucket.clone(),
            dump: args.place.dump,
            inventory: args.place.inventory.clone(),
            follow_links: args.place.follow_links,
            stdin_name: args.place.stdin_name.clone(),
        };
        targets.refuse_collisions()?;
        Ok(targets)
    }

    /// Refuses targets of which two files would be one object.
    fn refuse_collisions(&self) -> anyhow::Result<()> {
        let local: Vec<PathBuf> = self
            .paths
            .iter()
            .filter(|it| is_local(it))
            .cloned()
            .collect();
        let (collision, way) = match &self.bucket {
            Some(_) => (
                collide::in_bucket(&local, self.follow_links),
                "scan each with a --bucket of its own, or the directory over them",
            ),
            None if self.dump => (
                collide::in_dumps(&local, self.follow_links),
                "scan one dump after the other",
            ),
            None => return Ok(()),
        };
        let Some(Collision { files, key }) = collision else {
            return Ok(());
        };
        let bucket = self.bucket.as_deref().map(Path::new);
        anyhow::bail!(
            "{} and {} would both be the object {}, and one pass for the other; {way}",
            files[0].display(),
            files[1].display(),
            bucket.map_or(key.clone(), |it| it.join(&key)).display()
        )
    }

    /// The sources that the targets name, one for each.
    pub(crate) fn sources(&self) -> anyhow::Result<Vec<Box<dyn Source>>> {
        let sources = self.paths.iter().map(|path| self.source(path));
        sources.collect()
    }

    /// The same for listing only.
    pub(crate) fn listing(&self) -> anyhow::Result<Vec<Box<dyn Source>>> {
        let mut listing = self.clone();
        listing.only_list()?;
        listing.sources()
    }

    #[cfg(feature = "s3")]
    fn only_list(&mut self) -> anyhow::Result<()> {
        if self.client.is_some() {
            self.client = Some(self.store.lister(self.region.as_deref())?);
        }
        Ok(())
    }

    #[cfg(not(feature = "s3"))]
    #[expect(clippy::unnecessary_wraps, reason = "it may fail with S3")]
    fn only_list(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    /// The region that findings name: the one that was said, that of the
    /// bucket, or the first one of AWS.
    pub(crate) fn region(&self) -> String {
        let known = self.region.clone().or_else(|| self.region_of_buckets());
        known.unwrap_or_else(|| "us-east-1".into())
    }

    #[cfg(feature = "s3")]
    fn region_of_buckets(&self) -> Option<String> {
        let mut buckets = self.paths.iter().filter_map(|path| in_store(path));
        let (bucket, _) = buckets.next()?;
        Some(self.client.as_ref()?.region_of(bucket))
    }

    #[cfg(not(feature = "s3"))]
    fn region_of_buckets(&self) -> Option<String> {
        let _ = &self.store;
        None
    }

    /// The folders that buckets stand in, for reports that name files.
    pub(crate) fn roots(&self) -> Roots {
        let mut roots = Roots::default();
        let local = |path: &&PathBuf| is_local(path);
        for path in self.paths.iter().filter(local) {
            let is_dir = path.is_dir();
            let folder = match is_dir {
                true => path,
                false => path.parent().unwrap_or(path),
            };
            let named = folder.to_string_lossy().replace('\\', "/");
            match &self.bucket {
                _ if self.dump => roots.all(named),
                Some(bucket) => roots.bucket(bucket.clone(), named),
                None => {
                    let bucket = self.bucket_of(path).map(str::to_owned);
                    roots.bucket(bucket.unwrap_or_else(|| bucket_of(folder)), named);
                }
            }
        }
        roots
    }

    /// What is known of how the buckets are set up, for what findings say of them:
    /// as it lies beside copies, and as a store tells.
    pub(crate) fn buckets(&self, at: Timestamp) -> anyhow::Result<BTreeMap<String, S3Bucket>> {
        let mut buckets = self.asked(at);
        if self.dump {
            for dump in &self.paths {
                for name in Dump::names(dump, self.follow_links)? {
                    let posture = setup::beside(&name, &dump.join(&name), at)?;
                    buckets.extend(posture.map(|it| (name, it.resource())));
                }
            }
        }
        Ok(buckets)
    }

    #[cfg(feature = "s3")]
    fn asked(&self, at: Timestamp) -> BTreeMap<String, S3Bucket> {
        let Some(client) = &self.client else {
            return BTreeMap::new();
        };
        let names: BTreeSet<&str> = self
            .paths
            .iter()
            .filter_map(|path| Some(in_store(path)?.0))
            .collect();
        let names: Vec<&str> = names.into_iter().collect();
        let postures = setup::postures(&setup::ask(client, &names, at).snapshot);
        let buckets = postures.iter();
        buckets
            .map(|it| (it.config.name.clone(), it.resource()))
            .collect()
    }

    #[cfg(not(feature = "s3"))]
    fn asked(&self, _: Timestamp) -> BTreeMap<String, S3Bucket> {
        BTreeMap::new()
    }

    /// Whether results in a bucket would be scanned too.
    pub(crate) fn covers_in_store(&self, bucket: &str, prefix: &str) -> bool {
        let mut targets = self.paths.iter().filter_map(|path| in_store(path));
        targets.any(|(target, scanned)| target == bucket && prefix.starts_with(scanned))
    }

    /// Whether a path is in a directory that is scanned, or is one.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let Some(path) = real(path) else { return false };
        let mut targets = self.paths.iter().filter_map(|it| real(it));
        targets.any(|target| path.starts_with(target))
    }

    /// Whether a file that may not be there yet is, or will be, in a directory that
    /// is scanned.
    #[cfg(feature = "store")]
    pub(crate) fn covers_new(&self, path: &Path) -> bool {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        self.covers(path) || self.covers(folder.unwrap_or(Path::new(".")))
    }

    /// The targets, as they were typed.
    #[cfg(feature = "store")]
    pub(crate) fn names(&self) -> Vec<String> {
        let names = self.paths.iter().map(|path| path.to_string_lossy());
        names.map(Cow::into_owned).collect()
    }

    #[cfg(feature = "s3")]
    fn source(&self, path: &Path) -> anyhow::Result<Box<dyn Source>> {
        match (in_store(path), &self.client) {
            (Some((bucket, prefix)), Some(client)) => Ok(Box::new(client.bucket(bucket, prefix)?)),
            _ => Ok(self.local(path)?),
        }
    }

    #[cfg(not(feature = "s3"))]
    fn source(&self, path: &Path) -> anyhow::Result<Box<dyn Source>> {
        Ok(self.local(path)?)
    }

    fn local(&self, path: &Path) -> Result<Box<dyn Source>, Error> {
        Ok(match path {
            path if is_stdin(path) => Box::new(self.stdin()),
            path if self.dump => Box::new(self.of_dump(path)?),
            path if path.is_dir() => Box::new(self.directory(path)?),
            path => Box::new(self.file(path)?),
        })
    }

    fn of_dump(&self, path: &Path) -> Result<Dump, Error> {
        let dump = Dump::new(path)?.follow_links(self.follow_links);
        let mut manifests = self.inventory.iter();
        manifests.try_fold(dump, |dump, manifest| setup::inventory(dump, manifest))
    }

    fn stdin(&self) -> Stdin {
        let stdin = Stdin::new().key(&*self.stdin_name);
        let stdin = stdin.until(Interrupt::flag());
        match &self.bucket {
            Some(bucket) => stdin.bucket(&**bucket),
            None => stdin,
        }
    }

    fn directory(&self, path: &Path) -> Result<Directory, Error> {
        let directory = Directory::new(path)?.follow_links(self.follow_links);
        Ok(match self.bucket_of(path) {
            Some(bucket) => directory.bucket(bucket),
            None => directory,
        })
    }

    fn file(&self, path: &Path) -> Result<File, Error> {
        let file = File::new(path)?;
        Ok(match self.bucket_of(path) {
            Some(bucket) => file.bucket(bucket),
            None => file,
        })
    }

    /// The bucket of a target, if it is not the one that follows from its folder.
    fn bucket_of(&self, path: &Path) -> Option<&str> {
        let apart = || self.apart.get(&folder_of(path)?).map(String::as_str);
        self.bucket.as_deref().or_else(apart)
    }

    /// Where the targets lie on this machine: buckets of the same name may be others.
    #[cfg(feature = "store")]
    pub(crate) fn places(&self) -> Vec<String> {
        let folders: BTreeSet<PathBuf> = self.paths.iter().filter_map(|it| folder_of(it)).collect();
        let folders = folders.into_iter();
        folders
            .map(|it| it.to_string_lossy().into_owned())
            .collect()
    }
}

/// The folder that a target on this machine is or lies in.
fn folder_of(path: &Path) -> Option<PathBuf> {
    if !is_local(path) {
        return None;
    }
    let real = fs::canonicalize(path).ok()?;
    match real.is_dir() {
        true => Some(real),
        // A link is known by the folder that it stands in.
        false => fs::canonicalize(parent(path)).ok(),
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The bucket that a folder stands for.
pub(crate) fn bucket_of(folder: &Path) -> String {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let name = real.file_name().unwrap_or_default();
    bucket_name(&name.to_string_lossy())
}

/// Whether a target is a path on this machine.
fn is_local(path: &Path) -> bool {
    !is_stdin(path) && in_store(path).is_none()
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// The bucket and the prefix of a target in a store.
fn in_store(path: &Path) -> Option<(&str, &str)> {
    bucket_store::parse(path.to_str()?)
}
