//! What stands around a value, and makes it a part of something else.

use tracie_pattern::class::is_word_byte;

/// Digits of a number that may belong to a crowd.
const LONG: usize = 12;
/// Bytes of two groups of five, the blanks around them, and what shows that
/// they are no longer.
const TWO_GROUPS: usize = 14;

pub(super) fn first_long_number(text: &[u8]) -> Option<&[u8]> {
    words(text).find_map(long_number)
}

pub(super) fn last_long_number(text: &[u8]) -> Option<&[u8]> {
    words(text).rev().find_map(long_number)
}

fn words(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split(|byte| !byte.is_ascii_alphanumeric())
}

/// The number that a word is, if it is long. One that has letters before it, such as an
/// account, belongs to no crowd.
fn long_number(word: &[u8]) -> Option<&[u8]> {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits >= LONG).then(|| &word[..digits])
}

/// Whether digits go on directly behind a hyphen or point at an end of the
/// value: then it is a part of a longer number or code.
pub(super) fn continues_number(within: &[u8], start: usize, end: usize) -> bool {
    let joins = |byte: u8| matches!(byte, b'-' | b'.');
    let digit = |at: usize| within.get(at).is_some_and(u8::is_ascii_digit);
    let before = start >= 2 && digit(start) && joins(within[start - 1]) && digit(start - 2);
    let after = digit(end - 1) && within.get(end).copied().is_some_and(joins) && digit(end + 1);
    before || after
}

/// Whether a value is all there is but for `.0`: a whole number in a column of fractions,
/// as it is written where one of its cells is empty.
pub(super) fn is_whole_fraction(within: &[u8], start: usize, end: usize) -> bool {
    start == 0 && within[end..] == *b".0" && within[..end].last().is_some_and(u8::is_ascii_digit)
}

/// Whether a capital stands apart behind a value, as a check letter does.
pub(super) fn is_lettered(within: &[u8], end: usize) -> bool {
    match within[end..] {
        [b' ', letter] => letter.is_ascii_uppercase(),
        [b' ', letter, next, ..] => letter.is_ascii_uppercase() && !is_word_byte(next),
        _ => false,
    }
}

/// Words before a hyphen or slash and a number that say what is counted: orders and
/// the like, nothing that belongs to a person.
const CODES: [&[u8]; 19] = [
    b"case",
    b"detail",
    b"inc",
    b"inv",
    b"invoice",
    b"issue",
    b"issuecomment",
    b"issues",
    b"job",
    b"ord",
    b"order",
    b"orders",
    b"po",
    b"req",
    b"sku",
    b"ticket",
    b"tickets",
    b"tkt",
    b"txn",
];

/// Whether what stands directly before a value that begins with a digit makes
/// it a part of something else: the `+` of a telephone number, the colons
/// around the account in a resource name, the `ORD-` of an order.
pub(super) fn numbers_something(within: &[u8], start: usize, end: usize) -> bool {
    let before = &within[..start];
    if !within[start].is_ascii_digit() {
        return false;
    }
    match before {
        [.., b':', b':'] => within.get(end) == Some(&b':'),
        // One that begins a line may be of a patch.
        [.., byte, b'+'] => !byte.is_ascii_alphanumeric() && *byte != b'\n',
        [b'+'] => true,
        [word @ .., b'-' | b'/'] => ends_with_code(word),
        _ => false,
    }
}

/// Whether the last word of a text is one that counts something.
fn ends_with_code(text: &[u8]) -> bool {
    let longest = CODES.iter().map(|code| code.len()).max().unwrap_or(0);
    let near = &text[text.len().saturating_sub(longest + 1)..];
    let word = near.rsplit(|byte| !byte.is_ascii_alphanumeric()).next();
    word.is_some_and(|word| CODES.iter().any(|code| code.eq_ignore_ascii_case(word)))
}

/// Whether a value written in groups is a part of a longer row of them: one
/// that starts as an IBAN does, or with two more groups, such as a
/// table of code points.
pub(super) fn continues_groups(within: &[u8], start: usize, end: usize) -> bool {
    if !within[start..end].contains(&b' ') {
        return false;
    }
    let (from, to) = (start.saturating_sub(TWO_GROUPS), end + TWO_GROUPS);
    let mut before = within[from..start].rsplit(|byte| *byte == b' ').skip(1);
    let mut after = within[end..to.min(within.len())]
        .split(|byte| *byte == b' ')
        .skip(1);
    let attached = |at: usize| within.get(at) == Some(&b' ');
    let first = before.next().filter(|_| start > 0 && attached(start - 1));
    let first = first.map(last_line);
    let head = first.is_some_and(|it| it.len() == 4 && it[..2].iter().all(u8::is_ascii_uppercase));
    let next = after.next().filter(|_| attached(end)).map(first_line);
    let more = [
        first,
        before
            .next()
            .filter(|_| first.is_some_and(is_group))
            .map(last_line),
        next,
        after
            .next()
            .filter(|_| next.is_some_and(is_group))
            .map(first_line),
    ];
    let groups = more.into_iter().flatten().filter(|it| is_group(it)).count();
    head && first.is_some_and(is_group) || groups > 1 || {
        let fours = within[start..end].split(|byte| *byte == b' ');
        let mut fours = fours.chain(first).chain(next);
        fours.all(is_four) && [first, next].into_iter().flatten().any(is_no_date)
    }
}

/// Whether a word may be one of a row of groups: four or five hexadecimal or
/// other capitals and digits, one digit at least.
fn is_group(word: &[u8]) -> bool {
    (4..=5).contains(&word.len())
        && word.iter().any(u8::is_ascii_digit)
        && word
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Whether a word is four digits.
fn is_four(word: &[u8]) -> bool {
    word.len() == 4 && word.iter().all(u8::is_ascii_digit)
}

/// Whether four digits are neither a year nor the month and year on a card.
fn is_no_date(four: &[u8]) -> bool {
    !matches!(
        four,
        [b'1', b'9', ..] | [b'2', b'0', ..] | [b'0', b'1'..=b'9', ..] | [b'1', b'0'..=b'2', ..]
    )
}

/// What of a word stands in the line that it ends in.
fn last_line(word: &[u8]) -> &[u8] {
    word.rsplit(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default()
}

/// What of a word stands in the line that it begins in.
fn first_line(word: &[u8]) -> &[u8] {
    word.split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default()
}

/// Whether the value lies in a run of hexadecimal groups of 8-4-4-4-12.
pub(super) fn within_uuid(within: &[u8], start: usize, end: usize) -> bool {
    let part = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b'-';
    let back = within[..start]
        .iter()
        .rev()
        .take(36)
        .take_while(part)
        .count();
    let on = within[end..].iter().take(36).take_while(part).count();
    let run = &within[start - back..end + on];
    run.len() >= 36 && run.windows(36).any(is_uuid)
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// Longest line of base64 that anything is wrapped at.
const LONGEST_LINE: usize = 128;
/// So many lines that are as long as the value are no list of values.
const LINES: usize = 3;

/// Whether the value is a line for itself, and beside it is a longer line of base64, or
/// several as long as it.
pub(super) fn is_wrapped(within: &[u8], start: usize, end: usize) -> bool {
    let reach = (LINES + 1) * LONGEST_LINE;
    let before = &within[start.saturating_sub(reach)..start];
    let behind = &within[end..within.len().min(end + reach)];
    let mut before = before.rsplit(|byte| *byte == b'\n');
    let mut behind = behind.split(|byte| *byte == b'\n');
    let is_blank = |it: &[u8]| it.trim_ascii().is_empty();
    let alone = before.next().is_none_or(is_blank)
        // Another break may be written as an escape.
        && behind.next().is_none_or(|it| is_blank(it) || it.starts_with(b"\\"));
    let length = end - start;
    let lines = |line: &&[u8]| (length..=LONGEST_LINE).contains(&line.len()) && is_base64(line);
    let before = before.map(<[u8]>::trim_ascii).take_while(lines).take(LINES);
    let behind = behind.map(<[u8]>::trim_ascii).take_while(lines).take(LINES);
    let (mut count, mut longer) = (0, false);
    for line in before.chain(behind) {
        count += 1;
        longer |= line.len() > length;
    }
    alone && (longer || count >= LINES)
}

fn is_base64(line: &[u8]) -> bool {
    let is = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    line.iter().all(is)
}
