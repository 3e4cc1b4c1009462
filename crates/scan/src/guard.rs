//! A defect in the handling of one object must not end a scan.

use std::panic::{self, AssertUnwindSafe};

use tracie_finding::detection::Reason;
use tracie_source::Trouble;

/// Does some work on an object; a panic in it becomes trouble with the object.
/// Whatever the work held is not to be used afterwards.
///
/// The panic's message is not passed on: it may quote the content.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Trouble> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| defect())
}

fn defect() -> Trouble {
    let remark = "a defect of Tracie came up while this object was analysed; \
                  please report it with the type and the size of the object";
    Trouble::new(Reason::MalformedFile, remark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_says_is_not_passed_on() {
        let trouble = guard(|| panic!("the content")).err();
        assert_eq!(trouble, Some(defect()));
        assert_eq!(guard(|| 7), Ok(7));
    }
}
