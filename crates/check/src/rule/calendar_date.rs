//! A day that the calendar has, in any usual way of writing it.

use crate::date::{Number, Parts};

/// Whether the value is a date with day, month and year.
///
/// The month may be a name, in full or abbreviated, in several languages of
/// Latin script. Where day and month can be read either way, it is enough that
/// one reading is a date. A year has two digits or four, 1800–2099; without
/// separators there are six digits or eight.
pub(crate) fn holds(value: &[u8]) -> bool {
    Parts::of(value).is_some_and(|parts| !parts.has_other_words && is_date(&parts))
}

/// Whether parts make a date.
pub(super) fn is_date(parts: &Parts) -> bool {
    match (parts.month.map(u32::from), parts.numbers()) {
        (Some(month), &[a, b]) => a.has(month, b) || b.has(month, a),
        (None, &[a, b, c]) => is_in_some_order(a, b, c),
        (None, &[all]) => is_compact(all),
        _ => false,
    }
}

/// Year, month, day; day, month, year; or month, day, year.
fn is_in_some_order(a: Number, b: Number, c: Number) -> bool {
    let month_second = b.is_short() && (a.has(b.value, c) || c.has(b.value, a));
    month_second || a.is_short() && c.has(a.value, b)
}

/// The same orders, written as one number.
fn is_compact(all: Number) -> bool {
    if !matches!(all.digits, 6 | 8) {
        return false;
    }
    let year_digits = all.digits - 4;
    let (year, month_and_day) = all.split(year_digits);
    let (month, day) = month_and_day.split(2);
    let (day_and_month, last_year) = all.split(4);
    let (first, second) = day_and_month.split(2);
    is_in_some_order(year, month, day) || is_in_some_order(first, second, last_year)
}
