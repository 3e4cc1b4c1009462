//! Waiting for another process, but not for ever.

use std::fs;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// After so long without a sign of a process it is looked at how it spends its time:
/// half as much of the processor's, and it is given up.
const LONG: Duration = Duration::from_secs(4);
/// As much time may go by in all, on a machine that is busy otherwise.
const LONGER: Duration = Duration::from_secs(60);

/// What another process writes, or [`io::ErrorKind::TimedOut`] if it works for
/// too long without writing.
pub(super) struct Patience<R> {
    inner: R,
    process: u32,
}

impl<R: Read + AsFd> Patience<R> {
    pub(super) fn new(inner: R, process: u32) -> Patience<R> {
        Patience { inner, process }
    }

    /// Waits until there is something to read, or the end.
    fn wait(&self) -> io::Result<()> {
        if self.ready(LONG)? {
            return Ok(());
        }
        // Only now it matters how much of that time it had.
        let (since, began) = (worked(self.process), Instant::now());
        let spent = || worked(self.process)?.checked_sub(since?);
        while since.is_some() && began.elapsed() < LONGER {
            if self.ready(LONG / 8)? {
                return Ok(());
            }
            if spent().is_none_or(|spent| spent >= LONG / 2) {
                break;
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    }

    fn ready(&self, wait: Duration) -> io::Result<bool> {
        let mut fds = [PollFd::new(&self.inner, PollFlags::IN)];
        let wait = Timespec {
            tv_sec: wait.as_secs() as i64,
            tv_nsec: i64::from(wait.subsec_nanos()),
        };
        loop {
            match poll(&mut fds, Some(&wait)) {
                Ok(ready) => return Ok(ready > 0),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl<R: Read + AsFd> Read for Patience<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.wait()?;
        self.inner.read(into)
    }
}

/// Processor time that a process has spent, where that can be known.
fn worked(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program may hold anything, but it is in parentheses.
    let fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace();
    let ticks: u64 = fields.skip(11).take(2).flat_map(str::parse::<u64>).sum();
    Some(Duration::from_millis(10 * ticks))
}
