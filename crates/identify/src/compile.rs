//! Identifiers compiled into one set of patterns and the rules behind them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use tracie_finding::detection::{Category, IdentifierInfo, Origin, Severity};
use tracie_pattern::hash::Quick;
use tracie_pattern::{BuildError, Builder, Matching, PatternSet, Plan};

use crate::compiled::{Arming, AtLeast, Compiled, CustomRule, PatternRule};
use crate::error::Invalid;
use crate::matches::Rank;
use crate::proximity::MANAGED_DISTANCE;
use crate::refused::Kin;
use crate::rule::Rule;
use crate::words::Words;
use crate::{CustomIdentifier, Error, library, schema};

/// Collects identifiers.
pub(crate) struct Compiler<'i> {
    builder: Builder,
    /// By keyword in lower case, and whether it is a word that is met in other spellings.
    numbers: HashMap<(Cow<'i, str>, bool), u32, Quick>,
    identifiers: Vec<Arc<IdentifierInfo>>,
    patterns: Vec<PatternRule>,
    arms: Vec<Vec<u32>>,
    customs: Vec<CustomRule>,
    words: Vec<(u32, Words)>,
    serials: Vec<(u32, schema::Serial)>,
}

impl<'i> Compiler<'i> {
    pub(crate) fn new(engine: Option<tracie_pattern::class::Engine>) -> Compiler<'i> {
        let mut builder = PatternSet::builder();
        builder.keyword_reach(MANAGED_DISTANCE);
        builder.ready(library::ready());
        if let Some(engine) = engine {
            builder = builder.engine(engine);
        }
        Compiler {
            builder,
            numbers: HashMap::default(),
            identifiers: Vec::new(),
            patterns: Vec::new(),
            arms: Vec::new(),
            customs: Vec::new(),
            words: Vec::new(),
            serials: Vec::new(),
        }
    }

    /// Makes room for what these add, at once.
    pub(crate) fn expect(&mut self, identifiers: &[&schema::Identifier]) {
        let patterns = identifiers.iter().map(|it| it.patterns.len());
        self.patterns.reserve(patterns.sum());
        let words = identifiers.iter().map(|it| it.keywords.len());
        self.numbers.reserve(words.sum());
    }

    pub(crate) fn managed(&mut self, identifier: &'i schema::Identifier) -> Result<(), Error> {
        let number = self.identifier(identifier.info());
        let words = identifier.keywords.iter().chain(&identifier.spellings);
        words.for_each(|it| self.arm(it, number, true));
        for pattern in &identifier.patterns {
            let names = pattern.names.iter();
            names.for_each(|it| self.arm(it, number, true));
            let added = match (&pattern.words, &pattern.serial) {
                (Some(name), _) => Words::by_name(name).map(|it| self.words.push((number, it))),
                (None, Some(serial)) => {
                    self.serials.push((number, serial.clone()));
                    Ok(())
                }
                (None, None) => self.pattern(number, pattern),
            };
            added.map_err(|message| Error::File {
                file: identifier.id.clone(),
                message: format!("pattern `{}`: {message}", pattern.name),
            })?;
        }
        Ok(())
    }

    pub(crate) fn custom(&mut self, custom: &'i CustomIdentifier) -> Result<(), Error> {
        custom.validate()?;
        let distance = custom.maximum_match_distance as usize;
        self.builder.keyword_reach(distance);
        let number = self.identifier(custom.info());
        let keywords = custom.keywords.iter();
        keywords.for_each(|it| self.arm(it, number, false));
        let armed = !custom.keywords.is_empty();
        let pattern = self
            .builder
            .pattern(&custom.plain_regex()?, Matching::Plain, armed)
            .map_err(|error| regex_error(custom, &error))?;
        let letters = |it: &String| it.chars().filter(|it| it.is_alphanumeric()).count();
        self.customs.push(CustomRule {
            pattern,
            identifier: number,
            keyword: armed,
            shortest_keyword: custom.keywords.iter().map(letters).min().unwrap_or(0),
            ignore_words: custom
                .ignore_words
                .iter()
                .map(|it| it.as_bytes().into())
                .collect(),
            distance,
        });
        self.patterns.push(PatternRule {
            identifier: number,
            rule: Rule::default(),
            keyword: armed,
            named: false,
            first: false,
            label: false,
            rank: Rank::Custom,
            kin: Kin::None,
        });
        Ok(())
    }

    fn identifier(&mut self, info: IdentifierInfo) -> u32 {
        let number = self.identifiers.len() as u32;
        self.identifiers.push(Arc::new(info));
        number
    }

    /// Has a keyword arm an identifier.
    fn arm(&mut self, keyword: &'i str, identifier: u32, varied: bool) {
        let keyword = self.keyword(keyword, varied);
        let arms = &mut self.arms[keyword as usize];
        if !arms.contains(&identifier) {
            arms.push(identifier);
        }
    }

    /// Keywords of one kind that differ in case only are one.
    fn keyword(&mut self, keyword: &'i str, varied: bool) -> u32 {
        let lower = |it: &u8| it.is_ascii() && !it.is_ascii_uppercase();
        let key = match keyword.as_bytes().iter().all(lower) {
            true => Cow::from(keyword),
            false => keyword.to_lowercase().into(),
        };
        *self.numbers.entry((key, varied)).or_insert_with(|| {
            self.arms.push(Vec::new());
            match varied {
                true => self.builder.word(keyword),
                // One of the user's is what the user says.
                false => self.builder.keyword(keyword),
            }
        })
    }

    fn pattern(&mut self, identifier: u32, pattern: &schema::Pattern) -> Result<(), String> {
        let rule = Rule::new(pattern)?;
        self.builder
            .pattern(&pattern.regex, Matching::Words, pattern.keyword)
            .map_err(|error| error.to_string())?;
        let rank = match (rule.is_checked(), pattern.keyword) {
            (false, false) => Rank::Form,
            (false, true) => Rank::Keyword,
            (true, false) => Rank::Check,
            (true, true) => Rank::Both,
        };
        self.patterns.push(PatternRule {
            identifier,
            rule,
            keyword: pattern.keyword,
            named: pattern.named,
            first: pattern.named && pattern.first,
            label: pattern.label,
            rank,
            kin: Kin::None,
        });
        Ok(())
    }

    /// How many threads compile.
    pub(crate) fn threads(&mut self, threads: usize) {
        self.builder.threads(threads);
    }

    pub(crate) fn build(mut self) -> Result<Compiled, Error> {
        if self.identifiers.is_empty() {
            return Err(Error::NothingSelected);
        }
        let builder = std::mem::replace(&mut self.builder, PatternSet::builder());
        let mut set = builder.build().map_err(|error| self.blame(&error))?;
        for (rule, number) in self.patterns.iter_mut().zip(0..) {
            if rule.rank != Rank::Custom && set.plan(number) == Plan::Keyword {
                rule.rule.demand_digit();
            }
        }
        Kin::tell(&set, &mut self.patterns);
        let mut arming_of = vec![Arming::default(); self.identifiers.len()];
        // What only names arm comes on top.
        let mut named_of = arming_of.clone();
        let mut everywhere = Vec::new();
        let mut tokens = Vec::new();
        for (at, pattern) in self.patterns.iter().enumerate() {
            let number = at as u32;
            let armings = match pattern.named {
                true => &mut named_of,
                false => &mut arming_of,
            };
            let arming = &mut armings[pattern.identifier as usize];
            match set.plan(number) {
                _ if pattern.rank == Rank::Custom => {}
                Plan::LongToken if pattern.keyword => arming.extend(&Arming {
                    tokens: vec![number],
                    reach: set.reach(number),
                    ..Arming::default()
                }),
                Plan::LongToken => tokens.push(number),
                Plan::None if pattern.first => arming.extend(&Arming {
                    firsts: vec![number],
                    reach: set.reach(number).max(1),
                    ..Arming::default()
                }),
                Plan::None => everywhere.push(number),
                Plan::Keyword => arming.extend(&Arming {
                    weak: set.armed_bits(&[number]),
                    reach: set.reach(number),
                    ..Arming::default()
                }),
                _ => {}
            }
        }
        let mut customs_everywhere = Vec::new();
        let mut custom_of = vec![None; self.patterns.len()];
        for (custom, at) in self.customs.iter().zip(0..) {
            custom_of[custom.pattern as usize] = Some(at);
            match set.plan(custom.pattern) {
                Plan::None => customs_everywhere.push(at),
                Plan::Keyword => arming_of[custom.identifier as usize].customs.push(at),
                _ => {}
            }
        }
        let arming: Vec<Arming> = self
            .arms
            .iter()
            .map(|arms| join(arms, &arming_of))
            .collect();
        set.tell_armed(arming.iter().map(|it| {
            let (tokens, customs) = (!it.tokens.is_empty(), !it.customs.is_empty());
            (&it.weak, tokens, customs)
        }));
        for (arming, named) in arming_of.iter_mut().zip(&named_of) {
            arming.extend(named);
        }
        let armed_customs = self.customs.iter().filter(|it| it.keyword);
        let at_least = |it: &CustomRule| {
            let digits = set.fewest_digits(it.pattern);
            // The keyword stands before the match.
            let bytes = it.shortest_keyword + digits;
            AtLeast { digits, bytes }
        };
        let letter = |it: char| it.is_ascii_alphabetic() || !it.is_ascii();
        Ok(Compiled {
            armed_customs: armed_customs.map(at_least).reduce(AtLeast::either),
            lettered: self.numbers.keys().all(|it| it.0.contains(letter)),
            shortest_token: set.shortest_token(),
            set,
            identifiers: self.identifiers,
            patterns: self.patterns,
            arms: self.arms,
            arming,
            arming_of,
            everywhere,
            tokens,
            customs: self.customs,
            customs_everywhere,
            custom_of,
            words: in_order(self.words),
            serials: self.serials,
        })
    }
}

/// Addresses first: what they hold need not be looked for.
fn in_order(mut words: Vec<(u32, Words)>) -> Vec<(u32, Words)> {
    words.sort_by_key(|it| it.1);
    words
}

impl Compiler<'_> {
    /// Whose pattern it is that cannot be compiled.
    fn blame(&self, error: &BuildError) -> Error {
        let Some(pattern) = error.pattern else {
            return Error::Document {
                what: "identifiers",
                message: error.to_string(),
            };
        };
        let info = &self.identifiers[self.patterns[pattern as usize].identifier as usize];
        match info.origin {
            Origin::Custom(_) => Error::Custom {
                name: info.id.clone(),
                invalid: vec![Invalid::new("regex", error.to_string())],
            },
            Origin::Managed(_) => Error::File {
                file: info.id.clone(),
                message: error.to_string(),
            },
        }
    }
}

fn join(identifiers: &[u32], arming_of: &[Arming]) -> Arming {
    let mut joined = Arming::default();
    identifiers
        .iter()
        .for_each(|it| joined.extend(&arming_of[*it as usize]));
    joined
}

fn regex_error(custom: &CustomIdentifier, error: &tracie_pattern::Error) -> Error {
    Error::Custom {
        name: custom.name.clone(),
        invalid: vec![Invalid::new("regex", error.to_string())],
    }
}

impl schema::Identifier {
    /// What a finding needs to know of the self.
    ///
    /// ```
    /// let info = tracie_identify::by_id("USA_PASSPORT_NUMBER")?.info();
    /// assert_eq!(info.severity.len(), 2);
    /// # Ok::<(), tracie_identify::Error>(())
    /// ```
    pub fn info(&self) -> IdentifierInfo {
        let category = match self.category {
            schema::Category::Credentials => Category::Credentials,
            schema::Category::Financial => Category::Financial,
            schema::Category::Personal => Category::Personal,
        };
        let mut severity: Vec<(u64, Severity)> = match &self.severity {
            schema::Severity::Fixed(level) => vec![(1, (*level).into())],
            schema::Severity::ByCount(levels) => levels
                .iter()
                .filter_map(|(from, level)| Some((from.parse().ok()?, (*level).into())))
                .collect(),
        };
        severity.sort_unstable();
        let origin = if self.is_extra() {
            let uuid = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, self.id.as_bytes());
            Origin::Custom(uuid.to_string())
        } else {
            Origin::Managed(category)
        };
        IdentifierInfo {
            id: self.id.clone(),
            origin,
            severity,
        }
    }
}

impl From<schema::Level> for Severity {
    fn from(level: schema::Level) -> Severity {
        match level {
            schema::Level::Low => Severity::Low,
            schema::Level::Medium => Severity::Medium,
            schema::Level::High => Severity::High,
        }
    }
}
