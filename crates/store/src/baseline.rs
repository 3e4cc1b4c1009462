//! Baselines: what was known before.

use std::collections::{BTreeSet, HashMap};

use tracie_finding::Finding;
use tracie_finding::classification::ClassificationResult;
use tracie_finding::detection::{Detection, ObjectMeta, ObjectResult, Origin};
use tracie_finding::occurrences::Occurrences;

/// What was known before, from an earlier report.
///
/// What is known is an identifier in an object, which is its bucket and key. It
/// is known with so many occurrences and, where all of them were located, in
/// such kinds of places: columns of tables, paths of records. A detection is
/// known if
///
/// - the object has the eTag that it had, and there are no more occurrences
///   than there were; or
/// - the object has changed, there are no more occurrences than there were,
///   and none is in a kind of place where there was none.
///
/// So lines that move make nothing new, but another occurrence does, and one
/// in another column. An occurrence that takes the place of another one is not
/// told from it: that would take keeping something of the values.
///
/// ```
/// use tracie_store::Baseline;
///
/// let mut baseline = Baseline::default();
/// # let finding: tracie_finding::Finding =
/// #     serde_json::from_str(include_str!("../tests/data/multiple.json"))?;
/// baseline.add(&finding); // of an earlier report
/// assert_eq!(baseline.len(), 4);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    objects: HashMap<(String, String), Known>,
}

/// What was known of an object.
#[derive(Clone, Debug, Default)]
struct Known {
    e_tag: String,
    /// When that was found, RFC 3339.
    at: String,
    detections: HashMap<String, Seen>,
}

/// What was known of an identifier in an object.
#[derive(Clone, Debug)]
struct Seen {
    count: u64,
    /// The kinds of places, if all occurrences were located.
    places: Option<BTreeSet<String>>,
}

/// A result without what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// The result, with the detections that are new.
    pub result: ObjectResult,
    /// How many detections are known.
    pub known: u64,
}

impl Baseline {
    /// Adds a finding of the earlier report. Of several about the same object
    /// the latest one counts; what only an earlier one tells of is known too.
    /// Policy findings have no object and are left out.
    pub fn add(&mut self, finding: &Finding) {
        let resources = &finding.resources_affected;
        if let (Some(object), Some(details)) =
            (&resources.s3_object, &finding.classification_details)
        {
            let name = (resources.s3_bucket.name.clone(), object.key.clone());
            self.add_result(name, &object.e_tag, &finding.created_at, &details.result);
        }
    }

    /// Adds what was found in an object, which is a bucket and a key. `at` is
    /// when, RFC 3339 in UTC with milliseconds.
    pub fn add_result(
        &mut self,
        object: (String, String),
        e_tag: &str,
        at: &str,
        result: &ClassificationResult,
    ) {
        let known = self.objects.entry(object).or_default();
        let is_later = *at >= *known.at;
        if is_later {
            at.clone_into(&mut known.at);
            e_tag.clone_into(&mut known.e_tag);
        }
        let managed = result.sensitive_data.iter().flat_map(|it| &it.detections);
        let managed = managed.map(|it| (&it.kind, it.count, &it.occurrences));
        let custom = &result.custom_data_identifiers.detections;
        let custom = custom.iter().map(|it| (&it.arn, it.count, &it.occurrences));
        for (id, count, occurrences) in managed.chain(custom) {
            if is_later || !known.detections.contains_key(id) {
                let places = places(count, occurrences.as_ref());
                known.detections.insert(id.clone(), Seen { count, places });
            }
        }
    }

    /// How many detections are known.
    pub fn len(&self) -> usize {
        self.objects
            .values()
            .map(|known| known.detections.len())
            .sum()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// What is new in a result.
    pub fn news(&self, result: &ObjectResult) -> News {
        let mut result = result.clone();
        let before = result.detections.len();
        if let Some(known) = self.known(&result.object) {
            let same = !known.e_tag.is_empty() && known.e_tag == result.object.etag;
            result.detections.retain(|it| !known.has(it, same));
        }
        let known = (before - result.detections.len()) as u64;
        News { result, known }
    }

    fn known(&self, object: &ObjectMeta) -> Option<&Known> {
        self.objects
            .get(&(object.bucket.clone(), object.key.clone()))
    }
}

impl Known {
    fn has(&self, detection: &Detection, is_same_content: bool) -> bool {
        let info = &detection.identifier;
        let id = match &info.origin {
            Origin::Managed(_) => &info.id,
            Origin::Custom(uuid) => uuid,
        };
        let Some(seen) = self.detections.get(id) else {
            return false;
        };
        detection.count <= seen.count && (is_same_content || seen.has_places(detection))
    }
}

impl Seen {
    fn has_places(&self, detection: &Detection) -> bool {
        let Some(places) = &self.places else {
            return true;
        };
        let mut found = Occurrences::default();
        for place in detection
            .occurrences
            .iter()
            .filter_map(|it| it.place.as_ref())
        {
            found.push(place);
        }
        kinds(&found).all(|kind| places.contains(&kind))
    }
}

/// The kinds of the places of occurrences, if all of them were located.
fn places(count: u64, occurrences: Option<&Occurrences>) -> Option<BTreeSet<String>> {
    let occurrences = occurrences?;
    let located = occurrences.len();
    (located as u64 >= count).then(|| kinds(occurrences).collect())
}

/// Kinds of places: what stays of a place when what is before it changes.
fn kinds(occurrences: &Occurrences) -> impl Iterator<Item = String> {
    let cells = occurrences.cells.iter().flatten().map(|cell| {
        let reference = cell.cell_reference.as_deref().unwrap_or_default();
        let sheet = reference.rsplit_once('!').map_or("", |(sheet, _)| sheet);
        match &cell.column_name {
            Some(name) => format!("{sheet}!{name}"),
            None => format!("{sheet}!{}", cell.column),
        }
    });
    let records = occurrences.records.iter().flatten();
    let records = records.map(|it| without_numbers(it.json_path.as_deref().unwrap_or_default()));
    cells.chain(records)
}

/// A JSON path without the numbers of elements.
fn without_numbers(path: &str) -> String {
    let mut kind = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at + 1);
        kind.push_str(before);
        let digits = from.bytes().take_while(u8::is_ascii_digit).count();
        rest = match from[digits..].starts_with(']') {
            true => &from[digits..],
            false => from,
        };
    }
    kind.push_str(rest);
    kind
}
