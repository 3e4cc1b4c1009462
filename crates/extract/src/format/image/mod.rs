//! What is noted in images: by the camera (EXIF), by programs (XMP, IPTC) and
//! by people (comments, texts of PNG). The picture itself is not read, and
//! that is told.

mod exif;
mod iptc;
mod jpeg;
mod note;
mod png;
mod webp;

use tracie_finding::detection::Reason;
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening, metafile};
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use note::Notes;

/// A kind of image.
pub(crate) struct Image {
    name: &'static str,
    mime_type: &'static str,
    extensions: &'static [&'static str],
    /// Whether content begins as such an image does.
    begins: fn(&[u8]) -> bool,
    /// What is noted in it.
    read: fn(Content<'_>, &Opening<'_>) -> Result<Notes, Fault>,
}

/// JPEG.
pub(crate) static JPEG: Image = Image {
    name: "JPEG image",
    mime_type: mime::JPEG,
    extensions: &["jpg", "jpeg", "jpe", "jfif"],
    begins: |head| head.starts_with(b"\xFF\xD8\xFF"),
    read: |content, _| jpeg::read(content),
};

/// PNG.
pub(crate) static PNG: Image = Image {
    name: "PNG image",
    mime_type: mime::PNG,
    extensions: &["png", "apng"],
    begins: |head| head.starts_with(png::MAGIC),
    read: |content, _| png::read(content),
};

/// TIFF, which is nothing but notes, of which one tells where the picture is.
pub(crate) static TIFF: Image = Image {
    name: "TIFF image",
    mime_type: mime::TIFF,
    extensions: &["tif", "tiff", "dng"],
    begins: exif::begins,
    read: |content, opening| Ok(exif::read(&opening.anywhere(content)?)),
};

/// WebP.
pub(crate) static WEBP: Image = Image {
    name: "WebP image",
    mime_type: mime::WEBP,
    extensions: &["webp"],
    begins: |head| head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"),
    read: |content, _| webp::read(content),
};

/// Drawings of Windows, of which the text is read.
pub(crate) static EMF: Image = Image {
    name: "Windows metafile",
    mime_type: mime::EMF,
    extensions: &["emf"],
    begins: metafile::begins_as_emf,
    read: drawing,
};

/// The same, as they were before.
pub(crate) static WMF: Image = Image {
    name: "old Windows metafile",
    mime_type: mime::WMF,
    extensions: &["wmf"],
    begins: metafile::begins_as_wmf,
    read: drawing,
};

fn drawing(mut content: Content<'_>, opening: &Opening<'_>) -> Result<Notes, Fault> {
    let bytes = content.read_whole(opening.budget.limits.document)?;
    Ok(Notes::of(metafile::windows(&bytes)))
}

impl Format for Image {
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

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if((self.begins)(head.bytes))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let text = (self.read)(content, opening)?.into_text();
        let remark = match text.is_empty() {
            true => format!("{}: not analysed", self.name),
            false => "only what is noted in the image was analysed, not the picture".into(),
        };
        Ok(Box::new(Noted {
            text: Some(text).filter(|text| !text.is_empty()),
            rest: Fault::new(Reason::UnsupportedFileType, remark),
        }))
    }
}

/// What was noted, and that there is more.
struct Noted {
    text: Option<String>,
    rest: Fault,
}

impl<'r> Extractor<'r> for Noted {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        let Some(text) = self.text.take() else {
            return Err(self.rest.clone());
        };
        out.push(&text);
        Ok(Step::Break)
    }
}
