//! Colours and weights for terminals.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use tracie_finding::detection::Severity;

/// Styles text, or leaves it as it is.
pub(super) struct Painter {
    styled: bool,
}

impl Painter {
    pub(super) fn new(styled: bool) -> Painter {
        Painter { styled }
    }

    /// For what a reader looks for first.
    pub(super) fn strong(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// For what matters less.
    pub(super) fn faint(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// For what must not be overlooked.
    pub(super) fn warning(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// For text that tells a severity.
    pub(super) fn severity(&self, severity: Severity, text: &str) -> String {
        let style = match severity {
            Severity::High => AnsiColor::Red.on_default().bold(),
            Severity::Medium => AnsiColor::Yellow.on_default(),
            Severity::Low => AnsiColor::Cyan.on_default(),
        };
        self.paint(style, text)
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if !self.styled {
            return text.to_owned();
        }
        let mut painted = String::new();
        // Writing to a string cannot fail.
        let _ = write!(painted, "{style}{text}{style:#}");
        painted
    }
}
