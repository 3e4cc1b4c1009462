//! The names of columns, as a table was defined.

/// What a definition says of columns, in the order in which rows have them.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Create {
    names: Vec<String>,
    /// Which of them are whole numbers.
    integers: Vec<bool>,
    /// The column that stands for the number of the row.
    number: Option<usize>,
}

/// Words that begin something other than a column.
const OTHERS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/// A word or sign of a definition.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// A name within quotes.
    Name(String),
    Sign(char),
}

impl Create {
    /// Reads `CREATE TABLE …`; what is not understood has no names.
    pub(crate) fn parse(sql: &str) -> Create {
        let tokens = tokens(sql);
        let Some(open) = tokens.iter().position(|it| *it == Token::Sign('(')) else {
            return Create::default();
        };
        let (mut items, mut item, mut depth, mut end) = (Vec::new(), Vec::new(), 0, tokens.len());
        for (at, token) in tokens.iter().enumerate().skip(open + 1) {
            match token {
                Token::Sign(')') if depth == 0 => {
                    end = at;
                    break;
                }
                Token::Sign(',') if depth == 0 => items.push(std::mem::take(&mut item)),
                token => {
                    depth += i32::from(*token == Token::Sign('('));
                    depth -= i32::from(*token == Token::Sign(')'));
                    item.push(token.clone());
                }
            }
        }
        items.push(item);
        let mut create = Create::default();
        let mut keys = Vec::new();
        for item in &items {
            create.item(item, &mut keys);
        }
        // Rows without numbers begin with their keys.
        if tokens[end..]
            .windows(2)
            .any(|it| is(&it[0], "WITHOUT") && is(&it[1], "ROWID"))
        {
            create.number = None;
            let (mut first, mut rest) = (keys, create.names);
            rest.retain(|name| !first.iter().any(|key| key.eq_ignore_ascii_case(name)));
            first.append(&mut rest);
            create.names = first;
        }
        create
    }

    fn item(&mut self, item: &[Token], keys: &mut Vec<String>) {
        let primary = |it: &[Token]| is(&it[0], "PRIMARY") && is(&it[1], "KEY");
        match item.first() {
            Some(Token::Word(word)) if OTHERS.iter().any(|it| it.eq_ignore_ascii_case(word)) => {
                let Some(at) = item.windows(2).position(primary) else {
                    return;
                };
                *keys = names_in(&item[at + 2..]);
                if let [key] = &keys[..] {
                    let column = self
                        .names
                        .iter()
                        .position(|it| it.eq_ignore_ascii_case(key));
                    self.number = self.number.or(column.filter(|it| self.integers[*it]));
                }
            }
            Some(Token::Word(name) | Token::Name(name)) => {
                let integer = matches!(&item[1..], [kind, ..] if is(kind, "INTEGER"));
                if item.windows(2).any(primary) {
                    keys.push(name.clone());
                    if integer {
                        self.number = Some(self.names.len());
                    }
                }
                self.integers.push(integer);
                self.names.push(name.clone());
            }
            _ => {}
        }
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a column, or its number.
    pub(crate) fn name(&self, at: usize) -> String {
        let name = self.names.get(at).cloned();
        name.unwrap_or_else(|| format!("column{}", at + 1))
    }

    /// Whether a column stands for the number of the row.
    pub(crate) fn is_number(&self, at: usize) -> bool {
        self.number == Some(at)
    }
}

/// The names in brackets that come first.
fn names_in(tokens: &[Token]) -> Vec<String> {
    let inside = tokens
        .iter()
        .skip(1)
        .take_while(|it| **it != Token::Sign(')'));
    let mut names = Vec::new();
    let mut expected = true;
    for token in inside {
        match token {
            Token::Sign(',') => expected = true,
            Token::Word(name) | Token::Name(name) if std::mem::take(&mut expected) => {
                names.push(name.clone());
            }
            _ => {}
        }
    }
    names
}

fn is(token: &Token, word: &str) -> bool {
    matches!(token, Token::Word(it) if it.eq_ignore_ascii_case(word))
}

fn tokens(sql: &str) -> Vec<Token> {
    let (mut tokens, mut rest) = (Vec::new(), sql);
    while let Some(first) = rest.chars().next() {
        let behind = &rest[first.len_utf8()..];
        rest = match first {
            _ if rest.starts_with("--") => behind.split_once('\n').map_or("", |it| it.1),
            _ if rest.starts_with("/*") => behind.split_once("*/").map_or("", |it| it.1),
            '"' | '`' | '\'' => quoted(behind, first, &mut tokens),
            '[' => quoted(behind, ']', &mut tokens),
            _ if is_word(first) => {
                let end = rest.find(|it| !is_word(it)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                &rest[end..]
            }
            _ if first.is_whitespace() => behind,
            _ => {
                tokens.push(Token::Sign(first));
                behind
            }
        };
    }
    tokens
}

fn is_word(character: char) -> bool {
    character == '_' || character == '$' || character.is_alphanumeric()
}

/// Takes a name up to its quote; two of them stand for one in it.
fn quoted<'a>(text: &'a str, quote: char, tokens: &mut Vec<Token>) -> &'a str {
    let (mut name, mut rest) = (String::new(), text);
    loop {
        let Some((part, behind)) = rest.split_once(quote) else {
            tokens.push(Token::Name(name + rest));
            return "";
        };
        name.push_str(part);
        match behind.strip_prefix(quote) {
            Some(behind) if quote != ']' => {
                name.push(quote);
                rest = behind;
            }
            _ => {
                tokens.push(Token::Name(name));
                return behind;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sql: &str) -> (Vec<String>, Option<usize>) {
        let create = Create::parse(sql);
        (create.names, create.number)
    }

    #[test]
    fn columns_have_the_names_of_the_definition() {
        let sql = "CREATE TABLE \"a (b\" (id INTEGER PRIMARY KEY, -- no, column
            [card no] TEXT DEFAULT ',', \"x\"\"y\" DECIMAL(10, 2) CHECK (a > 1), UNIQUE (id))";
        let expected = ["id", "card no", "x\"y"].map(str::to_owned).to_vec();
        assert_eq!(names(sql), (expected, Some(0)));
    }

    #[test]
    fn keys_come_first_where_rows_have_no_numbers() {
        let sql = "create table t(a, b, c, primary key(c, a)) WITHOUT ROWID";
        assert_eq!(names(sql).0, ["c", "a", "b"]);
        let sql = "create table t(a, b text primary key, c integer) without rowid, strict";
        assert_eq!(names(sql).0, ["b", "a", "c"]);
    }

    #[test]
    fn a_number_may_be_named_as_the_key_later() {
        let sql = "CREATE TABLE t (a TEXT, n INTEGER, PRIMARY KEY (n DESC))";
        assert_eq!(names(sql).1, Some(1));
        assert_eq!(names("CREATE TABLE t (a TEXT PRIMARY KEY)").1, None);
        assert_eq!(names("nonsense"), (Vec::new(), None));
    }
}
