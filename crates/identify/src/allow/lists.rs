//! The allow lists of a detector, held against what it found.

use std::num::NonZeroU8;
use std::sync::Arc;

use tracie_finding::chunk::{Chunk, Layout};

use super::AllowList;
use crate::matches::Match;

/// Lists that a detector can have.
pub(crate) const MOST: usize = u8::MAX as usize;

/// The lists, and for which identifiers they do not count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    all: Arc<[AllowList]>,
    /// Identifiers, ascending.
    except: Arc<[u32]>,
}

impl Lists {
    pub(crate) fn new(all: Vec<AllowList>, mut except: Vec<u32>) -> Lists {
        except.sort_unstable();
        Lists {
            all: all.into(),
            except: except.into(),
        }
    }

    pub(crate) fn all(&self) -> &[AllowList] {
        &self.all
    }

    /// The number of the first list, from 1, that allows a text found for an
    /// identifier.
    pub(crate) fn allows(&self, identifier: u32, found: &[u8]) -> Option<NonZeroU8> {
        if self.except.binary_search(&identifier).is_ok() {
            return None;
        }
        let at = self.all.iter().position(|list| list.allows(found))?;
        NonZeroU8::new(u8::try_from(at + 1).ok()?)
    }

    /// Notes of the matches in a chunk which list allows them.
    pub(crate) fn mark(&self, chunk: &Chunk<'_>, matches: &mut [Match]) {
        for found in matches {
            if let Some(text) = text_of(chunk, found) {
                found.allowed = self.allows(found.identifier, text);
            }
        }
    }
}

/// What was found: the text of a match in a chunk.
fn text_of<'a>(chunk: &Chunk<'a>, found: &Match) -> Option<&'a [u8]> {
    let offset = |origin: u64, from: u64| usize::try_from(origin.checked_sub(from)?).ok();
    let (start, end) = found.origin;
    match chunk.layout {
        Layout::Text { base } | Layout::Rows { base, .. } => {
            chunk.bytes.get(offset(start, base)?..offset(end, base)?)
        }
        Layout::Values { values, .. } => {
            let at = values.partition_point(|value| value.origin <= start);
            let value = values.get(at.checked_sub(1)?)?;
            let within = offset(start, value.origin)?..offset(end, value.origin)?;
            chunk.bytes[value.range()].get(within)
        }
    }
}
