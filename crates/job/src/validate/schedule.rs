//! Rules for when a job runs.

use crate::definition::{JobDefinition, JobType, ScheduleFrequency};
use crate::invalid::Invalid;

const MEMBER: &str = "scheduleFrequency";

pub(super) fn check(job: &JobDefinition, invalid: &mut Vec<Invalid>) {
    match (job.job_type, &job.schedule_frequency) {
        (JobType::OneTime, None) => {}
        (JobType::OneTime, Some(_)) => {
            let wrong = Invalid::new(MEMBER, "a job of type ONE_TIME has no schedule");
            invalid.push(wrong.advise("make its jobType SCHEDULED, or leave the schedule out"));
        }
        (JobType::Scheduled, None) => {
            let wrong = Invalid::new(MEMBER, "it is missing");
            invalid.push(wrong.advise("say how often a job of type SCHEDULED runs"));
        }
        (JobType::Scheduled, Some(frequency)) => how_often(frequency, invalid),
    }
    if job.job_type == JobType::OneTime && job.has_initial_run() {
        let wrong = Invalid::new("initialRun", "it is for jobs of type SCHEDULED");
        invalid.push(wrong.advise("leave it out: a job of type ONE_TIME runs at once"));
    }
}

fn how_often(frequency: &ScheduleFrequency, invalid: &mut Vec<Invalid>) {
    let given = [
        frequency.daily_schedule.is_some(),
        frequency.weekly_schedule.is_some(),
        frequency.monthly_schedule.is_some(),
    ];
    if given.into_iter().filter(|given| *given).count() != 1 {
        let wrong = Invalid::new(MEMBER, "it is not exactly one schedule");
        invalid.push(wrong.advise("give dailySchedule, weeklySchedule or monthlySchedule"));
    }
    let day = frequency.monthly_schedule.map(|it| it.day_of_month);
    if day.is_some_and(|day| !(1..=31).contains(&day)) {
        let member = format!("{MEMBER}.monthlySchedule.dayOfMonth");
        let wrong = Invalid::new(member, "it is not from 1 to 31");
        invalid.push(wrong.advise("months without the day are passed over; the 28th is in all"));
    }
}
