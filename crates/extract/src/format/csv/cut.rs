//! Cutting a table after rows: only the state of the quotes is followed.

use std::io;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memrchr};

use super::dialect::Dialect;
use super::head::TableHead;
use crate::bytes::mask::{self, Block};
use crate::format::{Cut, Cutter, Head, Window};
use crate::piece::Structure;

/// Cuts a table after rows.
pub(crate) struct TableCutter {
    head: Arc<TableHead>,
}

impl TableCutter {
    pub(crate) fn new(dialect: Dialect, head: &Head<'_>) -> TableCutter {
        TableCutter { head: Arc::new(TableHead::read(dialect, head)) }
    }

    /// Why a row without an end cannot be read as one.
    fn fault(&self, window: &Window<'_>, rows: &RowEnds) -> Option<String> {
        let at = window.offset(window.start());
        let limits = window.limits;
        let separator = self.head.dialect.separator;
        let cells = || memchr_iter(separator, &window.bytes()[window.start()..]).count();
        if window.ended() && rows.state == State::Quoted {
            Some(format!("malformed table: a quote in the row at byte {at} is never closed"))
        } else if !window.ended() && window.available() >= limits.max_window {
            let most = limits.max_window;
            Some(format!("malformed table: the row at byte {at} is longer than {most} bytes"))
        } else if window.available() > limits.window && cells() > limits.max_values {
            let most = limits.max_values;
            Some(format!("malformed table: the row at byte {at} has more than {most} cells"))
        } else {
            None
        }
    }
}

impl Cutter for TableCutter {
    fn mime_type(&self) -> &'static str {
        super::mime_type(self.head.dialect)
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        window.fill(window.limits.window)?;
        window.piece.structure = Structure::Table;
        window.piece.table = Some(Arc::clone(&self.head));
        let mut rows = RowEnds::new(window.start());
        loop {
            rows.read(window.bytes(), self.head.dialect);
            if let Some(cut) = self.choose(window, &rows) {
                return Ok(cut);
            }
            if let Some(fault) = self.fault(window, &rows) {
                return Ok(Cut::Broken(fault));
            }
            window.grow()?;
        }
    }
}

impl TableCutter {
    /// Where to cut, if what was read allows it.
    fn choose(&self, window: &Window<'_>, rows: &RowEnds) -> Option<Cut> {
        let all = window.bytes().len();
        let piece = |end| Some(Cut::Piece { end, shown: end });
        if window.available() == 0 && window.ended() {
            return Some(Cut::End);
        }
        let unclosed = window.ended() && rows.state == State::Quoted;
        if unclosed && window.piece.sequence == 0 {
            // Nothing was handed out yet: better no table than half of one.
            return None;
        }
        match rows.last {
            _ if window.ended() && !unclosed => self.few(window).then(|| piece(all))?,
            Some(end) => piece(end),
            None => None,
        }
    }

    fn few(&self, window: &Window<'_>) -> bool {
        let _ = window;
        true
    }
}

/// Where in a row an offset lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell that no quote began, or after its closing quote.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote that closes, unless the next byte doubles it.
    Closed,
}

/// Follows the quotes and keeps the last end of a row.
struct RowEnds {
    at: usize,
    state: State,
    /// The offset after the last line end outside quotes.
    last: Option<usize>,
}

impl RowEnds {
    fn new(start: usize) -> RowEnds {
        RowEnds { at: start, state: State::Start, last: None }
    }

    /// Reads what was appended to `bytes` since the last time.
    fn read(&mut self, bytes: &[u8], dialect: Dialect) {
        let Some(quote) = dialect.quote else { return self.read_unquoted(bytes) };
        while self.at < bytes.len() {
            let outside = matches!(self.state, State::Start | State::Plain);
            let next = if outside { self.next_quote(bytes, quote) } else { self.at };
            match next {
                None => return self.read_unquoted(bytes),
                Some(_) => {}
            }
        }
    }
}
