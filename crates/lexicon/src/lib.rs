//! Full names and mailing addresses.
