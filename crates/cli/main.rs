//! The `tracie` command.
fn main() {}
