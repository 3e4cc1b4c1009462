//! The names of columns, and what their table is drawn with.

use std::sync::Arc;

use super::rule::Rule;
use crate::rows::{
    Bars, Columns, Form, columns, delimited_cells, fixed_cells, has_letter, is_name, trimmed,
};

/// A table that rows belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) form: Form,
    pub(super) columns: Arc<Columns>,
}

/// What stands between cells.
const BARS: [&str; 4] = ["|", "│", "┃", "║"];

impl Table {
    /// The table that begins below a line of names and a rule.
    pub(super) fn below(names: &[u8], rule: &[u8]) -> Option<Table> {
        if names.trim_ascii().is_empty() {
            return None;
        }
        let rule = Rule::parse(rule)?;
        let has = |sign: &&str| memchr::memmem::find(names, sign.as_bytes()).is_some();
        match BARS.into_iter().find(has) {
            Some(sign) => Table::barred(names, &rule, sign),
            None if rule.is_plain => Table::ruled(names, &rule),
            None => None,
        }
    }

    fn barred(names: &[u8], rule: &Rule, sign: &'static str) -> Option<Table> {
        let names = names.trim_ascii();
        let sign = sign.as_bytes();
        let bars = Bars {
            sign,
            lead: names.starts_with(sign),
        };
        let cells = bars.cells(names.strip_suffix(sign).unwrap_or(names));
        let cells: Vec<&[u8]> = cells
            .map(|(from, to)| names[from..to].trim_ascii())
            .collect();
        let is_table = cells.len() == rule.starts.len() && cells.iter().any(|it| has_letter(it));
        is_table.then(|| Table {
            form: Form::Barred(bars),
            columns: columns(cells),
        })
    }

    /// A table of cells of fixed widths.
    fn ruled(names: &[u8], rule: &Rule) -> Option<Table> {
        match rule.starts.len() {
            1 => Table::of_one_column(names),
            _ => Table::fixed(names, &rule.starts),
        }
    }

    /// A title may be underlined, too; one of a single word is a name for what follows.
    fn of_one_column(name: &[u8]) -> Option<Table> {
        let name = name.trim_ascii();
        let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        (is_name(name) && name.iter().all(is_sign)).then(|| Table {
            form: Form::Fixed([0].into()),
            columns: columns([name]),
        })
    }

    pub(super) fn fixed(names: &[u8], starts: &[usize]) -> Option<Table> {
        let names = names.trim_ascii_end();
        let cells = fixed_cells(names, starts)?;
        let cells = cells.into_iter().map(|it| trimmed(names, it));
        let cells: Vec<&[u8]> = cells.map(|(from, to)| &names[from..to]).collect();
        let named = cells.iter().filter(|it| has_letter(it)).count();
        (named > 1).then(|| Table {
            form: Form::Fixed(starts.into()),
            columns: columns(cells),
        })
    }

    /// The table that begins below names with tabs between them.
    pub(super) fn tabbed(names: &[u8]) -> Option<Table> {
        let names = names.strip_suffix(b"\r").unwrap_or(names);
        let cells = names.split(|byte| *byte == b'\t');
        let cells: Vec<&[u8]> = cells.map(<[u8]>::trim_ascii).collect();
        let are_names = cells.iter().all(|it| it.is_empty() || is_name(it));
        let named = cells.iter().filter(|it| !it.is_empty()).count();
        (are_names && named > 1).then(|| Table {
            form: Form::Copied,
            columns: columns(cells),
        })
    }

    /// What its columns are called.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.columns.iter();
        names.map(|it| String::from_utf8_lossy(it).into()).collect()
    }

    /// Whether a line is a row, as far as its form tells.
    pub(super) fn has_row(&self, line: &[u8]) -> bool {
        let text = line.trim_ascii();
        match &self.form {
            Form::Barred(bars) => bars.is_in(text) || is_rule(text),
            Form::Fixed(starts) if starts.len() == 1 => {
                !text.is_empty() && !text.iter().any(u8::is_ascii_whitespace)
            }
            Form::Delimited { separator } => {
                let line = line.trim_ascii_end();
                delimited_cells(line, *separator).count() == self.columns.len()
            }
            Form::Copied => memchr::memchr_iter(b'\t', line).count() + 1 == self.columns.len(),
            _ => !text.is_empty(),
        }
    }
}

fn is_rule(line: &[u8]) -> bool {
    Rule::parse(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str, rule: &str) -> Option<Vec<String>> {
        Table::below(header.as_bytes(), rule.as_bytes()).map(|it| it.names())
    }

    #[test]
    fn a_rule_below_names_begins_a_table() {
        for (header, rule, expected) in [
            (" id | ssn ", "----+-----", &["id", "ssn"][..]),
            ("| id | ssn |", "|---|:---|", &["id", "ssn"]),
            ("id | ssn", "--- | ---", &["id", "ssn"]),
            ("│ id │ ssn │", "├────┼─────┤", &["id", "ssn"]),
            ("| SSN |", "|-----|", &["SSN"]),
            ("id  full name", "--  ---------", &["id", "full name"]),
            ("  id  ssn", "----  ---", &["id", "ssn"]),
            ("    ssn    ", "-----------", &["ssn"]),
        ] {
            let expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(names(header, rule), Some(expected), "{header}");
        }
        for (header, rule) in [
            ("", "---+---"),
            ("title: a", "---"),
            ("Two words", "---------"),
            ("| a | b |", "|---|"),
            ("a text of some length", "---  ---"),
            ("| 1 | 2 |", "|---|---|"),
            ("ssn", "ssn"),
        ] {
            assert_eq!(names(header, rule), None, "{header}");
        }
    }
}
