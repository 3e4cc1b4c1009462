//! Writing discovery results as files, in Macie's layout.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tracie_finding::Context;
use tracie_finding::context::MOST_IN_FILE;
use tracie_finding::detection::ObjectResult;
use tracie_finding::discovery::{DiscoveryResult, records};
use tracie_finding::identity;

use crate::document;

/// As many records of objects without a finding are in one file.
const MOST_ROLLED: u64 = 10_000;

/// Writes discovery results below a folder, as JSON Lines, gzipped:
/// `AWSLogs/<account>/Macie/<region>/<job>/<account>/<uuid>.jsonl.gz`.
///
/// An object with a finding has a file of its own, which the finding names; it
/// is a folder of several files if the object has more than 100 records, as
/// large archives have. Nothing names the results of other objects, so up to
/// 10,000 of them share a file, whatever the number of objects. The same
/// results give the same files.
///
/// A file has its name once it is whole, and replaces one of that name. Macie
/// encrypts and signs its results; these are neither.
///
/// ```
/// use tracie_finding::Context;
/// use tracie_finding::context::ResultsBucket;
/// use tracie_report::ResultsWriter;
///
/// let folder = tempfile::tempdir()?;
/// let mut context = Context::new("2024-07-01T04:05:06.789Z".parse()?);
/// context.results = Some(ResultsBucket { name: "results".into(), prefix: String::new() });
/// let mut writer = ResultsWriter::new(folder.path(), context);
/// // Here a scan with the same context would call `writer.add(...)` for each object.
/// let written = writer.finish()?;
/// assert_eq!((written.records, written.files), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ResultsWriter {
    place: ResultsPlace,
    context: Context,
    roll: Option<Roll>,
    written: Written,
}

/// Puts the whole of a file where a path below the folder of all results is.
type Putting = Box<dyn Fn(&str, &[u8]) -> io::Result<()> + Send>;

/// Where files go.
enum ResultsPlace {
    Folder(PathBuf),
    Elsewhere(Putting),
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Records: objects, and members of archives.
    pub records: u64,
    /// Files.
    pub files: u64,
}

/// A file that more records go to.
struct Roll {
    part: Part,
    /// What its records say of where they are.
    location: String,
    /// The folder it is in, which is that of the buckets of one account.
    folder: String,
    records: u64,
}

impl ResultsWriter {
    /// A writer to a folder, which is made when it is needed. The context is
    /// that of the findings; its `results` name the bucket that the folder
    /// stands for.
    pub fn new(folder: impl Into<PathBuf>, context: Context) -> ResultsWriter {
        ResultsWriter::at(ResultsPlace::Folder(folder.into()), context)
    }

    /// A writer to whatever puts the whole of a file where a path is, such as a
    /// bucket in S3. A path has no slash at either end.
    ///
    /// ```
    /// use tracie_finding::Context;
    /// use tracie_report::ResultsWriter;
    ///
    /// let context = Context::new("2024-07-01T04:05:06.789Z".parse()?);
    /// let writer = ResultsWriter::putting(|_path, _content| Ok(()), context);
    /// assert_eq!(writer.finish()?.files, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn putting(
        put: impl Fn(&str, &[u8]) -> io::Result<()> + Send + 'static,
        context: Context,
    ) -> ResultsWriter {
        ResultsWriter::at(ResultsPlace::Elsewhere(Box::new(put)), context)
    }

    fn at(place: ResultsPlace, context: Context) -> ResultsWriter {
        ResultsWriter {
            place,
            context,
            roll: None,
            written: Written::default(),
        }
    }

    /// Writes the records of an object and its members.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written to; the error names the file.
    pub fn add(&mut self, result: &ObjectResult) -> io::Result<()> {
        let has_finding = result.detections.iter().any(|it| it.severity().is_some());
        match has_finding {
            true => self.own(result),
            false => self.shared(result),
        }
    }

    /// Closes the file that objects share, so that all that was added is there
    /// even if the process is killed; the next object begins a new one. A job
    /// does this before it notes down how far it is.
    ///
    /// # Errors
    ///
    /// As [`ResultsWriter::add`].
    pub fn flush(&mut self) -> io::Result<()> {
        match self.roll.take() {
            Some(roll) => self.end(roll.part),
            None => Ok(()),
        }
    }

    /// Ends the results, and says how much was written.
    ///
    /// # Errors
    ///
    /// As [`ResultsWriter::add`].
    pub fn finish(mut self) -> io::Result<Written> {
        self.flush()?;
        Ok(self.written)
    }

    /// In a file that the finding names, or in a folder of several.
    fn own(&mut self, result: &ObjectResult) -> io::Result<()> {
        let path = self.context.results_path(result);
        let context = self.context.clone();
        let mut all = records(result, &context).peekable();
        let mut number = 0;
        while all.peek().is_some() {
            number += 1;
            let file = match path.ends_with('/') {
                true => format!("{path}part-{number:06}.jsonl.gz"),
                false => path.clone(),
            };
            let mut part = self.begin(&file)?;
            for record in all.by_ref().take(MOST_IN_FILE) {
                self.written.records += 1;
                part.write(&record)?;
            }
            self.end(part)?;
        }
        Ok(())
    }

    /// In a file with the results of other objects.
    fn shared(&mut self, result: &ObjectResult) -> io::Result<()> {
        let folder = self.context.results_prefix(&result.object.bucket);
        if self.roll.as_ref().is_some_and(|roll| roll.folder != folder) {
            self.flush()?;
        }
        let mut roll = match self.roll.take() {
            Some(roll) => roll,
            None => self.begin_roll(result)?,
        };
        let context = self.context.clone();
        for mut record in records(result, &context) {
            record
                .classification_details
                .detailed_results_location
                .clone_from(&roll.location);
            roll.part.write(&record)?;
            roll.records += 1;
            self.written.records += 1;
        }
        match roll.records < MOST_ROLLED {
            true => {
                self.roll = Some(roll);
                Ok(())
            }
            false => self.end(roll.part),
        }
    }

    /// A file whose name follows from the first object in it.
    fn begin_roll(&mut self, first: &ObjectResult) -> io::Result<Roll> {
        let job = self.context.job_id.as_deref().unwrap_or("");
        // A later run of the same job must not replace it.
        let made = self.context.created_at.to_string();
        let object = &first.object;
        let run = self.context.run.as_deref().unwrap_or(&made);
        let parts = ["shared results", job, run, &object.bucket, &object.key];
        let name = identity::name_uuid(&parts);
        let folder = self.context.results_prefix(&object.bucket);
        let path = format!("{folder}/{name}.jsonl.gz");
        Ok(Roll {
            folder,
            part: self.begin(&path)?,
            location: self.context.location_of(&path),
            records: 0,
        })
    }

    fn begin(&mut self, path: &str) -> io::Result<Part> {
        self.written.files += 1;
        match &self.place {
            ResultsPlace::Folder(folder) => Part::in_folder(folder.join(path)),
            ResultsPlace::Elsewhere(_) => Ok(Part::in_memory(path)),
        }
    }

    fn end(&self, part: Part) -> io::Result<()> {
        let Part { path, out } = part;
        let written = out.finish();
        let end = || match (written?, &self.place) {
            (Out::File { file, unfinished }, _) => {
                file.into_inner()?;
                fs::rename(&unfinished, &path)
            }
            (Out::Memory(content), ResultsPlace::Elsewhere(put)) => {
                put(&path.to_string_lossy(), &content)
            }
            (Out::Memory(content), ResultsPlace::Folder(folder)) => {
                fs::write(folder.join(&path), content)
            }
        };
        end().map_err(|error| naming(&path, &error))
    }
}

/// A file that is being written.
struct Part {
    path: PathBuf,
    out: GzEncoder<Out>,
}

/// Where a file is until it is whole.
enum Out {
    /// Under another name.
    File {
        file: BufWriter<File>,
        unfinished: PathBuf,
    },
    Memory(Vec<u8>),
}

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::File { file, .. } => file.write(bytes),
            Out::Memory(content) => content.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::File { file, .. } => file.flush(),
            Out::Memory(_) => Ok(()),
        }
    }
}

impl Part {
    fn in_folder(path: PathBuf) -> io::Result<Part> {
        let unfinished = unfinished(&path);
        let begin = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(&unfinished)
        };
        let file = begin().map_err(|error| naming(&path, &error))?;
        let file = BufWriter::new(file);
        Ok(Part::with(path, Out::File { file, unfinished }))
    }

    /// As large as the records of a file are when they are compressed.
    fn in_memory(path: &str) -> Part {
        Part::with(path.into(), Out::Memory(Vec::new()))
    }

    fn with(path: PathBuf, out: Out) -> Part {
        let out = GzEncoder::new(out, Compression::fast());
        Part { path, out }
    }

    fn write(&mut self, record: &DiscoveryResult) -> io::Result<()> {
        let out = &mut self.out;
        let mut write = || {
            document::write(out, record)?;
            out.write_all(b"\n")
        };
        write().map_err(|error| naming(&self.path, &error))
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}

fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}
