//! Locations.

use serde_json::{Map, Value, json};
use tracie_finding::place::Place;

use crate::place::place_in_words;
use crate::roots::Roots;
use crate::text::visible;
use crate::uri;

/// The locations of places in an object; the object itself if there are none.
pub(super) fn of_places(roots: &Roots, bucket: &str, key: Option<&str>, places: &[Place]) -> Value {
    let object = || of_object(roots, bucket, key);
    if places.is_empty() {
        return json!([object()]);
    }
    places.iter().map(|place| at(object(), place)).collect()
}

/// An object or, without a key, a bucket.
pub(super) fn of_object(roots: &Roots, bucket: &str, key: Option<&str>) -> Map<String, Value> {
    let file = key.and_then(|key| roots.file(bucket, key));
    let artifact = match (file, key) {
        (Some(file), _) if file.starts_with('/') => json!({"uri": uri::of_path(&file)}),
        (Some(file), _) => json!({"uri": uri::of_path(&file), "uriBaseId": "%SRCROOT%"}),
        (None, Some(key)) => json!({"uri": uri::of_path(&within(bucket, key))}),
        (None, None) => json!({"uri": uri::of_path(bucket)}),
    };
    let mut location = Map::new();
    location.insert(
        "physicalLocation".into(),
        json!({"artifactLocation": artifact}),
    );
    location
}

/// Without the slash that would make it a file of the machine.
fn within(bucket: &str, key: &str) -> String {
    format!("{bucket}/{key}").trim_start_matches('/').to_owned()
}

fn at(mut location: Map<String, Value>, place: &Place) -> Value {
    match place {
        Place::Line {
            start,
            end,
            start_column,
        } => {
            let region = json!({"startLine": start, "startColumn": start_column, "endLine": end});
            // Lines end where the next begins; a value that runs on has no end column.
            location["physicalLocation"]["region"] = region;
        }
        place => {
            let logical = logical(place);
            location.insert("logicalLocations".into(), json!([logical]));
        }
    }
    Value::Object(location)
}

fn logical(place: &Place) -> Value {
    let full = place_in_words(place);
    let (name, kind) = match place {
        Place::Cell {
            cell_reference: Some(reference),
            ..
        } => (visible(reference), "cell"),
        Place::Cell { row, column, .. } => (format!("{row}:{column}"), "cell"),
        Place::Record {
            json_path: Some(path),
            ..
        } => (visible(path), "value"),
        Place::Record { index, .. } => (index.to_string(), "record"),
        Place::Page { number } => (number.to_string(), "page"),
        _ => (full.clone(), "place"),
    };
    json!({"name": name, "fullyQualifiedName": full, "kind": kind})
}
