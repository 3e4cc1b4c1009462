//! Looking at one object, on one thread.

use std::mem;
use std::ops::Range;
use std::time::SystemTime;

use tracie_finding::Attributes;
use tracie_finding::detection::{ObjectMeta, ObjectResult, Reason, Status};
use tracie_source::{Body, Entry, Finished, Object, Trouble, Verdict, Version, etags, rfc3339};

use crate::analysis::{self, Analysis};
use crate::engine::{Engine, Space};
use crate::reading::{Mode, Subject};

/// Files up to this size are read at once.
pub(crate) const AT_ONCE: u64 = 512 << 10;

/// What is known of an object when it is opened.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) size: Option<u64>,
    pub(crate) modified: Option<SystemTime>,
}

impl Known {
    pub(crate) fn of(object: &Object, body: &Body) -> Known {
        let modified = match object.is_copy() {
            // That of the copy is when it was copied.
            true => object.modified.or(body.modified()),
            false => body.modified().or(object.modified),
        };
        Known {
            size: body.size().or(object.size),
            modified,
        }
    }
}

/// A result, and what is still to be hashed, if anything is.
pub(crate) struct Looked {
    pub(crate) result: ObjectResult,
    due: Due,
}

/// Content of which the eTag is due.
enum Due {
    Nothing,
    /// In [`Space::bytes`].
    Bytes(Range<usize>),
    /// A file, in the state in which it was read.
    File(Version),
}

impl Looked {
    /// The state of the file of which the eTag is still due, if one is.
    pub(crate) fn due(&self) -> Option<Version> {
        match self.due {
            Due::File(version) => Some(version),
            Due::Nothing | Due::Bytes(_) => None,
        }
    }
}

impl From<ObjectResult> for Looked {
    fn from(result: ObjectResult) -> Looked {
        let due = Due::Nothing;
        Looked { result, due }
    }
}

impl Engine {
    /// What becomes of some entries. The eTags of files too large to stay in memory are
    /// left to be worked out.
    pub(crate) fn entries<'e>(
        &self,
        entries: impl Iterator<Item = &'e Entry>,
        space: &mut Space,
    ) -> Vec<Looked> {
        space.bytes.clear();
        let looked = |entry: &'e Entry| (entry, self.entry(entry, space));
        let mut all: Vec<(&Entry, Looked)> = entries.map(looked).collect();
        settle_etags(&mut all, &space.bytes);
        all.into_iter().map(|(_, it)| it).collect()
    }

    fn entry(&self, entry: &Entry, space: &mut Space) -> Looked {
        match entry {
            Entry::Skipped(skipped) => {
                let object = meta(&skipped.bucket, &skipped.key);
                result(object, Analysis::skipped(skipped.trouble.clone(), "")).into()
            }
            Entry::Object(object) => self.object(object, space),
        }
    }

    fn object(&self, object: &Object, space: &mut Space) -> Looked {
        match object.open() {
            Err(trouble) => unopened(object, trouble).into(),
            Ok(body)
                if body
                    .size()
                    .is_some_and(|size| (1..=AT_ONCE).contains(&size)) =>
            {
                self.at_once(object, body, space)
            }
            Ok(body) => self.in_pieces(object, body, space),
        }
    }

    /// A small file: read into memory, then looked at. It stays there if it is to
    /// be hashed, which several are at once.
    fn at_once(&self, object: &Object, mut body: Body, space: &mut Space) -> Looked {
        let known = Known::of(object, &body);
        let mut bytes = mem::take(&mut space.bytes);
        let from = bytes.len();
        let read = body.read_whole(&mut bytes);
        let finished = body.finish();
        let analysis = match read {
            Ok(()) => self.bytes(&bytes[from..], Subject::of(object), space),
            Err(error) => Analysis::skipped(Trouble::from_io("reading it", &error), ""),
        };
        self.leave_out(analysis.left_out);
        let mut result = unsealed(object, known, &finished, analysis);
        let wanted = self.wants_etag(object, &result);
        if wanted && finished.changed {
            settle_etag(object, &mut result, None);
        }
        let due = match wanted && !finished.changed {
            true => Due::Bytes(from..bytes.len()),
            false => {
                bytes.truncate(from);
                Due::Nothing
            }
        };
        space.bytes = bytes;
        Looked { result, due }
    }

    /// Content that is in memory.
    pub(crate) fn bytes(&self, bytes: &[u8], subject: Subject<'_>, space: &mut Space) -> Analysis {
        let analysis = self.read(bytes, None, subject, Mode::Told, space);
        match analysis.reread_as_text {
            true => self.read(bytes, None, subject, Mode::Text, space),
            false => analysis,
        }
    }

    fn in_pieces(&self, object: &Object, body: Body, space: &mut Space) -> Looked {
        let known = Known::of(object, &body);
        let (analysis, finished) = self.body(object, body, Mode::Told, space);
        if analysis.reread_as_text && object.can_reopen() {
            return match object.open() {
                Err(trouble) => unopened(object, trouble).into(),
                Ok(body) => self.as_text(object, body, space),
            };
        }
        self.looked(object, known, &finished, analysis)
    }

    fn as_text(&self, object: &Object, body: Body, space: &mut Space) -> Looked {
        let known = Known::of(object, &body);
        let (analysis, finished) = self.body(object, body, Mode::Text, space);
        self.looked(object, known, &finished, analysis)
    }

    fn body(
        &self,
        object: &Object,
        body: Body,
        mode: Mode,
        space: &mut Space,
    ) -> (Analysis, Finished) {
        let mut body = if self.limits.etags {
            body
        } else {
            body.without_etag()
        };
        let at = body.anywhere();
        let analysis = self.read(&mut body, at, Subject::of(object), mode, space);
        (analysis, body.finish())
    }

    /// The result of an object that was opened.
    fn looked(
        &self,
        object: &Object,
        known: Known,
        finished: &Finished,
        analysis: Analysis,
    ) -> Looked {
        self.leave_out(analysis.left_out);
        let mut result = unsealed(object, known, finished, analysis);
        if !self.wants_etag(object, &result) {
            return result.into();
        }
        match object.etag_due(finished) {
            Some(version) => Looked {
                result,
                due: Due::File(version),
            },
            None => {
                settle_etag(object, &mut result, object.etag(finished));
                result.into()
            }
        }
    }

    /// Whether the eTag of an object is to be worked out: to be reported or,
    /// of a copy whose original's is known, to be compared.
    pub(crate) fn wants_etag(&self, object: &Object, result: &ObjectResult) -> bool {
        let was_read = !matches!(result.status, Status::Skipped(_));
        match object.known_etag {
            None => self.is_due_an_etag(result),
            // Another size tells all.
            Some(_) if object.judge_size(result.object.size) != Verdict::Fits => false,
            Some(_) => self.limits.etags && was_read && object.is_checked_by_etag(),
        }
    }

    /// Whether a result is to have an eTag: it takes reading the object again,
    /// so only those do of which there is something to report.
    pub(crate) fn is_due_an_etag(&self, result: &ObjectResult) -> bool {
        self.limits.etags && !result.detections.is_empty()
    }
}

/// Works out the eTags that are due of what is in memory.
fn settle_etags(all: &mut [(&Entry, Looked)], bytes: &[u8]) {
    let contents = all.iter().filter_map(|(_, it)| match &it.due {
        Due::Bytes(range) => Some(&bytes[range.clone()]),
        Due::Nothing | Due::File(_) => None,
    });
    let contents: Vec<&[u8]> = contents.collect();
    let waiting = all
        .iter_mut()
        .filter(|(_, it)| matches!(it.due, Due::Bytes(_)));
    for ((entry, looked), etag) in waiting.zip(etags(&contents)) {
        looked.due = Due::Nothing;
        if let Entry::Object(object) = entry {
            settle_etag(object, &mut looked.result, Some(etag));
        }
    }
}

/// Takes the eTag that was worked out, or holds it against the one that is
/// known.
pub(crate) fn settle_etag(object: &Object, result: &mut ObjectResult, etag: Option<String>) {
    if object.known_etag.is_none() {
        result.object.etag = etag.unwrap_or_default();
    } else if let Some(etag) = etag {
        let verdict = object.judge_etag(&etag);
        heed(verdict, &mut result.status, &mut result.remark);
    }
}

/// What holding a copy against its original comes to.
fn heed(verdict: Verdict, status: &mut Status, remark: &mut Option<String>) {
    match verdict {
        Verdict::Fits => {}
        Verdict::Doubtful(doubt) => analysis::add(remark, &doubt),
        Verdict::Differs(trouble) => analysis::mark(status, remark, &trouble),
    }
}

/// The result of an object that was opened, without an eTag.
pub(crate) fn unsealed(
    object: &Object,
    known: Known,
    finished: &Finished,
    mut analysis: Analysis,
) -> ObjectResult {
    if finished.changed {
        analysis.mark(&changed());
    }
    let mut meta = named(object);
    meta.size = known.size.unwrap_or(finished.bytes);
    meta.last_modified = known.modified.map(rfc3339).unwrap_or_default();
    let verdict = object.judge_size(meta.size);
    heed(verdict, &mut analysis.status, &mut analysis.remark);
    remarked(object, result(meta, analysis))
}

/// The result of an object that could not be opened.
pub(crate) fn unopened(object: &Object, trouble: Trouble) -> ObjectResult {
    let mut meta = named(object);
    meta.size = object.size.unwrap_or(0);
    meta.last_modified = object.modified.map(rfc3339).unwrap_or_default();
    remarked(object, result(meta, Analysis::skipped(trouble, "")))
}

/// The result with what its source has to say of the object.
fn remarked(object: &Object, mut result: ObjectResult) -> ObjectResult {
    if let Some(remark) = &object.remark {
        analysis::add(&mut result.remark, remark);
    }
    result
}

fn named(object: &Object) -> ObjectMeta {
    ObjectMeta {
        storage_class: object.storage_class.clone().into_owned(),
        etag: object.known_etag.clone().unwrap_or_default(),
        attributes: object.known_attributes(),
        ..meta(&object.bucket, &object.key)
    }
}

pub(crate) fn meta(bucket: &str, key: &str) -> ObjectMeta {
    ObjectMeta {
        bucket: bucket.into(),
        key: key.into(),
        size: 0,
        last_modified: String::new(),
        etag: String::new(),
        storage_class: "STANDARD".into(),
        attributes: Attributes::default(),
    }
}

pub(crate) fn result(object: ObjectMeta, analysis: Analysis) -> ObjectResult {
    ObjectResult {
        object,
        status: analysis.status,
        remark: analysis.remark,
        mime_type: analysis.mime_type.into(),
        size_classified: analysis.bytes_inspected,
        detections: analysis.detections,
        members: analysis.members,
    }
}

fn changed() -> Trouble {
    let remark = "it changed while it was read; scan it again when nobody writes to it";
    Trouble::new(Reason::ObjectVersionMismatch, remark)
}
