//! On the corpora of the benchmarks, ordinary and adversarial, the detector
//! finds what the definition says, in one piece and in many.

use tracie_corpus::{Kind, generate};
use tracie_finding::chunk::{Chunk, Layout};
use tracie_identify::naive::Naive;
use tracie_identify::{Carry, Detector, Match, Selection};

/// Bytes of each corpus. The definition tries every pattern at every place.
const SIZE: u64 = 12 << 10;
/// Bytes owned by each piece, and the context around them.
const PIECE: usize = 1000;
const CONTEXT: usize = 600;

fn scan(detector: &Detector, text: &[u8], owned: (usize, usize), carry: &Carry) -> Vec<Match> {
    let from = owned.0.saturating_sub(CONTEXT);
    let to = text.len().min(owned.1 + 8 * CONTEXT);
    let chunk = Chunk {
        bytes: &text[from..to],
        owned: (owned.0 - from, owned.1 - from),
        layout: Layout::Text { base: from as u64 },
    };
    let mut found = Vec::new();
    detector.scan(&mut detector.scratch(), &chunk, carry, &mut found);
    found
}

fn in_pieces(detector: &Detector, text: &[u8]) -> Vec<Match> {
    let (mut all, mut carry) = (Vec::new(), Carry::default());
    for start in (0..text.len()).step_by(PIECE) {
        let owned = (start, text.len().min(start + PIECE));
        let mut found = scan(detector, text, owned, &Carry::default());
        if carry.conflicts(&found) {
            found = scan(detector, text, owned, &carry);
        }
        carry.advance(&found);
        all.extend(found);
    }
    all
}

#[test]
fn corpora_are_searched_as_the_definition_says() {
    let detector = Detector::builder()
        .managed(Selection::All)
        .build()
        .expect("all compile");
    let naive = Naive::new(&Selection::All, &[]).expect("all compile");
    let mut matches = 0;
    for kind in Kind::ALL {
        let text = generate(*kind, SIZE, 7).bytes;
        let owned = (0, text.len());
        let chunk = Chunk {
            bytes: &text,
            owned,
            layout: Layout::Text { base: 0 },
        };
        let expected = naive.scan(&chunk);
        assert_eq!(
            scan(&detector, &text, owned, &Carry::default()),
            expected,
            "{}",
            kind.name()
        );
        assert_eq!(
            in_pieces(&detector, &text),
            expected,
            "{} in pieces",
            kind.name()
        );
        matches += expected.len();
    }
    assert!(
        matches > 500,
        "the corpora hold values, but only {matches} were found"
    );
}
