//! Paths to values in records, as findings write them.

/// The longest name, as written, that stays whole; in characters.
const LONGEST_NAME: usize = 240;
/// The longest path that stays whole; in characters.
const LONGEST_PATH: usize = 250;
/// Bytes that most paths fit in.
const USUAL: usize = 48;
/// What a shortened name starts with.
const ELLIPSIS: &str = "...";

/// One step of the way from the root of a record to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// To the member of this name.
    Name(&'a str),
    /// To the element at this index, from 0.
    Index(u64),
    /// To a member whose name must not be told, since it is sensitive itself.
    Withheld,
}

/// The path as a finding writes it: `$.orders[2]['card no']`.
///
/// Names that are plain identifiers stand after a dot, all others quoted in
/// brackets, escaped as in the normalized paths of RFC 9535. A name of more
/// than 240 characters as written loses its beginning and starts with `...`
/// instead. A path of more than 250 characters loses its leading elements and
/// starts with `$..` instead.
///
/// `None` if a name on it must not be told: then only the record is named.
///
/// ```
/// use tracie_finding::json_path::{self, Step};
///
/// let steps = [Step::Name("orders"), Step::Index(2), Step::Name("card no")];
/// assert_eq!(json_path::format(&steps).as_deref(), Some("$.orders[2]['card no']"));
/// assert_eq!(json_path::format(&[Step::Name("a"), Step::Withheld]), None);
/// ```
pub fn format(steps: &[Step<'_>]) -> Option<String> {
    let mut whole = String::with_capacity(USUAL);
    whole.push('$');
    for step in steps {
        push(step, &mut whole)?;
    }
    if fits(&whole, LONGEST_PATH) {
        return Some(whole);
    }
    let elements = steps.iter().map(element).collect::<Option<Vec<_>>>()?;
    Some(ending(&elements))
}

/// As many elements from the end as fit behind `$..`.
fn ending(elements: &[String]) -> String {
    let mut kept = String::new();
    for element in elements.iter().rev() {
        if 3 + length(element) + length(&kept) > LONGEST_PATH {
            break;
        }
        kept.insert_str(0, element);
    }
    // The dots say "somewhere below"; a name adds none of its own.
    format!("$..{}", kept.strip_prefix('.').unwrap_or(&kept))
}

fn element(step: &Step<'_>) -> Option<String> {
    let mut element = String::new();
    push(step, &mut element)?;
    Some(element)
}

/// Appends an element; `None` if it must not be told.
fn push(step: &Step<'_>, path: &mut String) -> Option<()> {
    match step {
        Step::Name(name) if is_plain(name) && fits(name, LONGEST_NAME) => {
            path.push('.');
            path.push_str(name);
        }
        Step::Name(name) => path.extend(["['", &quoted(name), "']"]),
        Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
        Step::Withheld => return None,
    }
    Some(())
}

fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|c| c == '_' || c.is_alphanumeric())
}

/// The name with escapes, shortened at its beginning if it is too long. An
/// escape stays whole.
fn quoted(name: &str) -> String {
    let escaped: Vec<String> = name.chars().map(escape).collect();
    let total: usize = escaped.iter().map(|part| length(part)).sum();
    if total <= LONGEST_NAME {
        return escaped.concat();
    }
    let room = LONGEST_NAME - ELLIPSIS.len();
    format!(
        "{ELLIPSIS}{}",
        escaped[first_that_fits(&escaped, room)..].concat()
    )
}

fn first_that_fits(escaped: &[String], mut room: usize) -> usize {
    let fits = |part: &&String| {
        let left = room.checked_sub(length(part));
        room = left.unwrap_or(0);
        left.is_some()
    };
    escaped.len() - escaped.iter().rev().take_while(fits).count()
}

fn escape(character: char) -> String {
    match character {
        '\'' => "\\'".into(),
        '\\' => "\\\\".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        control if control.is_ascii_control() => format!("\\u{:04x}", control as u32),
        plain => plain.into(),
    }
}

/// Whether a text has at most so many characters.
fn fits(text: &str, most: usize) -> bool {
    text.len() <= most || length(text) <= most
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(steps: &[Step<'_>]) -> String {
        format(steps).expect("no name is withheld")
    }

    fn of_names(names: &[&str]) -> String {
        path(&names.iter().copied().map(Step::Name).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_dotted_if_plain_and_quoted_otherwise() {
        let cases = [
            ("access", "$.access"),
            ("_id2", "$._id2"),
            ("größe", "$.größe"),
            ("", "$['']"),
            ("2024", "$['2024']"),
            ("9lives", "$['9lives']"),
            ("card no", "$['card no']"),
            ("a.b", "$['a.b']"),
            ("a-b", "$['a-b']"),
            ("it's", r"$['it\'s']"),
            (r"back\slash", r"$['back\\slash']"),
            ("a\nb\tc\rd", r"$['a\nb\tc\rd']"),
            ("\u{8}\u{c}\u{0}\u{7f}", r"$['\b\f\u0000\u007f']"),
            ("\"", "$['\"']"),
        ];
        for (name, expected) in cases {
            assert_eq!(of_names(&[name]), expected);
        }
    }

    #[test]
    fn steps_follow_each_other() {
        let steps = [
            Step::Index(0),
            Step::Name("a"),
            Step::Index(12),
            Step::Name("7"),
            Step::Name("b"),
        ];
        assert_eq!(path(&steps), "$[0].a[12]['7'].b");
        assert_eq!(path(&[]), "$");
    }

    #[test]
    fn a_withheld_name_withholds_the_path() {
        assert_eq!(format(&[Step::Withheld, Step::Name("a")]), None);
    }

    #[test]
    fn a_name_of_240_characters_stays_whole() {
        let name = "é".repeat(240);
        assert_eq!(of_names(&[&name]), format!("$.{name}"));
    }

    #[test]
    fn a_longer_name_loses_its_beginning() {
        let name = format!("start{}end", "x".repeat(240));
        let expected = format!("$['...{}end']", "x".repeat(234));
        assert_eq!(of_names(&[&name]), expected);
    }

    #[test]
    fn a_long_name_is_measured_as_written_and_no_escape_is_cut() {
        // 237 characters have room: 118 escaped quotes of two, not half of one more.
        let expected = format!("$['...{}']", r"\'".repeat(118));
        assert_eq!(of_names(&[&"'".repeat(200)]), expected);
    }

    #[test]
    fn a_path_of_250_characters_stays_whole() {
        let name = "x".repeat(124);
        let whole = of_names(&[&name, &name[1..]]);
        assert_eq!(whole.len(), 250);
        assert!(whole.starts_with("$.x"));
    }

    #[test]
    fn a_longer_path_loses_leading_elements() {
        let name = "x".repeat(124);
        assert_eq!(of_names(&[&name, &name]), format!("$..{name}"));
    }

    #[test]
    fn what_is_left_of_a_path_may_start_with_brackets() {
        let long = "x".repeat(200);
        let steps = [
            Step::Name(&long),
            Step::Name("card no"),
            Step::Index(3),
            Step::Name("y"),
        ];
        assert_eq!(
            path(&[&steps[..], &[Step::Name(&long[..40])]].concat()),
            format!("$..['card no'][3].y.{}", "x".repeat(40))
        );
    }

    #[test]
    fn no_path_is_too_long_or_empty() {
        let names = ["a", "card no", "'", "\u{1}", "ü"].map(|name| name.repeat(100));
        for mask in 0..1_u32 << 10 {
            let chosen: Vec<Step<'_>> = (0..10)
                .filter(|bit| mask >> bit & 1 == 1)
                .map(|bit| Step::Name(&names[bit % 5]))
                .collect();
            let written = path(&chosen);
            assert!(length(&written) <= LONGEST_PATH, "{written}");
            assert!(chosen.is_empty() || written.len() > 3, "{written}");
        }
    }
}
