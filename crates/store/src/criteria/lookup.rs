//! Fields by their names.

use super::error::CriteriaError;
use super::field::Field;
use super::fields::FIELDS;

const RESULT: &str = "classificationDetails.result.";

/// What may be written without [`RESULT`].
const SHORT: &[&str] = &[
    "customDataIdentifiers.detections.arn",
    "customDataIdentifiers.detections.name",
    "sensitiveData.category",
    "sensitiveData.detections.type",
];

/// How many names are suggested at most.
const SUGGESTIONS: usize = 3;

/// The field of a name. The `classificationDetails.result.` of what Macie's
/// API reference lists without it may be left out.
pub(super) fn find(name: &str) -> Result<&'static Field, CriteriaError> {
    let long = format!("{RESULT}{name}");
    let is_it =
        |field: &&Field| field.path == name || (SHORT.contains(&name) && field.path == long);
    FIELDS
        .iter()
        .find(is_it)
        .ok_or_else(|| CriteriaError::UnknownField {
            field: name.to_owned(),
            near: near(name),
        })
}

/// The fields that have it, in words.
pub(super) fn exact_match() -> String {
    let fields = FIELDS.iter().filter(|field| field.has_exact_match());
    let paths: Vec<&str> = fields.map(|field| field.path).collect();
    paths.join(", ")
}

/// Names that a wrong one may stand for: those that it is a part of, or else
/// those that are spelled much like it.
fn near(name: &str) -> Vec<&'static str> {
    let paths = || FIELDS.iter().map(|field| field.path);
    let part = name.to_ascii_lowercase();
    let has_it = |path: &&str| part.len() > 2 && path.to_ascii_lowercase().contains(&part);
    let parts = paths().filter(has_it);
    let mut near: Vec<&str> = parts.take(SUGGESTIONS).collect();
    if near.is_empty() {
        let mut alike: Vec<(f64, &str)> = paths()
            .map(|path| (strsim::jaro_winkler(path, name), path))
            .filter(|(alike, _)| *alike > 0.85)
            .collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        near = alike
            .into_iter()
            .map(|(_, path)| path)
            .take(SUGGESTIONS)
            .collect();
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_there_once() {
        for (at, field) in FIELDS.iter().enumerate() {
            let twice = FIELDS[..at].iter().any(|before| before.path == field.path);
            assert!(!twice, "{}", field.path);
        }
    }

    #[test]
    fn eight_fields_have_exact_match() {
        let exact = FIELDS.iter().filter(|field| field.has_exact_match());
        assert_eq!(exact.count(), 8);
    }

    #[test]
    fn both_spellings_are_one_field() {
        for short in SHORT {
            let short = find(short).expect(short);
            assert_eq!(find(short.path).expect("itself").path, short.path);
        }
        assert!(find("mimeType").is_err());
    }

    #[test]
    fn what_is_spelled_wrong_is_suggested() {
        for (wrong, right) in [
            ("severity", "severity.description"),
            ("bucket.name", "resourcesAffected.s3Bucket.name"),
            ("s3Bucket.name", "resourcesAffected.s3Bucket.name"),
            (
                "resourcesAffected.s3bucket.name",
                "resourcesAffected.s3Bucket.name",
            ),
            ("createdat", "createdAt"),
            ("jobId", "classificationDetails.jobId"),
        ] {
            let near = near(wrong);
            assert!(near.contains(&right), "{wrong}: {near:?}");
        }
        assert_eq!(near("zzz"), [""; 0]);
    }
}
