//! Where occurrences are, in the last column of the table.

use crate::place::{Words, bare, in_words};
use crate::text::{length, shorten, visible};
use tracie_finding::detection::{Detection, MemberResult};

/// The longest path of a member that is told in full.
const LONGEST_PATH: usize = 40;

/// Where occurrences are, as far as a row of a table tells.
pub(super) struct Location {
    first: Words,
    more: String,
}

/// Where the first occurrence is, and how many more there are; if it has no
/// place in the object, in which of its members.
pub(super) fn of(detection: &Detection, members: &[MemberResult]) -> Location {
    let within = || {
        members
            .iter()
            .find_map(|member| in_member(detection, member))
    };
    let Some(first) = place_of(detection).or_else(within) else {
        return Location::said("not located".to_owned());
    };
    let more = match detection.count {
        0 | 1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    Location { first, more }
}

fn place_of(detection: &Detection) -> Option<Words> {
    let places = detection.occurrences.iter();
    in_words(places.filter_map(|one| one.place.as_ref()).next()?)
}

/// Where it is in a member, if it is there.
fn in_member(detection: &Detection, member: &MemberResult) -> Option<Words> {
    let same = |it: &&Detection| it.identifier.id == detection.identifier.id;
    let found = member.detections.iter().find(same)?;
    let path = shorten(&visible(&member.path), LONGEST_PATH);
    Some(match place_of(found) {
        None => bare(format!("in {path}")),
        Some(Words { place, name }) => Words {
            place: format!("{place} of {path}"),
            name,
        },
    })
}

impl Location {
    /// A text in the place of a location.
    pub(super) fn said(text: String) -> Location {
        Location {
            first: bare(text),
            more: String::new(),
        }
    }

    /// In at most so many characters, if what cannot be left out fits.
    pub(super) fn in_words(&self, width: usize) -> String {
        let Words { place, name } = &self.first;
        let room = width.saturating_sub(length(place) + length(&self.more));
        let name = name
            .as_ref()
            .and_then(|name| name.in_words(room))
            .unwrap_or_default();
        format!("{place}{name}{}", self.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::in_column;

    fn location(name: &str) -> Location {
        Location {
            first: in_column("row 2, column 4".into(), Some(name)),
            more: ", and 7 more".into(),
        }
    }

    #[test]
    fn a_name_is_shortened_and_then_left_out() {
        let cases = [
            (80, r#"row 2, column 4 "name of holder", and 7 more"#),
            (40, r#"row 2, column 4 "nam…holder", and 7 more"#),
            (38, r#"row 2, column 4 "na…older", and 7 more"#),
            (37, "row 2, column 4, and 7 more"),
            (10, "row 2, column 4, and 7 more"),
        ];
        for (width, expected) in cases {
            assert_eq!(
                location("name of holder").in_words(width),
                expected,
                "{width}"
            );
        }
    }

    #[test]
    fn a_short_name_needs_no_more_room_than_it_takes() {
        assert_eq!(
            location("pan").in_words(33),
            r#"row 2, column 4 "pan", and 7 more"#
        );
    }
}
