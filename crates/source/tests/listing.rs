//! What sources list, and in which order.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tracie_finding::detection::Reason;
use tracie_source::{Directory, Dump, Entry, Error, File, Object, Source, Stdin};

fn tree(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        write(&folder.path().join(file), file);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// `bucket/key` of an object, `bucket/key: CODE` of what was skipped.
fn show(source: &dyn Source) -> Vec<String> {
    source
        .objects()
        .map(|entry| match entry {
            Entry::Object(object) => format!("{}/{}", object.bucket, object.key),
            Entry::Skipped(skipped) => {
                format!(
                    "{}/{}: {}",
                    skipped.bucket,
                    skipped.key,
                    skipped.trouble.reason.code()
                )
            }
        })
        .collect()
}

#[test]
fn keys_come_in_the_order_of_their_bytes() {
    let names = [
        "b",
        "a/z",
        "a/b/c",
        "a.txt",
        "a-1/x",
        "a!",
        "a0",
        ".hidden/.file",
        "é",
        "Z",
    ];
    let folder = tree(&names);
    let mut expected: Vec<String> = names.iter().map(|name| format!("t/{name}")).collect();
    expected.sort();
    let source = Directory::new(folder.path()).unwrap().bucket("t");
    assert_eq!(show(&source), expected);
    assert_eq!(show(&source), expected, "listing twice is the same");
}

#[test]
fn an_empty_directory_lists_nothing() {
    let folder = tree(&["a/b"]);
    fs::remove_file(folder.path().join("a/b")).unwrap();
    assert!(show(&Directory::new(folder.path()).unwrap()).is_empty());
}

#[test]
fn objects_carry_size_and_time() {
    let folder = tree(&["twelve bytes"]);
    let source = Directory::new(folder.path()).unwrap();
    let Some(Entry::Object(object)) = source.objects().next() else {
        panic!("no object")
    };
    assert_eq!(object.size, Some(12));
    assert!(object.modified.is_some());
    assert_eq!(object.storage_class, "STANDARD");
}

#[test]
fn each_directory_of_a_dump_is_a_bucket() {
    let folder = tree(&["logs/2024/a.txt", "Legacy_Bucket/b", "stray.txt"]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let name = tracie_source::bucket_name(folder.path().file_name().unwrap().to_str().unwrap());
    let expected = [
        "Legacy_Bucket/b".to_string(),
        "logs/2024/a.txt".to_string(),
        format!("{name}/stray.txt: NO_SUCH_BUCKET_AVAILABLE"),
    ];
    assert_eq!(show(&Dump::new(folder.path()).unwrap()), expected);
}

#[test]
fn one_file_stands_in_the_bucket_of_its_directory() {
    let folder = tree(&["Exports/people.csv"]);
    let path = folder.path().join("Exports/people.csv");
    assert_eq!(show(&File::new(&path).unwrap()), ["exports/people.csv"]);
    assert_eq!(
        show(&File::new(&path).unwrap().bucket("b").key("k")),
        ["b/k"]
    );
    assert_eq!(
        show(&*tracie_source::open(&path).unwrap()),
        ["exports/people.csv"]
    );
}

#[test]
fn sources_can_be_chained() {
    let folder = tree(&["one/a", "two/b"]);
    let sources: Vec<Box<dyn Source>> = vec![
        Box::new(Directory::new(folder.path().join("two")).unwrap()),
        Box::new(Directory::new(folder.path().join("one")).unwrap()),
        Box::new(Stdin::new().key("x.csv")),
    ];
    assert_eq!(show(&sources), ["two/b", "one/a", "local/x.csv"]);
}

#[test]
fn what_is_not_there_is_an_error_that_names_it() {
    let folder = tree(&["file"]);
    let missing = folder.path().join("missing");
    let file = folder.path().join("file");
    for error in [
        Directory::new(&missing).err(),
        Dump::new(&missing).err(),
        File::new(&missing).err(),
        tracie_source::open(&missing).err(),
    ] {
        assert!(
            matches!(&error, Some(Error::NotFound { path }) if *path == missing),
            "{error:?}"
        );
    }
    assert!(matches!(
        Directory::new(&file),
        Err(Error::NotADirectory { .. })
    ));
    assert!(matches!(
        File::new(folder.path()),
        Err(Error::IsADirectory { .. })
    ));
}

#[test]
fn a_directory_that_went_away_is_listed_as_such() {
    let folder = tree(&["sub/a"]);
    let source = Directory::new(folder.path().join("sub")).unwrap();
    fs::remove_dir_all(folder.path().join("sub")).unwrap();
    assert_eq!(show(&source), ["sub//: SOURCE_OBJECT_NO_LONGER_AVAILABLE"]);
}

#[test]
fn an_object_of_ones_own() {
    let object = Object::new(
        "b",
        "k",
        || Err(std::io::ErrorKind::PermissionDenied.into()),
    );
    assert_eq!(
        object.open().err().unwrap().reason,
        Reason::PermissionDenied
    );
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    #[test]
    fn links_are_listed_but_not_followed() {
        let folder = tree(&["real/a", "target"]);
        symlink("real", folder.path().join("dir")).unwrap();
        symlink("target", folder.path().join("file")).unwrap();
        symlink("../target", folder.path().join("real/up")).unwrap();
        symlink("nowhere", folder.path().join("broken")).unwrap();
        let beside = tree(&["other"]);
        symlink(beside.path().join("other"), folder.path().join("out")).unwrap();
        symlink(beside.path(), folder.path().join("real/out")).unwrap();
        let listed = show(&Directory::new(folder.path()).unwrap().bucket("t"));
        let skipped = |name| format!("t/{name}: {}", Reason::UnsupportedFileType.code());
        // What is listed anyway need not be listed twice.
        let expected = [
            skipped("broken"),
            skipped("out"),
            "t/real/a".to_owned(),
            skipped("real/out"),
            "t/target".to_owned(),
        ];
        assert_eq!(listed, expected);
    }

    #[test]
    fn links_are_followed_on_request() {
        let folder = tree(&["real/a", "target"]);
        symlink("real", folder.path().join("dir")).unwrap();
        symlink("target", folder.path().join("file")).unwrap();
        symlink("nowhere", folder.path().join("broken")).unwrap();
        let source = Directory::new(folder.path())
            .unwrap()
            .bucket("t")
            .follow_links(true);
        let expected = [
            "t/broken: SOURCE_OBJECT_NO_LONGER_AVAILABLE",
            "t/dir/a",
            "t/file",
            "t/real/a",
            "t/target",
        ];
        assert_eq!(show(&source), expected);
        for entry in source.objects() {
            if let Entry::Object(object) = entry {
                object.open().unwrap();
            }
        }
    }

    #[test]
    fn links_in_a_circle_come_to_an_end() {
        let folder = tree(&["a/x", "b/y"]);
        symlink("..", folder.path().join("a/up")).unwrap();
        symlink(".", folder.path().join("a/self")).unwrap();
        symlink("../b", folder.path().join("a/to-b")).unwrap();
        symlink("../a", folder.path().join("b/to-a")).unwrap();
        symlink("loop", folder.path().join("loop")).unwrap();
        let source = Directory::new(folder.path())
            .unwrap()
            .bucket("t")
            .follow_links(true);
        let seen = |key: &str| format!("t/{key}: UNSUPPORTED_FILE_TYPE_EXCEPTION");
        let expected = [
            seen("a/self/"),
            seen("a/to-b/to-a/"),
            "t/a/to-b/y".into(),
            seen("a/up/"),
            "t/a/x".into(),
            seen("b/to-a/"),
            "t/b/y".into(),
            "t/loop: SOURCE_OBJECT_NO_LONGER_AVAILABLE".into(),
        ];
        assert_eq!(show(&source), expected);
    }

    /// Thirty levels with two links each to the next: 2³⁰ ways to the end.
    #[test]
    fn links_do_not_multiply() {
        let folder = tempfile::tempdir().unwrap();
        for level in 0..30 {
            let path = folder.path().join(format!("{level:02}"));
            fs::create_dir(&path).unwrap();
            symlink(format!("../{:02}", level + 1), path.join("a")).unwrap();
            symlink(format!("../{:02}", level + 1), path.join("b")).unwrap();
        }
        write(&folder.path().join("30/end"), "");
        let source = Directory::new(folder.path())
            .unwrap()
            .bucket("t")
            .follow_links(true);
        let listed = show(&source);
        assert!(listed.contains(&"t/30/end".to_string()));
        assert!(listed.len() < 200, "{} entries", listed.len());
    }

    #[test]
    fn special_files_are_skipped_and_never_opened() {
        let folder = tree(&["a"]);
        let pipe = folder.path().join("pipe");
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
        symlink("/dev/zero", folder.path().join("zero")).unwrap();
        let code = Reason::UnsupportedFileType.code();
        let expected = [
            "t/a".to_string(),
            format!("t/pipe: {code}"),
            format!("t/socket: {code}"),
            format!("t/zero: {code}"),
        ];
        let source = Directory::new(folder.path())
            .unwrap()
            .bucket("t")
            .follow_links(true);
        assert_eq!(show(&source), expected);
        assert_eq!(
            show(&File::new(&pipe).unwrap().bucket("t")),
            [format!("t/pipe: {code}")]
        );
    }

    #[test]
    fn a_file_that_became_a_pipe_is_not_waited_for() {
        let folder = tree(&["a"]);
        let source = Directory::new(folder.path()).unwrap();
        let Some(Entry::Object(object)) = source.objects().next() else {
            panic!("no object")
        };
        fs::remove_file(folder.path().join("a")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(folder.path().join("a"))
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(
            object.open().err().unwrap().reason,
            Reason::UnsupportedFileType
        );
    }

    #[test]
    fn names_that_are_not_unicode() {
        let folder = tempfile::tempdir().unwrap();
        for name in [&b"x\xff/1"[..], b"x\xfe/2", b"w\xff"] {
            write(&folder.path().join(OsStr::from_bytes(name)), "text");
        }
        let source = Directory::new(folder.path()).unwrap().bucket("t");
        assert_eq!(show(&source), ["t/w\\xFF", "t/x\\xFE/2", "t/x\\xFF/1"]);
        for entry in source.objects() {
            let Entry::Object(object) = entry else {
                panic!("{entry:?}")
            };
            assert_eq!(object.open().unwrap().size(), Some(4));
        }
    }

    /// Permissions do not bind the superuser, so this test runs itself again
    /// as another user where it must.
    #[test]
    fn what_may_not_be_read_is_listed_as_such() {
        let folder = tree(&["closed/a", "file", "open"]);
        set_mode(&folder, "", 0o755);
        set_mode(&folder, "closed", 0o000);
        set_mode(&folder, "file", 0o000);
        if fs::File::open(folder.path().join("file")).is_err() {
            check_permissions(folder.path());
        } else {
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "unix::as_another_user", "--ignored"])
                .env("TRACIE_TEST_FOLDER", folder.path())
                .uid(65534)
                .status()
                .expect("the test binary must be executable for all");
            assert!(status.success());
        }
        set_mode(&folder, "closed", 0o755);
    }

    #[test]
    #[ignore = "run by what_may_not_be_read_is_listed_as_such"]
    fn as_another_user() {
        let folder = std::env::var_os("TRACIE_TEST_FOLDER").expect("set by its parent");
        check_permissions(Path::new(&folder));
    }

    fn check_permissions(folder: &Path) {
        let source = Directory::new(folder).unwrap().bucket("t");
        assert_eq!(
            show(&source),
            ["t/closed/: PERMISSION_DENIED", "t/file", "t/open"]
        );
        let opened: Vec<_> = source
            .objects()
            .filter_map(|entry| match entry {
                Entry::Object(object) => Some(object.open().map(drop).map_err(|t| t.reason)),
                Entry::Skipped(_) => None,
            })
            .collect();
        assert_eq!(opened, [Err(Reason::PermissionDenied), Ok(())]);
    }

    fn set_mode(folder: &TempDir, name: &str, mode: u32) {
        let path = folder.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
}
