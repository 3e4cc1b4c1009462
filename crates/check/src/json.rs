//! Whether bytes are a JSON object, without building it.

use std::iter::Peekable;

/// Deeper than any token nests; beyond it the answer is no.
const DEEPEST: u8 = 32;

/// Whether the bytes are one JSON object, and if so whether it has the member.
///
/// `None` if they are not an object. Numbers and escapes are read leniently:
/// the question is what the text is, not whether each detail is allowed.
pub(crate) fn object_has(text: impl Iterator<Item = u8>, member: &[u8]) -> Option<bool> {
    let mut reader = Reader {
        text: text.peekable(),
    };
    reader.expect(b'{')?;
    let found = reader.members(member, 0)?;
    reader.skip_space();
    reader.text.next().is_none().then_some(found)
}

struct Reader<I: Iterator<Item = u8>> {
    text: Peekable<I>,
}

impl<I: Iterator<Item = u8>> Reader<I> {
    fn skip_space(&mut self) {
        while self.text.next_if(u8::is_ascii_whitespace).is_some() {}
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        self.text.next_if_eq(&byte).map(drop)
    }

    /// The rest of an object; whether `wanted` is one of its members.
    fn members(&mut self, wanted: &[u8], depth: u8) -> Option<bool> {
        let mut found = false;
        if self.expect(b'}').is_some() {
            return Some(found);
        }
        loop {
            self.expect(b'"')?;
            found |= self.string(wanted)?;
            self.expect(b':')?;
            self.value(depth)?;
            if self.expect(b',').is_none() {
                return self.expect(b'}').map(|()| found);
            }
        }
    }

    fn elements(&mut self, depth: u8) -> Option<()> {
        if self.expect(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.expect(b',').is_none() {
                return self.expect(b']');
            }
        }
    }

    fn value(&mut self, depth: u8) -> Option<()> {
        let depth = Some(depth + 1).filter(|&depth| depth <= DEEPEST)?;
        self.skip_space();
        match self.text.peek()? {
            b'{' => self.skip().members(b"", depth).map(drop),
            b'[' => self.skip().elements(depth),
            b'"' => self.skip().string(b"").map(drop),
            _ => self.literal(),
        }
    }

    fn skip(&mut self) -> &mut Self {
        self.text.next();
        self
    }

    /// The rest of a string; whether it spells `wanted`.
    fn string(&mut self, wanted: &[u8]) -> Option<bool> {
        let mut left = Some(wanted);
        loop {
            match self.text.next()? {
                b'"' => return Some(left == Some(b"")),
                b'\\' => {
                    self.text.next()?;
                    left = None;
                }
                0..=0x1F => return None,
                byte => left = left.and_then(|left| left.strip_prefix(&[byte])),
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn literal(&mut self) -> Option<()> {
        let mut word = [0_u8; 5];
        let mut length = 0;
        let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        while let Some(byte) = self.text.next_if(belongs) {
            if let Some(place) = word.get_mut(length) {
                *place = byte;
            }
            length += 1;
        }
        match word.get(..length) {
            Some(b"true" | b"false" | b"null") => Some(()),
            _ => (word[0] == b'-' || word[0].is_ascii_digit()).then_some(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alg(text: &str) -> Option<bool> {
        object_has(text.bytes(), b"alg")
    }

    #[test]
    fn finds_a_member_of_the_outer_object_only() {
        assert_eq!(alg(r#"{"alg":"none"}"#), Some(true));
        assert_eq!(
            alg(" { \"typ\" : null , \"alg\" : [ 1, -2.5e3, {} ] } "),
            Some(true)
        );
        assert_eq!(alg(r#"{"jwk":{"alg":"x"},"algo":true}"#), Some(false));
        assert_eq!(alg(r#"{"a":"alg","b":["alg"]}"#), Some(false));
        assert_eq!(alg("{}"), Some(false));
    }

    #[test]
    fn refuses_what_is_not_an_object() {
        for text in [
            "",
            "[]",
            "1",
            "{",
            r#"{"alg"}"#,
            r#"{"alg":}"#,
            r#"{"alg":1,}"#,
            "{}x",
            r#"{"alg":nil}"#,
            r#"{alg:1}"#,
            r#"{"alg":"x}"#,
            "{\"alg\":\"\u{1}\"}",
        ] {
            assert_eq!(alg(text), None, "{text}");
        }
    }

    #[test]
    fn does_not_follow_endless_nesting() {
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert_eq!(alg(&deep), None);
        let allowed = format!("{{\"a\":{}{}}}", "[".repeat(20), "]".repeat(20));
        assert_eq!(alg(&allowed), Some(false));
    }
}
