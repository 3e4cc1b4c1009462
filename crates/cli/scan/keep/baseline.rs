//! Earlier reports, as baselines.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tracie::finding::Context;
use tracie::report::Item;
use tracie::store::{Baseline, Criteria};

use crate::report::input;
use crate::store;

/// What every SQLite file begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Reads an earlier report: a store, or what `tracie report` takes.
pub(super) fn read(path: &Path, context: &Context) -> anyhow::Result<Baseline> {
    let mut baseline = Baseline::default();
    if is_store(path)? {
        let here = store::open(path)?.scope(&context.account_id, &context.region);
        here.read(|it| {
            it.visit_findings(&Criteria::default(), |finding| {
                baseline.add(&finding);
                true
            })
        })?;
        return Ok(baseline);
    }
    for file in input::files(&[PathBuf::from(path)])? {
        input::each(&file, &mut |item| {
            add(&mut baseline, item);
            Ok(())
        })?;
    }
    Ok(baseline)
}

fn is_store(path: &Path) -> anyhow::Result<bool> {
    if path.is_dir() {
        return Ok(false);
    }
    let file =
        File::open(path).with_context(|| format!("cannot read the baseline {}", path.display()))?;
    let mut head = Vec::new();
    file.take(SQLITE.len() as u64).read_to_end(&mut head)?;
    Ok(head == SQLITE)
}

fn add(baseline: &mut Baseline, item: Item) {
    match item {
        Item::Finding(finding) => baseline.add(&finding),
        // It knows less, and more is reported.
        Item::Stopped => {}
        Item::Result(result) => {
            let resources = &result.resources_affected;
            // Members of archives are in the sums of their archives.
            if resources.s3_object.embedded_file_details.is_some() {
                return;
            }
            let object = &resources.s3_object.object;
            let name = (resources.s3_bucket.name.clone(), object.key.clone());
            let found = &result.classification_details.result;
            baseline.add_result(name, &object.e_tag, &result.created_at, found);
        }
    }
}
