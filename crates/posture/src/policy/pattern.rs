//! Texts of policies that may hold wildcards and variables.

use crate::policy::document::Reader;
use crate::policy::error::PolicyError;
use crate::policy::glob::Glob;

/// A text of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    /// Compiled, if it holds no variable.
    pub(crate) glob: Option<Glob>,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    /// May hold wildcards.
    Text(String),
    /// Stands for itself: `${*}`.
    Literal(&'static str),
    /// The value of a key, and what stands for it where there is none.
    Variable { key: usize, or: Option<String> },
}

/// What a pattern comes to once its variables are known.
pub(crate) enum Expanded {
    Pieces(Vec<(String, bool)>),
    /// A variable has no value: it matches nothing.
    Nothing,
    /// A variable has a value that is not known.
    Unknown,
}

/// What a variable stands for.
pub(crate) enum Variable {
    Text(String),
    Absent,
    Unknown,
}

impl Pattern {
    /// A text without variables.
    pub(crate) fn plain(text: &str) -> Pattern {
        Pattern {
            text: text.into(),
            glob: Some(Glob::like(text)),
            pieces: Vec::new(),
        }
    }

    /// A text with variables, if the policy has any.
    pub(crate) fn parse(text: &str, reader: &mut Reader<'_>) -> Result<Pattern, PolicyError> {
        if !reader.variables || !text.contains("${") {
            return Ok(Pattern::plain(text));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            pieces.push(Piece::Text(rest[..start].into()));
            let inner = &rest[start + 2..];
            let end = inner
                .find('}')
                .ok_or_else(|| reader.wrong("a variable", "does not end with `}`"))?;
            pieces.push(Piece::of(&inner[..end], reader));
            rest = &inner[end + 1..];
        }
        pieces.push(Piece::Text(rest.into()));
        Ok(Pattern {
            text: text.into(),
            glob: None,
            pieces,
        })
    }

    pub(crate) fn ignore_case(mut self) -> Pattern {
        self.glob = self.glob.map(Glob::ignore_case);
        self
    }

    /// The keys that its variables stand for.
    pub(crate) fn variables(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, .. } => Some(*key),
            _ => None,
        })
    }

    /// With the values of its variables.
    pub(crate) fn expand(&self, value: impl Fn(usize) -> Variable) -> Expanded {
        let mut expanded = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => expanded.push((text.clone(), false)),
                Piece::Literal(text) => expanded.push(((*text).to_owned(), true)),
                Piece::Variable { key, or } => match (value(*key), or) {
                    (Variable::Text(text), _) => expanded.push((text, true)),
                    (Variable::Absent, Some(or)) => expanded.push((or.clone(), true)),
                    (Variable::Absent, None) => return Expanded::Nothing,
                    (Variable::Unknown, _) => return Expanded::Unknown,
                },
            }
        }
        if self.pieces.is_empty() {
            expanded.push((self.text.clone(), false));
        }
        Expanded::Pieces(expanded)
    }
}

impl Piece {
    fn of(inside: &str, reader: &mut Reader<'_>) -> Piece {
        match inside.trim() {
            "*" => Piece::Literal("*"),
            "?" => Piece::Literal("?"),
            "$" => Piece::Literal("$"),
            inside => {
                let (name, or) = match inside.split_once(',') {
                    Some((name, or)) => (name.trim_end(), Some(or.trim().trim_matches('\''))),
                    None => (inside, None),
                };
                Piece::Variable {
                    key: reader.keys.place(name),
                    or: or.map(str::to_owned),
                }
            }
        }
    }
}
