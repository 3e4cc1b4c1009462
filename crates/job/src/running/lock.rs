//! One process at a time runs a job.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The right to run a job, as long as it is held. It ends with the process,
/// however that ends.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Locked as long as it is open.
    _file: File,
}

impl Lock {
    /// Takes the right to run a job of the store in this file.
    pub(super) fn take(store: &Path, job: &str) -> Result<Lock, Error> {
        let mut name = store.file_name().unwrap_or_default().to_owned();
        name.push(format!("-job-{job}.lock"));
        let path = store.with_file_name(name);
        let failed = |source| Error::Lock {
            path: path.clone(),
            source,
        };
        loop {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Running {
                        job: job.to_owned(),
                        lock: path,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // Who held it before may have removed the file meanwhile.
            if is_at(&file, &path).map_err(failed)? {
                return Ok(Lock { path, _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked: nobody has come to hold it by this name.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether a file is the one of this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let ours = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where open files cannot be removed, it is.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("t.db");
        let lock = Lock::take(&store, "a").unwrap();
        assert!(matches!(
            Lock::take(&store, "a"),
            Err(Error::Running { .. })
        ));
        let _other = Lock::take(&store, "b").unwrap();
        drop(lock);
        drop(Lock::take(&store, "a").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
