//! The types of content as findings name them. Types are told from content,
//! not from what an object's metadata claims.

macro_rules! types {
    ($($(#[$doc:meta])* $name:ident = $type:literal),+ $(,)?) => {
        $($(#[$doc])* pub const $name: &str = $type;)+

        /// All types named here.
        pub const ALL: &[&str] = &[$($name),+];
    };
}

types! {
    /// Arrow, as a file or a stream.
    ARROW = "application/vnd.apache.arrow.file",
    /// Avro object containers.
    AVRO = "application/avro",
    /// Bzip2, whatever is in it.
    BZIP2 = "application/x-bzip2",
    /// Comma-separated values.
    CSV = "text/csv",
    /// Word, before 2007.
    DOC = "application/msword",
    /// Word.
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    /// Mail.
    EML = "message/rfc822",
    /// Windows metafiles.
    EMF = "image/emf",
    /// Gzip, whatever is in it.
    GZIP = "application/gzip",
    /// JPEG images.
    JPEG = "image/jpeg",
    /// JSON and JSON Lines alike.
    JSON = "application/json",
    /// LZ4, whatever is in it.
    LZ4 = "application/x-lz4",
    /// LZMA, whatever is in it.
    LZMA = "application/x-lzma",
    /// Mailboxes.
    MBOX = "application/mbox",
    /// Outlook messages.
    MSG = "application/vnd.ms-outlook",
    /// Content of no known type.
    OCTET_STREAM = "application/octet-stream",
    /// OpenDocument of any kind.
    OPENDOCUMENT = "application/vnd.oasis.opendocument",
    /// ORC.
    ORC = "application/x-orc",
    /// Parquet.
    PARQUET = "application/parquet",
    /// PDF.
    PDF = "application/pdf",
    /// All other text: HTML, XML, YAML, logs, source code.
    PLAIN = "text/plain",
    /// PNG images.
    PNG = "image/png",
    /// PowerPoint, before 2007.
    PPT = "application/vnd.ms-powerpoint",
    /// PowerPoint.
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    /// RAR archives.
    RAR = "application/vnd.rar",
    /// Rich Text Format.
    RTF = "application/rtf",
    /// 7z archives.
    SEVEN_ZIP = "application/x-7z-compressed",
    /// SQLite databases.
    SQLITE = "application/vnd.sqlite3",
    /// Tar archives.
    TAR = "application/x-tar",
    /// TIFF images.
    TIFF = "image/tiff",
    /// Tab-separated values.
    TSV = "text/tab-separated-values",
    /// WebP images.
    WEBP = "image/webp",
    /// Windows metafiles, of the old kind.
    WMF = "image/wmf",
    /// Excel, before 2007.
    XLS = "application/vnd.ms-excel",
    /// Excel, in binary parts.
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    /// Excel.
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    /// Xz, whatever is in it.
    XZ = "application/x-xz",
    /// Zip archives.
    ZIP = "application/zip",
    /// Zstandard, whatever is in it.
    ZSTD = "application/zstd",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn types_are_well_formed_and_differ() {
        assert_eq!(ALL.iter().collect::<BTreeSet<_>>().len(), ALL.len());
        for name in ALL {
            assert_eq!(
                name.split('/').filter(|part| !part.is_empty()).count(),
                2,
                "{name}"
            );
        }
    }
}
