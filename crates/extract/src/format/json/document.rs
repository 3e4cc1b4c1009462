//! Cutting a JSON document between its values.

use std::io;

use tracie_finding::mime;

use super::trail::{Follow, Trail};
use super::walk::{Span, Stop, Walker};
use crate::format::{Cut, Cutter, Window};
use crate::limits::Limits;
use crate::outcome;
use crate::piece::Structure;

/// Follows a document and cuts it between values, so that the way to each
/// piece is known and malformed JSON is found, however large it is.
pub(crate) struct DocumentCutter {
    walker: Walker,
    trail: Trail,
}

impl DocumentCutter {
    pub(crate) fn new(limits: &Limits) -> DocumentCutter {
        let walker = Walker::new(false, limits.json_depth);
        DocumentCutter {
            walker,
            trail: Trail::default(),
        }
    }

    /// What a walk that stopped before the end came to; nothing if it only
    /// needs more.
    fn judge(&self, window: &Window<'_>, stop: Stop) -> Option<Cut> {
        match stop {
            Stop::Paused(end) | Stop::Visitor(end) => Some(Cut::Piece { end, shown: end }),
            Stop::Bad(at) => Some(broken(window, at)),
            Stop::Deep(at) => {
                let (reason, remark) = outcome::too_deep(window.offset(at));
                Some(Cut::Skip(reason, remark))
            }
            Stop::More(at) if window.ended() => Some(self.end(window, at)),
            Stop::More(at) if window.available() >= window.limits.max_window => {
                let limit = window.limits.max_window;
                let at = window.offset(at);
                Some(Cut::Broken(format!(
                    "a JSON value at byte {at} is longer than {limit} bytes"
                )))
            }
            Stop::More(_) => None,
        }
    }

    /// The last piece, if the document is complete.
    fn end(&self, window: &Window<'_>, at: usize) -> Cut {
        let end = window.bytes().len();
        if at < end || !self.walker.may_end() {
            broken(window, at)
        } else if window.available() == 0 {
            Cut::End
        } else {
            Cut::Piece { end, shown: end }
        }
    }
}

impl Cutter for DocumentCutter {
    fn mime_type(&self) -> &'static str {
        mime::JSON
    }

    fn cut(&mut self, window: &mut Window<'_>) -> io::Result<Cut> {
        let usual = window.limits.window;
        // A little more than a piece, to reach a place to cut behind it.
        window.fill(usual + usual / 128 + 64)?;
        window.piece.structure = Structure::JsonDocument;
        window.piece.resume.walker.copy(&self.walker);
        window.piece.resume.trail.copy(&self.trail);
        let until = window.start() + usual - 1;
        let mut from = window.start();
        loop {
            let span = Span {
                from,
                until,
                ended: window.ended(),
            };
            let bytes = window.bytes();
            let stop = self
                .walker
                .walk(bytes, span, &mut Follow::all(&mut self.trail, bytes));
            if let Some(cut) = self.judge(window, stop) {
                return Ok(cut);
            }
            if let Stop::More(at) = stop {
                from = at;
            }
            window.grow()?;
        }
    }
}

fn broken(window: &Window<'_>, at: usize) -> Cut {
    Cut::Broken(format!("malformed JSON at byte {}", window.offset(at)))
}
