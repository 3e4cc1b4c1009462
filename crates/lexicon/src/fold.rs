//! Latin letters to ASCII lower case, so that `Zoé`, `ZOÉ` and `Zoe` are one
//! word. Shared with the build script, which folds the lists the same way.

use crate::entity;

/// What to do with the hyphens of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hyphen {
    /// `Jean-Luc` is `jeanluc`: the parts are one name.
    Join,
    /// `Saint-Denis` is `saint denis`: the parts are words of a place.
    Split,
}

/// Feeds the letters of `word` to `sink`, folded; drops apostrophes, dots and
/// combining marks; passes letters of other scripts on as they are.
pub(crate) fn fold(word: &[u8], hyphen: Hyphen, mut sink: impl FnMut(u8)) {
    let mut at = 0;
    while let Some(&byte) = word.get(at) {
        at += 1;
        match byte {
            b'A'..=b'Z' => sink(byte | 0x20),
            b'-' if hyphen == Hyphen::Split => sink(b' '),
            b'-' | b'\'' | b'.' => {}
            b'&' => at += fold_entity(&word[at - 1..], &mut sink),
            0x00..=0x7F => sink(byte),
            _ => at += fold_wide(word, at, byte, &mut sink),
        }
    }
}

/// Folds a letter or apostrophe of HTML whose `&` was just read; returns how many
/// further bytes it took.
fn fold_entity(text: &[u8], sink: &mut impl FnMut(u8)) -> usize {
    let len = entity::letter(text);
    if len == 0 {
        return match entity::apostrophe(text) {
            0 => {
                sink(b'&');
                0
            }
            len => len - 1,
        };
    }
    let (first, second) = entity::base(text);
    sink(first);
    second.into_iter().for_each(sink);
    len - 1
}

/// Folds a character of more than one byte whose lead byte was just read;
/// returns how many further bytes it took.
fn fold_wide(word: &[u8], at: usize, lead: u8, sink: &mut impl FnMut(u8)) -> usize {
    let next = word.get(at).copied().unwrap_or(0);
    match lead {
        0xC3..=0xC5 => {
            let index = usize::from(lead - 0xC3) * 64 + usize::from(next & 0x3F);
            BASE[index].bytes().for_each(sink);
            1
        }
        // Combining marks.
        0xCC | 0xCD => 1,
        // The typographic apostrophe.
        0xE2 if next == 0x80 && word.get(at + 1) == Some(&0x99) => 2,
        0xE1 if (0xB8..=0xBB).contains(&next) => {
            sink(vietnamese(next, word.get(at + 1).copied().unwrap_or(0)));
            2
        }
        _ => {
            sink(lead);
            0
        }
    }
}

/// U+00C0 to U+017F: the letters below the marks; empty for signs.
#[rustfmt::skip]
const BASE: [&str; 192] = [
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i",
    "d","n","o","o","o","o","o","","o","u","u","u","u","y","th","ss",
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i",
    "d","n","o","o","o","o","o","","o","u","u","u","u","y","th","y",
    "a","a","a","a","a","a","c","c","c","c","c","c","c","c","d","d",
    "d","d","e","e","e","e","e","e","e","e","e","e","g","g","g","g",
    "g","g","g","g","h","h","h","h","i","i","i","i","i","i","i","i",
    "i","i","ij","ij","j","j","k","k","k","l","l","l","l","l","l","l",
    "l","l","l","n","n","n","n","n","n","n","n","n","o","o","o","o",
    "o","o","oe","oe","r","r","r","r","r","r","s","s","s","s","s","s",
    "s","s","t","t","t","t","t","t","u","u","u","u","u","u","u","u",
    "u","u","u","u","w","w","y","y","y","z","z","z","z","z","z","s",
];

/// U+1E00 to U+1EFF: letters with two marks, as Vietnamese has them.
fn vietnamese(middle: u8, last: u8) -> u8 {
    let point = u32::from(middle & 0x3F) << 6 | u32::from(last & 0x3F);
    match 0x1000 | point {
        0x1EA0..=0x1EB7 => b'a',
        0x1EB8..=0x1EC7 => b'e',
        0x1EC8..=0x1ECB => b'i',
        0x1ECC..=0x1EE3 => b'o',
        0x1EE4..=0x1EF1 => b'u',
        0x1EF2..=0x1EF9 => b'y',
        _ => b'?',
    }
}
