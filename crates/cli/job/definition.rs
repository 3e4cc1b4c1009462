//! Reading the definition of a job from a file.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context as _;
use tracie::job::JobDefinition;

/// Reads a definition; `-` is standard input.
pub(crate) fn read(path: &Path) -> anyhow::Result<JobDefinition> {
    let shown = path.display();
    let text = match path == Path::new("-") {
        true => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        false => fs::read_to_string(path),
    };
    let text = text.with_context(|| format!("cannot read the job in {shown}"))?;
    JobDefinition::parse(&text).map_err(|refusal| match refusal.invalid() {
        [one] => anyhow::anyhow!("{shown}: {one}"),
        many => {
            let lines: Vec<String> = many.iter().map(|it| format!("  {it}")).collect();
            anyhow::anyhow!("{shown} is refused:\n{}", lines.join("\n"))
        }
    })
}
