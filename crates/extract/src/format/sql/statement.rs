//! The heads of the statements that dumps are made of.

use memchr::memchr;

use super::lexer::Lexer;

/// The head of `INSERT INTO staff (id, name) VALUES (…`.
#[derive(Debug, PartialEq)]
pub(super) struct Insert<'b> {
    pub(super) table: &'b [u8],
    /// The list of columns, without its brackets.
    pub(super) columns: Option<&'b [u8]>,
    /// Where the first row opens.
    pub(super) end: usize,
}

/// What may stand before the name of the table.
const BEFORE_TABLE: [&str; 12] = [
    "ABORT",
    "DELAYED",
    "FAIL",
    "HIGH_PRIORITY",
    "IGNORE",
    "INTO",
    "LOW_PRIORITY",
    "OR",
    "OVERWRITE",
    "REPLACE",
    "ROLLBACK",
    "TABLE",
];

/// What may stand before the rows.
const BEFORE_VALUES: [&str; 4] = ["OVERRIDING", "SYSTEM", "USER", "VALUE"];

impl<'b> Lexer<'b> {
    /// Bytes of which all is in sight.
    pub(super) fn of(bytes: &'b [u8]) -> Lexer<'b> {
        Lexer {
            bytes,
            escapes: false,
            whole: true,
        }
    }

    /// The word or quoted name that comes next, whether it is quoted, and what is behind it.
    fn name(self, at: usize) -> Option<(&'b [u8], bool, usize)> {
        let at = self.skip_blank(at);
        if let b'`' | b'"' | b'[' = self.bytes.get(at)? {
            let end = self.string_end(at)?;
            return Some((&self.bytes[at + 1..end - 1], true, end));
        }
        let is_word = |byte: &&u8| {
            byte.is_ascii_alphanumeric() || !byte.is_ascii() || matches!(byte, b'_' | b'$' | b'#')
        };
        let len = self.bytes[at..].iter().take_while(is_word).count();
        (len > 0).then(|| (&self.bytes[at..at + len], false, at + len))
    }

    /// Behind a word that may come next.
    fn word(self, at: usize, words: &[&str]) -> Option<usize> {
        let (name, quoted, end) = self.name(at)?;
        let is_one = || {
            words
                .iter()
                .any(|it| name.eq_ignore_ascii_case(it.as_bytes()))
        };
        (!quoted && is_one()).then_some(end)
    }

    fn skip_words(self, mut at: usize, words: &[&str]) -> usize {
        while let Some(end) = self.word(at, words) {
            at = end;
        }
        at
    }

    /// The last part of a name such as `public.staff`, and what is behind it.
    fn table(self, at: usize) -> Option<(&'b [u8], usize)> {
        let (mut table, _, mut at) = self.name(at)?;
        loop {
            let dot = self.skip_blank(at);
            if self.bytes.get(dot) != Some(&b'.') {
                return Some((table, at));
            }
            (table, _, at) = self.name(dot + 1)?;
        }
    }

    /// What brackets enclose, if they come next.
    fn brackets(self, at: usize) -> Option<(&'b [u8], usize)> {
        let open = self.skip_blank(at);
        if self.bytes.get(open) != Some(&b'(') {
            return None;
        }
        let mut at = open + 1;
        loop {
            at = match self.bytes.get(at)? {
                b'`' | b'"' | b'[' => self.string_end(at)?,
                b')' => return Some((&self.bytes[open + 1..at], at + 1)),
                // Another statement may have begun, and each would be read to here.
                b'(' | b';' | b'\'' => return None,
                _ => at + 1,
            };
        }
    }
}

/// The statement that the text begins with, if it inserts rows that it holds.
pub(super) fn insert<'b>(text: Lexer<'b>) -> Option<Insert<'b>> {
    let at = text.word(0, &["INSERT", "REPLACE"])?;
    let at = text.skip_words(at, &BEFORE_TABLE);
    let (table, at) = text.table(at)?;
    let list = text.brackets(at);
    let at = list.map_or(at, |it| it.1);
    let values = text.word(at, &["VALUES"]);
    let values = values.or_else(|| {
        let at = text.skip_words(at, &BEFORE_VALUES);
        text.word(at, &["VALUES"])
    })?;
    let end = text.skip_blank(values);
    (text.bytes.get(end) == Some(&b'(')).then_some(Insert {
        table,
        columns: list.map(|it| it.0),
        end,
    })
}

/// Whether text begins with one of these words, behind comments.
pub(super) fn begins_with(text: Lexer<'_>, words: &[&str]) -> bool {
    text.word(0, words).is_some()
}

/// The table that the statement defines.
pub(super) fn created(statement: &[u8]) -> Option<&[u8]> {
    const KINDS: [&str; 7] = [
        "CACHED",
        "COLUMN",
        "GLOBAL",
        "MEMORY",
        "TEMP",
        "TEMPORARY",
        "UNLOGGED",
    ];
    let text = Lexer::of(statement);
    let at = text.word(0, &["CREATE"])?;
    let at = text.word(text.skip_words(at, &KINDS), &["TABLE"])?;
    let at = text.skip_words(at, &["IF", "NOT", "EXISTS"]);
    text.table(at).map(|it| it.0)
}

/// Where the statement ends that text begins with: at a line end behind a semicolon, or
/// where the next table is defined.
pub(super) fn end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(len) = memchr(b'\n', &text[at..]) {
        let ended = text[at..at + len].trim_ascii_end().ends_with(b";");
        at += len + 1;
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let blank = text[at..].iter().take_while(is_blank).count();
        let word = text[at + blank..].get(..7).unwrap_or_default();
        if ended || word.eq_ignore_ascii_case(b"CREATE ") {
            return at;
        }
    }
    text.len()
}

/// The names in a list of columns.
pub(super) fn names<'b>(list: Lexer<'b>) -> Vec<&'b [u8]> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < list.bytes.len() {
        let Some((name, _, end)) = list.name(at) else {
            at = list.skip_blank(at) + 1;
            continue;
        };
        names.push(name);
        at = end;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(String, Option<Vec<String>>, String)> {
        let insert = insert(Lexer::of(text.as_bytes()))?;
        let string = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
        let columns = insert.columns.map(|list| {
            let names = names(Lexer::of(list));
            names.into_iter().map(string).collect()
        });
        Some((string(insert.table), columns, text[insert.end..].to_owned()))
    }

    #[test]
    fn heads_of_all_databases_are_read() {
        let ab = || Some(vec!["a".to_owned(), "b c".to_owned()]);
        for (text, table, columns) in [
            ("INSERT INTO `t` VALUES (1)", "t", None),
            ("insert into public.t(a, \"b c\") values(1)", "t", ab()),
            ("INSERT [dbo].[t x] ([a], [b c]) VALUES (1)", "t x", ab()),
            (
                "Insert into HR.T (A,B) values (1)",
                "T",
                Some(vec!["A".into(), "B".into()]),
            ),
            ("INSERT OR REPLACE INTO \"t\" VALUES(1)", "t", None),
            ("REPLACE INTO t VALUES\n(1)", "t", None),
            (
                "INSERT IGNORE INTO t (`a`,`b c`) VALUES /* x */ (1)",
                "t",
                ab(),
            ),
            (
                "INSERT INTO t (a, \"b c\") OVERRIDING SYSTEM VALUE VALUES (1)",
                "t",
                ab(),
            ),
        ] {
            let (found, names, rest) = told(text).expect(text);
            assert_eq!((&*found, names), (table, columns), "{text}");
            assert_eq!(rest, "(1)", "{text}");
        }
        for other in [
            "INSERT INTO t SELECT * FROM u",
            "INSERT INTO t (a) SELECT 1",
            "INSERT INTO t SET a = 1",
            "INSERT INTO t VALUES",
            "INSERT INTO t (a",
            "INSERTED INTO t VALUES (1)",
            "UPDATE t SET a = 1",
            "INSERT",
            "",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn statements_end_at_a_semicolon_or_where_the_next_is() {
        let ended = |text: &str| text[..end(text.as_bytes())].to_owned();
        let text = "CREATE TABLE a (\n  x text DEFAULT ';',\n created_at date\n);\n";
        assert_eq!(ended(&format!("{text}INSERT")), text);
        assert_eq!(
            ended("CREATE TABLE a (x)\ncreate table b"),
            "CREATE TABLE a (x)\n"
        );
        assert_eq!(ended("CREATE TABLE a (x)"), "CREATE TABLE a (x)");
    }

    #[test]
    fn tables_are_told_by_the_last_part_of_their_name() {
        for (text, table) in [
            ("CREATE TABLE `a` (", Some("a")),
            (
                "create temporary table if not exists db.\"A b\" (x)",
                Some("A b"),
            ),
            ("CREATE UNLOGGED TABLE public.t (", Some("t")),
            ("CREATE INDEX i ON t (x)", None),
            ("CREATE", None),
        ] {
            let found = created(text.as_bytes());
            assert_eq!(found, table.map(str::as_bytes), "{text}");
        }
    }
}
