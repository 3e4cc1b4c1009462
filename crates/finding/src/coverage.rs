//! How much of what was in scope was looked at.

use std::collections::BTreeMap;

use crate::detection::{ObjectResult, Reason, Status};

/// Objects that ended the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub objects: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// How many bytes of content were analysed; more than `bytes` where
    /// archives were unpacked.
    pub bytes_classified: u64,
}

impl Tally {
    fn merge(&mut self, other: Tally) {
        self.objects += other.objects;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.bytes_classified = self.bytes_classified.saturating_add(other.bytes_classified);
    }
}

/// What became of every object in scope. Each is in exactly one tally, so
/// that the tallies add up to [`Coverage::total`].
///
/// ```
/// use tracie_finding::Coverage;
/// use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason, Status};
///
/// let result = ObjectResult {
///     object: ObjectMeta {
///         bucket: "acme".into(),
///         key: "logo.png".into(),
///         size: 512,
///         last_modified: "2024-05-02T21:40:11.000Z".into(),
///         etag: String::new(),
///         storage_class: "STANDARD".into(),
///         attributes: Default::default(),
///     },
///     status: Status::Skipped(Reason::UnsupportedFileType),
///     remark: None,
///     mime_type: "image/png".into(),
///     size_classified: 0,
///     detections: vec![],
///     members: vec![],
/// };
/// let mut coverage = Coverage::default();
/// coverage.add(&result);
///
/// assert!(!coverage.is_complete());
/// assert_eq!(coverage.total().objects, 1);
/// assert_eq!(coverage.skipped()[&Reason::UnsupportedFileType].bytes, 512);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    complete: Tally,
    partial: BTreeMap<Reason, Tally>,
    skipped: BTreeMap<Reason, Tally>,
    unchanged: Tally,
    /// How many of the unchanged ones were not wholly looked at then.
    unchanged_in_part: u64,
    /// How many of the unchanged ones have a finding.
    standing: u64,
    stopped: bool,
}

impl Coverage {
    /// Notes that the scan ended before it had reached all objects.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether there may be objects that were not reached.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Counts one object.
    pub fn add(&mut self, result: &ObjectResult) {
        self.add_outcome(
            result.status,
            Tally {
                objects: 1,
                bytes: result.object.size,
                bytes_classified: result.size_classified,
            },
        );
    }

    /// Counts objects that ended in the same way.
    pub fn add_outcome(&mut self, status: Status, objects: Tally) {
        let tally = match status {
            Status::Complete => &mut self.complete,
            Status::Partial(reason) => self.partial.entry(reason).or_default(),
            Status::Skipped(reason) => self.skipped.entry(reason).or_default(),
        };
        tally.merge(objects);
    }

    /// Counts an object of so many bytes that was not looked at, since it is
    /// what it was when it was looked at before. `was_complete` tells whether
    /// all of it was looked at then.
    pub fn add_unchanged(&mut self, bytes: u64, was_complete: bool) {
        self.unchanged.merge(Tally {
            objects: 1,
            bytes,
            bytes_classified: 0,
        });
        self.unchanged_in_part += u64::from(!was_complete);
    }

    /// Counts a finding of an unchanged object: what was found in it then is still there.
    pub fn add_standing(&mut self) {
        self.standing += 1;
    }

    /// Counts all that another part of the same scan has counted.
    pub fn merge(&mut self, other: &Coverage) {
        self.complete.merge(other.complete);
        merge_reasons(&mut self.partial, &other.partial);
        merge_reasons(&mut self.skipped, &other.skipped);
        self.unchanged.merge(other.unchanged);
        self.unchanged_in_part += other.unchanged_in_part;
        self.standing += other.standing;
        self.stopped |= other.stopped;
    }

    /// Objects that were looked at wholly.
    pub fn complete(&self) -> Tally {
        self.complete
    }

    /// Objects of which some part was not looked at, by why.
    pub fn partial(&self) -> &BTreeMap<Reason, Tally> {
        &self.partial
    }

    /// Objects that were not looked at, by why.
    pub fn skipped(&self) -> &BTreeMap<Reason, Tally> {
        &self.skipped
    }

    /// Objects that were not looked at, since they are what they were when they
    /// were looked at before.
    pub fn unchanged(&self) -> Tally {
        self.unchanged
    }

    /// How many of the unchanged objects were not wholly looked at then.
    pub fn unchanged_in_part(&self) -> u64 {
        self.unchanged_in_part
    }

    /// How many findings of unchanged objects stand.
    pub fn standing(&self) -> u64 {
        self.standing
    }

    /// All objects.
    pub fn total(&self) -> Tally {
        let mut total = self.complete;
        for tally in self.partial.values().chain(self.skipped.values()) {
            total.merge(*tally);
        }
        total.merge(self.unchanged);
        total
    }

    /// Whether all objects were reached and looked at wholly, now or, if they have not
    /// changed since, before: only then does "nothing found" mean that there is
    /// nothing but what was known.
    pub fn is_complete(&self) -> bool {
        let looked_at = self.partial.is_empty() && self.skipped.is_empty();
        looked_at && self.unchanged_in_part == 0 && !self.stopped
    }
}

fn merge_reasons(into: &mut BTreeMap<Reason, Tally>, from: &BTreeMap<Reason, Tally>) {
    for (reason, tally) in from {
        into.entry(*reason).or_default().merge(*tally);
    }
}
