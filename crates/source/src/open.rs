//! From a path to its source.

use std::path::Path;

use crate::directory::Directory;
use crate::error::Error;
use crate::file::File;
use crate::object::Source;
use crate::stdin::Stdin;

/// The source that a path names: `-` is standard input, a directory is listed
/// whole, and anything else is one file.
///
/// # Errors
///
/// If the path names nothing, or nothing that can be looked at.
pub fn open(path: impl AsRef<Path>) -> Result<Box<dyn Source>, Error> {
    let path = path.as_ref();
    if path == Path::new("-") {
        return Ok(Box::new(Stdin::new()));
    }
    if path.is_dir() {
        Ok(Box::new(Directory::new(path)?))
    } else {
        Ok(Box::new(File::new(path)?))
    }
}
