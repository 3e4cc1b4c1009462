//! The spellings of a keyword.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::Ready;

/// The spellings under which a keyword is known: ASCII is folded when bytes
/// are compared, other letters are spelt out; both apostrophes are one. If it is
/// `varied`, names of columns and capitals often go without accents, abbreviations
/// without their points, and apostrophes move.
fn spellings(word: &str, varied: bool) -> BTreeSet<Vec<u8>> {
    if is_plain(word) {
        return BTreeSet::from([bytes(word.to_owned())]);
    }
    let marked = match varied {
        true => marked(word),
        false => apostrophes(word).into(),
    };
    let cased: BTreeSet<String> = marked.iter().flat_map(|it| cased(it)).map(folded).collect();
    match varied {
        true => cased
            .iter()
            .flat_map(|it| accented(it))
            .map(bytes)
            .collect(),
        false => cased.into_iter().map(bytes).collect(),
    }
}

/// Whether a keyword is written in one way, as most are.
fn is_plain(word: &str) -> bool {
    word.is_ascii() && !word.contains(['.', '-', '\''])
}

/// Calls back with the spellings under which a keyword is known, in order: those that
/// were worked out with the program, if it is one of those.
pub(super) fn spell(word: &str, varied: bool, ready: &Ready, mut found: impl FnMut(&[u8])) {
    if is_plain(word) {
        found(&bytes(word.to_owned()));
    } else if let Some(known) = ready.spellings(word).filter(|_| varied) {
        known.for_each(found);
    } else {
        spellings(word, varied).iter().for_each(|it| found(it));
    }
}

/// The spellings of a varied keyword, to be written down; none of what is written in one way.
pub(crate) fn spelled(word: &str) -> Option<BTreeSet<Vec<u8>>> {
    (!is_plain(word)).then(|| spellings(word, true))
}

fn folded(mut word: String) -> String {
    word.make_ascii_lowercase();
    word
}

/// What comes of it folded: letters that are taken apart may be capitals.
fn bytes(word: String) -> Vec<u8> {
    folded(word).into_bytes()
}

fn apostrophes(word: &str) -> [String; 2] {
    [word.replace('’', "'"), word.replace('\'', "’")]
}

/// With all marks that stand for each other.
fn marked(word: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([word.replace('’', "'").replace('–', "-")]);
    // Names of fields have no points; a word alone with one is an abbreviation.
    let pointless = |it: &String| it.contains(' ').then(|| it.replace('.', ""));
    all.extend(all.iter().filter_map(pointless).collect::<Vec<_>>());
    // Of several points the last is often left out: `I.T.I.N: `.
    let open = |it: &String| {
        it.strip_suffix('.')
            .filter(|it| it.contains('.'))
            .map(str::to_owned)
    };
    all.extend(all.iter().filter_map(open).collect::<Vec<_>>());
    for (from, to) in [
        ("'", "’"),
        ("'", " "),
        ("'s ", "s' "),
        ("'s ", "s’ "),
        ("-", "–"),
        // As names of members run words together.
        ("-", " "),
    ] {
        let other = |it: &String| it.contains(from).then(|| it.replace(from, to));
        all.extend(all.iter().filter_map(other).collect::<Vec<_>>());
    }
    all
}

/// As it may stand in a text.
fn cased(word: &str) -> [String; 5] {
    let lower = word.to_lowercase();
    let sentence = lower.chars().take(1).flat_map(char::to_uppercase);
    let sentence = sentence.chain(lower.chars().skip(1)).collect();
    [
        word.to_owned(),
        word.to_uppercase(),
        capitalised(&lower),
        sentence,
        lower,
    ]
}

/// As it is, with its accents apart, and without.
fn accented(word: &str) -> BTreeSet<String> {
    if word.is_ascii() {
        return BTreeSet::from([word.to_owned()]);
    }
    let plain = word.nfd().filter(|it| !is_combining_mark(*it));
    [word.to_owned(), word.nfd().collect(), plain.collect()].into()
}

fn capitalised(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut starts = true;
    for letter in lower.chars() {
        if starts {
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
        starts = !letter.is_alphanumeric();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_known_as_it_is_written() {
        for (word, others) in [
            ("número", &["numero", "nu\u{301}mero", "NÚmero"][..]),
            ("άδεια", &["αδεια", "ΑΔΕΙΑ", "Άδεια"]),
            (
                "driver's license",
                &["driver’s license", "drivers' license", "driver s license"],
            ),
            (
                "carte d’assurance",
                &["carte d'assurance", "carte d assurance"],
            ),
            ("partita i.v.a.", &["partita iva"]),
            ("reisepass–nr", &["reisepass-nr", "reisepass nr"]),
            ("n.i.t.", &["n.i.t"]),
            ("social security no.", &["social security no"]),
        ] {
            let all = spellings(word, true);
            for other in others.iter().chain([&word]) {
                let mut bytes = other.as_bytes().to_vec();
                bytes.make_ascii_lowercase();
                assert!(all.contains(&bytes), "{word} as {other}");
            }
        }
        assert_eq!(spellings("n.i.t.", true).len(), 2);
        assert_eq!(spellings("nit.", true).len(), 1);
        assert_eq!(spellings("número", false).len(), 2);
        assert_eq!(spellings("ssn", true), BTreeSet::from([b"ssn".to_vec()]));
    }
}
