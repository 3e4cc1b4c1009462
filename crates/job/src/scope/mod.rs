//! Which objects scoping means.

mod facts;
mod term;

use tracie_finding::Sizes;

pub use self::facts::Facts;
use self::term::Block;
use crate::definition::Scoping;
use crate::invalid::{Invalid, Refusal};

/// Which objects scoping means, ready to be asked for each.
///
/// ```
/// use tracie_job::{Facts, Scope, Scoping};
///
/// let scoping: Scoping = serde_json::from_str(r#"{"includes": {"and": [
///     {"simpleScopeTerm": {"comparator": "EQ", "key": "OBJECT_EXTENSION", "values": ["csv"]}}
/// ]}}"#).expect("it is scoping");
/// let scope = Scope::new(Some(&scoping))?;
/// let facts = |key| Facts { key, size: Some(5), modified: None, tags: &[] };
/// assert!(scope.means(&facts("hr/staff.csv")));
/// assert!(!scope.means(&facts("hr/staff.CSV")));
/// # Ok::<(), tracie_job::Refusal>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Scope {
    includes: Option<Block>,
    excludes: Option<Block>,
}

impl Scope {
    /// What scoping means; all objects if there is none.
    ///
    /// # Errors
    ///
    /// If a value cannot be compared, as validation would have told.
    pub fn new(scoping: Option<&Scoping>) -> Result<Scope, Refusal> {
        let unusable = |problem| Invalid::new("s3JobDefinition.scoping", problem);
        let Some(scoping) = scoping else {
            return Ok(Scope::default());
        };
        let block = |block: &Option<_>| block.as_ref().map(Block::new).transpose();
        Ok(Scope {
            includes: block(&scoping.includes).map_err(unusable)?,
            excludes: block(&scoping.excludes).map_err(unusable)?,
        })
    }

    /// Whether an object is meant. What is not known of it does not keep it
    /// out.
    pub fn means(&self, facts: &Facts<'_>) -> bool {
        let included = self.includes.as_ref().and_then(|it| it.holds(facts));
        let excludes = self.excludes.as_ref().filter(|it| !it.is_empty());
        let excluded = excludes.and_then(|it| it.holds(facts));
        included != Some(false) && excluded != Some(true)
    }

    /// Whether anything is asked of tags.
    pub fn asks_for_tags(&self) -> bool {
        let blocks = [&self.includes, &self.excludes];
        blocks.into_iter().flatten().any(Block::asks_for_tags)
    }

    /// The sizes that a file in an object that is an archive must have, as
    /// conditions on sizes apply to it too; `None` if any will do.
    pub fn sizes_within(&self, facts: &Facts<'_>) -> Option<Sizes> {
        let included = self.includes.as_ref().map_or(Sizes::all(), Block::sizes);
        let excluded = match &self.excludes {
            Some(block)
                if block.asks_for_size() && block.holds_but_for_size(facts) == Some(true) =>
            {
                block.sizes()
            }
            _ => Sizes::of([]),
        };
        Some(included.without(&excluded)).filter(|sizes| *sizes != Sizes::all())
    }
}
