//! `tracie custom test`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use tracie::identify::explain::{Explainer, Verdict};
use tracie::identify::{CustomTest, MAX_SAMPLE, test_custom};
use tracie::{CustomIdentifier, Selection};

use super::macie_remarks;
use crate::exit::Exit;
use crate::explain::{Content, LookArgs, ReadAs, Reading, Wanted, document, read, show};
use crate::scan::some;

/// Try a custom identifier on a sample, as Macie's TestCustomDataIdentifier does
///
/// The identifier is one of a file, or is given by the options of `aws macie2
/// test-custom-data-identifier`. Beyond how often it matches it is told of each match which keyword
/// armed it at which distance, and of each near miss what is wrong with it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TestArgs {
    /// The JSON of create- or test-custom-data-identifier, or TOML with [[custom]] tables
    #[arg(value_name = "FILE", required_unless_present = "regex", conflicts_with_all = ["regex", "keywords", "ignore_words", "maximum_match_distance"])]
    file: Option<PathBuf>,

    /// The sample: plain text
    #[arg(value_name = "TEXT", conflicts_with_all = ["sample_text", "sample_file"])]
    sample: Option<String>,

    /// Which identifier of FILE, where it has several
    #[arg(long, value_name = "NAME", conflicts_with = "regex")]
    name: Option<String>,

    /// The expression
    #[arg(long, value_name = "EXPR")]
    regex: Option<String>,

    /// Words of which one must stand before a match
    #[arg(long, value_name = "WORD", num_args = 1.., requires = "regex")]
    keywords: Vec<String>,

    /// Texts that a match must not contain
    #[arg(long, value_name = "WORD", num_args = 1.., requires = "regex")]
    ignore_words: Vec<String>,

    /// Most characters from the end of a keyword to the end of a match
    #[arg(long, value_name = "N", requires = "regex", default_value_t = 50)]
    maximum_match_distance: u32,

    /// The sample, as the AWS CLI takes it
    #[arg(long, value_name = "TEXT")]
    sample_text: Option<String>,

    /// A file with the sample; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "sample_text")]
    sample_file: Option<PathBuf>,

    /// Refuse what Macie refuses, and warn of what it may: also samples of more than 1,000 characters
    #[arg(long)]
    as_macie: bool,

    /// Show values as they are; else only their shape and their last four characters
    #[arg(long)]
    reveal: bool,

    /// As JSON: Macie's matchCount, and explanations besides
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  tracie custom test badge.toml 'badge B1234'
  tracie custom test badge.toml --sample-file notes.txt
  tracie custom test --regex 'B[0-9]{4}' --keywords badge --sample-text 'badge B1234' --json";

pub(crate) fn run(args: &TestArgs) -> anyhow::Result<Exit> {
    let (custom, sample) = args.given()?;
    custom.validate()?;
    if args.as_macie {
        hold_against_macie(&custom, &sample)?;
    }
    let explainer = Explainer::new(&Selection::None, std::slice::from_ref(&custom))?;
    let content = Content::given_as("the sample", sample.into_bytes(), ReadAs::Text);
    let reading = read(&explainer, &content, &Wanted::Everything)?;
    args.show(&explainer, &reading)?;
    Ok(Exit::Clean)
}

/// Refuses what Macie refuses, and warns of what it may.
fn hold_against_macie(custom: &CustomIdentifier, sample: &str) -> anyhow::Result<()> {
    let (remarks, refused) = macie_remarks(custom);
    for remark in &remarks {
        crate::terminal::say!("{remark}");
    }
    anyhow::ensure!(
        !refused,
        "Macie refuses the custom identifier `{}`",
        custom.name
    );
    if sample.chars().count() > MAX_SAMPLE {
        test_custom(custom, sample)?;
    }
    Ok(())
}

impl TestArgs {
    /// The identifier and the sample.
    fn given(&self) -> anyhow::Result<(CustomIdentifier, String)> {
        let sample = self.sample()?;
        if let Some(regex) = &self.regex {
            let test = CustomTest {
                regex: regex.clone(),
                keywords: self.keywords.clone(),
                ignore_words: self.ignore_words.clone(),
                maximum_match_distance: self.maximum_match_distance,
                sample_text: sample.context(NO_SAMPLE)?,
            };
            return Ok((test.identifier(), test.sample_text));
        }
        let path = self.file.as_deref().unwrap_or(Path::new("-"));
        let shown = path.display();
        let text = fs::read_to_string(path)
            .with_context(|| format!("cannot read the custom identifiers in {shown}"))?;
        if let Ok(test) = serde_json::from_str::<CustomTest>(&text) {
            let sample = sample.unwrap_or_else(|| test.sample_text.clone());
            return Ok((test.identifier(), sample));
        }
        let all = CustomIdentifier::read(&text).with_context(|| shown.to_string())?;
        let all = some(all, path)?;
        Ok((self.one_of(all)?, sample.context(NO_SAMPLE)?))
    }

    fn sample(&self) -> anyhow::Result<Option<String>> {
        if let Some(path) = &self.sample_file {
            let read = match path.to_str() {
                Some("-") => std::io::read_to_string(std::io::stdin()),
                _ => fs::read_to_string(path),
            };
            let shown = path.display();
            return Ok(Some(
                read.with_context(|| format!("cannot read the sample in {shown}"))?,
            ));
        }
        Ok(self.sample.clone().or_else(|| self.sample_text.clone()))
    }

    fn one_of(&self, all: Vec<CustomIdentifier>) -> anyhow::Result<CustomIdentifier> {
        let names: Vec<String> = all.iter().map(|it| format!("`{}`", it.name)).collect();
        let names = names.join(", ");
        let named = |it: &CustomIdentifier| self.name.as_ref().is_none_or(|name| it.name == *name);
        let mut wanted = all.into_iter().filter(named);
        match (wanted.next(), wanted.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => anyhow::bail!("the file has no such identifier, but {names}"),
            _ => anyhow::bail!("the file has {names}: say which with --name"),
        }
    }

    fn show(&self, explainer: &Explainer, reading: &Reading) -> anyhow::Result<()> {
        let verdicts = reading.told.iter().map(|it| &it.explanation.verdict);
        let matches = verdicts.filter(|it| Verdict::counts(it)).count();
        if !self.json {
            let look = LookArgs {
                read_as: Some(ReadAs::Text),
                reveal: self.reveal,
                json: false,
            };
            show(explainer, reading, look, false)?;
            writeln!(anstream::stdout(), "matchCount: {matches}")?;
            return Ok(());
        }
        let mut answer = json!({ "matchCount": matches });
        let told = document(explainer, reading, self.reveal);
        if let (Value::Object(answer), Value::Object(told)) = (&mut answer, told) {
            answer.extend(told.into_iter().filter(|it| it.0 == "explanations"));
        }
        writeln!(anstream::stdout(), "{answer:#}")?;
        Ok(())
    }
}

const NO_SAMPLE: &str = "there is no sample: give a text, --sample-text or --sample-file";
