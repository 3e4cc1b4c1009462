//! What a directory entry is, as far as reading it goes.

use std::fs::FileType;

use tracie_finding::detection::Reason;

use crate::trouble::Trouble;

/// The kinds of directory entries that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
    Link,
    /// A FIFO, socket or device, by its name.
    Special(&'static str),
}

impl Kind {
    pub(crate) fn of(file_type: FileType) -> Kind {
        if file_type.is_file() {
            Kind::File
        } else if file_type.is_dir() {
            Kind::Directory
        } else if file_type.is_symlink() {
            Kind::Link
        } else {
            Kind::Special(special(file_type))
        }
    }
}

#[cfg(unix)]
fn special(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if file_type.is_fifo() {
        "named pipe"
    } else if file_type.is_socket() {
        "socket"
    } else if file_type.is_block_device() || file_type.is_char_device() {
        "device"
    } else {
        "special file"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "special file"
}

/// Why a special file is not read: it may never end.
pub(crate) fn not_a_file(name: &str) -> Trouble {
    let remark = format!("a {name}, not a file; pipe what it holds to standard input instead");
    Trouble::new(Reason::UnsupportedFileType, remark)
}
