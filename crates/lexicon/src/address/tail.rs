//! What may stand behind the place in its line and is a part of the address: a region
//! in brackets (`20121 Milano (MI)`), the office of mail for companies
//! (`13457 Marseille Cedex 13`).

/// What such an office is called behind a blank, as it is written.
const OFFICES: [&[u8]; 3] = [b" Cedex", b" CEDEX", b" cedex"];

/// The end of an address whose place ends at `end`.
pub(super) fn end(text: &[u8], end: usize) -> usize {
    let rest = &text[end..];
    end + region(rest).or_else(|| office(rest)).unwrap_or_default()
}

/// The length of a region in brackets: two capitals.
fn region(rest: &[u8]) -> Option<usize> {
    let [b' ', b'(', one, two, b')', ..] = rest else {
        return None;
    };
    (one.is_ascii_uppercase() && two.is_ascii_uppercase()).then_some(5)
}

/// The length of an office and its number, which is one or two digits.
fn office(rest: &[u8]) -> Option<usize> {
    let name = OFFICES.iter().find(|it| rest.starts_with(it))?;
    let behind = &rest[name.len()..];
    let digits = |from: &[u8]| from.iter().take_while(|it| it.is_ascii_digit()).count();
    let number = match behind {
        [b' ', number @ ..] => digits(number),
        _ => 0,
    };
    match number {
        1 | 2 => Some(name.len() + 1 + number),
        _ if behind.first().is_some_and(u8::is_ascii_alphanumeric) => None,
        _ => Some(name.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_and_an_office_are_a_part_of_it() {
        for (rest, expected) in [
            (" (MI)", 5),
            (" (Mi)", 0),
            (" (MIL)", 0),
            (" Cedex 13", 9),
            (" CEDEX, France", 6),
            (" Cedex 2026", 6),
            (" Cedexes", 0),
            ("", 0),
        ] {
            assert_eq!(end(rest.as_bytes(), 0), expected, "{rest}");
        }
    }
}
