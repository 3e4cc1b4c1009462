//! What is known of the terminal, and how text is styled for it.

use std::fmt::Display;
use std::io::{self, IsTerminal as _};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

/// Writes a line to standard error, for people. That it cannot be written is no
/// reason to end: the exit code says what became of the command.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($part)*);
    }};
}
pub(crate) use say;

/// When to style output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes this the choice for both outputs.
    pub(crate) fn apply(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Whether standard output takes styled text.
pub(crate) fn stdout_is_styled() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// How many characters fit into a line of standard output, if that is known.
pub(crate) fn stdout_width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map(|(width, _)| usize::from(width.0))
}

/// For what went wrong.
pub(crate) fn alarming(text: impl Display) -> String {
    styled(AnsiColor::Red.on_default().bold(), text)
}

/// For what a reader looks for first.
pub(crate) fn strong(text: impl Display) -> String {
    styled(Style::new().bold(), text)
}

/// For what must not be overlooked.
pub(crate) fn warning(text: impl Display) -> String {
    styled(AnsiColor::Yellow.on_default(), text)
}

/// For what matters less.
pub(crate) fn faint(text: impl Display) -> String {
    styled(Style::new().dimmed(), text)
}

/// Styled text; the streams of `anstream` take the style off again where it is
/// not wanted.
fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
