//! Archives that hold themselves end at the limit of archives in archives.

mod common;

use std::io::Read as _;
use std::time::{Duration, Instant};

use common::{cut_at, quine, read};
use tracie_finding::detection::{Reason, Status};

#[test]
fn they_hold_themselves() {
    let gz = quine::gz();
    let mut content = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&gz[..]);
    decoder.read_to_end(&mut content).expect("it is sound");
    assert_eq!(content, gz);
    let zip = quine::zip();
    let name = usize::from(zip[26]);
    let mut content = Vec::new();
    let mut decoder = flate2::read::DeflateDecoder::new(&zip[30 + name..]);
    decoder.read_to_end(&mut content).expect("it is sound");
    assert_eq!(content, zip);
}

#[test]
fn they_end_at_the_limit() {
    for (name, content) in [("x.gz", quine::gz()), ("x.zip", quine::zip())] {
        let started = Instant::now();
        let all = read(&content, name, &cut_at(1 << 20));
        assert_eq!(
            all.outcome.status,
            Status::Skipped(Reason::ArchiveNestingLevelOverLimit),
            "{name}: {:?}",
            all.outcome
        );
        assert!(started.elapsed() < Duration::from_secs(10), "{name}");
    }
}
