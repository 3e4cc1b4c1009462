//! A place with what it lies in is no name: `Austin Texas`, `Florence, Italy`.

use crate::address::country::lies_in;
use crate::class::{COUNTRY, PLACE, REGION};
use crate::table::class;

/// Whether a word names what the words before it lie in. Where a person is
/// `expected`, one that is also a common name does not.
pub(crate) fn lies(place: &[u8], name: &[u8], expected: bool) -> bool {
    let region = class(name);
    if !region.is(REGION.with(COUNTRY)) {
        return false;
    }
    let common = region.given() > 1 || region.family() > 1;
    match () {
        () if common && expected => false,
        // Of most countries no places are known: one of any will do.
        () if !common && region.is(COUNTRY) && class(place).is(PLACE) => true,
        () => lies_in(place, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_places() {
        for (place, name, lie, expected) in [
            ("Austin", "Texas", true, true),
            ("Austin", "Virginia", false, false),
            ("Paris", "France", true, false),
            ("Cairo", "Egypt", true, true),
            ("Beatriz", "Egypt", false, false),
            ("Anatole", "France", false, false),
            ("Houston", "Smith", false, false),
        ] {
            let lies = |expected| lies(place.as_bytes(), name.as_bytes(), expected);
            assert_eq!((lies(false), lies(true)), (lie, expected), "{place} {name}");
        }
    }
}
