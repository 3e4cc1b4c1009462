//! Collecting patterns and keywords, and compiling them to a set.

use std::collections::HashMap;
use std::sync::Arc;

use regex_automata::meta;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use crate::Error;
use crate::automaton::Automaton;
use crate::class::Engine;
use crate::compiled::{Compiled, MAX_ARMED, Matcher, Matching, Plain, Token};
use crate::facts::{self, Facts};
use crate::keyword::Keywords;
use crate::literal::Literals;
use crate::plan::{self, Plan, Planned};
use crate::set::{Needs, PatternSet};
use crate::shape::Beginning;
use crate::shape_index::{Entry, ShapeIndex};

/// Collects patterns and keywords.
#[derive(Debug)]
pub struct Builder {
    engine: Engine,
    keywords: Vec<String>,
    keyword_reach: usize,
    patterns: Vec<Compiled>,
    literals: Vec<(Vec<u8>, u32)>,
    /// Automata by their expression: the same value may count for several
    /// identifiers.
    automata: HashMap<String, (u32, Arc<Automaton>)>,
    beginnings: HashMap<(u32, bool), Arc<Beginning>>,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder {
            engine: Engine::detect(),
            keywords: Vec::new(),
            keyword_reach: 0,
            patterns: Vec::new(),
            literals: Vec::new(),
            automata: HashMap::new(),
            beginnings: HashMap::new(),
        }
    }

    /// Uses these instructions rather than the best of the machine.
    pub fn engine(mut self, engine: Engine) -> Builder {
        self.engine = engine;
        self
    }

    /// Adds a keyword and returns its number, from 0.
    pub fn keyword(&mut self, keyword: &str) -> u32 {
        self.keywords.push(keyword.to_owned());
        (self.keywords.len() - 1) as u32
    }

    /// Most characters between a keyword and a value that it arms.
    pub fn keyword_reach(&mut self, characters: usize) {
        self.keyword_reach = self.keyword_reach.max(characters);
    }

    /// Adds a pattern and returns its number, from 0. An `armed` pattern
    /// counts only near a keyword, or under a name that holds one.
    pub fn pattern(&mut self, regex: &str, matching: Matching, armed: bool) -> Result<u32, Error> {
        let compiled = match matching {
            Matching::Words => self.words(regex, armed)?,
            Matching::Plain => self.plain(regex, armed)?,
        };
        self.patterns.push(compiled);
        Ok((self.patterns.len() - 1) as u32)
    }

    /// How a pattern that was added will be looked for.
    pub fn plan(&self, pattern: u32) -> Plan {
        self.patterns[pattern as usize].plan
    }

    fn words(&mut self, regex: &str, armed: bool) -> Result<Compiled, Error> {
        let hir = parse(regex, false)?;
        let facts = Facts::of(&hir);
        if facts.looks_around {
            return Err(Error::LooksAround);
        }
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        let (number, automaton) = self.automaton(regex, &hir)?;
        let Planned { plan, literals } = plan::at_sight(&hir, &facts).unwrap_or_else(|| {
            let beginning = self.beginning(number, &automaton, armed);
            plan::by_beginning(beginning, &hir, armed)
        });
        let pattern = self.patterns.len() as u32;
        self.literals
            .extend(literals.into_iter().map(|it| (it, pattern)));
        let token = || Token::new(&hir, &facts);
        Ok(Compiled {
            matcher: Matcher::Words { number, automaton },
            plan,
            beginning: self.beginnings.get(&(number, armed)).cloned(),
            max_len: facts.max_len,
            token: (plan == Plan::LongToken).then(token),
            armed,
        })
    }

    fn plain(&mut self, regex: &str, armed: bool) -> Result<Compiled, Error> {
        let hir = parse(regex, true)?;
        let facts = Facts::of(&hir);
        if facts.min_len == 0 {
            return Err(Error::MatchesEmpty);
        }
        let regex = meta::Builder::new()
            .configure(meta::Config::new().utf8_empty(false))
            .build_from_hir(&hir)
            .map_err(|error| Error::TooLarge(error.to_string()))?;
        let (planned, beginning) = if armed {
            (Planned::by(Plan::Keyword), None)
        } else {
            plan::of_plain(&hir, &facts)
        };
        let pattern = self.patterns.len() as u32;
        self.literals
            .extend(planned.literals.into_iter().map(|it| (it, pattern)));
        Ok(Compiled {
            matcher: Matcher::Plain(Box::new(Plain {
                regex,
                holds: facts::alphabet(&hir),
                min_digits: facts.min_digits,
            })),
            plan: planned.plan,
            beginning: beginning.map(Arc::new),
            max_len: facts.max_len,
            token: None,
            armed,
        })
    }

    fn automaton(&mut self, regex: &str, hir: &Hir) -> Result<(u32, Arc<Automaton>), Error> {
        if let Some(known) = self.automata.get(regex) {
            return Ok(known.clone());
        }
        let new = (self.automata.len() as u32, Arc::new(Automaton::new(hir)?));
        self.automata.insert(regex.to_owned(), new.clone());
        Ok(new)
    }

    fn beginning(&mut self, number: u32, automaton: &Automaton, armed: bool) -> &Beginning {
        self.beginnings
            .entry((number, armed))
            .or_insert_with(|| Arc::new(Beginning::of(automaton, armed, true)))
    }

    /// Compiles the set.
    pub fn build(mut self) -> Result<PatternSet, Error> {
        let keywords = Keywords::new(self.keywords.iter().map(String::as_str))?;
        let values = self.index(Plan::Value, Matching::Words);
        let plain = self.index(Plan::Value, Matching::Plain);
        Ok(PatternSet {
            engine: self.engine,
            needs: Needs::of(&self.patterns),
            sieve: values.sieve(),
            plain_sieve: plain.sieve(),
            plain,
            literals: Literals::new(std::mem::take(&mut self.literals)),
            values,
            armed: self.index(Plan::Keyword, Matching::Words),
            keyword_reach: self.keyword_reach,
            keywords,
            patterns: self.patterns,
        })
    }

    fn index(&self, plan: Plan, matching: Matching) -> ShapeIndex {
        let planned = self
            .patterns
            .iter()
            .enumerate()
            .filter(|(_, it)| it.plan == plan && it.matching() == matching);
        ShapeIndex::new(planned.filter_map(|(at, it)| {
            Some(Entry {
                number: at as u32,
                beginning: it.beginning.as_deref()?,
                reach: it.max_len.map_or(MAX_ARMED, |length| length.min(MAX_ARMED)) as u16,
            })
        }))
    }
}

fn parse(regex: &str, unicode: bool) -> Result<Hir, Error> {
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
