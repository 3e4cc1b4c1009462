//! Collecting patterns and keywords, and compiling them to a set.

use std::num::NonZeroUsize;
use std::thread;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use crate::Error;
use crate::class::Engine;
use crate::compiled::{Compiled, MAX_ARMED, Matching};
use crate::draft::{self, Draft, Pattern, Shared};
use crate::expression::Expression;
use crate::groups;
use crate::joint::{self, Joint};
use crate::keyword::Keywords;
use crate::literal::Literals;
use crate::marked::Marked;
use crate::parallel;
use crate::plan::Plan;
use crate::ready::Ready;
use crate::set::{Needs, PatternSet};
use crate::shape::Beginning;
use crate::shape_index::{Entry, ShapeIndex};
use crate::shapes::Shapes;
use crate::sieve::Sifted;

/// Collects patterns and keywords.
#[derive(Debug)]
pub struct Builder {
    engine: Engine,
    threads: usize,
    /// Each with whether it is met in other spellings.
    keywords: Vec<(String, bool)>,
    keyword_reach: usize,
    patterns: Vec<Pattern>,
    ready: Ready,
}

/// Why a set could not be built, and because of which pattern, if of one.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct BuildError {
    /// The number of the pattern.
    pub pattern: Option<u32>,
    /// What is wrong.
    #[source]
    pub error: Error,
}

impl BuildError {
    pub(crate) fn of(pattern: u32, error: Error) -> BuildError {
        BuildError {
            pattern: Some(pattern),
            error,
        }
    }
}

impl From<Error> for BuildError {
    fn from(error: Error) -> BuildError {
        BuildError {
            pattern: None,
            error,
        }
    }
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder {
            engine: Engine::detect(),
            threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            keywords: Vec::new(),
            keyword_reach: 0,
            patterns: Vec::new(),
            ready: Ready::default(),
        }
    }

    /// Uses these instructions rather than the best of the machine.
    pub fn engine(mut self, engine: Engine) -> Builder {
        self.engine = engine;
        self
    }

    /// How many threads compile patterns; one for each processor by default.
    pub fn threads(&mut self, threads: usize) {
        self.threads = threads;
    }

    /// Takes what is known of expressions that are added from now on from here if
    /// it has them.
    pub fn ready(&mut self, ready: &Ready) {
        self.ready = ready.clone();
    }

    /// Adds a keyword and returns its number, from 0.
    pub fn keyword(&mut self, keyword: &str) -> u32 {
        self.add_keyword(keyword, false)
    }

    /// Adds a keyword that is met in the plural, too, without its accents and, if it is
    /// several words, without points: a word of a language, as texts and names of
    /// columns write it.
    pub fn word(&mut self, keyword: &str) -> u32 {
        self.add_keyword(keyword, true)
    }

    fn add_keyword(&mut self, keyword: &str, varied: bool) -> u32 {
        self.keywords.push((keyword.to_owned(), varied));
        (self.keywords.len() - 1) as u32
    }

    /// Most characters between a keyword and a value that it arms.
    pub fn keyword_reach(&mut self, characters: usize) {
        self.keyword_reach = self.keyword_reach.max(characters);
    }

    /// Adds a pattern and returns its number, from 0. An `armed` pattern
    /// counts only near a keyword, or under a name that holds one.
    ///
    /// # Errors
    ///
    /// If the expression does not parse, or asks for what cannot be searched
    /// for. Whether it is too large shows when the set is built.
    pub fn pattern(&mut self, regex: &str, matching: Matching, armed: bool) -> Result<u32, Error> {
        let known = (matching == Matching::Words).then(|| self.ready.get(regex));
        let expression = match known.flatten() {
            Some(known) => Expression::Known(known),
            None => Expression::Parsed(parse(regex, matching == Matching::Plain)?),
        };
        let facts = expression.facts();
        if matching == Matching::Words && facts.looks_around {
            return Err(Error::LooksAround);
        }
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        self.patterns.push(Pattern {
            regex: regex.to_owned(),
            expression,
            facts,
            matching,
            armed,
        });
        Ok((self.patterns.len() - 1) as u32)
    }

    /// Compiles the set.
    ///
    /// # Errors
    ///
    /// A keyword without letter or digit, or an expression that is too large.
    pub fn build(self) -> Result<PatternSet, BuildError> {
        let words = self.keywords.iter();
        let words = words.map(|(word, varied)| (&**word, *varied));
        let keywords = || Keywords::new(words, &self.ready);
        let (keywords, drafts) = parallel::both(self.threads, keywords, || self.compile());
        let keywords = keywords?;
        let mut literals = Vec::new();
        let mut patterns = Vec::new();
        for (mut compiled, pattern) in drafts?.into_iter().zip(0..) {
            let found = std::mem::take(&mut compiled.planned.literals);
            literals.extend(found.into_iter().map(|it| (it, pattern)));
            patterns.push(compiled.finish());
        }
        let wanted = [
            (Plan::Value, Matching::Words),
            (Plan::Value, Matching::Plain),
            (Plan::Keyword, Matching::Words),
        ];
        let indexes = parallel::map(self.threads, &wanted, |(plan, matching)| {
            let planned = planned(&patterns, *plan, *matching);
            let (index, plain) = match matching {
                Matching::Words => {
                    let index = index(&planned, *plan, &self.ready);
                    (Some(index), Joint::default())
                }
                Matching::Plain => (None, joint(&planned)),
            };
            let mut marked = Marked::default();
            let unmarked = planned.iter().filter(|it| {
                let whole = *plan == Plan::Value && *matching == Matching::Words;
                !(whole && marked.take(it.beginning))
            });
            let unmarked: Vec<_> = unmarked.collect();
            let runs = unmarked.iter().fold(0, |runs, it| runs | it.beginning.runs);
            let shapes = unmarked.iter().map(|it| &it.beginning.shapes);
            let sought = *plan == Plan::Value && !unmarked.is_empty();
            let sifted = sought.then(|| Sifted::of(shapes, runs));
            (index, plain, marked, sifted.unwrap_or_default())
        });
        let [
            (values, _, marked, unmarked),
            (_, plain, _, plain_sifted),
            (armed, ..),
        ] = <[_; 3]>::try_from(indexes).expect("as many as were wanted");
        Ok(PatternSet {
            engine: self.engine,
            needs: Needs::of(&patterns),
            marked,
            unmarked,
            plain_sifted,
            plain,
            literals: Literals::new(literals),
            values: values.unwrap_or_default(),
            armed: armed.unwrap_or_default(),
            keyword_reach: self.keyword_reach,
            keywords,
            patterns,
        })
    }

    /// How the patterns begin that need a keyword, and in which groups they are.
    pub(crate) fn groups(&self) -> Result<[Vec<u8>; 2], BuildError> {
        let compiled: Vec<_> = self.compile()?.into_iter().map(Draft::finish).collect();
        let planned = planned(&compiled, Plan::Keyword, Matching::Words);
        let begun: Vec<_> = planned.iter().map(Planned::begun).collect();
        Ok(groups::prepared(&begun))
    }

    /// Compiles all patterns, one expression once.
    fn compile(&self) -> Result<Vec<Draft>, BuildError> {
        // Starting a thread takes longer than reading what was worked out.
        let all_known = self.patterns.iter().all(|it| it.expression.is_known());
        let threads = if all_known { 1 } else { self.threads };
        let shared = Shared::new(&self.patterns, threads)?;
        let numbered: Vec<(u32, &Pattern)> = (0..).zip(&self.patterns).collect();
        let all = parallel::map(threads, &numbered, |(number, pattern)| {
            let draft = match pattern.matching {
                Matching::Words => Ok(shared.draft(pattern)),
                Matching::Plain => draft::plain(pattern),
            };
            draft.map_err(|error| BuildError::of(*number, error))
        });
        all.into_iter().collect()
    }
}

/// A pattern that is looked for by how its matches begin.
struct Planned<'a> {
    number: u32,
    compiled: &'a Compiled,
    beginning: &'a Beginning,
}

/// The patterns that are looked for in one way.
fn planned(patterns: &[Compiled], plan: Plan, matching: Matching) -> Vec<Planned<'_>> {
    let numbered = (0..).zip(patterns);
    let planned = numbered.filter(|(_, it)| it.plan == plan && it.matching() == matching);
    planned
        .filter_map(|(number, compiled)| {
            let beginning = compiled.beginning.as_deref()?;
            Some(Planned {
                number,
                compiled,
                beginning,
            })
        })
        .collect()
}

fn index(planned: &[Planned<'_>], plan: Plan, ready: &Ready) -> ShapeIndex {
    let index = ShapeIndex::new(planned.iter().map(Planned::entry));
    match plan {
        Plan::Keyword => index.with_groups(planned.iter().map(Planned::begun), ready),
        _ => index,
    }
}

/// Plain patterns as one automaton.
fn joint(planned: &[Planned<'_>]) -> Joint {
    let entries = planned.iter().filter_map(Planned::plain);
    Joint::of(&entries.collect::<Vec<_>>())
}

impl<'a> Planned<'a> {
    fn entry(&self) -> Entry<'a> {
        let longest = self.compiled.max_len.unwrap_or(MAX_ARMED);
        Entry {
            number: self.number,
            beginning: self.beginning,
            reach: longest.min(MAX_ARMED) as u16,
        }
    }

    fn begun(&self) -> (&'a Shapes, usize) {
        (&self.beginning.shapes, self.entry().reach.into())
    }

    fn plain(&self) -> Option<joint::Entry<'a>> {
        let automaton = self.compiled.plain_automaton()?;
        Some(joint::Entry {
            pattern: self.number,
            automaton,
            starts: Beginning::word_starts(automaton),
        })
    }
}

pub(crate) fn parse(regex: &str, unicode: bool) -> Result<Hir, Error> {
    ParserBuilder::new()
        .unicode(unicode)
        .utf8(false)
        .nest_limit(100)
        .build()
        .parse(regex)
        .map_err(|error| {
            let (message, span) = match &error {
                regex_syntax::Error::Parse(it) => (it.kind().to_string(), it.span()),
                regex_syntax::Error::Translate(it) => (it.kind().to_string(), it.span()),
                other => return Error::TooLarge(other.to_string()),
            };
            Error::Syntax {
                message,
                position: span.start.column,
            }
        })
}
