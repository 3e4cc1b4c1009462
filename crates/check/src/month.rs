//! Months by their names.

/// Names in several languages of Latin script, as dates have them. An
/// abbreviation is the start of a name; where two names start alike, the one
/// further up counts.
const NAMES: [&str; 9] = [
    "january february march april may june \
     july august september october november december",
    "janvier février mars avril mai juin \
     juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni \
     juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio \
     julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno \
     luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho \
     julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni \
     juli augusti september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca \
     lipca sierpnia września października listopada grudnia",
    "ianuarie februarie martie aprilie mai iunie \
     iulie august septembrie octombrie noiembrie decembrie",
];

/// The month (1–12) that a word names, in full or abbreviated to three letters
/// or more.
pub(crate) fn by_name(word: &[u8]) -> Option<u8> {
    if word.len() < 3 {
        return None;
    }
    let months = NAMES.iter().flat_map(|names| names.split(' ').zip(1..));
    months
        .filter(|(name, _)| starts(name.as_bytes(), word))
        .map(|(_, month)| month)
        .next()
}

fn starts(name: &[u8], word: &[u8]) -> bool {
    name.len() >= word.len() && name.iter().zip(word).all(|(&n, &w)| n == lower(w))
}

/// Lower case of an ASCII letter, or of the last byte of an accented one: those
/// of Latin-1 lie 32 apart in UTF-8 too.
fn lower(byte: u8) -> u8 {
    match byte {
        0x80..=0x9E => byte + 0x20,
        _ => byte.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_full_and_short_names_in_either_case() {
        for (word, month) in [
            ("Jan", 1),
            ("FEBRUARY", 2),
            ("Mär", 3),
            ("MÄRZ", 3),
            ("avr", 4),
            ("May", 5),
            ("mei", 5),
            ("giu", 6),
            ("Juillet", 7),
            ("Aug", 8),
            ("août", 8),
            ("Sept", 9),
            ("paź", 10),
            ("nov", 11),
            ("dez", 12),
            ("DÉCEMBRE", 12),
        ] {
            assert_eq!(by_name(word.as_bytes()), Some(month), "{word}");
        }
    }

    #[test]
    fn knows_nothing_else() {
        for word in ["", "ma", "mayor", "sol", "x", "januaryy"] {
            assert_eq!(by_name(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn has_twelve_names_in_each_language() {
        assert!(NAMES.iter().all(|names| names.split(' ').count() == 12));
    }
}
