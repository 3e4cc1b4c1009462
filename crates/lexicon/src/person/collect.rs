//! The words that a name may consist of, from its first on.

use super::{MAX_NAME, elided};
use crate::class::{Class, LEAD, NOTNAME, ORG, PARTICLE, PLACE, SUFFIX};
use crate::generated::WORD_ENDS;
use crate::table::class;
use crate::word::{Case, Word, letter, word_at};

/// The most words that are looked at.
pub(crate) const MOST: usize = 7;

/// A word of a name.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) word: Word,
    pub(crate) class: Class,
    /// Where it ends, with the dot of an abbreviation.
    pub(crate) end: usize,
    /// Whether it is no name that we know, but something else.
    pub(crate) ordinary: bool,
    /// Whether it is no name that we know, and ends like an ordinary word.
    pub(crate) doubtful: bool,
    /// Whether it is a particle with a capital, as what follows tells.
    pub(crate) binds: bool,
    /// Whether a particle is joined to it: `d'Ormesson`.
    pub(crate) elided: bool,
}

impl Part {
    pub(crate) fn is_initial(&self) -> bool {
        self.word.case == Case::Initial
    }

    /// A small word inside a name.
    pub(crate) fn is_particle(&self) -> bool {
        self.binds
            || self.class.is(PARTICLE)
                && (self.word.case == Case::Lower || self.class.given() + self.class.family() < 3)
    }

    /// Whether a name goes on with it.
    fn is_further(&self) -> bool {
        !self.is_initial() && !self.class.is(SUFFIX)
    }

    /// Whether it is no abbreviation.
    pub(crate) fn is_long(&self) -> bool {
        self.word.end - self.word.start > 4
    }

    /// So few letters that are no name are an abbreviation: `FIFA`.
    pub(crate) fn is_short_unknown(&self) -> bool {
        self.is_unknown() && !self.class.is(SUFFIX) && !self.is_long()
    }

    /// No name that the lists have.
    pub(crate) fn is_unknown(&self) -> bool {
        self.class.given() == 0 && self.class.family() == 0
    }
}

/// The words of a possible name, without allocation.
pub(crate) struct Parts {
    parts: [Option<Part>; MOST],
    len: usize,
    /// Whether a particle is among them.
    particles: bool,
}

impl Parts {
    pub(crate) fn have_particles(&self) -> bool {
        self.particles
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Part> + Clone {
        self.parts[..self.len].iter().flatten()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Part> {
        self.parts.get(at)?.as_ref()
    }

    fn push(&mut self, part: Part) {
        self.particles |= part.class.is(PARTICLE);
        self.bind_last(&part);
        self.parts[self.len] = Some(part);
        self.len += 1;
    }

    /// The `Van` of `Luc Van den Bossche`, the `DE` of `JEAN DE LA FONTAINE`.
    fn bind_last(&mut self, next: &Part) {
        if self.len < 2 || !self.particles {
            return;
        }
        let Some(last) = &mut self.parts[self.len - 1] else {
            return;
        };
        let capital = matches!(last.word.case, Case::Title | Case::Upper);
        last.binds = capital && last.class.is(PARTICLE) && next.is_further();
    }
}

/// The capitalised words from `first` on, initials and particles among them,
/// single spaces between.
pub(crate) fn parts(text: &[u8], first: Word) -> Parts {
    gather(text, first, |part| {
        part.word.capital() || part.class.is(PARTICLE) || part.class.is(SUFFIX)
    })
}

/// The words from `first` on, whatever their case.
pub(crate) fn any_case(text: &[u8], first: Word) -> Parts {
    gather(text, first, |_| true)
}

fn gather(text: &[u8], first: Word, fits: impl Fn(&Part) -> bool) -> Parts {
    let mut found = Parts {
        parts: [None; MOST],
        len: 0,
        particles: false,
    };
    let mut next = Some(first);
    while let Some(word) = next {
        let part = part(text, word);
        if found.len == MOST || part.end - first.start > MAX_NAME || !fits(&part) {
            break;
        }
        found.push(part);
        let gap = text.get(part.end) == Some(&b' ') && letter(text, part.end + 1) > 0;
        next = gap.then(|| word_at(text, part.end + 1)).flatten();
    }
    found
}

fn part(text: &[u8], word: Word) -> Part {
    let elided = match word.case {
        Case::Lower => elided::family(text, word),
        _ => None,
    };
    let class = elided.unwrap_or_else(|| compound(word.of(text)));
    // With its particle it is a family name as any other.
    let case = elided.map_or(word.case, |_| Case::Title);
    let word = Word { case, ..word };
    let short = word.case == Case::Initial || class.is(SUFFIX);
    let dot = short && text.get(word.end) == Some(&b'.');
    let unknown = class.given() == 0 && class.family() == 0;
    let ordinary = unknown && is_ordinary(text, word, class);
    let doubtful = unknown && !ordinary && WORD_ENDS.end(word.of(text), 0);
    Part {
        word,
        class,
        end: word.end + usize::from(dot),
        ordinary,
        doubtful,
        binds: false,
        elided: elided.is_some(),
    }
}

/// Whether a word that is no name we know is known as something else.
fn is_ordinary(text: &[u8], word: Word, class: Class) -> bool {
    let short = word.case == Case::Upper && word.end - word.start < 4;
    let camel = word.case == Case::Camel && !has_particle(word.of(text));
    short || camel || class.word() > 0 || class.is(ORG.with(PLACE).with(NOTNAME).with(LEAD))
}

/// Whether the capital inside a word stands after a particle: `McGibbon`,
/// `VanEvery`.
fn has_particle(word: &[u8]) -> bool {
    let inner = word.iter().skip(1).position(u8::is_ascii_uppercase);
    inner.is_some_and(|at| class(&word[..=at]).is(PARTICLE))
}

/// The class of a word; of one with hyphens that no list has as a whole, the
/// weights of its parts: `Ralf-Dieter`, `Smith-Jones`.
pub(crate) fn compound(word: &[u8]) -> Class {
    let whole = class(word);
    if whole != Class::default() || !word.contains(&b'-') {
        return whole;
    }
    let mut parts = word.split(|&byte| byte == b'-').map(class);
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |all, part| {
        let least = |weight: fn(Class) -> i32| weight(all).min(weight(part)).unsigned_abs();
        Class::of(
            least(Class::given),
            least(Class::family),
            least(Class::word),
        )
    })
}
