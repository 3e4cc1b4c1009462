//! What is wrong with a file, as far as that may be told.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;

use crate::extractor::Fault;

/// A defect of the reader is one of the file.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Fault::malformed("damaged"))
}

/// What is wrong, without what the file says.
pub(super) fn fault(error: &ParquetError) -> Fault {
    match error {
        ParquetError::EOF(_) => Fault::malformed("the content breaks off"),
        ParquetError::NYI(_) => Fault::malformed("parts of it are of a kind that is not read"),
        _ => Fault::malformed("damaged, or encrypted"),
    }
}
