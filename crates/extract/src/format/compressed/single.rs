//! A compressed file has one member, named after it.

use std::io::{self, Read};

use crate::extractor::{Entry, Extractor, Fault, Out, Step};
use crate::format::Opening;

/// The only member of a compressed file.
struct Single<'r>(Option<Entry<'r>>);

impl<'r> Extractor<'r> for Single<'r> {
    fn step(&mut self, _out: &mut Out) -> Result<Step<'r>, Fault> {
        Ok(self.0.take().map_or(Step::End, Step::Member))
    }
}

/// What a decoder makes of a compressed file.
pub(super) fn single<'r>(
    decoder: io::Result<impl Read + 'r>,
    opening: &Opening<'_>,
) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
    let entry = Entry {
        name: content_name(opening.name),
        modified: None,
        content: Ok(Box::new(decoder?)),
    };
    Ok(Box::new(Single(Some(entry))))
}

/// What the content of a compressed file is called.
fn content_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, "tgz" | "tbz" | "tbz2" | "txz" | "tzst" | "tlz4" | "taz")) => {
            format!("{stem}.tar")
        }
        Some((stem, "svgz")) => format!("{stem}.svg"),
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_has_the_name_without_its_end() {
        for (name, expected) in [
            ("a/people.csv.gz", "people.csv"),
            ("exports.tgz", "exports.tar"),
            ("noend", "noend"),
            (".gz", ".gz"),
        ] {
            assert_eq!(content_name(name), expected);
        }
    }
}
