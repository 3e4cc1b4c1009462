//! When scheduled jobs are due.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::definition::{DayOfWeek, ScheduleFrequency};

/// How many days ahead a schedule is looked for: each month that has a 31st is
/// followed by another within so many.
const HORIZON: i32 = 70;

/// The clock by which days begin. Macie does not say when on a day its jobs
/// run; here that is at midnight in UTC unless told otherwise.
///
/// Where clocks are put forward over the time of day, a run is due as much
/// later; where they are put back, it is due the first time.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    time: Time,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::new(TimeZone::UTC, Time::midnight())
    }
}

impl Calendar {
    /// Days of a time zone, and the time of day at which runs are due.
    pub fn new(zone: TimeZone, time: Time) -> Calendar {
        Calendar { zone, time }
    }

    /// When a job is due next after an instant; `None` if that is after the end
    /// of all calendars.
    ///
    /// ```
    /// use tracie_job::{Calendar, ScheduleFrequency};
    ///
    /// let monthly = ScheduleFrequency::monthly(31);
    /// let due = Calendar::default().next(&monthly, "2025-03-31T00:00:00Z".parse()?);
    /// assert_eq!(due, Some("2025-05-31T00:00:00Z".parse()?));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn next(&self, frequency: &ScheduleFrequency, after: Timestamp) -> Option<Timestamp> {
        let today = after.to_zoned(self.zone.clone()).date();
        (0..=HORIZON)
            .filter_map(|days| today.checked_add(Span::new().days(days)).ok())
            .filter(|day| is_on(frequency, *day))
            .filter_map(|day| self.instant(day))
            .find(|instant| *instant > after)
    }

    fn instant(&self, day: Date) -> Option<Timestamp> {
        let zoned = day.to_datetime(self.time).to_zoned(self.zone.clone());
        zoned.ok().map(|it| it.timestamp())
    }
}

fn is_on(frequency: &ScheduleFrequency, day: Date) -> bool {
    let daily = frequency.daily_schedule.is_some();
    let weekly = frequency.weekly_schedule.map(|it| it.day_of_week);
    let monthly = frequency.monthly_schedule.map(|it| it.day_of_month);
    daily
        || weekly.is_some_and(|it| weekday(it) == day.weekday())
        || monthly.is_some_and(|it| it == i64::from(day.day()))
}

fn weekday(day: DayOfWeek) -> Weekday {
    match day {
        DayOfWeek::Sunday => Weekday::Sunday,
        DayOfWeek::Monday => Weekday::Monday,
        DayOfWeek::Tuesday => Weekday::Tuesday,
        DayOfWeek::Wednesday => Weekday::Wednesday,
        DayOfWeek::Thursday => Weekday::Thursday,
        DayOfWeek::Friday => Weekday::Friday,
        DayOfWeek::Saturday => Weekday::Saturday,
    }
}
