//! What encloses a value in text that is not read as a table or tree: the element, key or
//! section whose `name` it is. A `product` has one, too.

/// How far back it is sought, in bytes.
const REACH: usize = 160;

/// What encloses the value that starts at `at` and is called a name: the `product` of
/// `<product><name>`, of `product:` over `name:`, of `[product]` over `name =`.
pub(crate) fn name(text: &[u8], at: usize) -> Option<&[u8]> {
    let limit = at.saturating_sub(REACH);
    let line = line_start(text, limit, at);
    match text[..at] {
        [.., b'>'] => element(text, limit, tag_start(text, limit, at - 1)?),
        _ if line.is_some_and(|line| text[line..at].contains(&b'=')) => section(text, limit, line?),
        _ => key(text, limit, line?),
    }
}

/// The element that is open where the tag at `open` starts.
fn element(text: &[u8], limit: usize, open: usize) -> Option<&[u8]> {
    let (mut at, mut closed) = (open, 0);
    loop {
        let end = (limit..at).rev().find(|&n| text[n] == b'>')?;
        let start = tag_start(text, limit, end)?;
        let tag = &text[start + 1..end];
        at = start;
        match tag {
            [b'/', ..] => closed += 1,
            [b'!' | b'?', ..] | [.., b'/'] => {}
            _ if closed > 0 => closed -= 1,
            _ => return tag.split(u8::is_ascii_whitespace).next(),
        }
    }
}

fn tag_start(text: &[u8], limit: usize, end: usize) -> Option<usize> {
    (limit..end).rev().find(|&n| text[n] == b'<')
}

/// The heading in brackets over the line that starts at `line`.
fn section(text: &[u8], limit: usize, line: usize) -> Option<&[u8]> {
    lines_above(text, limit, line).find_map(|it| match it.trim_ascii() {
        [b'[', heading @ .., b']'] => Some(heading),
        _ => None,
    })
}

/// The key that stands over the line that starts at `line`, further to the left.
fn key(text: &[u8], limit: usize, line: usize) -> Option<&[u8]> {
    let own = &text[line..];
    let (mut column, mut item) = (indent(own), is_item(own));
    for above in lines_above(text, limit, line) {
        let (left, dash) = (indent(above), is_item(above));
        let over = left < column || left == column && item && !dash;
        match above.trim_ascii() {
            [] | [b'#', ..] => {}
            [key @ .., b':'] if over && !dash => return Some(key),
            // The first line of the item: its list stands above.
            _ if over && dash => (column, item) = (left, true),
            _ if over => return None,
            _ => {}
        }
    }
    None
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|&&byte| byte == b' ').count()
}

/// Whether a line begins an item of a list: `- `.
fn is_item(line: &[u8]) -> bool {
    line[indent(line)..].starts_with(b"- ")
}

/// Where the line starts in which `at` lies, if that is near.
fn line_start(text: &[u8], limit: usize, at: usize) -> Option<usize> {
    let end = (limit..at).rev().find(|&n| text[n] == b'\n');
    end.map(|end| end + 1).or((limit == 0).then_some(0))
}

/// The whole lines above the one that starts at `line`, the nearest first.
fn lines_above(text: &[u8], limit: usize, line: usize) -> impl Iterator<Item = &[u8]> {
    let mut below = line;
    std::iter::from_fn(move || {
        let end = below.checked_sub(1).filter(|&end| end >= limit)?;
        let start = line_start(text, limit, end)?;
        below = start;
        Some(&text[start..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_encloses_a_name() {
        for (text, above) in [
            ("<product><name>", Some("product")),
            ("<item id=\"7\">\n  <name>", Some("item")),
            ("<item><code>7</code><br/><name>", Some("item")),
            ("<list><item><name>A</name></item><name>", Some("list")),
            ("<name>", None),
            ("product:\n  name: ", Some("product")),
            ("products:\n  - name: ", Some("products")),
            ("products:\n- id: 7\n  name: ", Some("products")),
            (
                "products:\n  - name: A\n    # B\n\n  - name: ",
                Some("products"),
            ),
            ("products:\n  - A\nname: ", None),
            ("colour: red\nname: ", None),
            ("a: b\n  name: ", None),
            ("[product]\n; of all\nid = 7\nname = ", Some("product")),
            ("id = 7\nname = ", None),
        ] {
            let found = name(text.as_bytes(), text.len());
            assert_eq!(found, above.map(str::as_bytes), "{text}");
        }
    }

    #[test]
    fn it_is_sought_nearby() {
        let text = format!("[product]\n{}name = ", "colour = red\n".repeat(20));
        assert_eq!(name(text.as_bytes(), text.len()), None);
    }
}
