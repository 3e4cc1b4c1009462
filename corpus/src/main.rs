//! The `corpus` command: writes corpora for benchmarks.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use tracie_corpus::{Corpus, Kind, parse_size, truth_file};

/// Corpora for benchmarks: any size, the same bytes for the same seed. All
/// values in them are synthetic.
#[derive(Parser)]
#[command(name = "corpus", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a corpus into a directory.
    Generate(Generate),
    /// List the kinds of corpora.
    Kinds,
}

#[derive(clap::Args)]
struct Generate {
    /// What it consists of; `corpus kinds` lists them.
    #[arg(long)]
    kind: Kind,
    /// How large it is at most, such as 64MiB.
    #[arg(long, value_parser = parse_size)]
    size: u64,
    /// Where its random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The directory to write to.
    #[arg(long)]
    out: PathBuf,
    /// How many files to spread it over.
    #[arg(long, default_value_t = 1)]
    files: usize,
    /// Write the place of each planted value here, as JSON Lines.
    #[arg(long)]
    truth: Option<PathBuf>,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(arguments) => generate(&arguments),
        Command::Kinds => kinds(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "corpus: {error}");
            ExitCode::FAILURE
        }
    }
}

fn kinds() -> std::io::Result<()> {
    Kind::ALL
        .iter()
        .try_for_each(|kind| writeln!(std::io::stdout(), "{kind}"))
}

fn generate(arguments: &Generate) -> std::io::Result<()> {
    let Generate {
        kind,
        size,
        seed,
        files,
        ..
    } = *arguments;
    let started = Instant::now();
    let mut truth = arguments.truth.as_deref().map(truth_file).transpose()?;
    let sink = truth.as_mut().map(|file| file as &mut dyn Write);
    let bytes = Corpus {
        kind,
        size,
        seed,
        files,
    }
    .write(&arguments.out, sink)?;
    truth.map_or(Ok(()), |mut file| file.flush())?;
    let seconds = started.elapsed().as_secs_f64();
    let speed = bytes as f64 / 1e6 / seconds;
    writeln!(
        std::io::stderr(),
        "{bytes} bytes of {kind} in {seconds:.2} s ({speed:.0} MB/s)"
    )
}
