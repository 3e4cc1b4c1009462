//! The file that a report goes to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

/// A file that can be written to. One that was made for a report that never came is taken
/// away again: an empty one may pass for a report that nothing was found.
pub(super) struct Place {
    pub(super) path: PathBuf,
    file: File,
    /// Where it lies, if it was not there before and no report is in it yet.
    made: Option<PathBuf>,
}

impl Place {
    /// Opens a file and leaves what is in it as it is.
    pub(super) fn open(path: &Path) -> io::Result<Place> {
        let mut options = OpenOptions::new();
        let there = options.write(true).open(path);
        let is_new = matches!(&there, Err(error) if error.kind() == io::ErrorKind::NotFound);
        let file = match is_new {
            // One that another made meanwhile is opened, too.
            true => options.create(true).truncate(false).open(path)?,
            false => there?,
        };
        // A link may have led there.
        let real = || fs::canonicalize(path).ok();
        Ok(Place {
            path: path.to_owned(),
            file,
            made: is_new.then(real).flatten(),
        })
    }

    /// Writes all of a report where it belongs. It takes the place of an earlier one only
    /// once it is whole: a disk may be full.
    pub(super) fn put(mut self, spool: File) -> io::Result<()> {
        self.fill(spool)?;
        self.made = None;
        Ok(())
    }

    fn fill(&self, mut spool: File) -> io::Result<()> {
        spool.rewind()?;
        let mut to = &self.file;
        let there = to.metadata()?;
        if !there.is_file() {
            return io::copy(&mut spool, &mut to).map(drop);
        }
        let path = fs::canonicalize(&self.path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        // One may be allowed to write the file and nothing beside it.
        let Ok(mut beside) = tempfile::NamedTempFile::new_in(folder) else {
            to.set_len(0)?;
            return io::copy(&mut spool, &mut to).map(drop);
        };
        io::copy(&mut spool, &mut beside)?;
        beside.as_file().set_permissions(there.permissions())?;
        beside.persist(&path)?;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let is_empty = |path: &PathBuf| fs::metadata(path).is_ok_and(|it| it.len() == 0);
        if let Some(made) = self.made.take().filter(is_empty) {
            // What cannot be taken away stays.
            let _ = fs::remove_file(made);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn spool(text: &str) -> File {
        let mut spool = tempfile::tempfile().expect("a file");
        spool.write_all(text.as_bytes()).expect("written");
        spool
    }

    #[test]
    fn a_report_that_never_came_leaves_no_empty_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report");
        drop(Place::open(&path).expect("it is made"));
        assert!(!path.exists());

        // One in which nothing is said is a report all the same.
        let place = Place::open(&path).expect("it is made");
        place.put(spool("")).expect("written");
        assert!(path.exists());

        // One that was there before is left as it was.
        drop(Place::open(&path).expect("it is there"));
        assert!(path.exists());
        let place = Place::open(&path).expect("it is there");
        place.put(spool("text")).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("read"), "text");
    }
}
