//! The macie2 API on this machine: every operation of Amazon Macie's, with the
//! real engine behind it.
