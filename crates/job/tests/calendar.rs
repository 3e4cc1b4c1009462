//! When scheduled jobs are due: ends of months, leap years, clocks that are put
//! forward and back.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use tracie_job::{Calendar, DayOfWeek, ScheduleFrequency};

/// The first instants at which a job is due after another.
fn due(
    calendar: &Calendar,
    frequency: &ScheduleFrequency,
    after: &str,
    count: usize,
) -> Vec<String> {
    let mut after: Timestamp = after.parse().unwrap();
    let mut instants = Vec::new();
    for _ in 0..count {
        after = calendar.next(frequency, after).unwrap();
        instants.push(after.to_string());
    }
    instants
}

#[test]
fn days_weeks_and_months() {
    let daily = ScheduleFrequency::daily();
    let weekly = ScheduleFrequency::weekly(DayOfWeek::Sunday);
    let monthly = ScheduleFrequency::monthly;
    for (frequency, after, expected) in [
        (
            &daily,
            "2025-02-27T10:00:00Z",
            ["2025-02-28", "2025-03-01", "2025-03-02"],
        ),
        (
            &daily,
            "2024-02-27T23:59:59Z",
            ["2024-02-28", "2024-02-29", "2024-03-01"],
        ),
        // Right at midnight it has just been due.
        (
            &daily,
            "2025-12-31T00:00:00Z",
            ["2026-01-01", "2026-01-02", "2026-01-03"],
        ),
        (
            &weekly,
            "2025-03-01T12:00:00Z",
            ["2025-03-02", "2025-03-09", "2025-03-16"],
        ),
        (
            &weekly,
            "2025-12-28T00:00:00Z",
            ["2026-01-04", "2026-01-11", "2026-01-18"],
        ),
        (
            &monthly(1),
            "2025-01-31T00:00:01Z",
            ["2025-02-01", "2025-03-01", "2025-04-01"],
        ),
        // A month without the day is passed over.
        (
            &monthly(31),
            "2025-01-31T00:00:00Z",
            ["2025-03-31", "2025-05-31", "2025-07-31"],
        ),
        (
            &monthly(31),
            "2025-08-01T00:00:00Z",
            ["2025-08-31", "2025-10-31", "2025-12-31"],
        ),
        (
            &monthly(30),
            "2025-01-30T00:00:00Z",
            ["2025-03-30", "2025-04-30", "2025-05-30"],
        ),
        (
            &monthly(29),
            "2024-01-29T00:00:00Z",
            ["2024-02-29", "2024-03-29", "2024-04-29"],
        ),
        (
            &monthly(29),
            "2025-01-29T00:00:00Z",
            ["2025-03-29", "2025-04-29", "2025-05-29"],
        ),
        (
            &monthly(28),
            "2025-01-28T00:00:00Z",
            ["2025-02-28", "2025-03-28", "2025-04-28"],
        ),
    ] {
        let expected = expected.map(|day| format!("{day}T00:00:00Z"));
        let instants = due(&Calendar::default(), frequency, after, 3);
        assert_eq!(instants, expected, "{frequency:?} after {after}");
    }
}

/// New York's rules, written as POSIX has them.
fn new_york(hour: i8, minute: i8) -> Calendar {
    let zone = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
    Calendar::new(zone, time(hour, minute, 0, 0))
}

#[test]
fn clocks_are_put_forward() {
    // On the 9th of March 2025 there is no half past two: half past three it is.
    let daily = ScheduleFrequency::daily();
    assert_eq!(
        due(&new_york(2, 30), &daily, "2025-03-08T00:00:00Z", 3),
        [
            "2025-03-08T07:30:00Z",
            "2025-03-09T07:30:00Z",
            "2025-03-10T06:30:00Z"
        ]
    );
}

#[test]
fn clocks_are_put_back() {
    // On the 2nd of November 2025 there are two half past ones: once is enough.
    let daily = ScheduleFrequency::daily();
    assert_eq!(
        due(&new_york(1, 30), &daily, "2025-11-01T00:00:00Z", 3),
        [
            "2025-11-01T05:30:00Z",
            "2025-11-02T05:30:00Z",
            "2025-11-03T06:30:00Z"
        ]
    );
}

#[test]
fn days_are_those_of_the_time_zone() {
    // The first of the month begins in New York while it is day in London.
    let monthly = ScheduleFrequency::monthly(1);
    assert_eq!(
        due(&new_york(0, 0), &monthly, "2025-03-01T04:59:59Z", 2),
        ["2025-03-01T05:00:00Z", "2025-04-01T04:00:00Z"]
    );
    let weekly = ScheduleFrequency::weekly(DayOfWeek::Saturday);
    assert_eq!(
        due(&new_york(23, 0), &weekly, "2025-01-05T03:00:00Z", 1),
        ["2025-01-05T04:00:00Z"]
    );
}

/// Every instant is the first after the one before it: held against a walk
/// over all days of eleven years.
#[test]
fn nothing_is_passed_over() {
    let start: Timestamp = "2019-12-31T12:00:00Z".parse().unwrap();
    let days: Vec<jiff::civil::Date> = {
        let first = jiff::civil::date(2020, 1, 1);
        (0..4018)
            .map(|it| first.checked_add(jiff::Span::new().days(it)).unwrap())
            .collect()
    };
    for day_of_month in 1..=31_i64 {
        let expected = days
            .iter()
            .filter(|day| i64::from(day.day()) == day_of_month);
        let frequency = ScheduleFrequency::monthly(day_of_month);
        let mut after = start;
        for day in expected {
            after = Calendar::default().next(&frequency, after).unwrap();
            assert_eq!(
                after.to_string(),
                format!("{day}T00:00:00Z"),
                "day {day_of_month}"
            );
        }
    }
}
