//! Identifiers that tell why.

use std::sync::Arc;

use tracie_finding::chunk::Chunk;
use tracie_finding::detection::IdentifierInfo;

use super::candidate::{self, Candidate};
use super::explanation::{Explanation, Verdict};
use super::{field, sift};
use crate::compile::Compiler;
use crate::compiled::Compiled;
use crate::fold::Folded;
use crate::matches::{Carry, Rank};
use crate::schema::Identifier;
use crate::{AllowList, CustomIdentifier, Detector, Error, Selection};

/// Compiled identifiers that tell of each candidate what became of it.
///
/// It tries every form at every position, which is slow: a thousand times as
/// slow as a [`Detector`]. Have it look at a line, a cell, a record.
#[derive(Clone, Debug)]
pub struct Explainer {
    compiled: Arc<Compiled>,
    /// The names of the patterns.
    forms: Arc<[Box<str>]>,
    lists: Vec<AllowList>,
}

impl Explainer {
    /// The same identifiers as a detector would have.
    ///
    /// # Errors
    ///
    /// As [`DetectorBuilder::build`](crate::DetectorBuilder::build).
    pub fn new(selection: &Selection, customs: &[CustomIdentifier]) -> Result<Explainer, Error> {
        Explainer::of(selection.resolve()?, customs)
    }

    /// Identifiers as files define them, such as one that is being written.
    ///
    /// ```
    /// use tracie_identify::explain::Explainer;
    /// use tracie_identify::schema::Identifier;
    ///
    /// let file = r#"
    ///     id = "BADGE"
    ///     name = "badge"
    ///     category = "personal"
    ///     severity = "low"
    ///     confidence = "guess"
    ///     match = ["badge B-⟦12⟧"]
    ///     no_match = ["badge"]
    ///     [[pattern]]
    ///     regex = "B-[0-9]{2}"
    ///     keyword = false
    /// "#;
    /// let badge = Identifier::from_toml("badge.toml", file)?;
    /// let explainer = Explainer::of([&badge], &[])?;
    /// assert_eq!(explainer.identifiers()[0].id, "BADGE");
    /// # Ok::<(), tracie_identify::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::File`] if a pattern does not compile, an error of a custom
    /// identifier, or that there is none at all.
    pub fn of<'a>(
        identifiers: impl IntoIterator<Item = &'a Identifier>,
        customs: &[CustomIdentifier],
    ) -> Result<Explainer, Error> {
        let mut compiler = Compiler::new(None);
        let mut forms = Vec::new();
        for identifier in identifiers {
            compiler.managed(identifier)?;
            let patterns = identifier.patterns.iter().filter(|it| it.is_expression());
            forms.extend(patterns.map(|it| it.name.as_str().into()));
        }
        for custom in customs {
            compiler.custom(custom)?;
            forms.push("".into());
        }
        Ok(Explainer {
            compiled: Arc::new(compiler.build()?),
            forms: forms.into(),
            lists: Vec::new(),
        })
    }

    /// The same with allow lists.
    ///
    /// # Errors
    ///
    /// If there are more than a detector can have.
    pub fn with_lists(mut self, lists: Vec<AllowList>) -> Result<Explainer, Error> {
        self.lists = lists;
        self.listed().map(|_| self)
    }

    /// The identifiers; [`Explanation::identifier`] is an index into them.
    pub fn identifiers(&self) -> &[Arc<IdentifierInfo>] {
        &self.compiled.identifiers
    }

    /// The detector of the same identifiers, numbered the same.
    pub fn detector(&self) -> Detector {
        let plain = || Detector::of(Arc::clone(&self.compiled));
        self.listed().unwrap_or_else(|_| plain())
    }

    fn listed(&self) -> Result<Detector, Error> {
        Detector::of(Arc::clone(&self.compiled)).with_lists(self.lists.clone())
    }

    /// What became of all that starts in the owned part of a chunk and has
    /// the form of an identifier, in the order of the starts. Of an identifier
    /// that is found nothing else is told there, and of near misses within
    /// each other those that came furthest.
    pub fn explain(&self, chunk: &Chunk<'_>) -> Vec<Explanation> {
        self.explain_after(chunk, &Carry::default())
    }

    /// The same for a part of a larger text, given the matches before it.
    pub fn explain_after(&self, chunk: &Chunk<'_>, carry: &Carry) -> Vec<Explanation> {
        let mut found = Vec::new();
        field::each(&self.compiled, chunk, |field| {
            candidate::collect(&self.compiled, field, &mut found);
        });
        self.collect_folded(chunk, &mut found);
        let mut told = sift::sift(&self.forms, found, carry);
        if !self.lists.is_empty() {
            self.name_lists(chunk, &mut told);
        }
        told
    }

    /// What becomes of managed identifiers where marks are read as plain ones.
    fn collect_folded(&self, chunk: &Chunk<'_>, found: &mut Vec<Candidate>) {
        let mut folded = Folded::default();
        if !folded.fill(chunk, false) {
            return;
        }
        let mut there = Vec::new();
        field::each(&self.compiled, &folded.chunk(chunk), |field| {
            candidate::collect(&self.compiled, field, &mut there);
        });
        let customs = self.compiled.first_custom();
        let joined = |it: &Candidate| it.rank != Rank::Words || folded.is_joined(it.span);
        let managed = |it: &Candidate| joined(it) && it.identifier < customs;
        found.extend(there.into_iter().filter(managed).map(|it| {
            let (start, end) = it.span;
            let keyword_back = |mut armed: candidate::Armed| {
                if let Some(keyword) = &mut armed.keyword {
                    let (start, end) = keyword.span;
                    keyword.span = (folded.back(start), folded.back(end));
                }
                armed
            };
            Candidate {
                span: (folded.back(start), folded.back(end)),
                origin: folded.origin(chunk, it.span),
                judged: it.judged.map(keyword_back),
                ..it
            }
        }));
    }

    /// Says of each match on which list it is.
    fn name_lists(&self, chunk: &Chunk<'_>, told: &mut [Explanation]) {
        let lists = self.detector().lists;
        for it in told {
            let text = &chunk.bytes[it.span.0..it.span.1];
            if let Verdict::Accepted { allowed_by, .. } = &mut it.verdict
                && let Some(number) = lists.allows(it.identifier, text)
            {
                let list = &self.lists[usize::from(number.get()) - 1];
                *allowed_by = Some(list.name().to_owned());
            }
        }
    }
}
