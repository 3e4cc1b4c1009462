//! Spans that have the form of an identifier, judged by its rules.

use tracie_pattern::Hit;

use super::explanation::{Keyword, KeywordRule, Side, Step};
use super::field::Field;
use crate::compiled::{Compiled, CustomRule, PatternRule};
use crate::judge_custom::precedes;
use crate::label::is_label;
use crate::matches::Rank;
use crate::proximity::{self, MANAGED_DISTANCE};
use crate::serials;
use crate::words::Words;

/// A span that has the form of an identifier.
pub(super) struct Candidate {
    /// Which of all patterns; `None` for what is found by word lists.
    pub(super) pattern: Option<u32>,
    pub(super) identifier: u32,
    pub(super) rank: Rank,
    /// In the chunk.
    pub(super) span: (usize, usize),
    /// In the object.
    pub(super) origin: (u64, u64),
    /// What arms it, or where it was turned away.
    pub(super) judged: Result<Armed, Step>,
}

/// What makes a candidate count, where its form is not enough.
#[derive(Clone, Debug, Default)]
pub(super) struct Armed {
    pub(super) keyword: Option<Keyword>,
    pub(super) named: Option<String>,
}

/// Appends the candidates of all identifiers in a field.
pub(super) fn collect(compiled: &Compiled, field: &Field<'_>, found: &mut Vec<Candidate>) {
    let mut ends = Vec::new();
    for pattern in 0..compiled.patterns.len() as u32 {
        match compiled.customs.iter().find(|it| it.pattern == pattern) {
            Some(rule) => Judge {
                compiled,
                field,
                found,
            }
            .custom(pattern, rule),
            None => Judge {
                compiled,
                field,
                found,
            }
            .managed(pattern, &mut ends),
        }
    }
    serials(compiled, field, found);
    for (identifier, words) in &compiled.words {
        Judge {
            compiled,
            field,
            found,
        }
        .words(*identifier, *words);
    }
}

/// What counts as all of a value whose name arms it.
fn serials(compiled: &Compiled, field: &Field<'_>, found: &mut Vec<Candidate>) {
    let mut armed: Vec<u32> = field.named.keys().copied().collect();
    armed.sort_unstable();
    let span = (0, field.text.len());
    for identifier in serials::of(&compiled.serials, &armed, field.text) {
        let named = field.named.get(&identifier).cloned();
        found.push(Candidate {
            pattern: None,
            identifier,
            rank: Rank::Keyword,
            span: field.in_chunk(span),
            origin: field.in_object(span),
            judged: Ok(Armed {
                keyword: None,
                named,
            }),
        });
    }
}

/// Judges the candidates in a field.
struct Judge<'a> {
    compiled: &'a Compiled,
    field: &'a Field<'a>,
    found: &'a mut Vec<Candidate>,
}

impl Judge<'_> {
    /// At each start the longest end that the rule of the pattern accepts, or
    /// the longest if it accepts none.
    fn managed(&mut self, pattern: u32, ends: &mut Vec<usize>) {
        let PatternRule { rule, .. } = &self.compiled.patterns[pattern as usize];
        let text = self.field.text;
        for start in self.field.owned.0..self.field.owned.1 {
            self.compiled
                .set
                .ends(pattern, text, start, text.len(), ends);
            let Some(&longest) = ends.last() else {
                continue;
            };
            let judged = |end: &usize| rule.judge(text, start, *end);
            let end = ends.iter().rev().find(|end| judged(end).is_ok()).copied();
            let span = (start, end.unwrap_or(longest));
            let armed = match judged(&span.1) {
                Ok(()) => self.arm(pattern, span),
                Err(rejection) => Err(Step::Value(rejection)),
            };
            self.push(pattern, span, armed);
        }
    }

    /// What arms a value that needs it.
    fn arm(&self, pattern: u32, span: (usize, usize)) -> Result<Armed, Step> {
        let PatternRule {
            identifier,
            keyword,
            named,
            label,
            ..
        } = self.compiled.patterns[pattern as usize];
        if !keyword {
            return Ok(Armed::default());
        }
        let field = self.field;
        let (distance, rule) = match field.by_distance {
            true => (MANAGED_DISTANCE, KeywordRule::Near(MANAGED_DISTANCE)),
            // As many characters as no field has.
            false => (usize::MAX / 8, KeywordRule::InField),
        };
        let rule = match (named, label) {
            (true, _) => KeywordRule::InName,
            (false, true) => KeywordRule::Label,
            _ => rule,
        };
        let counts = |hit: &&Hit| {
            !named
                && proximity::is_near(field.text, hit, span, distance)
                && (!label || is_label(field.text, (0, field.text.len()), hit, span))
        };
        self.nearest(identifier, span, counts, rule)
    }

    /// All matches of the expression of a custom identifier.
    fn custom(&mut self, pattern: u32, rule: &CustomRule) {
        let Field { text, owned, .. } = *self.field;
        let set = &self.compiled.set;
        let mut from = set.resume(pattern, text, 0, owned.0);
        while let Some(span) = set.find_plain(pattern, text, from..text.len()) {
            if span.0 >= owned.1 {
                break;
            }
            from = span.1.max(span.0 + 1);
            if span.0 >= owned.0 {
                let judged = self.judge_custom(rule, span);
                self.push(pattern, span, judged);
            }
        }
    }

    fn judge_custom(&self, rule: &CustomRule, span: (usize, usize)) -> Result<Armed, Step> {
        let field = self.field;
        let value = &field.text[span.0..span.1];
        let mut words = rule.ignore_words.iter();
        if let Some(word) = words.find(|word| memchr::memmem::find(value, word).is_some()) {
            return Err(Step::IgnoreWord(String::from_utf8_lossy(word).into_owned()));
        }
        if !rule.keyword {
            return Ok(Armed::default());
        }
        let counts = |hit: &&Hit| precedes(&field.judged(), hit, rule, span);
        let asked = match field.by_distance {
            true => KeywordRule::Before(rule.distance),
            false => KeywordRule::InFieldBefore(rule.distance),
        };
        self.nearest(rule.identifier, span, counts, asked)
    }

    /// The nearest keyword that counts, and the one in a name; else the
    /// nearest that does not count.
    fn nearest(
        &self,
        identifier: u32,
        span: (usize, usize),
        counts: impl Fn(&&Hit) -> bool,
        rule: KeywordRule,
    ) -> Result<Armed, Step> {
        let to_end = matches!(rule, KeywordRule::Before(_) | KeywordRule::InFieldBefore(_));
        let field = self.field;
        let see = |hit: &Hit| field.keyword(hit, span, to_end);
        let hits = || field.keywords(self.compiled, identifier, span);
        let keyword = hits().filter(counts).map(see).min_by_key(|it| it.distance);
        let named = field.named.get(&identifier).cloned();
        if keyword.is_some() || named.is_some() {
            return Ok(Armed { keyword, named });
        }
        let order = |it: &Keyword| match it.side {
            Side::Within => (2, 0),
            Side::After if to_end => (1, it.distance),
            _ => (0, it.distance),
        };
        Err(Step::Keyword {
            nearest: hits().map(see).min_by_key(order),
            rule,
        })
    }

    /// Word lists tell what they find, and nothing of what comes near.
    fn words(&mut self, identifier: u32, words: Words) {
        let field = self.field;
        let kind = field
            .suggested
            .map_or(tracie_lexicon::Field::Text, |it| words.field(it));
        words.find(
            field.text,
            field.owned.0..field.owned.1,
            kind,
            |start, end| {
                self.found.push(Candidate {
                    pattern: None,
                    identifier,
                    rank: Rank::Words,
                    span: field.in_chunk((start, end)),
                    origin: field.in_object((start, end)),
                    judged: Ok(Armed::default()),
                });
            },
        );
    }

    fn push(&mut self, pattern: u32, span: (usize, usize), judged: Result<Armed, Step>) {
        let PatternRule {
            identifier, rank, ..
        } = self.compiled.patterns[pattern as usize];
        self.found.push(Candidate {
            pattern: Some(pattern),
            identifier,
            rank,
            span: self.field.in_chunk(span),
            origin: self.field.in_object(span),
            judged,
        });
    }
}
