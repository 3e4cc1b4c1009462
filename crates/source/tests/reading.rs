//! Reading objects: changes underneath, sizes, eTags.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, OpenOptions};
use std::io::{Read, Write as _};
use std::path::Path;

use tracie_source::{Entry, File, Object, Source, etag};

fn object(path: &Path) -> Object {
    match File::new(path).unwrap().objects().next() {
        Some(Entry::Object(object)) => object,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unchanged_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "content").unwrap();
    let object = object(&path);
    let mut body = object.open().unwrap();
    let mut text = String::new();
    body.read_to_string(&mut text).unwrap();
    let finished = body.finish();
    assert_eq!(
        (text.as_str(), finished.bytes, finished.changed),
        ("content", 7, false)
    );
    assert_eq!(object.etag(&finished), Some(etag(b"content")));
}

#[test]
fn a_file_that_shrinks_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, vec![b'x'; 100_000]).unwrap();
    let object = object(&path);
    let mut body = object.open().unwrap();
    body.read_exact(&mut [0; 1000]).unwrap();
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(500)
        .unwrap();
    let mut rest = Vec::new();
    body.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty());
    let finished = body.finish();
    assert!(finished.changed);
    assert_eq!(object.etag(&finished), None);
}

#[test]
fn a_file_that_grows_is_read_to_the_size_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "0123456789").unwrap();
    let mut body = object(&path).open().unwrap();
    OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"more")
        .unwrap();
    let mut text = String::new();
    body.read_to_string(&mut text).unwrap();
    assert_eq!(text, "0123456789");
    assert!(body.finish().changed);
}

#[test]
fn a_file_that_is_written_over_with_the_same_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "before").unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH;
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(old)
        .unwrap();
    let mut body = object(&path).open().unwrap();
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .write_all(b"after!")
        .unwrap();
    body.read_to_end(&mut Vec::new()).unwrap();
    assert!(body.finish().changed);
}

#[test]
fn a_file_that_changes_after_it_was_read_has_no_etag() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "before").unwrap();
    let object = object(&path);
    let mut body = object.open().unwrap();
    body.read_to_end(&mut Vec::new()).unwrap();
    let finished = body.finish();
    fs::write(&path, "afterwards").unwrap();
    assert_eq!(object.etag(&finished), None);
}

#[test]
fn stopping_early_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "content").unwrap();
    let mut body = object(&path).open().unwrap();
    body.read_exact(&mut [0; 3]).unwrap();
    assert!(!body.finish().changed);
}

#[test]
fn a_file_that_was_removed_before_it_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, "content").unwrap();
    let object = object(&path);
    fs::remove_file(&path).unwrap();
    let trouble = object.open().err().unwrap();
    assert_eq!(trouble.reason.code(), "SOURCE_OBJECT_NO_LONGER_AVAILABLE");
}

#[test]
fn a_stream_is_hashed_on_the_way() {
    let object = Object::new("b", "k", || Ok(Box::new(&b"content"[..])));
    let mut body = object.open().unwrap();
    assert_eq!((body.size(), body.modified()), (None, None));
    body.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(object.etag(&body.finish()), Some(etag(b"content")));
}

#[test]
fn a_stream_that_was_not_read_to_its_end_has_no_etag() {
    let object = Object::new("b", "k", || Ok(Box::new(&b"content"[..])));
    let mut body = object.open().unwrap();
    body.read_exact(&mut [0; 3]).unwrap();
    assert_eq!(object.etag(&body.finish()), None);
    let mut body = object.open().unwrap().without_etag();
    body.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(object.etag(&body.finish()), None);
}

/// The kernel makes these files up; they have no size and yet a content.
#[test]
#[cfg(target_os = "linux")]
fn a_file_without_size_is_read_to_its_end() {
    let mut text = String::new();
    let mut body = object(Path::new("/proc/self/status")).open().unwrap();
    body.read_to_string(&mut text).unwrap();
    assert_eq!(body.size(), Some(0));
    assert!(text.contains("Name:"));
}

/// What a shell passes for `<(command)`.
#[test]
#[cfg(target_os = "linux")]
fn a_pipe_of_this_process_is_a_stream() {
    use std::os::fd::AsRawFd as _;
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(b"through a pipe").unwrap();
    drop(writer);
    let path = format!("/dev/fd/{}", reader.as_raw_fd());
    let mut text = String::new();
    object(Path::new(&path))
        .open()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "through a pipe");
}
