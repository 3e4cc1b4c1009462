//! Text made fit for HTML and XML.

use crate::text::visible;

/// The text as it may stand between tags and in quoted attributes, in HTML and
/// in XML: on one line, with nothing that either could take for its own.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no place for them, not even as references.
            '\u{fffe}' | '\u{ffff}' => escaped.extend(character.escape_default()),
            plain => escaped.push(plain),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_could_be_markup() {
        for (text, expected) in [
            ("</script><!--", "&lt;/script&gt;&lt;!--"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("a & b", "a &amp; b"),
            ("a\nb\u{0}c\u{ffff}", r"a\nb\u{0}c\u{ffff}"),
            ("straße 東京", "straße 東京"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
