//! A corpus on disk.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use crate::kind::Kind;
use crate::pen::Plant;
use crate::stream::write;

/// A corpus of one kind: how large, and of how many files.
#[derive(Clone, Copy, Debug)]
pub struct Corpus {
    /// What it consists of.
    pub kind: Kind,
    /// Its size in bytes, at most; whole records are written.
    pub size: u64,
    /// Where its random numbers begin.
    pub seed: u64,
    /// How many files of equal size it is spread over; 0 counts as 1.
    pub files: usize,
}

/// One line of the truth.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    start: u64,
    end: u64,
    identifier: &'a str,
}

impl Corpus {
    /// Writes the files into a directory, which is made if there is none, and
    /// the place of every planted value to `truth` as JSON Lines. Returns the
    /// bytes of the files.
    ///
    /// # Errors
    ///
    /// Those of the file system and of `truth`.
    pub fn write(&self, directory: &Path, truth: Option<&mut dyn Write>) -> io::Result<u64> {
        fs::create_dir_all(directory).map_err(|error| about(directory, &error))?;
        let mut sink = io::sink();
        let truth = truth.unwrap_or(&mut sink);
        let files = self.files.max(1);
        (0..files)
            .map(|index| self.write_file(index, self.share(index), directory, truth))
            .sum()
    }

    /// The bytes of one file: the first ones take what does not divide.
    fn share(&self, index: usize) -> u64 {
        let files = self.files.max(1) as u64;
        self.size / files + u64::from((index as u64) < self.size % files)
    }

    fn write_file(
        &self,
        index: usize,
        size: u64,
        directory: &Path,
        truth: &mut dyn Write,
    ) -> io::Result<u64> {
        let name = self.kind.file_name(index);
        let mut out = create(&directory.join(&name))?;
        let mut tell = |plant| tell(truth, &name, plant);
        write(self.kind, index, size, self.seed, &mut out, &mut tell)
    }
}

fn tell(truth: &mut dyn Write, file: &str, plant: Plant) -> io::Result<()> {
    let Plant {
        start,
        end,
        identifier,
    } = plant;
    serde_json::to_writer(
        &mut *truth,
        &Line {
            file,
            start,
            end,
            identifier,
        },
    )?;
    truth.write_all(b"\n")
}

/// A file for the truth, written in large pieces.
///
/// # Errors
///
/// Those of the file system.
pub fn truth_file(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, create(path)?))
}

fn create(path: &Path) -> io::Result<File> {
    File::create(path).map_err(|error| about(path, &error))
}

/// The error, with what it is about.
fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}
