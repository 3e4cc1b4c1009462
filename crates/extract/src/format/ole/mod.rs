//! OLE compound files: Word, Excel and PowerPoint before 2007, Outlook
//! messages, and what embedding wraps in them.

mod bare;
pub(crate) mod codepage;
mod compound;
mod excel;
mod fonts;
mod locked;
mod outlook;
mod powerpoint;
mod properties;
mod strings;
mod word;

use tracie_finding::detection::Reason;
use tracie_finding::mime;

pub(crate) use bare::Bare;
pub(crate) use excel::{error, packed};

use super::{Confidence, Format, Head, Nature, Opening, office};
use crate::anywhere::Anywhere;
use crate::extractor::{Content, Entry, Extractor, Fault, Whole};
use crate::prepared::Prepared;
use compound::Compound;

/// A kind of compound file.
pub(crate) struct Ole {
    name: &'static str,
    mime_type: &'static str,
    extensions: &'static [&'static str],
    /// The name of a stream that only this kind has.
    stream: &'static str,
}

/// Word before 2007.
pub(crate) static WORD: Ole = Ole {
    name: "Word 97 document",
    mime_type: mime::DOC,
    extensions: &["doc", "dot"],
    stream: "WordDocument",
};

/// Excel before 2007.
pub(crate) static EXCEL: Ole = Ole {
    name: "Excel 97 workbook",
    mime_type: mime::XLS,
    extensions: &["xls", "xlt"],
    stream: "Workbook",
};

/// PowerPoint before 2007.
pub(crate) static POWERPOINT: Ole = Ole {
    name: "PowerPoint 97 presentation",
    mime_type: mime::PPT,
    extensions: &["ppt", "pps", "pot"],
    stream: "PowerPoint Document",
};

/// Outlook.
pub(crate) static OUTLOOK: Ole = Ole {
    name: "Outlook message",
    mime_type: mime::MSG,
    extensions: &["msg", "oft"],
    stream: "__properties_version1.0",
};

/// What the start of the file does not tell.
pub(crate) static OTHER: Ole = Ole {
    name: "OLE compound file",
    mime_type: "application/x-ole-storage",
    extensions: &[],
    stream: "",
};

/// In front of every compound file.
const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

impl Format for Ole {
    fn name(&self) -> &'static str {
        self.name
    }

    fn mime_type(&self) -> &'static str {
        self.mime_type
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    fn nature(&self) -> Nature {
        Nature::Document
    }

    fn alike(&self) -> &'static str {
        OTHER.name
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        // Nearly all content is something else.
        Confidence::certain_if(head.bytes.starts_with(SIGNATURE) && self.names_stream(head.bytes))
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let bytes = content.read_whole(opening.budget.limits.document)?;
        let file = Compound::new(bytes)?;
        if file.find_in(0, "EncryptedPackage").is_some() {
            let package = locked::package(&file, &opening.budget)?;
            return office::document(Anywhere::memory(package), opening);
        }
        Ok(Box::new(prepare(&file, opening)?))
    }
}

impl Ole {
    /// Whether the name of the stream stands in the start of a file.
    fn names_stream(&self, head: &[u8]) -> bool {
        let units = self.stream.encode_utf16();
        let name: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        name.is_empty() || memchr::memmem::find(head, &name).is_some()
    }
}

fn prepare(file: &Compound, opening: &Opening<'_>) -> Result<Prepared, Fault> {
    let has = |name: &str| file.find_in(0, name).is_some();
    if has("DRMEncryptedDataSpace") {
        return Err(Fault::encrypted("encrypted Office document: not analysed"));
    }
    let mut prepared = if has("WordDocument") {
        word::prepare(file, 0, &opening.budget)?
    } else if has("Workbook") || has("Book") {
        excel::prepare(file, 0, &opening.budget)?
    } else if has("PowerPoint Document") {
        powerpoint::prepare(file, 0, &opening.budget)?
    } else if has("__properties_version1.0") {
        outlook::prepare(file)
    } else if let Some(entry) = wrapped(file, 0) {
        let mut prepared = Prepared::new(OTHER.mime_type);
        prepared.member(entry);
        return Ok(prepared);
    } else {
        return Err(Fault::new(
            Reason::UnsupportedFileType,
            "OLE compound file of no known kind: not analysed",
        ));
    };
    properties::add(file, &mut prepared);
    for folder in file.folders() {
        opening.budget.check()?;
        embedded(file, folder, opening, &mut prepared);
    }
    if file.is_exhausted() {
        prepared.fault(Fault::malformed("streams in it lie in each other"));
    }
    Ok(prepared)
}

/// What a folder holds that is a document of its own.
fn embedded(file: &Compound, folder: usize, opening: &Opening<'_>, prepared: &mut Prepared) {
    let has = |name: &str| file.find_in(folder, name).is_some();
    let document = if has("WordDocument") {
        word::prepare(file, folder, &opening.budget)
    } else if has("Workbook") || has("Book") {
        excel::prepare(file, folder, &opening.budget)
    } else if has("PowerPoint Document") {
        powerpoint::prepare(file, folder, &opening.budget)
    } else {
        return prepared_member(wrapped(file, folder), prepared);
    };
    match document {
        Ok(document) => prepared.append(document),
        Err(fault) => prepared.fault(fault),
    }
}

fn prepared_member(entry: Option<Entry<'static>>, prepared: &mut Prepared) {
    if let Some(entry) = entry {
        prepared.member(entry);
    }
}

/// The file that an embedded object wraps.
fn wrapped(file: &Compound, folder: usize) -> Option<Entry<'static>> {
    let (name, content) = if let Some(id) = file.find_in(folder, "\u{1}Ole10Native") {
        let (name, content) = strings::native(&file.read(id))?;
        (name, content.into())
    } else if let Some(id) = file.find_in(folder, "Package") {
        ("package".to_owned(), file.read(id))
    } else {
        (
            "contents".to_owned(),
            file.read(file.find_in(folder, "CONTENTS")?),
        )
    };
    Some(Entry {
        name,
        modified: None,
        content: Ok(Box::new(Whole::new(content))),
    })
}
