//! Times as archives have them.

/// Seconds since 1970 as RFC 3339, in UTC; `None` beyond the year 9999.
pub(crate) fn rfc3339(seconds: u64) -> Option<String> {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days)?;
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z"
    ))
}

/// The date so many days after the first of January 1970.
fn date(days: u64) -> Option<(u64, u64, u64)> {
    let (mut year, mut left) = (1970, days);
    while left >= days_of(year) {
        left -= days_of(year);
        year += 1;
        if year > 9999 {
            return None;
        }
    }
    let february = 28 + (days_of(year) - 365);
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, len) in months.into_iter().enumerate() {
        if left < len {
            return Some((year, month as u64 + 1, left + 1));
        }
        left -= len;
    }
    None
}

fn days_of(year: u64) -> u64 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    365 + u64::from(leap)
}

/// The time of MS-DOS as RFC 3339; it has no zone, and is taken for UTC.
pub(crate) fn dos(date: u16, time: u16) -> Option<String> {
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let (hour, minute, second) = (time >> 11, time >> 5 & 63, 2 * (time & 31));
    let sound = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60;
    sound.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z"))
}

/// A time since 1970 as text, such as `2024-02-29 12:34:56.789000`: so many
/// parts of a second, or whole stretches of seconds.
pub(crate) fn of_day(count: i64, parts: u64, seconds: i64) -> Option<String> {
    let parts = i64::try_from(parts).ok()?;
    let whole = count.div_euclid(parts).checked_mul(seconds)?;
    let fraction = count.rem_euclid(parts);
    let (days, rest) = (whole.div_euclid(86_400), whole.rem_euclid(86_400));
    let (year, month, day) = match u64::try_from(days) {
        Ok(days) => date(days)?,
        // The calendar comes again after 400 years.
        Err(_) => {
            let (year, month, day) = date(u64::try_from(days + 5 * 146_097).ok()?)?;
            (year.checked_sub(2000)?, month, day)
        }
    };
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
    Some(match (fraction, parts) {
        (0, _) => text,
        (_, 1000) => format!("{text}.{fraction:03}000"),
        (_, 1_000_000) => format!("{text}.{fraction:06}"),
        _ => format!("{text}.{fraction:09}"),
    })
}

/// The year, month, day and millisecond of the day that is so many days after
/// 1899-12-30, as spreadsheets count.
pub(crate) fn serial(days: f64) -> Option<(u64, u64, u64, u64)> {
    const DAY: i64 = 86_400_000;
    // Days from then until 1970, and those after which the calendar comes again.
    const EPOCH: i64 = 25_569;
    const CYCLE: i64 = 146_097;
    if !(-600_000.0..2_958_466.0).contains(&days) {
        return None;
    }
    let milliseconds = (days * DAY as f64).round() as i64;
    let (whole, rest) = (
        milliseconds.div_euclid(DAY) - EPOCH,
        milliseconds.rem_euclid(DAY),
    );
    let cycles = if whole < 0 { 5 } else { 0 };
    let (year, month, day) = date((whole + cycles * CYCLE) as u64)?;
    Some((
        year.checked_sub(400 * cycles as u64)?,
        month,
        day,
        rest as u64,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_out() {
        assert_eq!(rfc3339(0).as_deref(), Some("1970-01-01T00:00:00.000Z"));
        assert_eq!(
            rfc3339(1_709_210_096).as_deref(),
            Some("2024-02-29T12:34:56.000Z")
        );
        assert_eq!(rfc3339(u64::MAX), None);
        assert_eq!(
            dos(0x5862, 0x6442).as_deref(),
            Some("2024-03-02T12:34:04.000Z")
        );
        assert_eq!(dos(0, 0), None);
        assert_eq!(
            of_day(1_709_210_096_789, 1000, 1).as_deref(),
            Some("2024-02-29 12:34:56.789000")
        );
        assert_eq!(
            of_day(-1, 1, 86_400).as_deref(),
            Some("1969-12-31 00:00:00")
        );
        assert_eq!(of_day(i64::MIN, 1, 86_400), None);
    }

    #[test]
    fn serial_dates_are_dates() {
        assert_eq!(serial(45_352.5), Some((2024, 3, 1, 43_200_000)));
        assert_eq!(serial(25_569.0), Some((1970, 1, 1, 0)));
        assert_eq!(
            serial(1.0).map(|it| (it.0, it.1, it.2)),
            Some((1899, 12, 31))
        );
        assert_eq!(
            serial(21_916.0).map(|it| (it.0, it.1, it.2)),
            Some((1960, 1, 1))
        );
        assert_eq!(serial(-1.0).map(|it| it.0), Some(1899));
        assert_eq!(serial(f64::NAN), None);
    }
}
