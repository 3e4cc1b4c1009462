//! Characters of text that may not be valid UTF-8: Unicode scalar values, and
//! each byte that is part of none counts as one.

/// How many characters there are.
pub(crate) fn count(bytes: &[u8]) -> u64 {
    if bytes.is_ascii() {
        return bytes.len() as u64;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count() as u64,
        Err(_) => count_invalid(bytes),
    }
}

fn count_invalid(bytes: &[u8]) -> u64 {
    let chunk =
        |chunk: std::str::Utf8Chunk<'_>| chunk.valid().chars().count() + chunk.invalid().len();
    bytes.utf8_chunks().map(chunk).sum::<usize>() as u64
}

/// The start of the character that an offset lies in; the offset itself if it
/// lies between two.
pub(crate) fn floor(bytes: &[u8], at: usize) -> usize {
    let is_inside = |start: usize| {
        let rest = &bytes[start..bytes.len().min(start + 4)];
        rest.utf8_chunks().next().is_some_and(|chunk| {
            chunk
                .valid()
                .chars()
                .next()
                .is_some_and(|first| start + first.len_utf8() > at)
        })
    };
    // A lead byte is never inside another character, so this is exact.
    let first = at.saturating_sub(3);
    (first..at)
        .rev()
        .find(|start| bytes[*start] >= 0xC0)
        .filter(|start| is_inside(*start))
        .unwrap_or(at)
}

/// The end of the character that an offset lies in; the offset itself if it
/// lies between two.
pub(crate) fn ceil(bytes: &[u8], at: usize) -> usize {
    let start = floor(bytes, at);
    if start == at {
        return at;
    }
    let rest = &bytes[start..bytes.len().min(start + 4)];
    let first = rest
        .utf8_chunks()
        .next()
        .and_then(|chunk| chunk.valid().chars().next());
    start + first.map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ends of characters, the slow way.
    fn ends(bytes: &[u8]) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let valid = (1..=4).find(|len| {
                bytes
                    .get(at..at + len)
                    .is_some_and(|part| std::str::from_utf8(part).is_ok())
            });
            at += valid.unwrap_or(1);
            ends.push(at);
        }
        ends
    }

    fn mixed() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            "[a-z\u{e4}\u{20ac}\u{1f600}]{0,4}".prop_map(String::into_bytes),
            proptest::collection::vec(prop_oneof![0x7F..=0xFFu8, Just(0xE2), Just(0x82)], 0..4),
        ];
        proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn characters_are_counted_as_the_slow_way_does(bytes in mixed()) {
            prop_assert_eq!(count(&bytes), ends(&bytes).len() as u64);
        }

        #[test]
        fn boundaries_are_those_of_the_slow_way(bytes in mixed()) {
            let ends = ends(&bytes);
            for at in 0..=bytes.len() {
                let ceiling = ends.iter().copied().find(|end| *end >= at).unwrap_or(at);
                let ceiling = if at == 0 { 0 } else { ceiling };
                let floor_ = ends.iter().copied().rfind(|end| *end <= at).unwrap_or(0);
                prop_assert_eq!(ceil(&bytes, at), ceiling);
                prop_assert_eq!(floor(&bytes, at), floor_);
            }
        }
    }
}
