//! The encodings that mail is sent in.

/// How a body was encoded for sending.
#[derive(Clone, Debug)]
pub(crate) enum Transfer {
    /// Not at all.
    Plain,
    Quoted,
    Base64(Base64),
    /// Not at all from a line on that is no base64, though it was to be.
    NoBase64,
    /// Uuencode, of which the first line names a file.
    Uu,
}

/// Bits that do not make a byte yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Base64 {
    bits: u32,
    count: u32,
}

impl Transfer {
    pub(crate) fn named(name: &str) -> Transfer {
        match name.trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => Transfer::Quoted,
            "base64" => Transfer::Base64(Base64::default()),
            "x-uuencode" | "uuencode" | "x-uue" => Transfer::Uu,
            _ => Transfer::Plain,
        }
    }

    /// Appends what a line, with its end, stands for.
    pub(crate) fn decode(&mut self, line: &[u8], out: &mut Vec<u8>) {
        match self {
            _ if self.refuses(line) => {
                *self = Transfer::NoBase64;
                out.extend_from_slice(line);
            }
            Transfer::Plain | Transfer::NoBase64 => out.extend_from_slice(line),
            Transfer::Quoted => quoted(line, out),
            Transfer::Base64(state) => state.decode(line, out),
            Transfer::Uu => uu(line, out),
        }
    }
}

impl Transfer {
    /// Whether a line is not in the encoding that it should be in.
    pub(crate) fn refuses(&self, line: &[u8]) -> bool {
        matches!(self, Transfer::Base64(_)) && !may_be_base64(line)
    }

    /// Whether what came is not all that was sent: a digit alone says nothing.
    pub(crate) fn is_broken(&self) -> bool {
        match self {
            Transfer::NoBase64 => true,
            Transfer::Base64(state) => state.count == 6,
            _ => false,
        }
    }
}

/// Whether a line consists of nothing but base64. The digits that names of files need
/// are marks of text where there are few.
fn may_be_base64(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let of_names = line.len() >= LONG;
    line.iter().all(|byte| match byte {
        b'-' | b'_' => of_names,
        b'+' | b'/' | b'=' => true,
        byte => byte.is_ascii_alphanumeric(),
    })
}

/// No value is so long, but lines of base64 are.
const LONG: usize = 40;

impl Base64 {
    pub(crate) fn decode(&mut self, line: &[u8], out: &mut Vec<u8>) {
        for byte in line {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                b'=' => {
                    *self = Base64::default();
                    continue;
                }
                _ => continue,
            };
            self.bits = self.bits << 6 | u32::from(value);
            self.count += 6;
            if self.count >= 8 {
                self.count -= 8;
                out.push((self.bits >> self.count) as u8);
                self.bits &= (1 << self.count) - 1;
            }
        }
    }
}

/// A line that begins with its length, six bits in each character.
fn uu(line: &[u8], out: &mut Vec<u8>) {
    let line = line.trim_ascii_end();
    let Some((len, digits)) = line.split_first() else {
        return;
    };
    if line.starts_with(b"begin ") || line == b"end" {
        return;
    }
    let value = |at: usize| u32::from(digits.get(at).map_or(0, |it| it.wrapping_sub(32) & 63));
    let start = out.len();
    for at in (0..digits.len()).step_by(4) {
        let bits = value(at) << 18 | value(at + 1) << 12 | value(at + 2) << 6 | value(at + 3);
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    out.truncate(start + usize::from(len.wrapping_sub(32) & 63));
}

/// All base64 of a string.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Base64::default().decode(text, &mut out);
    out
}

fn quoted(line: &[u8], out: &mut Vec<u8>) {
    let text = line.trim_ascii_end();
    let (text, end) = match text.strip_suffix(b"=") {
        Some(text) => (text, &b""[..]),
        None => (text, &line[text.len()..]),
    };
    escaped(text, b'=', out);
    let end = if end.ends_with(b"\n") {
        &b"\n"[..]
    } else {
        b""
    };
    out.extend_from_slice(end);
}

/// Appends text in which bytes stand as two digits behind a mark.
pub(crate) fn escaped(text: &[u8], mark: u8, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(mark, rest) {
        out.extend_from_slice(&rest[..at]);
        let digits = rest
            .get(at + 1..at + 3)
            .and_then(|it| std::str::from_utf8(it).ok());
        match digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &rest[at + 3..];
            }
            None => {
                out.push(mark);
                rest = &rest[at + 1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(mut transfer: Transfer, lines: &[&str]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in lines {
            transfer.decode(line.as_bytes(), &mut out);
        }
        out
    }

    #[test]
    fn bodies_are_decoded_line_by_line() {
        let lines = ["a=20b=\r\n", "c=C3=BC=zz  \r\n", "end"];
        assert_eq!(
            decoded(Transfer::Quoted, &lines),
            "a bc\u{fc}=zz\nend".as_bytes()
        );
        let lines = ["aGVs\r\n", "bG8gd29yb\r\n", "GQ=\r\n", "eA==\n"];
        assert_eq!(decoded(Transfer::named(" BASE64"), &lines), b"hello worldx");
    }

    #[test]
    fn what_is_no_base64_is_told_and_stands_as_it_is() {
        let digits = "-_8".repeat(20);
        for (lines, expected, broken) in [
            (&["aGVs\r\n", "", "  bG8=\n", "\n"][..], "hello", false),
            (&["My number: \n", "abcd\n"], "My number: \nabcd\n", true),
            (&["512-58-3904\n"], "512-58-3904\n", true),
            (
                &["aGVs\n", "bG8=\n", "____\n", "a list\n"],
                "hello____\na list\n",
                true,
            ),
            (&["aGVsb\n"], "hel", true),
            (&[&digits], "", false),
        ] {
            let mut transfer = Transfer::named("base64");
            let mut out = Vec::new();
            for line in lines {
                transfer.decode(line.as_bytes(), &mut out);
            }
            let text = String::from_utf8_lossy(&out);
            assert!(text == expected || expected.is_empty(), "{text}");
            assert_eq!(transfer.is_broken(), broken, "{lines:?}");
        }
    }
}
