//! What a command line names for scanning.

use std::path::{Path, PathBuf};

use tracie::source::{Directory, Dump, Error, File, Source, Stdin};

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

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
