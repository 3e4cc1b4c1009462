//! Standard input.

use std::io::{self, Read};
use std::iter;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::bucket::LOCAL;
use crate::object::{Entry, Object, Source};

/// Standard input as one object, `local/stdin` unless told otherwise. It can
/// be read once.
///
/// ```
/// use tracie_source::Stdin;
///
/// // The key's extension helps to tell what comes in.
/// let source = Stdin::new().bucket("exports").key("people.csv");
/// # let _ = source;
/// ```
#[derive(Clone, Debug)]
pub struct Stdin {
    bucket: Arc<str>,
    key: String,
    stop: Option<Arc<AtomicBool>>,
}

impl Default for Stdin {
    fn default() -> Stdin {
        Stdin {
            bucket: LOCAL.into(),
            key: "stdin".into(),
            stop: None,
        }
    }
}

impl Stdin {
    /// Standard input as `local/stdin`.
    pub fn new() -> Stdin {
        Stdin::default()
    }

    /// Sets the bucket.
    pub fn bucket(mut self, bucket: impl Into<Arc<str>>) -> Stdin {
        self.bucket = bucket.into();
        self
    }

    /// Sets the key.
    pub fn key(mut self, key: impl Into<String>) -> Stdin {
        self.key = key.into();
        self
    }

    /// Breaks reading off soon after this is set, also while nothing comes; where that
    /// cannot be told, with what comes next.
    pub fn until(mut self, stop: Arc<AtomicBool>) -> Stdin {
        self.stop = Some(stop);
        self
    }
}

/// What reads it.
fn input(stop: Option<&Arc<AtomicBool>>) -> io::Result<Box<dyn Read + Send>> {
    #[cfg(unix)]
    if let Some(stop) = stop {
        return Ok(Box::new(unix::Until::new(Arc::clone(stop))?));
    }
    let _ = stop;
    Ok(Box::new(io::stdin()))
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::AsFd as _;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    /// Standard input, up to when something is set.
    pub(super) struct Until {
        /// Without a buffer, in which what came would not be seen by waiting.
        input: File,
        stop: Arc<AtomicBool>,
    }

    /// How long to wait before looking whether to go on.
    const PAUSE: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 100_000_000,
    };

    impl Until {
        pub(super) fn new(stop: Arc<AtomicBool>) -> io::Result<Until> {
            let input = io::stdin().as_fd().try_clone_to_owned()?;
            let input = File::from(input);
            Ok(Until { input, stop })
        }

        /// Whether something came, or the end.
        fn has_come(&self) -> io::Result<bool> {
            let mut waiting = [PollFd::new(&self.input, PollFlags::IN)];
            match poll(&mut waiting, Some(&PAUSE)) {
                Ok(ready) => Ok(ready > 0),
                Err(rustix::io::Errno::INTR) => Ok(false),
                Err(error) => Err(error.into()),
            }
        }
    }

    impl Read for Until {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            while !self.has_come()? {
                if self.stop.load(Ordering::Relaxed) {
                    return Err(io::Error::other("stopped while waiting for more"));
                }
            }
            self.input.read(into)
        }
    }
}

impl Source for Stdin {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        let stop = self.stop.clone();
        let open = move || input(stop.as_ref());
        let object = Object::new(self.bucket.clone(), &*self.key, open);
        Box::new(iter::once(Entry::Object(object)))
    }
}
