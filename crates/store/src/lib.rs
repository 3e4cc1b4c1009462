//! What is kept between runs, in one SQLite file: findings and the questions
//! asked of them, jobs and their runs, custom identifiers, allow lists, filters,
//! buckets, and the ledger of objects that were looked at.
