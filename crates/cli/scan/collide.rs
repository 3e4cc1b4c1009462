//! Files of several targets that would be one object: with the same key in the same
//! bucket they have one identity, so that a store keeps one of them, and one passes for
//! the other where only what changed is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Two files, and the key that both would have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Collision {
    pub(super) files: [PathBuf; 2],
    pub(super) key: PathBuf,
}

/// What has which keys.
#[derive(Clone, Copy)]
enum Kind {
    /// All below it, by their paths.
    Folder,
    /// Itself, by its name.
    File,
}

/// The first two files of one key, where all targets are of one bucket.
pub(super) fn in_bucket(targets: &[PathBuf], follow_links: bool) -> Option<Collision> {
    let (folders, files): (Vec<&Path>, Vec<&Path>) = targets
        .iter()
        .map(PathBuf::as_path)
        .partition(|it| it.is_dir());
    let named = among(&files);
    let beside = || files.iter().find_map(|file| file_in_any(file, &folders));
    let below = || pairs(&folders).find_map(|(a, b)| in_both(a, b, |_| true, follow_links));
    named.or_else(beside).or_else(below)
}

/// The same, where each target has a folder for each bucket; what is known of a bucket
/// beside it is no object.
pub(super) fn in_dumps(dumps: &[PathBuf], follow_links: bool) -> Option<Collision> {
    let dumps: Vec<&Path> = dumps.iter().map(PathBuf::as_path).collect();
    let is_bucket = |name: &OsStr| !name.to_string_lossy().contains('@');
    let mut pairs = pairs(&dumps);
    pairs.find_map(|(a, b)| in_both(a, b, is_bucket, follow_links))
}

fn pairs<'a>(all: &'a [&'a Path]) -> impl Iterator<Item = (&'a Path, &'a Path)> {
    let behind = |at: usize| all[at + 1..].iter();
    (0..all.len()).flat_map(move |at| behind(at).map(move |other| (all[at], *other)))
}

/// Two files of one name.
fn among(files: &[&Path]) -> Option<Collision> {
    let mut names = BTreeMap::new();
    files.iter().find_map(|file| {
        let name = file.file_name()?;
        let before = names.insert(name, *file)?;
        Some(Collision {
            files: [before.into(), file.to_path_buf()],
            key: name.into(),
        })
    })
}

fn file_in_any(file: &Path, folders: &[&Path]) -> Option<Collision> {
    let name = file.file_name()?;
    let mut there = folders.iter().map(|it| it.join(name));
    let other = there.find(|it| it.is_file())?;
    Some(Collision {
        files: [file.into(), other],
        key: name.into(),
    })
}

/// Two files with the same path below two folders. Only folders that both have are listed.
fn in_both(
    one: &Path,
    other: &Path,
    is_wanted: impl Fn(&OsStr) -> bool,
    follow_links: bool,
) -> Option<Collision> {
    let mut open = vec![PathBuf::new()];
    // Links may lead round in circles.
    let mut seen = BTreeSet::new();
    while let Some(below) = open.pop() {
        let here = [one.join(&below), other.join(&below)];
        if follow_links && !seen.insert(here.each_ref().map(|it| fs::canonicalize(it).ok())) {
            continue;
        }
        for name in names(&here[0]) {
            if below.as_os_str().is_empty() && !is_wanted(&name) {
                continue;
            }
            let key = below.join(&name);
            let files = [one.join(&key), other.join(&key)];
            match files.each_ref().map(|it| kind(it, follow_links)) {
                [Some(Kind::Folder), Some(Kind::Folder)] => open.push(key),
                [Some(Kind::File), Some(Kind::File)] => return Some(Collision { files, key }),
                _ => {}
            }
        }
    }
    None
}

/// The names in a folder in order; of one that cannot be read the scan itself tells.
fn names(folder: &Path) -> BTreeSet<std::ffi::OsString> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|it| it.file_name()).collect()
}

fn kind(path: &Path, follow_links: bool) -> Option<Kind> {
    let metadata = match follow_links {
        true => fs::metadata(path),
        false => fs::symlink_metadata(path),
    };
    let kind = metadata.ok()?.file_type();
    match kind.is_dir() {
        true => Some(Kind::Folder),
        false => kind.is_file().then_some(Kind::File),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "text").expect("written");
        }
        root
    }

    #[test]
    fn files_of_one_key_are_seen() {
        let root = tree(&["a/x/1", "a/2", "b/x/1", "b/3", "c/x/4", "d/2/y", "e/2"]);
        let of = |targets: &[&str]| {
            let targets: Vec<PathBuf> = targets.iter().map(|it| root.path().join(it)).collect();
            in_bucket(&targets, false).map(|it| it.key)
        };
        assert_eq!(of(&["a", "b"]), Some("x/1".into()));
        assert_eq!(of(&["a", "c", "d"]), None);
        assert_eq!(of(&["c", "a", "b/3", "b"]), Some("3".into()));
        assert_eq!(of(&["a/2", "e/2"]), Some("2".into()));
        assert_eq!(of(&["e/2", "a"]), Some("2".into()));
        assert_eq!(of(&["a/2", "b/3", "gone"]), None);
    }

    #[test]
    fn objects_of_a_bucket_in_two_dumps_are_seen() {
        let root = tree(&[
            "d/acme/1",
            "d/b@bucket/p.json",
            "e/acme/2",
            "e/b@bucket/p.json",
        ]);
        let dumps = ["d", "e"].map(|it| root.path().join(it));
        assert_eq!(in_dumps(&dumps, false), None);
        fs::write(root.path().join("e/acme/1"), "text").expect("written");
        let told = in_dumps(&dumps, false).map(|it| it.key);
        assert_eq!(told, Some("acme/1".into()));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let root = tree(&["a/x/1", "b/x/2"]);
        for folder in ["a", "b"] {
            for link in ["u", "v"] {
                let at = root.path().join(folder).join("x").join(link);
                std::os::unix::fs::symlink("..", at).expect("a link");
            }
        }
        let targets = ["a", "b"].map(|it| root.path().join(it));
        assert_eq!(in_bucket(&targets, true), None);
        assert_eq!(in_bucket(&targets, false), None);
    }
}
