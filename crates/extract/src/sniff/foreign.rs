//! Types that are recognised and not read: by their first bytes.

use memchr::memmem;

/// A type that is recognised and not read.
pub(crate) struct Foreign {
    pub(crate) name: &'static str,
    pub(crate) mime_type: &'static str,
    extensions: &'static [&'static str],
    /// Any of these tells it.
    signatures: &'static [Signature],
    /// What else there must be in the first bytes, if anything.
    within: &'static [u8],
    /// Whether it is read, if it is sound.
    pub(crate) planned: bool,
}

/// Bytes at an offset.
type Signature = (usize, &'static [u8]);

impl Foreign {
    /// Whether both begin alike, so that the name of one fits the other.
    pub(crate) fn is_like(&self, other: &Foreign) -> bool {
        self.name == other.name
            || self
                .signatures
                .first()
                .is_some_and(|mine| other.signatures.first() == Some(mine))
    }

    /// What there is to say about it.
    pub(crate) fn remark(&self) -> String {
        let what = if self.planned {
            "damaged, or of a kind that is not read"
        } else {
            "not analysed"
        };
        format!("{}: {what}", self.name)
    }

    /// Whether content begins so. Text may begin with the letters and digits of
    /// a signature by chance, so if `strictly` they do not count.
    fn matches(&self, head: &[u8], strictly: bool) -> bool {
        let is_odd = |bytes: &[u8]| {
            bytes.iter().any(|byte| !byte.is_ascii_graphic())
                || bytes.len() > 4 && bytes.iter().any(u8::is_ascii_punctuation)
        };
        let fits = |(at, bytes): &Signature| {
            // Of most the first byte tells.
            let begins = head.get(*at) == bytes.first() && head[*at..].starts_with(bytes);
            begins && (!strictly || is_odd(bytes))
        };
        self.signatures.iter().any(fits)
            && (self.within.is_empty() || memmem::find(head, self.within).is_some())
    }
}

/// The type of content that begins so; `name` is what its name says, which
/// decides between types that begin alike, and between letters and a signature.
pub(crate) fn recognise(
    head: &[u8],
    text: bool,
    name: Option<&'static Foreign>,
) -> Option<&'static Foreign> {
    if let Some(name) = name.filter(|name| name.matches(head, false)) {
        return Some(name);
    }
    let found = FOREIGN.iter().find(|foreign| foreign.matches(head, text))?;
    let bare = found.within.is_empty();
    Some(
        name.filter(|name| bare && name.is_like(found))
            .unwrap_or(found),
    )
}

/// The type whose names end so.
pub(crate) fn by_extension(extension: &str) -> Option<&'static Foreign> {
    FOREIGN
        .iter()
        .find(|foreign| foreign.extensions.contains(&extension))
}

const fn foreign(
    name: &'static str,
    mime_type: &'static str,
    extensions: &'static [&'static str],
    signatures: &'static [Signature],
) -> Foreign {
    Foreign {
        name,
        mime_type,
        extensions,
        signatures,
        within: b"",
        planned: false,
    }
}

impl Foreign {
    /// Content that also holds these bytes.
    const fn holding(self, within: &'static [u8]) -> Foreign {
        Foreign { within, ..self }
    }

    /// It is read, if it is sound and its feature is on.
    const fn planned(self) -> Foreign {
        Foreign {
            planned: true,
            ..self
        }
    }
}

const ZIP: &[Signature] = &[(0, b"PK\x03\x04"), (0, b"PK\x05\x06"), (0, b"PK\x07\x08")];
const OLE: &[Signature] = &[(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")];
const ISO_MEDIA: &[Signature] = &[(4, b"ftyp")];
const RIFF: &[Signature] = &[(0, b"RIFF")];

/// The table. Where several match, the first is it: types that hold something
/// stand before those that begin alike.
static FOREIGN: &[Foreign] = &[
    foreign(
        "PDF document",
        "application/pdf",
        &["pdf"],
        &[(0, b"%PDF-"), (3, b"%PDF-")],
    )
    .planned(),
    foreign(
        "Word document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx", "docm", "dotx"],
        ZIP,
    )
    .holding(b"word/document.xml")
    .planned(),
    foreign(
        "Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx", "xlsm", "xltx"],
        ZIP,
    )
    .holding(b"xl/workbook.xml")
    .planned(),
    foreign(
        "PowerPoint presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx", "pptm"],
        ZIP,
    )
    .holding(b"ppt/presentation.xml"),
    foreign(
        "OpenDocument",
        "application/vnd.oasis.opendocument",
        &["odt", "ods", "odp"],
        ZIP,
    )
    .holding(b"mimetypeapplication/vnd.oasis.opendocument"),
    foreign("EPUB book", "application/epub+zip", &["epub"], ZIP)
        .holding(b"mimetypeapplication/epub+zip"),
    foreign(
        "Java archive",
        "application/java-archive",
        &["jar", "war", "ear"],
        ZIP,
    )
    .holding(b"META-INF/MANIFEST.MF"),
    foreign("ZIP archive", "application/zip", &["zip"], ZIP).planned(),
    foreign(
        "encrypted Office document",
        "application/x-ole-storage",
        &[],
        OLE,
    )
    .holding(b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
    foreign(
        "Word 97 document",
        "application/msword",
        &["doc", "dot"],
        OLE,
    )
    .holding(b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0")
    .planned(),
    foreign(
        "Excel 97 workbook",
        "application/vnd.ms-excel",
        &["xls", "xlt"],
        OLE,
    )
    .holding(b"W\0o\0r\0k\0b\0o\0o\0k\0")
    .planned(),
    foreign(
        "PowerPoint 97 presentation",
        "application/vnd.ms-powerpoint",
        &["ppt", "pps"],
        OLE,
    )
    .holding(b"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0u\0m\0e\0n\0t\0"),
    foreign(
        "Outlook message",
        "application/vnd.ms-outlook",
        &["msg"],
        OLE,
    )
    .holding(b"_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0"),
    foreign(
        "OLE compound file",
        "application/x-ole-storage",
        &["msi"],
        OLE,
    ),
    foreign(
        "gzip archive",
        "application/gzip",
        &["gz", "gzip", "tgz"],
        &[(0, b"\x1F\x8B")],
    )
    .planned(),
    foreign(
        "tar archive",
        "application/x-tar",
        &["tar"],
        &[(257, b"ustar\0"), (257, b"ustar  ")],
    )
    .planned(),
    foreign(
        "Parquet file",
        "application/parquet",
        &["parquet"],
        &[(0, b"PAR1\x15"), (0, b"PAR1"), (0, b"PARE")],
    )
    .planned(),
    foreign(
        "Avro file",
        "application/avro",
        &["avro"],
        &[(0, b"Obj\x01")],
    )
    .planned(),
    foreign(
        "Feather file, version 1",
        "application/vnd.apache.arrow.file",
        &[],
        &[(0, b"FEA1")],
    ),
    foreign(
        "HDF5 file",
        "application/x-hdf5",
        &["h5", "hdf5"],
        &[(0, b"\x89HDF\r\n\x1A\n")],
    ),
    foreign(
        "lzip archive",
        "application/x-lzip",
        &["lz"],
        &[(0, b"LZIP\x01")],
    ),
    foreign(
        "compress archive",
        "application/x-compress",
        &["z"],
        &[(0, b"\x1F\x9D"), (0, b"\x1F\xA0")],
    ),
    foreign(
        "Snappy archive",
        "application/x-snappy-framed",
        &["sz", "snappy"],
        &[(0, b"\xFF\x06\0\0sNaPpY")],
    ),
    #[cfg(not(feature = "rar"))]
    foreign(
        "RAR archive",
        "application/vnd.rar",
        &["rar"],
        &[(0, b"Rar!\x1A\x07")],
    ),
    foreign(
        "cabinet archive",
        "application/vnd.ms-cab-compressed",
        &["cab"],
        &[(0, b"MSCF\0\0\0\0")],
    ),
    foreign(
        "cpio archive",
        "application/x-cpio",
        &["cpio"],
        &[
            (0, b"070701"),
            (0, b"070702"),
            (0, b"070707"),
            (0, b"\xC7\x71"),
        ],
    ),
    foreign(
        "ar archive",
        "application/x-archive",
        &["a", "deb"],
        &[(0, b"!<arch>\n")],
    ),
    foreign(
        "RPM package",
        "application/x-rpm",
        &["rpm"],
        &[(0, b"\xED\xAB\xEE\xDB")],
    ),
    foreign(
        "GIF image",
        "image/gif",
        &["gif"],
        &[(0, b"GIF87a"), (0, b"GIF89a")],
    ),
    foreign("BMP image", "image/bmp", &["bmp"], &[(0, b"BM")]),
    foreign(
        "icon",
        "image/vnd.microsoft.icon",
        &["ico"],
        &[(0, b"\0\0\x01\0")],
    ),
    foreign(
        "Photoshop image",
        "image/vnd.adobe.photoshop",
        &["psd"],
        &[(0, b"8BPS\0")],
    ),
    foreign("HEIF image", "image/heif", &["heic", "heif"], ISO_MEDIA).holding(b"heic"),
    foreign("AVIF image", "image/avif", &["avif"], ISO_MEDIA).holding(b"avif"),
    foreign(
        "MPEG-4 media",
        "video/mp4",
        &["mp4", "m4a", "m4v", "mov"],
        ISO_MEDIA,
    ),
    foreign(
        "Matroska media",
        "video/x-matroska",
        &["mkv", "webm"],
        &[(0, b"\x1A\x45\xDF\xA3")],
    ),
    foreign("WAVE audio", "audio/wav", &["wav"], RIFF).holding(b"WAVE"),
    foreign("AVI video", "video/x-msvideo", &["avi"], RIFF).holding(b"AVI "),
    foreign(
        "MP3 audio",
        "audio/mpeg",
        &["mp3"],
        &[
            (0, b"ID3"),
            (0, b"\xFF\xFB"),
            (0, b"\xFF\xF3"),
            (0, b"\xFF\xF2"),
        ],
    ),
    foreign(
        "Ogg media",
        "application/ogg",
        &["ogg", "oga", "ogv", "opus"],
        &[(0, b"OggS\0")],
    ),
    foreign("FLAC audio", "audio/flac", &["flac"], &[(0, b"fLaC\0")]),
    foreign(
        "MIDI audio",
        "audio/midi",
        &["mid", "midi"],
        &[(0, b"MThd\0\0\0\x06")],
    ),
    foreign(
        "MPEG video",
        "video/mpeg",
        &["mpg", "mpeg"],
        &[(0, b"\0\0\x01\xBA"), (0, b"\0\0\x01\xB3")],
    ),
    foreign("Flash video", "video/x-flv", &["flv"], &[(0, b"FLV\x01")]),
    foreign(
        "ELF program",
        "application/x-elf",
        &["so", "o"],
        &[(0, b"\x7FELF")],
    ),
    foreign(
        "Java class",
        "application/java-vm",
        &["class"],
        &[(0, b"\xCA\xFE\xBA\xBE\0\0\0")],
    ),
    foreign(
        "Mach-O program",
        "application/x-mach-binary",
        &["dylib"],
        &[
            (0, b"\xCF\xFA\xED\xFE"),
            (0, b"\xCE\xFA\xED\xFE"),
            (0, b"\xCA\xFE\xBA\xBE"),
        ],
    ),
    foreign(
        "Windows program",
        "application/vnd.microsoft.portable-executable",
        &["exe", "dll", "sys"],
        &[(0, b"MZ")],
    ),
    foreign(
        "WebAssembly module",
        "application/wasm",
        &["wasm"],
        &[(0, b"\0asm")],
    ),
    foreign(
        "Python bytecode",
        "application/x-python-code",
        &["pyc"],
        &[(2, b"\r\n\0\0\0\0"), (2, b"\r\n\x01\0\0\0")],
    ),
    foreign(
        "font",
        "font/sfnt",
        &["ttf", "otf"],
        &[(0, b"\0\x01\0\0\0"), (0, b"OTTO\0"), (0, b"true\0")],
    ),
    foreign(
        "web font",
        "font/woff2",
        &["woff", "woff2"],
        &[
            (0, b"wOFF\0\x01\0\0"),
            (0, b"wOF2\0\x01\0\0"),
            (0, b"wOFFOTTO"),
        ],
    ),
    foreign(
        "UTF-32 text",
        "text/plain",
        &[],
        &[(0, b"\xFF\xFE\0\0"), (0, b"\0\0\xFE\xFF")],
    ),
    foreign(
        "OpenSSL-encrypted file",
        "application/octet-stream",
        &["enc"],
        &[(0, b"Salted__")],
    ),
    foreign(
        "LUKS-encrypted volume",
        "application/octet-stream",
        &["luks"],
        &[(0, b"LUKS\xBA\xBE")],
    ),
    foreign(
        "age-encrypted file",
        "application/octet-stream",
        &["age"],
        &[(0, b"age-encryption.org/")],
    ),
    foreign(
        "PGP-encrypted file",
        "application/pgp-encrypted",
        &["pgp", "gpg"],
        &[
            (0, b"\x85\x01\x0C\x03"),
            (0, b"\x85\x02\x0C\x03"),
            (0, b"\x84\x5E\x03"),
            (0, b"\x8C\x0D\x04"),
        ],
    ),
];
