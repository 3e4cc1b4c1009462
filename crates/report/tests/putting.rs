//! Discovery results that go elsewhere than to a folder: the same files.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tracie_finding::Context;
use tracie_report::ResultsWriter;

type Files = BTreeMap<String, Vec<u8>>;

fn context() -> Context {
    let mut context = Context::new("2024-07-01T04:05:06.789Z".parse().expect("an instant"));
    context.job_id = Some("3ce05dbb7ec5505def334104bf347d9c".into());
    context
}

/// Writes all results, and ends a shared file in between, as a job does.
fn write(mut writer: ResultsWriter) -> io::Result<u64> {
    for (at, result) in common::results().iter().enumerate() {
        writer.add(result)?;
        if at == 1 {
            writer.flush()?;
        }
    }
    Ok(writer.finish()?.files)
}

fn files_below(folder: &Path, root: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, root, files);
        } else {
            let name = path.strip_prefix(root).expect("it is below");
            let name = name.to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn the_same_files_come_of_the_same_results() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = write(ResultsWriter::new(folder.path(), context())).expect("files");
    let mut here = Files::new();
    files_below(folder.path(), folder.path(), &mut here);

    let there: Arc<Mutex<Files>> = Arc::default();
    let put = {
        let there = Arc::clone(&there);
        move |path: &str, content: &[u8]| {
            let mut there = there.lock().expect("no panic");
            let before = there.insert(path.to_owned(), content.to_vec());
            assert!(before.is_none(), "{path} is put twice");
            Ok(())
        }
    };
    write(ResultsWriter::putting(put, context())).expect("files");
    assert!(count > 2 && here.len() as u64 == count, "{count} files");
    assert_eq!(*there.lock().expect("no panic"), here);
}

#[test]
fn what_cannot_be_put_is_told_with_its_path() {
    let put = |_: &str, _: &[u8]| Err(io::Error::other("denied"));
    let error = write(ResultsWriter::putting(put, context())).expect_err("it is denied");
    let said = error.to_string();
    assert!(
        said.contains("AWSLogs/") && said.ends_with("denied"),
        "{said}"
    );
}
