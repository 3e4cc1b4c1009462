//! Whatever a definition says, it is refused or works.

use tracie_finding::chunk::Chunk;
use tracie_identify::{CustomIdentifier, Detector, Selection};

/// What is searched besides the definition itself.
const TEXT: &[u8] =
    b"employee E-123456, code red\n\tq1w2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaab \xc3\xa9\xff";

/// Reads definitions, and looks for what they ask for.
pub fn check(data: &[u8]) {
    let Ok(definitions) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(all) = CustomIdentifier::parse(definitions) else {
        return;
    };
    for custom in &all {
        custom.validate().expect("parsing saw to it");
        custom.info();
    }
    let builder = Detector::builder().managed(Selection::None);
    let builder = all.into_iter().fold(builder, |it, one| it.custom(one));
    let Ok(detector) = builder.build() else {
        return;
    };
    for text in [TEXT, data] {
        scan(&detector, text);
    }
}

fn scan(detector: &Detector, bytes: &[u8]) {
    let found = detector.matches(&Chunk::text(bytes));
    for one in found {
        assert!(one.origin.0 <= one.origin.1 && one.origin.1 <= bytes.len() as u64);
    }
}
