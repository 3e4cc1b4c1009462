//! Where the escapes in the strings of JSON are: a scan counts the bytes that they stand
//! for, and labels those of the file.

/// The strings with escapes.
#[derive(Default)]
pub(crate) struct Escapes {
    /// In their order.
    all: Vec<Text>,
}

struct Text {
    /// Where it begins, ...
    start: u64,
    /// ... and ends.
    end: u64,
    /// Where in what it stands for each escape ends, and where in the file.
    ends: Vec<(u64, u64)>,
}

impl Escapes {
    /// Those of a whole content.
    pub(crate) fn of(json: &[u8]) -> Escapes {
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(quote) = next(json, at, b"\"") {
            let text = Text::at(json, quote + 1);
            at = text.end as usize + 1;
            if !text.ends.is_empty() {
                all.push(text);
            }
        }
        Escapes { all }
    }

    /// Where a span that a scan tells lies in the file.
    pub(crate) fn back(&self, start: u64, end: u64) -> (u64, u64) {
        let behind = self.all.partition_point(|it| it.start <= start);
        let text = behind.checked_sub(1).map(|at| &self.all[at]);
        let text = text.filter(|it| start < it.end);
        text.map_or((start, end), |it| (it.back(start), it.back(end)))
    }
}

impl Text {
    fn at(json: &[u8], start: usize) -> Text {
        let (mut ends, mut at, mut more) = (Vec::new(), start, 0);
        while let Some(mark) = next(json, at, b"\"\\").filter(|it| json[*it] == b'\\') {
            let (length, stands_for) = escape(&json[mark..]);
            at = mark + length;
            more += length - stands_for;
            ends.push(((at - more) as u64, at as u64));
        }
        let end = next(json, at, b"\"").unwrap_or(json.len());
        let (start, end) = (start as u64, end as u64);
        Text { start, end, ends }
    }

    fn back(&self, at: u64) -> u64 {
        let before = self.ends.partition_point(|it| it.0 <= at);
        let more = |it: usize| self.ends[it].1 - self.ends[it].0;
        at + before.checked_sub(1).map_or(0, more)
    }
}

fn next(json: &[u8], from: usize, any: &[u8]) -> Option<usize> {
    let rest = json.get(from..)?;
    let at = rest.iter().position(|byte| any.contains(byte))?;
    Some(from + at)
}

/// How many bytes an escape has, and how many it stands for.
fn escape(text: &[u8]) -> (usize, usize) {
    let Some(first) = unit(text) else {
        return (text.len().min(2), 1);
    };
    let second = unit(&text[6..]).filter(|it| (0xDC00..0xE000).contains(it));
    match first {
        0xD800..0xDC00 if second.is_some() => (12, 4),
        0..0x80 => (6, 1),
        0x80..0x800 => (6, 2),
        _ => (6, 3),
    }
}

/// What `\uXXXX` at the beginning of a text has.
fn unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_those_of_the_file() {
        let json = r#"{"a":"x\ny\u00e9\ud83d\ude00 12","b\t":"12","c":"\"12\"12"}"#.as_bytes();
        let escapes = Escapes::of(json);
        let found = |start: u64, end: u64| {
            let (start, end) = escapes.back(start, end);
            &json[start as usize..end as usize]
        };
        assert_eq!(found(6, 7), b"x");
        assert_eq!(found(8, 9), b"y");
        assert_eq!(found(16, 18), b"12");
        let second = json
            .windows(4)
            .position(|it| it == b"\"12\"")
            .expect("there") as u64
            + 1;
        assert_eq!(found(second, second + 2), b"12");
        let last = json
            .windows(5)
            .position(|it| it == b"\"\\\"12")
            .expect("there") as u64
            + 1;
        assert_eq!(found(last + 1, last + 3), b"12");
        assert_eq!(found(last + 4, last + 6), b"12");
    }
}
