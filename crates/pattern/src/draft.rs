//! Patterns on their way to being compiled: what several share is made once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::automaton::Automaton;
use crate::compiled::{Compiled, Matcher, Matching, Plain, Token};
use crate::expression::Expression;
use crate::facts::Facts;
use crate::hash::Quick;
use crate::parallel;
use crate::plan::{self, Plan, Planned};
use crate::shape::Beginning;
use crate::{BuildError, Error};

/// A pattern that is sound in itself and waits to be compiled.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) regex: String,
    pub(crate) expression: Expression,
    pub(crate) facts: Facts,
    pub(crate) matching: Matching,
    pub(crate) armed: bool,
}

/// A pattern as good as compiled.
pub(crate) struct Draft {
    pub(crate) planned: Planned,
    matcher: Matcher,
    beginning: Option<Arc<Beginning>>,
    max_len: Option<usize>,
    token: Option<Token>,
    pub(crate) armed: bool,
}

impl Draft {
    pub(crate) fn finish(self) -> Compiled {
        Compiled {
            matcher: self.matcher,
            plan: self.planned.plan,
            beginning: self.beginning,
            max_len: self.max_len,
            token: self.token,
            armed: self.armed,
        }
    }
}

/// What patterns of whole words share: the same value may count for several
/// identifiers.
pub(crate) struct Shared {
    /// By their expression.
    automata: HashMap<String, (u32, Arc<Automaton>), Quick>,
    /// By the number of the automaton, and whether a keyword is demanded.
    beginnings: HashMap<(u32, bool), Arc<Beginning>, Quick>,
}

impl Shared {
    pub(crate) fn new(patterns: &[Pattern], threads: usize) -> Result<Shared, BuildError> {
        let words: Vec<(u32, &Pattern)> = (0..)
            .zip(patterns)
            .filter(|(_, it)| it.matching == Matching::Words)
            .collect();
        let mut known: HashSet<_, Quick> = HashSet::default();
        let mut different = words.clone();
        different.retain(|(_, pattern)| known.insert(&*pattern.regex));
        let made = parallel::map(threads, &different, |(number, pattern)| {
            let made = pattern.expression.automaton();
            made.map_err(|error| BuildError::of(*number, error))
        });
        let mut automata = HashMap::default();
        for ((made, (_, pattern)), number) in made.into_iter().zip(&different).zip(0..) {
            automata.insert(pattern.regex.clone(), (number, made?));
        }
        let mut shared = Shared {
            automata,
            beginnings: HashMap::default(),
        };
        shared.begin(&words, threads);
        Ok(shared)
    }

    /// Works out the beginnings of all patterns that are looked for by them.
    fn begin(&mut self, words: &[(u32, &Pattern)], threads: usize) {
        let mut known: HashSet<_, Quick> = HashSet::default();
        let mut wanted = Vec::new();
        for (_, pattern) in words {
            let (number, automaton) = &self.automata[&pattern.regex];
            let at_sight = plan::at_sight(&pattern.expression, &pattern.facts).is_some();
            if !at_sight && known.insert((*number, pattern.armed)) {
                wanted.push((*number, *pattern, Arc::clone(automaton)));
            }
        }
        let made = parallel::map(threads, &wanted, |(number, pattern, automaton)| {
            let beginning = pattern.expression.beginning(automaton, pattern.armed);
            ((*number, pattern.armed), Arc::new(beginning))
        });
        self.beginnings = made.into_iter().collect();
    }

    pub(crate) fn draft(&self, pattern: &Pattern) -> Draft {
        let Pattern {
            expression,
            facts,
            armed,
            ..
        } = pattern;
        let (number, automaton) = self.automata[&pattern.regex].clone();
        let beginning = self.beginnings.get(&(number, *armed)).cloned();
        let planned = match &beginning {
            Some(beginning) => plan::by_beginning(beginning, expression, *armed),
            None => plan::at_sight(expression, facts).unwrap_or_else(|| Planned::by(Plan::None)),
        };
        let token = || Token::new(expression, facts);
        Draft {
            token: (planned.plan == Plan::LongToken).then(token),
            planned,
            matcher: Matcher::Words { number, automaton },
            beginning,
            max_len: facts.max_len,
            armed: *armed,
        }
    }
}

/// A pattern that matches as a search by it alone.
pub(crate) fn plain(pattern: &Pattern) -> Result<Draft, Error> {
    let Pattern {
        regex,
        expression,
        facts,
        armed,
        ..
    } = pattern;
    let (planned, by_shape) = if *armed {
        (Planned::by(Plan::Keyword), None)
    } else {
        plan::of_plain(expression, facts)
    };
    let (beginning, automaton) = by_shape.unzip();
    Ok(Draft {
        planned,
        matcher: Matcher::Plain(Box::new(Plain {
            regex: expression.search(regex)?,
            automaton,
            holds: expression.alphabet(),
            min_digits: facts.min_digits,
        })),
        beginning: beginning.map(Arc::new),
        max_len: facts.max_len,
        token: None,
        armed: *armed,
    })
}
