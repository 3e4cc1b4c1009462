//! Whatever lies beside a copy as its listing, it is refused or has keys in
//! order.

use tracie_source::keys_of_listing;

/// Reads a listing, and once more as two pages.
pub fn check(data: &[u8]) {
    let Ok(keys) = keys_of_listing(data) else {
        return;
    };
    assert!(keys.windows(2).all(|it| it[0] < it[1]));
    // What is listed twice is listed once.
    let twice = keys_of_listing([data, b"\n", data].concat().as_slice());
    if let Ok(twice) = twice {
        assert_eq!(twice, keys);
    }
}
