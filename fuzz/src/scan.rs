//! A scan finds the same however the object is cut.

use std::sync::LazyLock;

use tracie_identify::{Detector, Selection};
use tracie_scan::{Limits, Scanner};

use crate::input::Input;

/// All identifiers.
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    let all = Detector::builder().managed(Selection::All).extras(true);
    all.build().expect("the files follow the schema")
});

/// Scanners by the size of their pieces in bytes.
static SCANNERS: LazyLock<Vec<Scanner>> =
    LazyLock::new(|| [16, 32, 61, 100, 200].map(scanner).into());
static WHOLE: LazyLock<Scanner> = LazyLock::new(|| scanner(1 << 20));

/// Builds all that is built once, so that it takes no time from an input.
pub fn init() {
    // A scan catches defects of other libraries, too.
    crate::formats::init();
    LazyLock::force(&SCANNERS);
    LazyLock::force(&WHOLE);
}

/// Scans content in one piece and in small ones; a finding comes of it or not.
pub fn check(data: &[u8]) {
    let Some(input) = Input::new(data) else {
        return;
    };
    let whole = WHOLE.scan_bytes(input.name(), input.content);
    let scanner = &SCANNERS[usize::from(input.size) % SCANNERS.len()];
    let mut cut = scanner.scan_bytes(input.name(), input.content);
    // It tells of how far the structure held, which is a matter of the cut.
    cut.remark.clone_from(&whole.remark);
    assert_eq!(cut, whole, "{}", input.name());
    let finding = WHOLE.finding(&whole);
    assert!(finding.is_none() || !whole.detections.is_empty());
}

fn scanner(window: usize) -> Scanner {
    let mut limits = Limits::default();
    limits.extract.window = window;
    let builder = Scanner::builder().detector(DETECTOR.clone()).threads(1);
    builder
        .limits(limits)
        .build()
        .expect("a detector is all it takes")
}
