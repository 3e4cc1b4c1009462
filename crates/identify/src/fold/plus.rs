//! Blanks that are written as a plus.
//!
//! What a form sends, and most of what stands behind the question mark of an address, is
//! written `name=Maria+Lopez&phone=%2B1+212+555+0142`: a plus there is a blank, and
//! stands between the groups of a number as well as between words. Elsewhere it is a
//! plus: in sums, in base64, between strings that a program joins.
//!
//! See <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>.

use memchr::{Memchr, memchr_iter, memrchr};

use super::Mark;

/// Finds the pluses of a text that stand for blanks, in order.
pub(super) struct Pluses<'t> {
    text: &'t [u8],
    /// Where the pluses are that were not looked at, from a position on.
    rest: Memchr<'t>,
    from: usize,
    /// Between this and [`REACH`] bytes before it nothing begins.
    barren: usize,
}

/// A plus further behind the beginning of a value is none of these; so far, too, the next
/// name is looked for.
const REACH: usize = 256;
/// Bytes of the longest name.
const NAME: usize = 64;

impl<'t> Pluses<'t> {
    pub(super) fn of(text: &'t [u8], from: usize) -> Pluses<'t> {
        Pluses {
            text,
            rest: memchr_iter(b'+', &text[from..]),
            from,
            barren: 0,
        }
    }

    /// The next of them from a position on, which is never less than the one before.
    pub(super) fn next_from(&mut self, from: usize) -> Option<Mark> {
        loop {
            let at = self.from + self.rest.next()?;
            if at >= from && self.is_blank(at) {
                return Some((at, 1, ' '));
            }
        }
    }

    fn is_blank(&mut self, at: usize) -> bool {
        let within = at > 0 && is_of_value(self.text[at - 1]) && hides(&self.text[at + 1..]);
        let start = within.then(|| self.start_of_value(at)).flatten();
        start.is_some_and(|start| is_value(self.text, start))
    }

    /// Where the value begins in which a position lies, unless it is too long. Base64 is full
    /// of pluses and has none, so first a byte is looked for.
    fn start_of_value(&mut self, at: usize) -> Option<usize> {
        let floor = at.saturating_sub(REACH).max(self.barren);
        let before = &self.text[floor..at];
        let Some(sign) = memrchr(b'=', before) else {
            self.barren = at;
            return None;
        };
        let value = &before[sign + 1..];
        let is_whole = value.iter().rev().all(|it| is_of_value(*it));
        is_whole.then_some(floor + sign + 1)
    }
}

/// Whether a value may go on behind a blank.
fn hides(behind: &[u8]) -> bool {
    match *behind {
        [b'%' | b'(', ..] => true,
        [b'-', digit, ..] => digit.is_ascii_digit(),
        [next, ..] => next.is_ascii_alphanumeric(),
        [] => false,
    }
}

/// Whether what begins behind a `=` has a name, as a form gives one: behind a question
/// mark, an ampersand or a quote, or where another one follows.
fn is_value(text: &[u8], start: usize) -> bool {
    let before = &text[..start - 1];
    let name = before
        .iter()
        .rev()
        .take(NAME)
        .take_while(|it| is_of_name(**it))
        .count();
    match before[..before.len() - name] {
        _ if name == 0 => false,
        [.., b'?' | b'&' | b'"' | b'\'' | b'\\'] | [.., b'&', b'a', b'm', b'p', b';'] => true,
        [] => is_followed(&text[start..]),
        [.., before] => before.is_ascii_whitespace() && is_followed(&text[start..]),
    }
}

/// Whether another name follows the value that a text begins with.
fn is_followed(text: &[u8]) -> bool {
    let end = text.iter().take(REACH).find(|it| !is_of_value(**it));
    end == Some(&b'&')
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.[]%".contains(&byte)
}

/// Whether a byte stands in such a value. Some are written as they are by those who are
/// no browsers.
fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+%*-._~()!@:/".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the blanks it has.
    fn blanks(text: &str) -> String {
        let mut pluses = Pluses::of(text.as_bytes(), 0);
        let mut typed = text.as_bytes().to_vec();
        let mut from = 0;
        while let Some((at, length, plain)) = pluses.next_from(from) {
            typed[at] = plain as u8;
            from = at + length;
        }
        String::from_utf8(typed).expect("ASCII")
    }

    #[test]
    fn what_forms_send_has_blanks() {
        for (given, expected) in [
            ("GET /f?q=a+b HTTP", "GET /f?q=a b HTTP"),
            ("x=1&q=a+b+c&d=e+f", "x=1&q=a b c&d=e f"),
            ("q=a+b&c=d", "q=a b&c=d"),
            ("-d 'q=4556+7375'", "-d 'q=4556 7375'"),
            (
                "{\"text\":\"q=%2B1+%28212%29+5\"}",
                "{\"text\":\"q=%2B1 %28212%29 5\"}",
            ),
            ("?a=1\\u0026q=a+b", "?a=1\\u0026q=a b"),
            (
                "<a href=\"/?a=1&amp;q[x]=4+-7\">",
                "<a href=\"/?a=1&amp;q[x]=4 -7\">",
            ),
        ] {
            assert_eq!(blanks(given), expected);
        }
    }

    #[test]
    fn other_pluses_are_left() {
        for text in [
            "1+1=2",
            "x=a+b",
            "let x = a+b;",
            "for(i=0;i<n;i=i+1)",
            "?q=+49+",
            "?q=C++",
            "?=a+b",
            "name='+name+'&x='+x",
            "qL3+xY/z0+k1==",
            "?t=a,b+c",
        ] {
            assert_eq!(blanks(text), text);
        }
    }

    #[test]
    fn a_long_value_is_none() {
        let long = format!("?q={}+b", "a".repeat(REACH));
        assert_eq!(blanks(&long), long);
        let mixed = format!("?q={}+b+c d ?q=a+b", "a+".repeat(REACH));
        let typed = blanks(&mixed);
        assert!(typed.ends_with("+b+c d ?q=a b"), "{typed}");
        assert_eq!(typed.matches(' ').count(), REACH / 2 + 3);
    }
}
