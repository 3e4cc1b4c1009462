//! A header of cookies one of which has a value.

/// Whether one of the pairs has a value that is none to be filled in, such as `$SID`.
/// Of a `Set-Cookie` only the first pair is a cookie; the others say what becomes of it.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(colon) = value.iter().position(|byte| *byte == b':') else {
        return false;
    };
    let (name, pairs) = value.split_at(colon);
    let sets = name
        .get(..3)
        .is_some_and(|it| it.eq_ignore_ascii_case(b"set"));
    let most = if sets { 1 } else { usize::MAX };
    let mut pairs = pairs.split(|byte| *byte == b';').take(most);
    pairs.any(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=');
        at.is_some_and(|at| is_value(pair[at + 1..].trim_ascii()))
    })
}

fn is_value(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    let value = value.strip_suffix(b"\"").unwrap_or(value);
    !value.is_empty()
        && !is_variable(value)
        && !value.iter().all(|byte| matches!(byte, b'*' | b'.'))
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
