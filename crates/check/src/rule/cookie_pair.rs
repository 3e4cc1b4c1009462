//! A header of cookies one of which has a value, or what stands below the name of one.

/// Whether one of the pairs has a value that is none to be filled in, such as `$SID`,
/// and none that was taken out.
/// Of a `Set-Cookie` only the first pair is a cookie; the others say what becomes of it.
pub(crate) fn holds(value: &[u8]) -> bool {
    let (sets, pairs) = header(value).unwrap_or((false, value));
    let most = if sets { 1 } else { usize::MAX };
    let mut pairs = pairs.split(|byte| *byte == b';').take(most);
    pairs.any(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=');
        at.is_some_and(|at| {
            !is_attribute(pair[..at].trim_ascii()) && is_value(pair[at + 1..].trim_ascii())
        })
    })
}

/// Whether a header sets a cookie, and what stands behind its name.
fn header(value: &[u8]) -> Option<(bool, &[u8])> {
    const NAME: &[u8] = b"cookie";
    let is_name = |it: &[u8]| it.eq_ignore_ascii_case(NAME);
    let at = value.windows(NAME.len()).position(is_name)?;
    let (before, behind) = (&value[..at], &value[at + NAME.len()..]);
    Some((before.ends_with(b"-"), pairs(behind)))
}

/// What may stand once between a name and its value, in headers, source text, lists
/// and tables.
const SEPARATORS: [&[u8]; 9] = [
    b"=>", b"->", b"to ", b"value=", b"value:", b":", b",", b"=", b"|",
];

/// What stands behind a name, its separator, and tags.
fn pairs(mut text: &[u8]) -> &[u8] {
    let mut separated = false;
    loop {
        text = opened(text);
        let separator = || SEPARATORS.iter().find_map(|it| text.strip_prefix(*it));
        text = if let Some(rest) = behind_tag(text) {
            rest
        } else if let Some(rest) = separator().filter(|_| !separated) {
            separated = true;
            rest
        } else {
            return text;
        }
    }
}

fn behind_tag(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| *byte == b'>');
    text.strip_prefix(b"<").and(end).map(|end| &text[end + 1..])
}

/// What may stand between a name and its value, in source text and where that is
/// escaped.
const OPENING: [&[u8]; 19] = [
    b" ", b"\t", b"\r", b"\n", b">", b"[", b"]", b"\"", b"'", b"`", b"\\u0022", b"\\u0027",
    b"\\x22", b"\\x27", b"&quot;", b"&#34;", b"&#39;", b"&apos;", b"\\",
];

fn opened(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = OPENING.iter().find_map(|it| text.strip_prefix(*it)) {
        text = rest;
    }
    text
}

/// What says what becomes of a cookie; where one is set by source text, too.
const ATTRIBUTES: [&[u8]; 8] = [
    b"domain",
    b"expires",
    b"httponly",
    b"max-age",
    b"maxage",
    b"path",
    b"samesite",
    b"secure",
];

fn is_attribute(name: &[u8]) -> bool {
    ATTRIBUTES.iter().any(|it| it.eq_ignore_ascii_case(name))
}

fn is_value(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    let value = value.strip_suffix(b"\"").unwrap_or(value);
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    value.iter().any(is_word) && !is_variable(value) && !is_taken_out(value)
}

/// A name where its value is to stand: `$SID`, `${SID}`, `{{ sid }}`, `{sid}`, `%SID%`.
fn is_variable(value: &[u8]) -> bool {
    let is_sign = |byte: &u8| matches!(byte, b'$' | b'{' | b'%');
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.- }%)(".contains(byte);
    let signs = value.iter().take_while(|byte| is_sign(byte)).count();
    let name = &value[signs..];
    let begins = name.first().is_none_or(|byte| !byte.is_ascii_digit());
    signs > 0 && begins && name.iter().all(is_name)
}

/// What is written over a value: a word for it, also in brackets, or the same letter
/// over and over.
const TAKEN_OUT: [&[u8]; 5] = [b"redacted", b"filtered", b"removed", b"masked", b"hidden"];

fn is_taken_out(value: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    let from = value.iter().position(is_letter).unwrap_or(value.len());
    let to = value.iter().rposition(is_letter).map_or(from, |at| at + 1);
    let (word, beside) = (&value[from..to], value[..from].iter().chain(&value[to..]));
    let crossed = word.len() > 2 && word.iter().all(|byte| matches!(byte, b'x' | b'X'));
    beside.copied().all(|byte| b"[](){}*_-.".contains(&byte))
        && (crossed || TAKEN_OUT.iter().any(|it| it.eq_ignore_ascii_case(word)))
}
