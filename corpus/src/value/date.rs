//! Dates: the calendar, and the ways logs and forms write it.

use crate::pen::Pen;

pub(crate) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

const DAY: u64 = 86_400_000;

/// A moment taken apart, in UTC.
pub(crate) struct Moment {
    pub(crate) year: u64,
    /// From 1.
    pub(crate) month: u64,
    pub(crate) day: u64,
    pub(crate) hour: u64,
    pub(crate) minute: u64,
    pub(crate) second: u64,
    pub(crate) milli: u64,
}

/// The moment so many milliseconds after the start of 1970.
pub(crate) fn moment(clock: u64) -> Moment {
    let (year, month, day) = civil(clock / DAY);
    let seconds = clock % DAY / 1000;
    Moment {
        year,
        month,
        day,
        hour: seconds / 3600,
        minute: seconds / 60 % 60,
        second: seconds % 60,
        milli: clock % 1000,
    }
}

/// Year, month and day of a day since 1970, counted in years that begin in
/// March so that the leap day comes last.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

/// Such as `2024-03-11T19:46:53Z`.
pub(crate) fn timestamp(pen: &mut Pen) {
    let moment = moment(pen.clock);
    day(pen, &moment);
    pen.byte(b'T');
    time(pen, &moment);
    pen.byte(b'Z');
}

/// Such as `2024-03-11`.
pub(crate) fn day(pen: &mut Pen, moment: &Moment) {
    pen.padded(moment.year, 4);
    pen.byte(b'-');
    pen.padded(moment.month, 2);
    pen.byte(b'-');
    pen.padded(moment.day, 2);
}

/// Such as `19:46:53`.
pub(crate) fn time(pen: &mut Pen, moment: &Moment) {
    pen.padded(moment.hour, 2);
    pen.byte(b':');
    pen.padded(moment.minute, 2);
    pen.byte(b':');
    pen.padded(moment.second, 2);
}

/// A day between 1940 and 2004, such as `1987-06-23`.
pub(crate) fn of_birth(pen: &mut Pen) {
    let year = pen.random.between(1940, 2004);
    let month = pen.random.between(1, 12);
    let day = pen.random.between(1, 28);
    pen.number(u64::from(year));
    pen.byte(b'-');
    pen.padded(u64::from(month), 2);
    pen.byte(b'-');
    pen.padded(u64::from(day), 2);
}

/// Moves the clock on by less than `within` milliseconds.
pub(crate) fn tick(pen: &mut Pen, within: u32) {
    pen.clock += u64::from(pen.random.below(within));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(19_783), (2024, 3, 1));
        assert_eq!(civil(20_453), (2025, 12, 31));
    }
}
