//! However a text is cut, the same is found, if each piece comes with the
//! promised context.

use std::ops::Range;

use proptest::prelude::*;
use tracie_lexicon::{ADDRESS_CONTEXT, Field, NAME_CONTEXT, person_names, postal_addresses};

type Find = fn(&[u8], Range<usize>, &mut dyn FnMut(usize, usize));

fn names(text: &[u8], owned: Range<usize>, sink: &mut dyn FnMut(usize, usize)) {
    person_names(text, owned, Field::Text, sink);
}

fn addresses(text: &[u8], owned: Range<usize>, sink: &mut dyn FnMut(usize, usize)) {
    postal_addresses(text, owned, Field::Text, sink);
}

/// What is found in pieces that end at the cuts.
fn in_pieces(find: Find, text: &[u8], cuts: &[usize], context: usize) -> Vec<(usize, usize)> {
    let mut cuts: Vec<usize> = cuts
        .iter()
        .map(|cut| cut % (text.len() + 1))
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    let mut found = Vec::new();
    for piece in cuts.windows(2) {
        let (start, end) = (
            piece[0].saturating_sub(context),
            (piece[1] + context).min(text.len()),
        );
        let owned = piece[0] - start..piece[1] - start;
        find(&text[start..end], owned, &mut |a, b| {
            found.push((a + start, b + start));
        });
    }
    found
}

/// Texts made of what the detectors look for and of what may confuse them.
fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "Maria Garcia",
        "Ludwig van Beethoven",
        "John Q. Public",
        "O'Neill, Sean",
        "SMITH JOHN",
        "Dr. ",
        "Mr. ",
        "customer: ",
        "<dt>Full name</dt><dd>",
        "\"name\": \"",
        "the ",
        "Street ",
        "Inc ",
        "Élodie Lamy",
        "Jean-Luc ",
        "Anna Maria Luisa Carla Rosa Bianca Emma ",
        "de la ",
        "10 Elm Street, ",
        "Leeds LS1 4AB",
        "Seattle, WA 98101",
        "Hauptstraße 5\n10115 Berlin",
        "Via Roma 8, 00184 Roma",
        "Flat 3, ",
        "home address: ",
        "60311 ",
        "Ottawa, ON ",
        "K1P 1J1",
        " ",
        ", ",
        "\n",
        ".",
        "12 ",
        "Saint-Germain-en-Laye ",
        "\t",
        "€",
        "é",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ",
        "a b c d e f g h i j ",
    ]);
    prop::collection::vec(parts, 0..120).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn names_do_not_depend_on_cuts(text in text(), cuts in prop::collection::vec(any::<usize>(), 0..6)) {
        let whole = in_pieces(names, text.as_bytes(), &[], 0);
        prop_assert_eq!(in_pieces(names, text.as_bytes(), &cuts, NAME_CONTEXT), whole);
    }

    #[test]
    fn addresses_do_not_depend_on_cuts(text in text(), cuts in prop::collection::vec(any::<usize>(), 0..6)) {
        let whole = in_pieces(addresses, text.as_bytes(), &[], 0);
        prop_assert_eq!(in_pieces(addresses, text.as_bytes(), &cuts, ADDRESS_CONTEXT), whole);
    }

    #[test]
    fn any_bytes_will_do(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0..400_usize, len in 0..400_usize) {
        let (start, end) = (start.min(bytes.len()), (start + len).min(bytes.len()));
        for field in [Field::Text, Field::Named, Field::Value] {
            let mut last = 0;
            let mut check = |a: usize, b: usize| {
                assert!(a >= start && a < end && a >= last && b > a && b <= bytes.len());
                last = b;
            };
            person_names(&bytes, start..end, field, &mut check);
            last = 0;
            let mut check = |a: usize, b: usize| {
                assert!(a >= start && a < end && a >= last && b > a && b <= bytes.len());
                last = b;
            };
            postal_addresses(&bytes, start..end, field, &mut check);
        }
    }

    #[test]
    fn spans_are_whole_characters(text in text()) {
        for find in [names as Find, addresses as Find] {
            find(text.as_bytes(), 0..text.len(), &mut |start, end| {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{text:?} {start}..{end}");
            });
        }
    }
}

#[test]
fn the_texts_of_the_test_hold_something() {
    let text = "x Maria Garcia, 10 Elm Street, Leeds LS1 4AB";
    assert_eq!(in_pieces(names, text.as_bytes(), &[], 0).len(), 1);
    assert_eq!(in_pieces(addresses, text.as_bytes(), &[], 0).len(), 1);
}
