//! In names that are dull nothing is found, whatever the names over them.

use std::sync::LazyLock;

use proptest::prelude::*;
use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::{Detector, Selection};

static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    let all = Detector::builder().managed(Selection::All);
    all.build().expect("all are managed")
});

/// A word such as members are called by, or such as something begins with.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,12}(_[a-z]{1,9})?",
        "[A-Za-z_]{1,48}",
        "[A-HJ-NPR-Z]{17}",
        "(AKIA|ASIA|AIza|eyJ|sk_live_|rk_test_|PRIVATE_KEY)[A-Za-z_]{0,40}",
    ]
}

/// Whether something is found in a name below others.
fn finds(name: &str, over: &[&str]) -> bool {
    let mut names = Names::new();
    names.push(over);
    let values = [Value {
        start: 0,
        end: name.len() as u32,
        names: 0,
        origin: 0,
    }];
    let chunk = Chunk {
        bytes: name.as_bytes(),
        owned: (0, name.len()),
        layout: Layout::Values {
            values: &values,
            names: &names,
        },
    };
    !DETECTOR.matches(&chunk).is_empty()
}

proptest! {
    #[test]
    fn nothing_is_found_in_dull_names(
        name in name(),
        over in prop::sample::subsequence(
            vec!["aws_secret_access_key", "password", "vin", "passport", "name", "address", "iban"],
            0..4,
        ),
    ) {
        let dull = DETECTOR.is_dull(&mut DETECTOR.scratch(), name.as_bytes());
        prop_assert!(!dull || !finds(&name, &over), "{name} below {over:?}");
    }
}

#[test]
fn most_names_are_dull() {
    let mut scratch = DETECTOR.scratch();
    for name in ["id", "email", "date_of_birth", "cardNumber", "ssn"] {
        for _ in 0..2 {
            assert!(DETECTOR.is_dull(&mut scratch, name.as_bytes()), "{name}");
        }
    }
    for name in ["401-22-7715", "two words", "größe", "x1"] {
        assert!(!DETECTOR.is_dull(&mut scratch, name.as_bytes()), "{name}");
    }
}
