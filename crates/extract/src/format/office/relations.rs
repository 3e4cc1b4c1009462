//! What parts of Office Open XML refer to.

use std::collections::HashMap;

use crate::format::office::package::Package;
use crate::xml::{Event, Xml};

/// A reference of a part to another, or to the world outside.
pub(crate) struct Relation {
    pub(crate) id: String,
    pub(crate) target: String,
    pub(crate) external: bool,
}

/// What a part refers to. A part without references has none.
pub(crate) fn of(package: &Package, part: &str) -> Vec<Relation> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let Some(Ok(content)) = package.open(&format!("{folder}/_rels/{file}.rels")) else {
        return Vec::new();
    };
    let mut xml = Xml::new(content);
    let mut relations = Vec::new();
    while let Ok(event) = xml.next() {
        match event {
            Event::Start if xml.name() == b"Relationship" => {
                let target = xml.attribute(b"Target").unwrap_or_default();
                let external = xml.attribute(b"TargetMode").as_deref() == Some("External");
                relations.push(Relation {
                    id: xml.attribute(b"Id").unwrap_or_default(),
                    target: if external {
                        target
                    } else {
                        resolve(folder, &target)
                    },
                    external,
                });
            }
            Event::Eof => break,
            _ => {}
        }
    }
    relations
}

/// What a part refers to within the document, by the names of the references.
pub(crate) fn targets(package: &Package, part: &str) -> HashMap<String, String> {
    let own = of(package, part).into_iter().filter(|it| !it.external);
    own.map(|it| (it.id, it.target)).collect()
}

/// The name of a part, from the folder of another.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            name => steps.push(name),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_folder_of_the_part() {
        assert_eq!(
            resolve("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolve("xl/worksheets", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolve("xl", "/xl/a.xml"), "xl/a.xml");
    }
}
