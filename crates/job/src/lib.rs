//! Classification jobs: their definition as Macie's API has it, which buckets
//! and objects they mean, running, pausing and resuming them.
