//! When a scheduled job runs.

use serde::{Deserialize, Serialize};

/// How often: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleFrequency {
    /// Every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_schedule: Option<DailySchedule>,
    /// On a day of each month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_schedule: Option<MonthlySchedule>,
    /// On a day of each week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_schedule: Option<WeeklySchedule>,
}

/// Every day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailySchedule {}

/// On a day of each week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WeeklySchedule {
    /// The day.
    pub day_of_week: DayOfWeek,
}

/// On a day of each month; months without it are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonthlySchedule {
    /// The day, 1 to 31.
    pub day_of_month: i64,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DayOfWeek {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl ScheduleFrequency {
    /// Every day.
    pub fn daily() -> ScheduleFrequency {
        ScheduleFrequency {
            daily_schedule: Some(DailySchedule {}),
            ..ScheduleFrequency::default()
        }
    }

    /// On a day of each week.
    pub fn weekly(day_of_week: DayOfWeek) -> ScheduleFrequency {
        ScheduleFrequency {
            weekly_schedule: Some(WeeklySchedule { day_of_week }),
            ..ScheduleFrequency::default()
        }
    }

    /// On a day of each month.
    pub fn monthly(day_of_month: i64) -> ScheduleFrequency {
        ScheduleFrequency {
            monthly_schedule: Some(MonthlySchedule { day_of_month }),
            ..ScheduleFrequency::default()
        }
    }
}
