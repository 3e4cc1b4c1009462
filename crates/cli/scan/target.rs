//! What a command line names for scanning.

#[cfg(feature = "store")]
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use tracie::report::Roots;
use tracie::source::{Directory, Dump, Error, File, Source, Stdin, bucket_name};

use super::args::ScanArgs;

/// Targets in a form that can be listed any number of times.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    paths: Vec<PathBuf>,
    bucket: Option<String>,
    dump: bool,
    follow_links: bool,
    stdin_name: String,
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
        Ok(Targets {
            paths,
            bucket: args.place.bucket.clone(),
            dump: args.place.dump,
            follow_links: args.place.follow_links,
            stdin_name: args.place.stdin_name.clone(),
        })
    }

    /// The sources that the targets name, one for each.
    pub(crate) fn sources(&self) -> Result<Vec<Box<dyn Source>>, Error> {
        self.paths.iter().map(|path| self.source(path)).collect()
    }

    /// The folders that buckets stand in, for reports that name files.
    pub(crate) fn roots(&self) -> Roots {
        let mut roots = Roots::default();
        for path in self.paths.iter().filter(|path| !is_stdin(path)) {
            let is_dir = path.is_dir();
            let folder = match is_dir {
                true => path,
                false => path.parent().unwrap_or(path),
            };
            let named = folder.to_string_lossy().replace('\\', "/");
            match &self.bucket {
                _ if self.dump => roots.all(named),
                Some(bucket) => roots.bucket(bucket.clone(), named),
                None => roots.bucket(bucket_of(folder), named),
            }
        }
        roots
    }

    /// Whether a path is in a directory that is scanned, or is one.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let Some(path) = real(path) else { return false };
        let mut targets = self.paths.iter().filter_map(|it| real(it));
        targets.any(|target| path.starts_with(target))
    }

    /// The same of a file that may not be there yet.
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

    fn source(&self, path: &Path) -> Result<Box<dyn Source>, Error> {
        Ok(match path {
            path if is_stdin(path) => Box::new(self.stdin()),
            path if self.dump => Box::new(Dump::new(path)?.follow_links(self.follow_links)),
            path if path.is_dir() => Box::new(self.directory(path)?),
            path => Box::new(self.file(path)?),
        })
    }

    fn stdin(&self) -> Stdin {
        let stdin = Stdin::new().key(&*self.stdin_name);
        match &self.bucket {
            Some(bucket) => stdin.bucket(&**bucket),
            None => stdin,
        }
    }

    fn directory(&self, path: &Path) -> Result<Directory, Error> {
        let directory = Directory::new(path)?.follow_links(self.follow_links);
        Ok(match &self.bucket {
            Some(bucket) => directory.bucket(&**bucket),
            None => directory,
        })
    }

    fn file(&self, path: &Path) -> Result<File, Error> {
        let file = File::new(path)?;
        Ok(match &self.bucket {
            Some(bucket) => file.bucket(&**bucket),
            None => file,
        })
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

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
