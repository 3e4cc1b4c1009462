//! The process that reads, as the other one sees it.

use std::io::{self, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::ARGUMENT;
use super::frame::{Answer, Question};
use super::patience::Patience;

/// Processes that have nothing to read.
static IDLE: Mutex<Vec<Process>> = Mutex::new(Vec::new());

/// A process that reads. It ends when it is dropped.
pub(super) struct Process {
    child: Child,
    to: ChildStdin,
    from: BufReader<Patience<ChildStdout>>,
}

impl Process {
    /// Asks a process that is idle, or a new one.
    ///
    /// # Errors
    ///
    /// None can be started, or it does not listen.
    pub(super) fn ask(program: &Path, question: &Question) -> io::Result<Process> {
        while let Some(mut process) = Process::idle() {
            // It may have ended since.
            if question.write(&mut process.to).is_ok() {
                return Ok(process);
            }
        }
        let mut process = Process::start(program)?;
        question.write(&mut process.to)?;
        Ok(process)
    }

    fn idle() -> Option<Process> {
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn start(program: &Path) -> io::Result<Process> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What interrupts this process is not for that one.
            .process_group(0)
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let from = BufReader::new(Patience::new(from, child.id()));
        Ok(Process { child, to, from })
    }

    /// The next sign of it.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::TimedOut`] if it works for too long without a sign; any
    /// other if it ended.
    pub(super) fn answer(&mut self) -> io::Result<Answer> {
        Answer::read(&mut self.from)
    }

    /// Has said all, and may be asked again.
    pub(super) fn release(self) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already where that fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
