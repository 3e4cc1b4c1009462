//! Encodings that are neither UTF-8 nor UTF-16 nor UTF-32, by what text in
//! them looks like.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8};

use super::text::is_text;

/// As many bytes are looked at.
const SAMPLE: usize = 64 << 10;
/// What switches to Japanese in ISO-2022-JP.
const SWITCHES: [&[u8]; 2] = [b"\x1b$B", b"\x1b$@"];

/// The encoding of text that begins so; `None` for UTF-8, for ASCII, and for
/// what is no text.
pub(super) fn guess(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(SAMPLE)];
    if head.is_ascii() {
        let escapes = memchr::memchr_iter(0x1b, head);
        let switches = |at: usize| SWITCHES.iter().any(|it| head[at..].starts_with(it));
        let japanese = escapes.into_iter().any(switches) && is_text(head);
        return japanese.then_some(ISO_2022_JP);
    }
    if is_mostly_utf8(head) || !is_text(head) || head.contains(&0) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, false);
    let guess = detector.guess(None, Utf8Detection::Deny);
    (guess != UTF_8).then_some(guess)
}

/// Whether more characters are UTF-8 than are not. Some garbage in UTF-8 is no
/// reason to take all of it for something else.
fn is_mostly_utf8(head: &[u8]) -> bool {
    // Nearly all text is no other, or its last character is cut.
    if std::str::from_utf8(head).map_or_else(|it| it.error_len().is_none(), |_| true) {
        return true;
    }
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        // The head may end within a character.
        let cut = chunks.peek().is_none() && chunk.invalid().len() < 4;
        invalid += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    valid >= invalid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_old_encodings_is_known() {
        for (label, text) in [
            (
                "windows-1252",
                "Die Straße führt über die Brücke zur schönen Mühle.",
            ),
            (
                "windows-1251",
                "Съешь же ещё этих мягких французских булок, да выпей чаю.",
            ),
            (
                "shift_jis",
                "個人番号は住民票に記載されている番号です。ご確認ください。",
            ),
            (
                "gb18030",
                "身份证号码是公民身份的唯一标识，请妥善保管个人信息。",
            ),
            (
                "euc-kr",
                "주민등록번호는 개인을 식별하는 번호이므로 안전하게 보관하세요.",
            ),
            ("iso-2022-jp", "個人番号"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect(label);
            let bytes = encoding.encode(text).0;
            let guess = guess(&bytes).expect(label);
            assert_eq!(guess.decode_without_bom_handling(&bytes).0, text, "{label}");
        }
    }

    #[test]
    fn the_usual_is_left_as_it_is() {
        assert_eq!(guess(b"plain ASCII"), None);
        assert_eq!(guess("Grüße, also mit \u{1f600}".as_bytes()), None);
        assert_eq!(guess(b"Gr\xC3\xBC\xC3\x9Fe and \xFF"), None);
        assert_eq!(guess(&"ü".as_bytes()[..1]), None);
    }
}
