//! The shapes of CreateClassificationJob and ListClassificationJobs, member for
//! member. A table.

use super::kind::Kind::{Flag, List, Number, OneOf, Shape as Of, Text, Texts};
use super::kind::{Shape, optional, required};

const COMPARATORS: &[&str] = &[
    "EQ",
    "GT",
    "GTE",
    "LT",
    "LTE",
    "NE",
    "CONTAINS",
    "STARTS_WITH",
];

/// CreateClassificationJob. The SDKs make up a `clientToken`, so that who
/// writes a file need not.
pub(crate) static JOB: Shape = Shape {
    members: &[
        optional("allowListIds", List(&Text)),
        optional("clientToken", Text),
        optional("customDataIdentifierIds", List(&Text)),
        optional("description", Text),
        optional("initialRun", Flag),
        required("jobType", OneOf(&["ONE_TIME", "SCHEDULED"])),
        optional("managedDataIdentifierIds", List(&Text)),
        optional(
            "managedDataIdentifierSelector",
            OneOf(&["ALL", "EXCLUDE", "INCLUDE", "NONE", "RECOMMENDED"]),
        ),
        required("name", Text),
        required("s3JobDefinition", Of(&S3_JOB)),
        optional("samplingPercentage", Number),
        optional("scheduleFrequency", Of(&SCHEDULE)),
        optional("tags", Texts),
    ],
    mistakes: &[
        ("bucketDefinitions", "it belongs into s3JobDefinition"),
        ("bucketCriteria", "it belongs into s3JobDefinition"),
        ("scoping", "it belongs into s3JobDefinition"),
        ("s3JobDefinitions", "write s3JobDefinition"),
        ("schedule", "write scheduleFrequency"),
        (
            "jobStatus",
            "a new job starts by itself; pause it afterwards",
        ),
    ],
};

static S3_JOB: Shape = Shape {
    members: &[
        optional("bucketCriteria", Of(&BUCKET_CRITERIA)),
        optional("bucketDefinitions", List(&Of(&BUCKET_DEFINITION))),
        optional("scoping", Of(&SCOPING)),
    ],
    mistakes: &[
        (
            "buckets",
            "write bucketDefinitions, a list of {\"accountId\", \"buckets\"}",
        ),
        ("includes", "it belongs into scoping or bucketCriteria"),
        ("excludes", "it belongs into scoping or bucketCriteria"),
    ],
};

static BUCKET_DEFINITION: Shape = Shape {
    members: &[
        required("accountId", Text),
        required("buckets", List(&Text)),
    ],
    mistakes: &[("bucketName", "write buckets, a list of names")],
};

static BUCKET_CRITERIA: Shape = Shape {
    members: &[
        optional("excludes", Of(&CRITERIA_BLOCK)),
        optional("includes", Of(&CRITERIA_BLOCK)),
    ],
    mistakes: &[("and", "it belongs into includes or excludes")],
};

static CRITERIA_BLOCK: Shape = Shape {
    members: &[optional("and", List(&Of(&CRITERION)))],
    mistakes: &[
        (
            "or",
            "conditions are joined by `and` only; several values of one condition are alternatives",
        ),
        ("simpleCriterion", "it belongs into the list `and`"),
        ("tagCriterion", "it belongs into the list `and`"),
    ],
};

static CRITERION: Shape = Shape {
    members: &[
        optional("simpleCriterion", Of(&SIMPLE_CRITERION)),
        optional("tagCriterion", Of(&TAG_CRITERION)),
    ],
    mistakes: &[
        (
            "simpleScopeTerm",
            "that is for objects, in scoping; buckets are told by simpleCriterion",
        ),
        (
            "tagScopeTerm",
            "that is for objects, in scoping; buckets are told by tagCriterion",
        ),
    ],
};

static SIMPLE_CRITERION: Shape = Shape {
    members: &[
        required("comparator", OneOf(COMPARATORS)),
        required(
            "key",
            OneOf(&[
                "ACCOUNT_ID",
                "S3_BUCKET_NAME",
                "S3_BUCKET_EFFECTIVE_PERMISSION",
                "S3_BUCKET_SHARED_ACCESS",
            ]),
        ),
        required("values", List(&Text)),
    ],
    mistakes: &[("value", "write values, a list")],
};

static TAG_CRITERION: Shape = Shape {
    members: &[
        required("comparator", OneOf(COMPARATORS)),
        required("tagValues", List(&Of(&TAG_PAIR))),
    ],
    mistakes: &[
        ("values", "write tagValues, a list of {\"key\", \"value\"}"),
        ("key", "the key of the tag belongs into tagValues"),
    ],
};

/// A key, a value, or both.
static TAG_PAIR: Shape = Shape {
    members: &[optional("key", Text), optional("value", Text)],
    mistakes: &[("values", "write value; further pairs are alternatives")],
};

static SCOPING: Shape = Shape {
    members: &[
        optional("excludes", Of(&SCOPE_BLOCK)),
        optional("includes", Of(&SCOPE_BLOCK)),
    ],
    mistakes: &[("and", "it belongs into includes or excludes")],
};

static SCOPE_BLOCK: Shape = Shape {
    members: &[optional("and", List(&Of(&SCOPE_TERM)))],
    mistakes: &[
        (
            "or",
            "conditions are joined by `and` only; several values of one condition are alternatives",
        ),
        ("simpleScopeTerm", "it belongs into the list `and`"),
        ("tagScopeTerm", "it belongs into the list `and`"),
    ],
};

static SCOPE_TERM: Shape = Shape {
    members: &[
        optional("simpleScopeTerm", Of(&SIMPLE_SCOPE_TERM)),
        optional("tagScopeTerm", Of(&TAG_SCOPE_TERM)),
    ],
    mistakes: &[
        (
            "simpleCriterion",
            "that is for buckets, in bucketCriteria; objects are told by simpleScopeTerm",
        ),
        (
            "tagCriterion",
            "that is for buckets, in bucketCriteria; objects are told by tagScopeTerm",
        ),
    ],
};

static SIMPLE_SCOPE_TERM: Shape = Shape {
    members: &[
        required("comparator", OneOf(COMPARATORS)),
        required(
            "key",
            OneOf(&[
                "OBJECT_EXTENSION",
                "OBJECT_LAST_MODIFIED_DATE",
                "OBJECT_SIZE",
                "OBJECT_KEY",
            ]),
        ),
        required("values", List(&Text)),
    ],
    mistakes: &[("value", "write values, a list")],
};

static TAG_SCOPE_TERM: Shape = Shape {
    members: &[
        required("comparator", OneOf(COMPARATORS)),
        required("key", Text),
        required("tagValues", List(&Of(&TAG_PAIR))),
        required("target", OneOf(&["S3_OBJECT"])),
    ],
    mistakes: &[("values", "write tagValues, a list of {\"key\", \"value\"}")],
};

static SCHEDULE: Shape = Shape {
    members: &[
        optional("dailySchedule", Of(&DAILY)),
        optional("monthlySchedule", Of(&MONTHLY)),
        optional("weeklySchedule", Of(&WEEKLY)),
    ],
    mistakes: &[
        ("daily", "write dailySchedule, as {}"),
        ("weekly", "write weeklySchedule"),
        ("monthly", "write monthlySchedule"),
        ("cron", "jobs run daily, weekly or monthly"),
    ],
};

static DAILY: Shape = Shape {
    members: &[],
    mistakes: &[],
};

static WEEKLY: Shape = Shape {
    members: &[required(
        "dayOfWeek",
        OneOf(&[
            "SUNDAY",
            "MONDAY",
            "TUESDAY",
            "WEDNESDAY",
            "THURSDAY",
            "FRIDAY",
            "SATURDAY",
        ]),
    )],
    mistakes: &[("day", "write dayOfWeek")],
};

static MONTHLY: Shape = Shape {
    members: &[required("dayOfMonth", Number)],
    mistakes: &[("day", "write dayOfMonth")],
};

/// ListClassificationJobs.
pub(crate) static LIST: Shape = Shape {
    members: &[
        optional("filterCriteria", Of(&FILTER)),
        optional("maxResults", Number),
        optional("nextToken", Text),
        optional("sortCriteria", Of(&SORT)),
    ],
    mistakes: &[],
};

static FILTER: Shape = Shape {
    members: &[
        optional("excludes", List(&Of(&FILTER_TERM))),
        optional("includes", List(&Of(&FILTER_TERM))),
    ],
    mistakes: &[],
};

static FILTER_TERM: Shape = Shape {
    members: &[
        required("comparator", OneOf(COMPARATORS)),
        required("key", OneOf(&["jobType", "jobStatus", "createdAt", "name"])),
        required("values", List(&Text)),
    ],
    mistakes: &[],
};

static SORT: Shape = Shape {
    members: &[
        optional(
            "attributeName",
            OneOf(&["createdAt", "jobStatus", "name", "jobType"]),
        ),
        optional("orderBy", OneOf(&["ASC", "DESC"])),
    ],
    mistakes: &[],
};
