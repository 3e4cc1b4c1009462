//! `tracie identifiers test`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use tracie::Selection;
use tracie::identify::explain::Explainer;
use tracie::identify::schema::Identifier;

use crate::allow_list::AllowArgs;
use crate::exit::Exit;
use crate::explain::{Content, LookArgs, Wanted, read, show};
use crate::scan::customs_in;
use crate::terminal;

/// Try an identifier on a text: all that it finds, and all that comes near
///
/// Of each part of the text that has the form of the identifier it is told whether it is found, by
/// which keyword at which distance, or at which step it was rejected.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TestArgs {
    /// An id, such as CREDIT_CARD_NUMBER, or an identifier file (.toml)
    #[arg(value_name = "ID", required_unless_present = "custom")]
    id: Option<String>,

    /// A text, or a file if there is one of this name; `-` is standard input [default: -]
    #[arg(value_name = "TEXT|FILE")]
    input: Option<String>,

    /// Custom identifiers instead of ID
    #[arg(long, value_name = "FILE")]
    custom: Option<PathBuf>,

    #[command(flatten)]
    allow: AllowArgs,

    #[command(flatten)]
    look: LookArgs,
}

const EXAMPLES: &str = "\
Examples:
  tracie identifiers test CREDIT_CARD_NUMBER 'visa 4897397746477379'
  tracie identifiers test CREDIT_CARD_NUMBER people.csv
  tracie identifiers test --custom badge.toml notes.txt
  tracie identifiers test CREDIT_CARD_NUMBER --as csv < export";

pub(crate) fn run(args: &TestArgs) -> anyhow::Result<Exit> {
    let explainer = args.explainer()?.with_lists(args.allow.lists()?)?;
    let content = Content::of(args.input()?, args.look.read_as)?;
    let reading = read(&explainer, &content, &Wanted::Everything)?;
    show(&explainer, &reading, args.look, false)?;
    if reading.told.is_empty() && args.input()?.is_some_and(is_no_file) {
        crate::terminal::say!(
            "{}: there is no such file, so the argument itself was looked at, as a text",
            terminal::strong("hint")
        );
    }
    Ok(Exit::Clean)
}

/// Whether a text reads like the name of a file, and none has that name.
fn is_no_file(text: &str) -> bool {
    let path = Path::new(text);
    let named = path.extension().is_some_and(|it| it.len() <= 5) || path.is_absolute();
    named && !text.contains(char::is_whitespace) && !path.exists()
}

impl TestArgs {
    fn explainer(&self) -> anyhow::Result<Explainer> {
        if let Some(file) = &self.custom {
            let customs = customs_in(std::slice::from_ref(file))?;
            return Ok(Explainer::new(&Selection::None, &customs)?);
        }
        let id = self.id.clone().unwrap_or_default();
        if Path::new(&id).extension().is_some_and(|it| it == "toml") {
            let identifier = identifier_in(Path::new(&id))?;
            return Ok(Explainer::of([&identifier], &[])?);
        }
        Ok(Explainer::new(&Selection::Include(vec![id]), &[])?)
    }

    /// With `--custom` there is no id before it.
    fn input(&self) -> anyhow::Result<Option<&str>> {
        if self.custom.is_none() {
            return Ok(self.input.as_deref());
        }
        anyhow::ensure!(
            self.input.is_none(),
            "--custom takes the place of ID: give one text or file besides it"
        );
        Ok(self.id.as_deref())
    }
}

/// The identifier that a file defines.
pub(super) fn identifier_in(path: &Path) -> anyhow::Result<Identifier> {
    let shown = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    Ok(Identifier::from_toml(&shown, &text)?)
}
