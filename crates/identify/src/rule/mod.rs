//! What a value must satisfy once its pattern matched: the same steps for
//! every way in which it may have been found.

mod surroundings;

use surroundings::{
    continues_groups, continues_number, first_long_number, is_lettered, is_whole_fraction,
    is_wrapped, last_long_number, numbers_something, within_uuid,
};
use tracie_check::{Check, WeightedSum};
use tracie_pattern::class::is_word_byte;

use crate::plain::{Blocked, Plain, Prefixes};
use crate::schema::Pattern;

/// The acceptance rule of one pattern.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rule {
    checks: Vec<Check>,
    /// Whether one of the checks speaks for a value.
    proves: bool,
    sum: Option<WeightedSum>,
    prefixes: Prefixes,
    blocked: Blocked,
    border: Box<[u8]>,
    joints: Box<[u8]>,
    /// Whether lines of base64 around it speak against it.
    unwrapped: bool,
    /// Whether it must begin with a digit among its first ten bytes.
    digit: bool,
    /// Whether long numbers beside it that fail the checks speak against it.
    alone: bool,
    /// Whether nothing may stand before it.
    first: bool,
    /// Whether a capital that stands apart behind it does.
    letterless: bool,
}

/// Why a value was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It goes on before or after the match.
    Border,
    /// It is a part of a longer number, or of a code such as that of an order.
    WithinNumber,
    /// It is a part of a UUID.
    WithinUuid,
    /// It is one of several lines of base64.
    Wrapped,
    /// A number of about its length beside it fails the checks.
    InCrowd,
    /// No prefix that such values have, or not with this length.
    Prefix,
    /// A value that is never reported.
    Blocked,
    /// None of its first ten bytes is a digit: it is a word, not a number.
    NoDigit,
    /// A check or weighted sum does not hold.
    Check(&'static str),
    /// No keyword near.
    Keyword,
}

/// What the form of a value and of what is around it says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    /// Nothing around it speaks against it.
    Fine,
    /// It is none.
    Wrong,
    /// That depends on more than the form.
    Unclear,
}

/// Marks that stand in base64 as letters do.
const RUN: &[u8] = b"+/-";
/// Bytes of a UUID.
const UUID: usize = 36;

impl Rule {
    pub(crate) fn new(pattern: &Pattern) -> Result<Rule, String> {
        Ok(Rule {
            checks: (pattern.check.iter().chain(&pattern.filter))
                .map(|it| check(it))
                .collect::<Result<_, _>>()?,
            proves: !pattern.check.is_empty(),
            sum: pattern.sum.as_ref().map(sum).transpose()?,
            prefixes: Prefixes::new(&pattern.prefix)?,
            blocked: Blocked::new(&pattern.blocked),
            border: pattern.border.as_bytes().into(),
            joints: pattern.joints.as_bytes().into(),
            unwrapped: pattern.unwrapped,
            digit: false,
            alone: pattern.alone,
            first: pattern.first,
            letterless: pattern.letterless,
        })
    }

    /// Demands a digit early in the value: what is found by its keyword alone
    /// has one, or it is a word.
    pub(crate) fn demand_digit(&mut self) {
        self.digit = true;
    }

    /// Whether the value in a range of its surroundings is acceptable.
    /// `within` is all that counts as its surroundings: the text, or the cell.
    pub(crate) fn judge(&self, within: &[u8], start: usize, end: usize) -> Result<(), Rejection> {
        let value = &within[start..end];
        if value.len() == within.len() {
            // Nothing is around it.
            return self.judge_alone(value);
        }
        self.judge_sides(within, start, end)?;
        self.judge_alone(value)?;
        self.judge_beside(within, start, end)
    }

    /// Whether the same value is acceptable, sooner: what it is by itself mostly tells.
    #[inline(never)]
    pub(crate) fn accepts(&self, within: &[u8], start: usize, end: usize) -> bool {
        self.judge_sooner(within, start, end).is_ok()
    }

    /// As [`Rule::judge`], but what it is by itself is told first.
    #[inline(always)]
    pub(crate) fn judge_sooner(
        &self,
        within: &[u8],
        start: usize,
        end: usize,
    ) -> Result<(), Rejection> {
        let value = &within[start..end];
        self.judge_alone(value)?;
        if value.len() < within.len() {
            self.judge_sides(within, start, end)?;
            self.judge_beside(within, start, end)?;
        }
        Ok(())
    }

    /// What is next to a value.
    fn judge_sides(&self, within: &[u8], start: usize, end: usize) -> Result<(), Rejection> {
        let value = &within[start..end];
        let before = start.checked_sub(1).map(|at| within[at]);
        let after = within.get(end).copied();
        let bordered =
            self.is_border(within[..start].iter().rev()) || self.is_border(within[end..].iter());
        let late = self.first && start > 0;
        if late || bordered || self.goes_on(value, before, after) {
            return Err(Rejection::Border);
        }
        let continued =
            continues_number(within, start, end) && !is_whole_fraction(within, start, end);
        let lettered = self.letterless && is_lettered(within, end);
        if continued || lettered || numbers_something(within, start, end) {
            return Err(Rejection::WithinNumber);
        }
        if (before == Some(b'-') || after == Some(b'-')) && within_uuid(within, start, end) {
            return Err(Rejection::WithinUuid);
        }
        Ok(())
    }

    /// What is further away.
    fn judge_beside(&self, within: &[u8], start: usize, end: usize) -> Result<(), Rejection> {
        if self.unwrapped && is_wrapped(within, start, end) {
            return Err(Rejection::Wrapped);
        }
        if self.alone && continues_groups(within, start, end) {
            return Err(Rejection::WithinNumber);
        }
        if self.alone && self.in_crowd(within, start, end) {
            return Err(Rejection::InCrowd);
        }
        Ok(())
    }

    /// Whether a value that begins or ends with what else is a border to it goes on in a
    /// word: that is part of the same run.
    fn goes_on(&self, value: &[u8], before: Option<u8>, after: Option<u8>) -> bool {
        let joins = |edge: Option<&u8>, beside: Option<u8>| {
            edge.is_some_and(|it| RUN.contains(it) && self.border.contains(it))
                && beside.is_some_and(is_word_byte)
        };
        joins(value.first(), before) || joins(value.last(), after)
    }

    /// Whether the next long number on either side is about as long as the value or longer
    /// and fails the checks, or begins as no such value does.
    fn in_crowd(&self, within: &[u8], start: usize, end: usize) -> bool {
        let digits = within[start..end].iter().filter(|it| it.is_ascii_digit());
        let length = digits.count();
        let fails = |number: Option<&[u8]>| {
            // A time in milliseconds is shorter, and says nothing.
            let alike = number.filter(|it| it.len() + SHORTER >= length);
            alike.is_some_and(|it| {
                self.checks.iter().any(|check| !check.holds(it))
                    || !self.prefixes.is_empty() && !self.prefixes.begin(&Plain::of(it))
            })
        };
        fails(last_long_number(
            &within[start.saturating_sub(CROWD)..start],
        )) || fails(first_long_number(
            &within[end..within.len().min(end + CROWD)],
        ))
    }

    /// What is around a value, told by the form of it all: digits, capitals and small
    /// letters are read as one each.
    pub(crate) fn around(&self, form: &[u8], start: usize, end: usize) -> Around {
        if end - start == form.len() {
            return Around::Fine;
        }
        let before = start.checked_sub(1).map(|at| form[at]);
        let sides = [before, form.get(end).copied()];
        let mut sides = sides.into_iter().flatten();
        let mark = |byte: Option<u8>| byte.is_some_and(is_mark);
        if self.first && start > 0
            || mark(before) && self.is_border(form[..start].iter().rev())
            || mark(form.get(end).copied()) && self.is_border(form[end..].iter())
            || self.goes_on(&form[start..end], before, form.get(end).copied())
            || self.letterless && is_lettered(form, end)
        {
            return Around::Wrong;
        }
        // Whether a fraction is none its form does not tell, nor what is a date.
        let groups = self.alone && continues_groups(form, start, end);
        if continues_number(form, start, end) || groups {
            let whole = is_whole_fraction(form, start, end) || groups;
            return if whole {
                Around::Unclear
            } else {
                Around::Wrong
            };
        }
        // A letter may be a border, or end a word that counts something; digits
        // that make a long number may pass the checks.
        let letters = sides.any(|byte| !is_mark(byte) && self.has_border(byte));
        let code =
            matches!(form[..start], [.., letter, b'-' | b'/'] if letter.is_ascii_alphabetic());
        let crowd =
            last_long_number(&form[..start]).is_some() || first_long_number(&form[end..]).is_some();
        if letters || code || self.alone && crowd || form.len() >= UUID {
            Around::Unclear
        } else if numbers_something(form, start, end) {
            Around::Wrong
        } else {
            Around::Fine
        }
    }

    /// Whether a byte that a form reads as another one may be a border.
    fn has_border(&self, byte: u8) -> bool {
        let alike = |border: &u8| match byte {
            b'0' => border.is_ascii_digit(),
            b'A' => border.is_ascii_uppercase(),
            _ => border.is_ascii_lowercase(),
        };
        self.border.iter().any(alike)
    }

    /// The part of the judgement that looks at the value only.
    #[inline(always)]
    pub(crate) fn judge_alone(&self, value: &[u8]) -> Result<(), Rejection> {
        if self.digit && !begins_with_digit(value) {
            return Err(Rejection::NoDigit);
        }
        if !self.prefixes.is_empty() && !self.prefixes.begin(&Plain::of(value)) {
            return Err(Rejection::Prefix);
        }
        if self.blocked.may_hold(value) && self.blocked.contains(&Plain::of(value)) {
            return Err(Rejection::Blocked);
        }
        if let Some(check) = self.checks.iter().find(|check| !check.holds(value)) {
            return Err(Rejection::Check(check.name()));
        }
        match &self.sum {
            Some(sum) if !sum.holds(value) => Err(Rejection::Check("weighted sum")),
            _ if is_nothing(value) => Err(Rejection::Blocked),
            _ => Ok(()),
        }
    }

    /// Whether a value of a form has a digit where it must have one.
    pub(crate) fn has_digit(&self, form: &[u8]) -> bool {
        !self.digit || begins_with_digit(form)
    }

    /// The same rule as far as it judges values alone, for those of so many letters and
    /// digits that have a digit where they must.
    pub(crate) fn of_length(&self, length: usize) -> Rule {
        Rule {
            digit: false,
            prefixes: self.prefixes.of_length(length),
            blocked: self.blocked.of_length(length),
            ..self.clone()
        }
    }

    /// Whether another rule judges values alone as this one does.
    pub(crate) fn asks_alike(&self, other: &Rule) -> bool {
        self.digit == other.digit
            && self.has_checks_of(other)
            && (&self.prefixes, &self.blocked) == (&other.prefixes, &other.blocked)
    }

    /// Whether each check of another rule is one of this rule, and it has no others.
    pub(crate) fn has_checks_of(&self, other: &Rule) -> bool {
        (&self.checks, &self.sum) == (&other.checks, &other.sum)
    }

    /// Whether anything but its form speaks for a value.
    pub(crate) fn is_checked(&self) -> bool {
        self.proves || self.sum.is_some()
    }

    /// Whether what stands on a side of a value, from the value on, is a border to it. A
    /// `_` joins it to a word, but alone it is a line to write on.
    fn is_border<'t>(&self, mut side: impl Iterator<Item = &'t u8>) -> bool {
        match side.next() {
            Some(joint) if *joint == b'_' || self.joints.contains(joint) => side
                .find(|it| *it != joint)
                .is_some_and(|it| is_word_byte(*it)),
            Some(byte) => self.border.contains(byte),
            None => false,
        }
    }
}

/// Whether a byte of a form stands for itself.
fn is_mark(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric()
}

fn check(name: &str) -> Result<Check, String> {
    Check::by_name(name).ok_or_else(|| format!("there is no check `{name}`"))
}

fn sum(sum: &crate::schema::Sum) -> Result<WeightedSum, String> {
    WeightedSum::new(
        &sum.weights,
        sum.modulus,
        &sum.remainder,
        sum.check_at,
        sum.alphabet.as_deref(),
    )
    .map_err(|error| error.to_string())
}

/// Whether one of the first ten bytes, leading punctuation aside, is a digit.
/// A value that needs a keyword has one, or it is a word.
#[inline(always)]
fn begins_with_digit(value: &[u8]) -> bool {
    matches!(value, [b'0'..=b'9', ..]) || has_early_digit(value)
}

/// The same of a value that begins with something else.
#[inline(never)]
fn has_early_digit(value: &[u8]) -> bool {
    let body = value.iter().skip_while(|byte| !is_word_byte(**byte));
    body.take(10).any(u8::is_ascii_digit)
}

/// Whether the letters and digits of a value are zeros, as where one is left out.
#[inline(always)]
fn is_nothing(value: &[u8]) -> bool {
    // Most values begin with something.
    !matches!(value, [b'1'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', ..]) && is_zeros(value)
}

#[cold]
#[inline(never)]
fn is_zeros(value: &[u8]) -> bool {
    let mut words = value.iter().filter(|byte| is_word_byte(**byte));
    words.next() == Some(&b'0') && words.all(|byte| *byte == b'0')
}

/// Bytes on either side in which a crowd is looked for.
const CROWD: usize = 64;
/// Digits that another number of a crowd may have less.
const SHORTER: usize = 1;

#[cfg(test)]
mod tests;
