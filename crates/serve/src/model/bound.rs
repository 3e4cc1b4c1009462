//! Bounds of a value.

use regex_automata::meta::Regex;

/// What a value may be, beyond its type.
#[derive(Debug)]
pub enum Bound {
    /// Characters of a text, elements of a list or map, or the number itself:
    /// from, to, both included; and a pattern for the whole text.
    Range {
        /// At least so much.
        least: Option<i64>,
        /// At most so much.
        most: Option<i64>,
        /// What the whole text must match, as written and compiled.
        pattern: Option<(String, Box<Regex>)>,
    },
    /// One of the values of the enumeration of this name.
    Among(String),
}

impl Bound {
    /// Reads `1..512 ^pattern$`, `..50` or the name of an enumeration.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.starts_with(|it: char| it.is_ascii_uppercase()) {
            return Some(Self::Among(text.to_owned()));
        }
        let (range, pattern) = text.split_once(' ').unwrap_or((text, ""));
        let (least, most) = range.split_once("..")?;
        let end = |text: &str| match text {
            "" => Some(None),
            number => number.parse().ok().map(Some),
        };
        let compiled = |pattern: &str| {
            let regex = Regex::new(pattern).ok()?;
            Some((pattern.to_owned(), Box::new(regex)))
        };
        Some(Self::Range {
            least: end(least)?,
            most: end(most)?,
            pattern: match pattern {
                "" => None,
                pattern => Some(compiled(pattern)?),
            },
        })
    }

    /// What is wrong with a size, in the given unit (` characters`); nothing if
    /// nothing is.
    pub(crate) fn judge_size(&self, size: i64, unit: &str) -> Option<String> {
        let Self::Range { least, most, .. } = self else {
            return None;
        };
        if least.is_some_and(|least| size < least) || most.is_some_and(|most| size > most) {
            return Some(format!("must be {}{unit}", span(*least, *most)));
        }
        None
    }

    /// What is wrong with a text beside its length; never says the text.
    pub(crate) fn judge_text(&self, text: &str) -> Option<String> {
        let Self::Range {
            pattern: Some((pattern, regex)),
            ..
        } = self
        else {
            return None;
        };
        (!regex.is_match(text)).then(|| format!("must match {pattern}"))
    }
}

fn span(least: Option<i64>, most: Option<i64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("{least}"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "anything".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let bound = Bound::parse("1..3 ^[a-z]+$").expect("a bound");
        assert_eq!(bound.judge_size(3, ""), None);
        assert_eq!(bound.judge_size(4, ""), Some("must be 1 to 3".into()));
        assert_eq!(bound.judge_text("abc"), None);
        assert_eq!(bound.judge_text("a1"), Some("must match ^[a-z]+$".into()));
        let open = Bound::parse("1..").expect("a bound");
        assert_eq!(open.judge_size(0, ""), Some("must be at least 1".into()));
        assert!(matches!(Bound::parse("TimeRange"), Some(Bound::Among(_))));
        assert!(Bound::parse("1-3").is_none());
    }
}
