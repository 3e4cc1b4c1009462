//! How buckets stand open: effective permission, shared access, encryption, and
//! the policy findings that a change of them gives rise to.
