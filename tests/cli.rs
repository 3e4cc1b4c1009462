//! The command as its users see it: each file of `tests/cli` is one call, with
//! all that it writes and the code that it ends with. `TRYCMD=overwrite cargo
//! test --test cli` writes down what they are now; look at the difference.

#[test]
fn commands_do_what_they_did() {
    trycmd::TestCases::new()
        .case("tests/cli/*.toml")
        .case("tests/cli/*.trycmd")
        .case("README.md")
        // Help is wrapped at the width of the terminal.
        .env("COLUMNS", "100")
        .env("SOURCE_DATE_EPOCH", "1735689600");
}
