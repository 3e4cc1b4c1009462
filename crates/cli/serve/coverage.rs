//! `tracie serve --coverage`: which operations do what.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use tracie::serve::{Covered, Tier};

use crate::exit::Exit;

const HEAD: &str = "\
# The macie2 API

<!-- Made by `tracie serve --coverage --markdown`: do not edit. -->

What each operation of Amazon Macie's API does on `tracie serve`.

* **live**: what Macie's does.
* **recorded**: it is kept and given back, and has no further effect: there are no other accounts and
  no AWS Organizations on this machine.
* **refused**: answered with a `ValidationException` that says why.

";

pub(super) fn print(markdown: bool) -> anyhow::Result<Exit> {
    let covered = tracie::serve::coverage();
    let text = if markdown {
        page(&covered)
    } else {
        table(&covered)
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn counts(covered: &[Covered]) -> String {
    let count = |tier| covered.iter().filter(|it| it.tier == tier).count();
    format!(
        "{} operations: {} live, {} recorded, {} refused",
        covered.len(),
        count(Tier::Live),
        count(Tier::Recorded),
        count(Tier::Refused)
    )
}

fn table(covered: &[Covered]) -> String {
    let width = covered.iter().map(|it| it.command.len()).max().unwrap_or(0);
    let mut text = String::new();
    for it in covered {
        let line = format!("{:width$}  {:8}  {}", it.command, it.tier.word(), it.note);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "{}", counts(covered));
    text
}

fn page(covered: &[Covered]) -> String {
    let mut page = format!("{HEAD}{}.\n\n", counts(covered));
    page.push_str("| operation | | |\n|---|---|---|\n");
    for it in covered {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            it.command,
            it.tier.word(),
            it.note
        );
    }
    page
}
