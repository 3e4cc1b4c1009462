//! Reports of S3 Inventory: a manifest, and files with a row for each object.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use md5::{Digest as _, Md5};
use serde::Deserialize;

use super::listing::Entry;
use super::record::Record;
use crate::error::Error;

/// How much may come out of a compressed file, for each of its bytes. Rows
/// repeat themselves, but not like that.
const MOST_RATIO: u64 = 200;

/// What a row takes, however short its values are.
const LEAST: u64 = 100;

/// What an inventory says of a bucket.
#[derive(Debug)]
pub(crate) struct Inventory {
    pub(crate) bucket: String,
    pub(super) records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    source_bucket: String,
    file_format: String,
    #[serde(default)]
    file_schema: String,
    files: Vec<DataFile>,
}

#[derive(Deserialize)]
struct DataFile {
    key: String,
    #[serde(rename = "MD5checksum")]
    md5: Option<String>,
}

impl Inventory {
    /// Reads the report that a manifest is of. Its files are looked for where
    /// S3 puts them (the folder `data` beside that of the manifest), beside the
    /// manifest, and by their keys in any folder above it.
    pub(crate) fn load(path: &Path, orc: Option<&Rows<'_>>) -> Result<Inventory, Error> {
        let wrong = |problem: String| Error::metadata(path, problem);
        let text = fs::read(path).map_err(|error| Error::looking_at(path, error))?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| {
            wrong(format!(
                "line {}, column {}: this is no manifest of S3 Inventory",
                error.line(),
                error.column()
            ))
        })?;
        let mut records = Vec::new();
        for file in &manifest.files {
            let found = find(path, &file.key).ok_or_else(|| {
                wrong(format!(
                    "its file {} is not there; copy the folder `data` too",
                    file.key
                ))
            })?;
            let bytes = fs::read(&found).map_err(|error| Error::looking_at(&found, error))?;
            if let Some(expected) = &file.md5
                && hex(&Md5::digest(&bytes)) != expected.to_ascii_lowercase()
            {
                let problem = "it is not the file that the manifest names: its MD5 is another";
                return Err(Error::metadata(&found, problem.into()));
            }
            manifest
                .rows(&bytes, orc, &mut records)
                .map_err(|problem| Error::metadata(&found, problem))?;
        }
        records.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Inventory {
            bucket: manifest.source_bucket,
            records,
        })
    }
}

/// Takes bytes for a file of a report in a format; what fuzzing calls. Returns how
/// many objects it tells of.
pub(crate) fn try_rows(
    format: &str,
    schema: &str,
    bytes: &[u8],
    orc: Option<&Rows<'_>>,
) -> Result<usize, String> {
    let manifest = Manifest {
        source_bucket: "acme".into(),
        file_format: format.into(),
        file_schema: schema.into(),
        files: Vec::new(),
    };
    let mut records = Vec::new();
    manifest.rows(bytes, orc, &mut records)?;
    Ok(records.len())
}

impl Manifest {
    fn rows(
        &self,
        bytes: &[u8],
        orc: Option<&Rows<'_>>,
        records: &mut Vec<Record>,
    ) -> Result<(), String> {
        match (self.file_format.as_str(), orc) {
            ("CSV", _) => csv_rows(bytes, &self.file_schema, records),
            ("Parquet", _) => parquet_rows(bytes, records),
            ("ORC", Some(orc)) => orc_rows(bytes, orc, records),
            (format, _) => Err(format!(
                "inventories in {format} are not read; have S3 write CSV or Parquet"
            )),
        }
    }
}

/// Takes the values of a row as text, with the names of their columns.
pub type TakeRow<'r> = dyn FnMut(&[(&str, String)]) -> Result<(), String> + 'r;

/// Reads the rows of a file of a table, without the values that are null.
pub type Rows<'r> = dyn Fn(&[u8], &mut TakeRow<'_>) -> Result<(), String> + 'r;

fn orc_rows(bytes: &[u8], orc: &Rows<'_>, records: &mut Vec<Record>) -> Result<(), String> {
    let most = MOST_RATIO.saturating_mul(bytes.len() as u64).max(1 << 20);
    let mut came: u64 = 0;
    orc(bytes, &mut |values| {
        let mut row = Row::default();
        came += LEAST;
        for (column, value) in values {
            came += value.len() as u64;
            match *column {
                // Without a zone, which is UTC.
                "last_modified_date" => {
                    row.set(column, &format!("{}Z", value.replacen(' ', "T", 1)));
                }
                column => row.set(column, value),
            }
        }
        if came > most {
            return Err("far more comes out of it than an inventory has".into());
        }
        if row.entry.key.is_none() {
            return Err("it has no column `key`: it is none of S3 Inventory".into());
        }
        records.extend(row.record()?);
        Ok(())
    })
}

/// A row as it stands, by the names of its columns.
#[derive(Default)]
struct Row {
    entry: Entry,
    is_gone: bool,
    encryption: Option<String>,
    tier: Option<String>,
}

impl Row {
    /// Takes the value of a column. CSV and Parquet name them alike but for
    /// case and underscores.
    fn set(&mut self, column: &str, value: &str) {
        let name = column.replace('_', "").to_ascii_lowercase();
        if value.is_empty() {
            return;
        }
        let text = || Some(value.to_owned());
        match name.as_str() {
            "key" => self.entry.key = text(),
            "versionid" => self.entry.version_id = text(),
            "islatest" => self.is_gone |= value.eq_ignore_ascii_case("false"),
            "isdeletemarker" => self.is_gone |= value.eq_ignore_ascii_case("true"),
            "size" => self.entry.size = value.parse().ok(),
            "lastmodifieddate" => self.entry.last_modified = text(),
            "etag" => self.entry.e_tag = text(),
            "storageclass" => self.entry.storage_class = text(),
            "encryptionstatus" => self.encryption = text(),
            "intelligenttieringaccesstier" => self.tier = text(),
            _ => {}
        }
    }

    /// What it says of an object: nothing if it is of an older version.
    fn record(self) -> Result<Option<Record>, String> {
        if self.is_gone {
            return Ok(None);
        }
        let mut record = Record::of(self.entry)?;
        record.encryption = self.encryption.map(Into::into);
        record.tier = self.tier.map(Into::into);
        Ok(Some(record))
    }
}

fn csv_rows(bytes: &[u8], schema: &str, records: &mut Vec<Record>) -> Result<(), String> {
    let columns: Vec<&str> = schema.split(',').map(str::trim).collect();
    if !columns.contains(&"Key") {
        return Err("the manifest's fileSchema has no Key".into());
    }
    let most = MOST_RATIO.saturating_mul(bytes.len() as u64).max(1 << 20);
    let plain: Box<dyn Read> = if bytes.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(bytes).take(most + 1))
    } else {
        Box::new(bytes)
    };
    let counted = Counted {
        inner: plain,
        left: most,
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(counted);
    for (number, row) in rows.records().enumerate() {
        let row = row.map_err(|error| format!("row {}: {}", number + 1, in_words(&error)))?;
        if row.len() != columns.len() {
            let (has, wants) = (row.len(), columns.len());
            return Err(format!(
                "row {} has {has} columns instead of {wants}",
                number + 1
            ));
        }
        let mut of = Row::default();
        for (column, value) in columns.iter().zip(&row) {
            of.set(column, value);
        }
        let record = of
            .record()
            .map_err(|problem| format!("row {}: {problem}", number + 1))?;
        if let Some(mut record) = record {
            // In CSV keys are encoded.
            record.decode();
            records.push(record);
        }
    }
    Ok(())
}

/// An error without what it quotes.
fn in_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "this is no CSV in UTF-8".into(),
    }
}

/// Fails once more comes out than could be.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let Some(left) = self.left.checked_sub(n as u64) else {
            return Err(io::Error::other(
                "far more comes out of it than an inventory has",
            ));
        };
        self.left = left;
        Ok(n)
    }
}

#[cfg(feature = "parquet")]
fn parquet_rows(bytes: &[u8], records: &mut Vec<Record>) -> Result<(), String> {
    // The reader panics on some damage. Nothing of it is kept then.
    let read = std::panic::catch_unwind(|| {
        let mut rows = Vec::new();
        read_parquet(bytes, &mut rows).map(|()| rows)
    });
    let rows = read.unwrap_or_else(|_| Err("this is damaged Parquet".to_owned()))?;
    records.extend(rows);
    Ok(())
}

#[cfg(feature = "parquet")]
fn read_parquet(bytes: &[u8], records: &mut Vec<Record>) -> Result<(), String> {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    let wrong = |_| "this is no Parquet".to_owned();
    let content = bytes::Bytes::copy_from_slice(bytes);
    let file = SerializedFileReader::new(content).map_err(wrong)?;
    let schema = file.metadata().file_metadata().schema_descr();
    if !schema.columns().iter().any(|column| column.name() == "key") {
        return Err("it has no column `key`: it is none of S3 Inventory".to_owned());
    }
    let groups = file.metadata().row_groups().iter();
    let sound = groups
        .flat_map(parquet::file::metadata::RowGroupMetaData::columns)
        .all(|column| {
            let start = column
                .dictionary_page_offset()
                .unwrap_or(column.data_page_offset());
            let end = start.checked_add(column.compressed_size());
            let inside = end
                .and_then(|end| u64::try_from(end).ok())
                .is_some_and(|end| end <= bytes.len() as u64);
            start >= 0 && column.compressed_size() >= 0 && inside
        });
    if !sound {
        return Err("this is damaged Parquet: a column lies outside of it".to_owned());
    }
    for row in file.get_row_iter(None).map_err(wrong)? {
        let row = row.map_err(wrong)?;
        let mut of = Row::default();
        for (column, field) in row.get_column_iter() {
            match field {
                Field::Null => {}
                Field::Str(text) => of.set(column, text),
                Field::Bytes(bytes) => {
                    of.set(
                        column,
                        bytes
                            .as_utf8()
                            .map_err(|_| "a text is not in UTF-8".to_owned())?,
                    );
                }
                Field::Bool(flag) => of.set(column, &flag.to_string()),
                Field::Int(number) => of.set(column, &number.to_string()),
                Field::Long(number) => of.set(column, &number.to_string()),
                Field::TimestampMillis(millis) => of.set(column, &instant(*millis)),
                Field::TimestampMicros(micros) => of.set(column, &instant(micros / 1_000)),
                _ => {}
            }
        }
        records.extend(of.record()?);
    }
    Ok(())
}

#[cfg(feature = "parquet")]
fn instant(millis: i64) -> String {
    let instant = jiff::Timestamp::from_millisecond(millis);
    instant.map(|it| it.to_string()).unwrap_or_default()
}

#[cfg(not(feature = "parquet"))]
fn parquet_rows(_: &[u8], _: &mut Vec<Record>) -> Result<(), String> {
    Err("Tracie was built without Parquet; build it with the feature `parquet`".into())
}

/// Where a file of a report is.
fn find(manifest: &Path, key: &str) -> Option<PathBuf> {
    let folder = manifest.parent()?;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let name = key
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty() && *name != "..")?;
    let near = [
        folder.join("../data").join(name),
        folder.join("data").join(name),
        folder.join(name),
    ];
    let is_plain = key.split('/').all(|part| !matches!(part, ".." | "." | ""));
    let above = folder
        .ancestors()
        .filter(|_| is_plain)
        .map(|folder| folder.join(key));
    near.into_iter().chain(above).find(|path| path.is_file())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
