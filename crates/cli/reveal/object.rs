//! The object of a finding, as a file.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use tracie::finding::Finding;
use tracie::report::visible;
use tracie::source::{Entry, File, Object, Source as _, bucket_name};

/// How many folders may be in the name of a bucket.
const MOST_FOLDERS: usize = 6;

/// The files that the object of a finding may be: below a directory for its
/// bucket, or below a directory that is its bucket.
pub(crate) fn candidates(finding: &Finding, root: &Path) -> anyhow::Result<Vec<Object>> {
    let bucket = &finding.resources_affected.s3_bucket.name;
    let object = finding.resources_affected.s3_object.as_ref();
    let key = &object
        .context("it is not a finding of sensitive data: there are no samples")?
        .key;
    let (named, key) = (inside(bucket)?, inside(key)?);
    let mut folders = vec![root.join(named), root.to_path_buf()];
    folders.extend(folded(root, bucket));
    let keys = spellings(&key);
    let paths = folders
        .iter()
        .flat_map(|it| keys.iter().map(|key| it.join(key)));
    let objects: Vec<Object> = paths.filter_map(|it| opened(&it, finding)).collect();
    anyhow::ensure!(
        !objects.is_empty(),
        "the object of the finding is not there: neither {} nor {} is a file; --root names the \
         directory it is below",
        visible(&folders[0].join(&key).to_string_lossy()),
        visible(&folders[1].join(&key).to_string_lossy())
    );
    Ok(objects)
}

/// The directories below one that a scan would call so: the bucket `my-dump` may be
/// `my_dump` or `My Dump`, and `app1-conf` may be `app1/conf` where several targets were
/// called `conf`.
fn folded(root: &Path, bucket: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![(root.to_path_buf(), String::new(), 0)];
    while let Some((folder, names, depth)) = open.pop() {
        for name in directories(&folder) {
            let names = match names.as_str() {
                "" => name.to_string_lossy().into_owned(),
                over => format!("{over}-{}", name.to_string_lossy()),
            };
            let path = folder.join(&name);
            let called = bucket_name(&names);
            // Those that are alike even so were numbered.
            let number = bucket
                .strip_prefix(&called)
                .and_then(|it| it.strip_prefix('-'));
            let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
            if called == bucket || number.is_some_and(is_number) {
                found.push(path.clone());
            }
            if number.is_some() && depth + 1 < MOST_FOLDERS {
                open.push((path, names, depth + 1));
            }
        }
    }
    found
}

/// The names of the directories in one, in order.
fn directories(folder: &Path) -> Vec<OsString> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|it| it.path().is_dir());
    let mut names: Vec<OsString> = folders.map(|it| it.file_name()).collect();
    names.sort();
    names
}

/// What a key may stand for: itself, or a name that is no Unicode, of which bytes stand
/// as `\xFF` does for 255.
fn spellings(key: &Path) -> Vec<PathBuf> {
    let spelt = bytes_spelt(key.as_os_str());
    [Some(key.to_path_buf()), spelt]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(unix)]
fn bytes_spelt(key: &OsStr) -> Option<PathBuf> {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let mut rest = key.as_bytes();
    let mut bytes = Vec::new();
    while let [first, more @ ..] = rest {
        match byte_spelt(rest) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[4..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    (bytes != key.as_bytes()).then(|| OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn bytes_spelt(_: &OsStr) -> Option<PathBuf> {
    None
}

/// The byte of `\xFF`; what is ASCII is never spelt so.
#[cfg(unix)]
fn byte_spelt(text: &[u8]) -> Option<u8> {
    let digits = text.strip_prefix(br"\x")?.get(..2)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let byte = u8::from_str_radix(digits, 16).ok()?;
    (byte >= 0x80).then_some(byte)
}

/// A name from a finding as a path that leads nowhere but down.
fn inside(name: &str) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(name);
    let down = path
        .components()
        .all(|it| matches!(it, Component::Normal(_)));
    anyhow::ensure!(
        down && !name.is_empty(),
        "`{}` is not the name of a file below a directory",
        visible(name)
    );
    Ok(path)
}

fn opened(path: &Path, finding: &Finding) -> Option<Object> {
    let bucket = finding.resources_affected.s3_bucket.name.as_str();
    let key = finding.resources_affected.s3_object.as_ref()?.key.as_str();
    let file = File::new(path).ok()?.bucket(bucket).key(key);
    let entry = file.objects().next();
    match entry {
        Some(Entry::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_by_the_names_that_a_scan_gives_them() {
        let root = tempfile::tempdir().expect("a folder");
        for folder in [
            "my_dump",
            "My Dump/x",
            "app1/conf",
            "app_1-conf",
            "a/c",
            "A/c",
            "my",
        ] {
            fs::create_dir_all(root.path().join(folder)).expect("made");
        }
        let found = |bucket: &str| -> Vec<String> {
            let all = folded(root.path(), bucket).into_iter();
            let mut names: Vec<String> = all
                .map(|it| {
                    it.strip_prefix(root.path())
                        .expect("below")
                        .display()
                        .to_string()
                })
                .collect();
            names.sort();
            names
        };
        assert_eq!(found("my-dump"), ["My Dump", "my_dump"]);
        assert_eq!(found("app1-conf"), ["app1/conf"]);
        assert_eq!(found("a-c-2"), ["A/c", "a/c"]);
        assert_eq!(found("none"), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_unicode_are_spelt_back() {
        use std::os::unix::ffi::OsStrExt as _;
        let spelt = |key: &str| spellings(Path::new(key)).pop().expect("a key");
        let bytes = spelt(r"a/caf\xE9.txt");
        assert_eq!(bytes.as_os_str().as_bytes(), b"a/caf\xE9.txt");
        for key in [r"a\x41", r"\xZZ", r"\x", "plain"] {
            assert_eq!(spelt(key), Path::new(key));
        }
    }

    #[test]
    fn names_lead_nowhere_but_down() {
        for (name, good) in [
            ("a/b.csv", true),
            ("..", false),
            ("a/../../b", false),
            ("/etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(inside(name).is_ok(), good, "{name}");
        }
    }
}
