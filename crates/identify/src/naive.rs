//! The reference that the detector is held to: every pattern at every
//! position of every field, by the definition, without plans or masks.
//!
//! It shares with the detector what says what a match *is* (rules, distances,
//! the definition of a keyword) and nothing of how matches are *found*: the
//! expressions run on another engine, whole and at each start.

use std::cmp::Reverse;
use std::num::NonZeroU8;

use regex_automata::{Anchored, Input, meta};
use tracie_finding::chunk::{Chunk, Layout, Names};
use tracie_pattern::{Hit, MAX_ARMED, Plan, breaks_token, breaks_word};

use crate::compile::Compiler;
use crate::compiled::{Compiled, PatternRule};
use crate::fold::Folded;
use crate::label::is_label;
use crate::matches::{Match, Rank};
use crate::names::spread;
use crate::proximity::{self, MANAGED_DISTANCE};
use crate::serials;
use crate::words::{Suggested, Words};
use crate::{AllowList, CustomIdentifier, Error, Selection};

/// The slow detector.
#[derive(Debug)]
pub struct Naive {
    compiled: Compiled,
    /// By pattern; those of managed identifiers are anchored at their end.
    regexes: Vec<meta::Regex>,
    /// The same without that anchor, to pass over starts where nothing matches.
    begins: Vec<meta::Regex>,
    lists: Vec<AllowList>,
}

struct Field<'a> {
    text: &'a [u8],
    /// What the names over a value suggest; `None` for text.
    suggested: Option<Suggested>,
    by_distance: bool,
    hits: Vec<Hit>,
    named: Vec<u32>,
}

impl Naive {
    /// The same identifiers as a detector would have.
    ///
    /// # Errors
    ///
    /// As [`DetectorBuilder::build`](crate::DetectorBuilder::build).
    pub fn new(selection: &Selection, customs: &[CustomIdentifier]) -> Result<Naive, Error> {
        let mut compiler = Compiler::new(None);
        let (mut regexes, mut begins) = (Vec::new(), Vec::new());
        for identifier in selection.resolve()? {
            compiler.managed(identifier)?;
            for pattern in identifier.patterns.iter().filter(|it| it.is_expression()) {
                regexes.push(build(&format!(r"(?:{})\z", pattern.regex), false)?);
                begins.push(build(&pattern.regex, false)?);
            }
        }
        for custom in customs {
            compiler.custom(custom)?;
            regexes.push(build(&custom.plain_regex()?, true)?);
            begins.push(build(&custom.plain_regex()?, true)?);
        }
        Ok(Naive {
            compiled: compiler.build()?,
            regexes,
            begins,
            lists: Vec::new(),
        })
    }

    /// The same with allow lists.
    #[must_use]
    pub fn with_lists(mut self, lists: Vec<AllowList>) -> Naive {
        self.lists = lists;
        self
    }

    /// The list that a text found for an identifier is on.
    fn allowed(&self, identifier: u32, found: &[u8]) -> Option<NonZeroU8> {
        let addresses = |it: &(u32, Words)| *it == (identifier, Words::PostalAddress);
        if self.compiled.words.iter().any(addresses) {
            return None;
        }
        let numbered = self.lists.iter().zip(1..);
        let on = numbered.filter(|(list, _)| list.allows(found));
        on.map(|it| it.1).next().and_then(NonZeroU8::new)
    }

    /// The matches of a chunk whose owned part is all of it.
    pub fn scan(&self, chunk: &Chunk<'_>) -> Vec<Match> {
        let mut found = self.all(chunk);
        let mut folded = Folded::default();
        if folded.fill(chunk, false) {
            let joined =
                |it: &Match| folded.is_joined((it.origin.0 as usize, it.origin.1 as usize));
            let customs = self.compiled.first_custom();
            let all = self.all(&folded.chunk(chunk)).into_iter();
            found.extend(
                all.filter(|it| it.identifier < customs && (it.rank != Rank::Words || joined(it)))
                    .map(|it| self.led_back(it, &folded, chunk)),
            );
        }
        keep_apart(found)
    }

    /// A match of a folded chunk as one of the chunk.
    fn led_back(&self, one: Match, folded: &Folded, chunk: &Chunk<'_>) -> Match {
        let span = (one.origin.0 as usize, one.origin.1 as usize);
        let text = &chunk.bytes[folded.back(span.0)..folded.back(span.1)];
        Match {
            origin: folded.origin(chunk, span),
            allowed: self.allowed(one.identifier, text),
            ..one
        }
    }

    /// All matches of a chunk, also those within each other.
    fn all(&self, chunk: &Chunk<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        match chunk.layout {
            Layout::Rows {
                base,
                values,
                names,
            } => {
                for layout in [Layout::Text { base }, Layout::Values { values, names }] {
                    found.extend(self.all(&Chunk { layout, ..*chunk }));
                }
            }
            Layout::Text { base } => {
                let hits = self.compiled.set.keywords_naive(chunk.bytes);
                let (text, named) = (chunk.bytes, Vec::new());
                let field = Field {
                    text,
                    suggested: None,
                    by_distance: true,
                    hits,
                    named,
                };
                self.scan_field(&field, base, &mut found);
            }
            Layout::Values { values, names } => {
                for value in values {
                    let text = &chunk.bytes[value.range()];
                    let hits = self.compiled.set.keywords_naive(text);
                    let named = self.named(names, value.names);
                    let suggested = Some(Suggested::by(names.get(value.names)));
                    let serials = serials::of(&self.compiled.serials, &named, text);
                    found.extend(serials.map(|identifier| Match {
                        origin: (value.origin, value.origin + text.len() as u64),
                        identifier,
                        rank: Rank::Keyword,
                        allowed: self.allowed(identifier, text),
                    }));
                    let field = Field {
                        text,
                        suggested,
                        by_distance: false,
                        hits,
                        named,
                    };
                    self.scan_field(&field, value.origin, &mut found);
                }
            }
        }
        found
    }

    fn named(&self, names: &Names, set: u32) -> Vec<u32> {
        let hits = names
            .get(set)
            .iter()
            .flat_map(|name| self.compiled.set.keywords_naive(&spread(name)));
        let mut named: Vec<u32> = hits
            .flat_map(|hit| self.compiled.arms[hit.keyword as usize].clone())
            .collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    fn scan_field(&self, field: &Field<'_>, origin: u64, found: &mut Vec<Match>) {
        // Names in a value that an address fills are not told: they would give way to it.
        let mut filled = false;
        for (identifier, words) in &self.compiled.words {
            if filled {
                break;
            }
            let kind = field
                .suggested
                .map_or(tracie_lexicon::Field::Text, |it| words.field(it));
            words.find(field.text, 0..field.text.len(), kind, |start, end| {
                filled |= field.suggested.is_some() && end - start == field.text.len();
                found.push(Match {
                    origin: (origin + start as u64, origin + end as u64),
                    identifier: *identifier,
                    rank: Rank::Words,
                    allowed: self.allowed(*identifier, &field.text[start..end]),
                });
            });
        }
        for pattern in 0..self.regexes.len() {
            let custom = self
                .compiled
                .customs
                .iter()
                .find(|it| it.pattern as usize == pattern);
            let spans = match custom {
                Some(rule) => self.custom(field, pattern, rule),
                None => self.managed(field, pattern),
            };
            let rule = &self.compiled.patterns[pattern];
            found.extend(spans.into_iter().map(|(start, end)| Match {
                origin: (origin + start as u64, origin + end as u64),
                identifier: rule.identifier,
                rank: rule.rank,
                allowed: self.allowed(rule.identifier, &field.text[start..end]),
            }));
        }
    }

    fn managed(&self, field: &Field<'_>, pattern: usize) -> Vec<(usize, usize)> {
        let rule = &self.compiled.patterns[pattern];
        let breaks = match self.compiled.set.plan(pattern as u32) {
            Plan::LongToken => breaks_token,
            _ => breaks_word,
        };
        let starts = (0..field.text.len()).filter(|at| !breaks(field.text, *at));
        starts
            .filter_map(|start| Some((start, self.longest(field, pattern, start)?)))
            .filter(|value| !rule.keyword || self.has_keyword(field, rule, *value))
            .collect()
    }

    fn longest(&self, field: &Field<'_>, pattern: usize, start: usize) -> Option<usize> {
        let here = Input::new(field.text)
            .range(start..)
            .anchored(Anchored::Yes);
        if !self.begins[pattern].is_match(here) {
            return None;
        }
        let PatternRule { rule, keyword, .. } = &self.compiled.patterns[pattern];
        let most = if *keyword {
            MAX_ARMED
        } else {
            field.text.len()
        };
        (start + 1..=field.text.len().min(start + most))
            .rev()
            .find(|end| {
                !breaks_word(field.text, *end)
                    && self.matches(pattern, &field.text[..*end], start)
                    && rule.judge(field.text, start, *end).is_ok()
            })
    }

    fn matches(&self, pattern: usize, text: &[u8], start: usize) -> bool {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        self.regexes[pattern].is_match(input)
    }

    fn has_keyword(&self, field: &Field<'_>, rule: &PatternRule, value: (usize, usize)) -> bool {
        let identifier = rule.identifier;
        let distance = if field.by_distance {
            MANAGED_DISTANCE
        } else {
            field.text.len()
        };
        field.named.contains(&identifier)
            || field.hits.iter().any(|hit| {
                !rule.named
                    && self.compiled.arms[hit.keyword as usize].contains(&identifier)
                    && proximity::is_near(field.text, hit, value, distance)
                    && (!rule.label || is_label(field.text, (0, field.text.len()), hit, value))
            })
    }

    fn custom(
        &self,
        field: &Field<'_>,
        pattern: usize,
        rule: &crate::compiled::CustomRule,
    ) -> Vec<(usize, usize)> {
        let ignored = |value: &[u8]| {
            rule.ignore_words
                .iter()
                .any(|it| value.windows(it.len()).any(|part| part == &**it))
        };
        let precedes = |hit: &&Hit, value: &(usize, usize)| {
            self.compiled.arms[hit.keyword as usize].contains(&rule.identifier)
                && hit.end as usize <= value.0
                && proximity::characters(&field.text[hit.end as usize..value.1]) <= rule.distance
        };
        self.regexes[pattern]
            .find_iter(field.text)
            .map(|found| (found.start(), found.end()))
            .filter(|value| !ignored(&field.text[value.0..value.1]))
            .filter(|value| {
                !rule.keyword
                    || field.named.contains(&rule.identifier)
                    || field.hits.iter().any(|hit| precedes(&hit, value))
            })
            .collect()
    }
}

fn build(regex: &str, unicode: bool) -> Result<meta::Regex, Error> {
    let syntax = regex_automata::util::syntax::Config::new()
        .unicode(unicode)
        .utf8(false);
    meta::Builder::new()
        .syntax(syntax)
        .configure(meta::Config::new().utf8_empty(false))
        .build(regex)
        .map_err(|error| Error::Document {
            what: "identifiers",
            message: error.to_string(),
        })
}

/// Matches of one identifier do not overlap: leftmost first, then longest, then
/// the one for which most speaks.
fn keep_apart(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by_key(|it| {
        (
            it.origin.0,
            it.identifier,
            Reverse(it.origin.1),
            Reverse(it.rank),
        )
    });
    let mut kept: Vec<Match> = Vec::new();
    for it in found {
        let same = |other: &&Match| other.identifier == it.identifier;
        if !kept
            .iter()
            .rev()
            .filter(same)
            .any(|other| it.origin.0 < other.origin.1)
        {
            kept.push(it);
        }
    }
    kept
}
