//! However a text is cut, the same is found, if each piece comes with the
//! promised context.

use std::ops::Range;

use proptest::prelude::*;
use tracie_lexicon::{
    ADDRESS_CONTEXT, Field, NAME_CONTEXT, Stops, person_names, person_names_at, postal_addresses,
    postal_addresses_at,
};

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
        "<product>\n<name>",
        "\nproducts:\n  - name: ",
        "\n[product]\nname = ",
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
        "= ",
        "A4 1AA ",
        "2 5B3",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ",
        "a b c d e f g h i j ",
        "Maria  Garcia",
        "\r\n",
        "talks for a long time in the evening with our friend ",
        "Anna\nWeber, ",
        "full_name=John+Smith&",
        "q=Hans+M%C3%BCller ",
        "Jean d'Ormesson",
        "Tanaka Hiroshi ",
        "SW1A1AA",
        " K1A0B1",
        "10115 | Berlin",
        " 62704",
        "'",
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
        for field in [Field::Text, Field::Named, Field::Value, Field::Other] {
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

/// The stops of names and of addresses, as the documentation has them; the text
/// begins at a bit.
fn stops(text: &[u8], from: usize) -> [Vec<u64>; 2] {
    let is = |at: Option<usize>, test: fn(u8) -> bool| {
        at.and_then(|at| text.get(at)).is_some_and(|it| test(*it))
    };
    let digit = |at| is(at, |it| it.is_ascii_digit());
    let high = |at| is(at, |it| it.is_ascii_uppercase() || it >= 0x80);
    let gap = |at| is(at, |it| b" \t\n\r'".contains(&it));
    let joins = |at| {
        is(at, |it| {
            it.is_ascii_alphabetic() || b" \r,".contains(&it) || it >= 0x80
        })
    };
    let capital = |at| is(at, |it| it.is_ascii_uppercase());
    let mixed = |at| digit(at) || capital(at);
    let either = |at| is(at, |it| it.is_ascii_alphanumeric());
    let mut bits = [(); 2].map(|()| vec![0; (from + text.len()) / 64 + 1]);
    for at in 0..text.len() {
        let (before, after) = (|by| at.checked_sub(by), |by| Some(at + by));
        let code = (1..4).all(|by| digit(before(by))) && high(after(1))
            || (1..5).all(|by| digit(after(by)))
                && !is(before(1), |it| it.is_ascii_digit() || it == b'=')
            || either(before(1)) && digit(after(1)) && capital(after(2)) && either(after(3))
            || capital(after(1))
                && (digit(after(2)) || capital(after(2)) && digit(after(3)))
                && (3..6).all(|by| mixed(after(by)));
        let name = gap(Some(at)) && joins(before(1)) || text[at] == b'=';
        let stops = [name && high(after(1)), gap(Some(at)) && code];
        for (bits, stop) in bits.iter_mut().zip(stops) {
            bits[(from + at) / 64] |= u64::from(stop) << ((from + at) % 64);
        }
    }
    bits
}

/// Names and addresses of a text, whose stops are known or not.
fn all(
    text: &[u8],
    owned: Range<usize>,
    field: Field,
    known: Option<usize>,
) -> [Vec<(usize, usize)>; 2] {
    let mut found = [const { Vec::new() }; 2];
    let [names, addresses] = &mut found;
    let mut name = |a, b| names.push((a, b));
    let mut address = |a, b| addresses.push((a, b));
    match known {
        None => {
            person_names(text, owned.clone(), field, &mut name);
            postal_addresses(text, owned, field, &mut address);
        }
        Some(from) => {
            let [capitals, codes] = stops(text, from);
            person_names_at(
                text,
                owned.clone(),
                field,
                Stops::new(&capitals, from),
                &mut name,
            );
            postal_addresses_at(text, owned, field, Stops::new(&codes, from), &mut address);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn stops_change_nothing(text in text(), from in 0..130_usize, cut in any::<[usize; 2]>()) {
        let text = text.as_bytes();
        let [a, b] = cut.map(|cut| cut % (text.len() + 1));
        for range in [a.min(b)..a.max(b), 0..text.len()] {
            for field in [Field::Text, Field::Named, Field::Value, Field::Other] {
                let known = all(text, range.clone(), field, Some(from));
                prop_assert_eq!(known, all(text, range.clone(), field, None), "{:?}", field);
                // A value by itself, as one of a column.
                let value = &text[range.clone()];
                let known = all(value, 0..value.len(), field, Some(from));
                prop_assert_eq!(known, all(value, 0..value.len(), field, None), "{:?}", field);
            }
        }
    }
}

#[test]
fn the_texts_of_the_test_hold_something() {
    let text = "x Maria Garcia, 10 Elm Street, Leeds LS1 4AB";
    assert_eq!(in_pieces(names, text.as_bytes(), &[], 0).len(), 1);
    assert_eq!(in_pieces(addresses, text.as_bytes(), &[], 0).len(), 1);
}
