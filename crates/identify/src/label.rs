//! Whether a keyword reads as the label of a value: for values so short that any
//! number would do, and for those of which nothing else is proof, such as a check digit.

use tracie_pattern::Hit;

/// Words that may stand between a label and its value, besides marks and markup; any
/// other one is what the value is of.
const LINKS: [&[u8]; 62] = [
    b"an",
    b"are",
    b"as",
    b"back",
    b"card",
    b"code",
    b"codes",
    b"d",
    b"date",
    b"dates",
    b"digit",
    b"digits",
    b"er",
    b"es",
    b"est",
    b"file",
    b"for",
    b"in",
    b"is",
    b"ist",
    b"it",
    b"its",
    b"jest",
    b"lautet",
    b"m",
    b"mm",
    b"month",
    b"my",
    b"n",
    b"no",
    b"nr",
    b"num",
    b"number",
    b"numbers",
    b"numero",
    b"nummer",
    b"of",
    b"on",
    b"or",
    b"record",
    b"text",
    b"the",
    b"val",
    b"value",
    b"was",
    b"y",
    b"year",
    b"your",
    b"yy",
    "är".as_bytes(),
    "è".as_bytes(),
    "é".as_bytes(),
    "n°".as_bytes(),
    "nº".as_bytes(),
    "°".as_bytes(),
    "º".as_bytes(),
    "numéro".as_bytes(),
    "número".as_bytes(),
    "→".as_bytes(),
    "№".as_bytes(),
    "–".as_bytes(),
    "—".as_bytes(),
];
/// Those of them that only say that a value follows.
const VALUES: [&[u8]; 2] = [b"val", b"value"];
/// Bytes before a keyword in which the tag begins that it stands in.
const TAG: usize = 128;
/// Bytes between a label and its value, and bytes around them that are looked at: a
/// text may be full of keywords, and each is asked about.
pub(crate) const REACH: usize = 1 << 8;

/// Whether a keyword that stands apart from a value is its label: nothing is between
/// them but marks, markup and words such as `is` and `code`, none of the latter if a line
/// ends there; and no other name directly before the value. `range` is all that counts as
/// what is around.
pub(crate) fn is_label(
    text: &[u8],
    range: (usize, usize),
    hit: &Hit,
    value: (usize, usize),
) -> bool {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let from = range.0.max(start.min(value.0).saturating_sub(REACH));
    let to = range.1.min(end + REACH);
    if value
        .0
        .saturating_sub(end)
        .max(start.saturating_sub(value.1))
        > REACH
    {
        return false;
    }
    let (before, after) = (&text[from..start], &text[end..to]);
    match end <= value.0 {
        true => {
            let gap = &text[end..value.0];
            leads_to(gap, in_tag(before)) || is_inserted(before, gap)
        }
        false => {
            leads_to(&text[value.1..start], false)
                && !labels_what_follows(after)
                && !has_name(&text[from..value.0])
        }
    }
}

/// Whether a text before a place ends within a tag.
fn in_tag(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(TAG)..];
    let mark = |byte: &u8| matches!(byte, b'<' | b'>' | b'\n');
    near.iter()
        .rposition(mark)
        .is_some_and(|at| begins_tag(&near[at..]) || near[at..] == *b"<")
}

fn begins_tag(text: &[u8]) -> bool {
    matches!(text, [b'<', b'/' | b'!', ..])
        || matches!(text, [b'<', letter, ..] if letter.is_ascii_alphabetic())
}

/// Whether what is between a label and a value leads from one to the other.
fn leads_to(gap: &[u8], mut in_tag: bool) -> bool {
    let mut between = Between {
        line: gap.iter().any(|byte| matches!(byte, b'\n' | b'\r')),
        ..Between::default()
    };
    let mut rest = gap;
    loop {
        let end = rest.iter().position(|byte| *byte == b'>');
        match (in_tag, end) {
            (true, Some(end)) => rest = &rest[end + 1..],
            // Of the attributes of a tag one has the value.
            (true, None) if is_attribute(rest) => return true,
            _ => {}
        }
        let tag = (0..rest.len()).find(|at| begins_tag(&rest[*at..]));
        let plain = &rest[..tag.unwrap_or(rest.len())];
        if !between.takes(plain) {
            return false;
        }
        match tag {
            None => return true,
            Some(at) => rest = &rest[at + 1..],
        }
        in_tag = true;
        if !rest.contains(&b'>') {
            return is_attribute(rest);
        }
    }
}

/// Whether what was read of a tag ends where its value begins.
fn is_attribute(tag: &[u8]) -> bool {
    let end = tag
        .iter()
        .rposition(|byte| !matches!(byte, b'"' | b'\'' | b' '));
    let Some([name @ .., b'=']) = end.map(|end| &tag[..=end]) else {
        return false;
    };
    VALUES.iter().any(|it| ends_with(name, it))
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    let at = text.len().checked_sub(word.len());
    at.is_some_and(|at| text[at..].eq_ignore_ascii_case(word))
}

/// What was read so far between a label and a value.
#[derive(Default)]
struct Between {
    /// Whether a line ends in it.
    line: bool,
    /// Whether it is said what the label stands for, ...
    assigned: bool,
    /// ... and a word stands behind that, which may be another name.
    named: bool,
}

impl Between {
    /// Whether more of it may stand there.
    fn takes(&mut self, text: &[u8]) -> bool {
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let word = &text[at..at + run(&text[at..], is_letter)];
            let number = &text[at..at + run(&text[at..], is_digit)];
            if !word.is_empty() {
                if self.line || !LINKS.iter().any(|it| it.eq_ignore_ascii_case(word)) {
                    return false;
                }
                self.named |= self.assigned && !VALUES.iter().any(|it| ends_with(word, it));
            } else if number.len() > 1 && (self.line || !is_listed(&text[at..])) {
                return false;
            } else if matches!(byte, b'=' | b':') {
                if self.named {
                    return false;
                }
                self.assigned = true;
            }
            at += word.len().max(number.len()).max(1);
        }
        true
    }
}

/// Whether a value stands where a list before it has its label:
/// `(id, cvc, city) VALUES (7, '123'`.
fn is_inserted(before: &[u8], gap: &[u8]) -> bool {
    const BETWEEN: &[u8] = b"values";
    let commas = |text: &[u8]| text.iter().filter(|byte| **byte == b',').count();
    let mut words = gap.windows(BETWEEN.len());
    let Some(at) = words.position(|it| it.eq_ignore_ascii_case(BETWEEN)) else {
        return false;
    };
    let open = before.iter().rposition(|byte| matches!(byte, b'(' | b')'));
    let Some(place) = open.filter(|at| before[*at] == b'(') else {
        return false;
    };
    let values = gap[at + BETWEEN.len()..].trim_ascii_start();
    let values = values.strip_prefix(b"(").filter(|it| !it.contains(&b')'));
    gap[..at].trim_ascii_end().ends_with(b")")
        && values.is_some_and(|it| commas(it) == commas(&before[place..]))
}

/// Whether a number at the beginning of a text is one of a list that goes on.
fn is_listed(text: &[u8]) -> bool {
    let behind = &text[run(text, |byte| is_digit(byte) || matches!(byte, b'/' | b'-'))..];
    let behind = &behind[run(behind, |byte| matches!(byte, b'"' | b'\''))..];
    matches!(behind, [b',' | b';', ..])
}

/// Whether a keyword is followed by what it is the name of.
fn labels_what_follows(after: &[u8]) -> bool {
    let part = |byte| byte == b'_' || is_letter(byte);
    let after = &after[run(after, part)..];
    let blanks = run(after, |byte| matches!(byte, b'"' | b'\'' | b'`' | b' '));
    let quoted = run(after, |byte| byte == b' ') < blanks;
    match after.get(blanks) {
        Some(b':' | b'=' | b'>') => true,
        Some(byte) => byte.is_ascii_digit() && blanks > 0 && !quoted,
        None => false,
    }
}

/// Whether what stands before a value is a name for it: `status=`, `"status": `.
fn has_name(before: &[u8]) -> bool {
    let mark = |byte: &u8| !matches!(byte, b'"' | b'\'' | b' ');
    let end = before.iter().rposition(mark);
    match end.map(|end| &before[..=end]) {
        Some([.., byte, b'=']) => {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'"' | b'_')
        }
        Some([.., byte, b':']) => matches!(byte, b'"' | b'\''),
        _ => false,
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || !byte.is_ascii()
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// How many bytes at the beginning of a text are such.
fn run(text: &[u8], such: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| such(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the value between marks; the keyword is `cvc`.
    fn labelled(marked: &str) -> bool {
        let at = marked.find('⟦').expect("the value is marked");
        let behind = marked.find('⟧').expect("the value is marked") - '⟦'.len_utf8();
        let text = marked.replace(['⟦', '⟧'], "");
        let start = text.find("cvc").expect("the keyword is in the text");
        let hit = Hit {
            start: start as u32,
            end: start as u32 + 3,
            keyword: 0,
        };
        is_label(text.as_bytes(), (0, text.len()), &hit, (at, behind))
    }

    #[test]
    fn a_label_is_on_the_line_or_right_beside() {
        for (text, expected) in [
            ("cvc is ⟦123⟧", true),
            ("cvc:\n  ⟦123⟧", true),
            ("<td>cvc</td>\n<td>⟦123⟧</td>", true),
            ("⟦123⟧ (cvc)", true),
            ("my_cvc: ⟦123⟧", true),
            ("cvc and\n⟦123⟧", false),
            ("⟦123⟧\nthe cvc", false),
            ("cvc_MODE, /* ⟦123⟧ */", false),
            ("cvc é\n⟦123⟧", false),
            ("cvc é ⟦123⟧", true),
            ("cvc nº ⟦123⟧", true),
            ("the cvc on file is ⟦123⟧", true),
            ("cvc — ⟦123⟧", true),
            ("cvc на ⟦123⟧", false),
        ] {
            assert_eq!(labelled(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_that_another_word_labels_has_no_other_label() {
        for (text, expected) in [
            ("<exp>⟦0829⟧</exp><cvc>123</cvc>", false),
            ("⟦123⟧ <b>cvc</b>", true),
            ("cvc=12 status=⟦200⟧", false),
            ("cvc=[REDACTED] status=⟦200⟧", false),
            ("?cvc=12&page=1 HTTP/1.1\" ⟦200⟧ 512", false),
            ("if (cvc.length < 3) return ⟦400⟧;", false),
            ("if (cvc < 3) return ⟦400⟧;", false),
            ("cvc is required. Call ⟦800⟧ 123 4567", false),
            ("cvc: 12, code: ⟦200⟧", false),
            ("cvc ⟦800⟧ 123", true),
            ("cvc 800 ⟦123⟧", false),
            ("cvc: 800, ⟦123⟧", true),
            ("status=⟦200⟧ cvc=123", false),
            ("status=⟦200⟧ (cvc)", false),
            ("room ⟦200⟧ cvc 123", false),
            ("⟦200⟧, \"cvc\": 123", false),
            ("t (id, cvc, at) VALUES (7, '⟦123⟧'", true),
            ("t (id, cvc, at) VALUES (⟦700⟧, '123'", false),
            ("t (id, cvc, at) VALUES (7, '123', '⟦200⟧'", false),
            ("the code: ⟦123⟧ (cvc).", true),
        ] {
            assert_eq!(labelled(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_may_say_more_than_the_keyword() {
        for (text, expected) in [
            ("cvc_code=⟦123⟧", true),
            ("cvcCode: \"⟦123⟧\"", true),
            ("cvc_mode=⟦123⟧", false),
            ("cvcLength = ⟦100⟧", false),
            ("cvc number on the card: ⟦123⟧", true),
            ("cvc (3 digits): ⟦123⟧", true),
            ("cvc -> ⟦123⟧", true),
            ("\"cvc\", \"value\": \"⟦123⟧", true),
        ] {
            assert_eq!(labelled(text), expected, "{text}");
        }
    }

    #[test]
    fn of_a_tag_its_content_and_its_value_are_labelled() {
        for (text, expected) in [
            (
                "<input name=\"cvc\" maxlength=\"4\" size=\"⟦100⟧\" value=\"\">",
                false,
            ),
            ("<input name=\"cvc\" maxlength=\"4\" value=\"⟦123⟧\">", true),
            ("<b>cvc</b> <input size=\"⟦100⟧\">", false),
            ("<b>cvc</b> <input size=\"9\" value=\"⟦123⟧\">", true),
            ("<cvc type=\"string\">⟦123⟧</cvc>", true),
            ("<dt>cvc</dt><dd class=\"wide\">⟦123⟧</dd>", true),
            ("<row cvc=\"⟦123⟧\"/>", true),
            ("<row cvc=\"\" status=\"⟦123⟧\"/>", false),
        ] {
            assert_eq!(labelled(text), expected, "{text}");
        }
    }
}
