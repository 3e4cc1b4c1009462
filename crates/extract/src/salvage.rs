//! Reading what can be read.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

/// Why a member could not be read on.
pub(crate) type Trouble = Rc<RefCell<Option<io::Error>>>;

/// Content that ends where it cannot be read on.
pub(crate) struct Salvage<R> {
    pub(crate) inner: R,
    pub(crate) trouble: Trouble,
}

impl<R: Read> Read for Salvage<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.trouble.borrow().is_some() {
            return Ok(0);
        }
        match self.inner.read(into) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                *self.trouble.borrow_mut() = Some(error);
                Ok(0)
            }
            other => other,
        }
    }
}
