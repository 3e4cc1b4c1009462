//! The month and year of an expiry date.

use super::calendar_date;
use crate::date::{Number, Parts};

/// Whether the value names a month, by its number or by its name, and a year;
/// or is a whole date.
///
/// The month comes first, or the year if it has four digits or if words stand
/// before the numbers, as in `expY=2027, expM=08`.
pub(crate) fn holds(value: &[u8]) -> bool {
    let Some(parts) = Parts::of(value) else {
        return false;
    };
    match (parts.month, parts.numbers()) {
        (Some(_), [year]) => year.is_year(),
        (None, &[a, b]) => {
            is_expiry(a, b) || (parts.has_other_words || a.digits == 4) && is_expiry(b, a)
        }
        _ => calendar_date::is_date(&parts),
    }
}

fn is_expiry(month: Number, year: Number) -> bool {
    month.is_short() && (1..=12).contains(&month.value) && year.is_year()
}
