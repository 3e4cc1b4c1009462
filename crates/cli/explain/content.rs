//! The content that explanations are asked for.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use tracie::extract::{Limits, Opened, Reader};

/// As what content is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadAs {
    /// A table
    Csv,
    /// One JSON document
    Json,
    /// A JSON document on each line
    Jsonl,
    /// Lines without structure
    Text,
}

/// Content that can be read more than once.
#[derive(Debug)]
pub(crate) struct Content {
    /// What it is called.
    pub(crate) name: String,
    bytes: Bytes,
    read_as: Option<ReadAs>,
}

#[derive(Debug)]
enum Bytes {
    Here(Vec<u8>),
    File(PathBuf),
}

impl Content {
    /// Standard input (`-` or nothing), a file where there is one of this
    /// name, else the text itself.
    pub(crate) fn of(input: Option<&str>, read_as: Option<ReadAs>) -> anyhow::Result<Content> {
        match input {
            None | Some("-") => Content::stdin(read_as),
            Some(path) if Path::new(path).is_file() => Ok(Content::file(path.as_ref(), read_as)),
            Some(text) => Ok(Content {
                name: "the text given".into(),
                bytes: Bytes::Here(text.into()),
                read_as: Some(read_as.unwrap_or(ReadAs::Text)),
            }),
        }
    }

    /// A file.
    pub(crate) fn file(path: &Path, read_as: Option<ReadAs>) -> Content {
        Content {
            name: path.display().to_string(),
            bytes: Bytes::File(path.into()),
            read_as,
        }
    }

    /// Content that is at hand.
    pub(crate) fn given_as(name: &str, bytes: Vec<u8>, read_as: ReadAs) -> Content {
        Content {
            name: name.into(),
            bytes: Bytes::Here(bytes),
            read_as: Some(read_as),
        }
    }

    /// Content of a name, for tests.
    #[cfg(test)]
    pub(crate) fn given(name: &str, bytes: Vec<u8>) -> Content {
        Content {
            name: name.into(),
            bytes: Bytes::Here(bytes),
            read_as: None,
        }
    }

    fn stdin(read_as: Option<ReadAs>) -> anyhow::Result<Content> {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        Ok(Content {
            name: "standard input".into(),
            bytes: Bytes::Here(bytes),
            read_as,
        })
    }

    /// Begins to read it, as plain text if that is asked for.
    pub(crate) fn open(&self, as_text: bool) -> anyhow::Result<Reader<'_>> {
        let limits = Limits::default();
        let opened = if as_text || self.read_as == Some(ReadAs::Text) {
            Reader::open_as_text(self.bytes()?, &self.name, &limits)
        } else {
            Reader::open(self.bytes()?, self.telling_name(), &limits)
        };
        match opened {
            Opened::Reader(reader) => Ok(reader),
            Opened::Skipped { remark, .. } => anyhow::bail!("{}: {remark}", self.name),
            _ => anyhow::bail!("{}: a kind of content that is not read", self.name),
        }
    }

    fn bytes(&self) -> anyhow::Result<Box<dyn Read + '_>> {
        Ok(match &self.bytes {
            Bytes::Here(bytes) => Box::new(&bytes[..]),
            Bytes::File(path) => {
                Box::new(File::open(path).with_context(|| format!("cannot open {}", self.name))?)
            }
        })
    }

    /// The name by which a reader tells the type.
    fn telling_name(&self) -> &str {
        match self.read_as {
            Some(ReadAs::Csv) => "table.csv",
            Some(ReadAs::Json) => "document.json",
            Some(ReadAs::Jsonl) => "records.jsonl",
            _ => &self.name,
        }
    }
}
