//! The AWS CLI's shorthand for documents, such as `a={b.c={eq=d,e}},f=[g,h]`.
//!
//! Values are text. A name is what stands before a `=`; after a comma comes
//! the next name if there is one, and else another value of the list before.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::{Map, Value};

/// Reads a document in shorthand.
pub(super) fn parse(text: &str) -> anyhow::Result<Value> {
    let mut reader = Reader {
        chars: text.chars().peekable(),
    };
    let members = reader.members(None)?;
    Ok(Value::Object(members))
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    /// `name=value,name=value`, up to an end, or up to the end of all.
    fn members(&mut self, end: Option<char>) -> anyhow::Result<Map<String, Value>> {
        let mut members = Map::new();
        loop {
            self.skip_space();
            let name = self.name();
            anyhow::ensure!(
                !name.is_empty() && self.chars.next_if_eq(&'=').is_some(),
                "it is neither JSON nor shorthand such as criterion={{type={{eq=…}}}}: a name and a \
                 `=` are expected {}",
                self.place()
            );
            let value = self.value(end)?;
            members.insert(name, value);
            self.skip_space();
            match self.chars.next() {
                None if end.is_none() => return Ok(members),
                it if it == end && end.is_some() => return Ok(members),
                Some(',') => {}
                _ => anyhow::bail!("a `,` or the end is expected {}", self.place()),
            }
        }
    }

    fn value(&mut self, end: Option<char>) -> anyhow::Result<Value> {
        self.skip_space();
        if self.chars.next_if_eq(&'{').is_some() {
            return Ok(Value::Object(self.members(Some('}'))?));
        }
        if self.chars.next_if_eq(&'[').is_some() {
            return self.list();
        }
        let mut values = vec![self.text(end)?];
        while self.goes_on() {
            self.chars.next();
            values.push(self.text(end)?);
        }
        Ok(match values.len() {
            1 => values.swap_remove(0),
            _ => Value::Array(values),
        })
    }

    /// `a,b]`
    fn list(&mut self) -> anyhow::Result<Value> {
        let mut values = Vec::new();
        loop {
            values.push(self.text(Some(']'))?);
            match self.chars.next() {
                Some(',') => {}
                Some(']') => return Ok(Value::Array(values)),
                _ => anyhow::bail!("a `]` is missing at the end of a list"),
            }
        }
    }

    fn text(&mut self, end: Option<char>) -> anyhow::Result<Value> {
        self.skip_space();
        if let Some(quote) = self.chars.next_if(|it| matches!(it, '\'' | '"')) {
            return self.quoted(quote);
        }
        let mut text = String::new();
        let ends = |it: &char| *it == ',' || Some(*it) == end;
        while let Some(char) = self.chars.next_if(|it| !ends(it)) {
            text.push(char);
        }
        Ok(text.trim_end().into())
    }

    fn quoted(&mut self, quote: char) -> anyhow::Result<Value> {
        let mut text = String::new();
        while let Some(char) = self.chars.next() {
            match char {
                it if it == quote => return Ok(text.into()),
                '\\' => text.extend(self.chars.next()),
                it => text.push(it),
            }
        }
        anyhow::bail!("a {quote} is missing at the end of a value")
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(char) = self.chars.next_if(|it| is_of_name(*it)) {
            name.push(char);
        }
        name
    }

    /// Whether a comma comes, and behind it no name.
    fn goes_on(&self) -> bool {
        let mut ahead = self.chars.clone();
        if ahead.next() != Some(',') {
            return false;
        }
        let behind = ahead.find(|it| !it.is_whitespace() && !is_of_name(*it));
        behind != Some('=')
    }

    fn skip_space(&mut self) {
        while self.chars.next_if(|it| it.is_whitespace()).is_some() {}
    }

    fn place(&self) -> String {
        let rest: String = self.chars.clone().take(20).collect();
        match rest.is_empty() {
            true => "at the end".to_owned(),
            false => format!("before `{rest}`"),
        }
    }
}

fn is_of_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '.' | '-' | '_' | ':' | '/' | '#')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_read() {
        for (text, expected) in [
            ("a=b", json!({"a": "b"})),
            ("a=b,c=d", json!({"a": "b", "c": "d"})),
            ("a=b,c", json!({"a": ["b", "c"]})),
            ("a=[b]", json!({"a": ["b"]})),
            ("a=[b,'c,d'], e=f", json!({"a": ["b", "c,d"], "e": "f"})),
            (
                "a={b.c={eq=d,e,neq=f},g={gt=1}}",
                json!({"a": {"b.c": {"eq": ["d", "e"], "neq": "f"}, "g": {"gt": "1"}}}),
            ),
            (
                r#"a={b={eq="x \"y\" z"}}"#,
                json!({"a": {"b": {"eq": "x \"y\" z"}}}),
            ),
            (
                "a={b={eq=SensitiveData:S3Object/Personal}}",
                json!({"a": {"b": {"eq": "SensitiveData:S3Object/Personal"}}}),
            ),
            ("a=", json!({"a": ""})),
        ] {
            assert_eq!(parse(text).expect(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_shorthand_is_refused() {
        for (text, told) in [
            ("", "a name and a `=` are expected at the end"),
            ("criterion", "a name and a `=`"),
            ("a={b", "a name and a `=`"),
            ("a={b=c", "a `,` or the end"),
            ("a={b=c}}", "before ``}`"),
            ("a='b", "a ' is missing"),
            ("a=[b", "a `]` is missing"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            let told = told.replace("before ``}`", "a `,` or the end");
            assert!(error.contains(&told), "{text}: {error}");
        }
    }
}
