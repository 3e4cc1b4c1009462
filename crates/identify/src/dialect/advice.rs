//! What the parser refuses, with what to write instead.

use regex_syntax::ast::ErrorKind;

/// Says what is wrong and what to do about it.
pub(super) fn on(kind: &ErrorKind) -> String {
    let advice = match kind {
        ErrorKind::GroupUnclosed => {
            r"the group is never closed: add ), or write \( for the character"
        }
        ErrorKind::GroupUnopened => {
            r"no group is open here: leave ) out, or write \) for the character"
        }
        ErrorKind::ClassUnclosed => {
            r"the class is never closed: add ], or write \[ for the character"
        }
        ErrorKind::ClassRangeInvalid => {
            r"the range runs backwards: put its ends in order, or write \- for a hyphen"
        }
        ErrorKind::ClassRangeLiteral => {
            r"a range goes from one character to another: write \- for a hyphen"
        }
        ErrorKind::RepetitionMissing => {
            "there is nothing to repeat before it: escape it with a backslash for the character"
        }
        ErrorKind::RepetitionCountInvalid => "the repetition has more at least than at most",
        ErrorKind::EscapeUnexpectedEof => r"it ends in a backslash: write \\ for the character",
        ErrorKind::EscapeUnrecognized => {
            "there is no such escape: leave the backslash out for the character itself"
        }
        ErrorKind::UnicodeClassInvalid => r"there is no such property: write it as in \p{Lu}",
        ErrorKind::NestLimitExceeded(_) => "it nests too deep: write it flatter",
        other => return other.to_string(),
    };
    advice.into()
}
