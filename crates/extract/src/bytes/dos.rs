//! Text of DOS, in the code page that names in zip archives are in by default.

/// What bytes from 128 on stand for, in code page 437.
const UPPER: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½\
    ¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫\
    ╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The text of bytes, as UTF-8 if they are that.
pub(crate) fn text(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let upper: Vec<char> = UPPER.chars().collect();
    let character = |byte: &u8| match byte.checked_sub(128) {
        Some(at) => upper.get(usize::from(at)).copied().unwrap_or(' '),
        None => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf_8_are_those_of_dos() {
        assert_eq!(UPPER.chars().count(), 128);
        assert_eq!(text(b"M\x81ller.txt"), "Müller.txt");
        assert_eq!(text("Müller.txt".as_bytes()), "Müller.txt");
        assert_eq!(text(&[0xFF, 0x80]), "\u{a0}Ç");
    }
}
