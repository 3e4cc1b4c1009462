//! Reading documents for another process.

use std::io::{self, Read, Write};
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::{Pages, at_once};
use crate::apart::frame::{Answer, Question, place};
use crate::apart::seen;
use crate::budget::Budget;
use crate::extractor::{Extractor, Fault, Out, Step};
use crate::limits::Limits;
use crate::passwords::Passwords;

/// Bytes of memory that this process may take.
const MEMORY: u64 = 1 << 30;
/// Between two signs that reading goes on.
const BEAT: Duration = Duration::from_millis(500);

/// Reads documents that come on standard input, and tells on standard output
/// what is in them, until there is none any more. The memory of this process is
/// limited from now on, and it ends with the process that it reads for.
///
/// # Errors
///
/// What comes is no document as [`read_by`](crate::apart::read_by) sends it; or the
/// other process listens no more.
pub fn read_for_another() -> io::Result<()> {
    limit()?;
    let answers = Arc::new(Answers(Mutex::new(io::stdout())));
    let beat = Arc::clone(&answers);
    thread::Builder::new()
        .name("beat".to_owned())
        .spawn(move || beat.go_on())?;
    let mut questions = io::stdin().lock();
    while let Some(question) = Question::read(&mut questions)? {
        answers.answer(question)?;
    }
    Ok(())
}

/// No more memory than that, and no copy of it on disk when it ends.
fn limit() -> io::Result<()> {
    let most = |bytes| Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    setrlimit(Resource::Data, most(MEMORY))?;
    setrlimit(Resource::Core, most(0))?;
    Ok(())
}

/// What is told of documents.
struct Answers<W>(Mutex<W>);

impl<W: Write> Answers<W> {
    fn say(&self, answer: &Answer) -> io::Result<()> {
        let mut to = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answer.write(&mut *to)
    }

    /// Tells all that is in a document.
    fn answer(&self, question: Question) -> io::Result<()> {
        let budget = Rc::new(Budget::new(Limits {
            time: question.time,
            passwords: Passwords::from_lines(&question.passwords),
            ..Limits::default()
        }));
        budget
            .counter()
            .store(question.content.len() as u64, Relaxed);
        let last = match self.tell(question.content, &budget)? {
            Ok(()) => Answer::End,
            Err(fault) => match budget.hit() {
                Some((reason, remark)) => Answer::Fault {
                    fault: Fault { reason, remark },
                    limit: true,
                },
                None => Answer::Fault {
                    fault,
                    limit: false,
                },
            },
        };
        self.say(&last)
    }

    fn tell(&self, content: Vec<u8>, budget: &Rc<Budget>) -> io::Result<Result<(), Fault>> {
        let mut document = match Pages::open(content, Rc::clone(budget), at_once) {
            Ok(document) => document,
            Err(fault) => return Ok(Err(fault)),
        };
        self.say(&Answer::Opened)?;
        loop {
            let mut out = Out::default();
            let step = document.step(&mut out);
            let goes_on = matches!(step, Ok(Step::More));
            if !out.text.is_empty() || matches!(step, Ok(Step::Break)) {
                self.say(&Answer::Text {
                    marks: out.marks.iter().map(place).collect(),
                    text: out.text,
                    cells: out.cells,
                    goes_on,
                })?;
            }
            match step {
                Ok(Step::Member(entry)) => self.say(&member(entry.name, entry.content))?,
                Ok(Step::End) => return Ok(Ok(())),
                Ok(_) => {}
                Err(fault) => return Ok(Err(fault)),
            }
        }
    }

    /// Shows now and then that reading goes on, as long as it does.
    fn go_on(&self) {
        let mut before = seen();
        while !is_left_alone() {
            thread::sleep(BEAT);
            let now = seen();
            if now != before && self.say(&Answer::Alive).is_err() {
                break;
            }
            before = now;
        }
        std::process::exit(0);
    }
}

fn member(name: String, content: Result<Box<dyn Read + '_>, Fault>) -> Answer {
    let mut bytes = Vec::new();
    let read = content.map(|mut content| content.read_to_end(&mut bytes));
    match read {
        Err(fault) => Answer::Fault {
            fault,
            limit: false,
        },
        // It is in memory.
        Ok(_) => Answer::Member {
            name,
            content: bytes,
        },
    }
}

/// Whether the process that this one reads for has ended.
fn is_left_alone() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    match poll(&mut fds, Some(&now)) {
        Ok(_) => fds[0].revents().contains(PollFlags::HUP),
        Err(_) => false,
    }
}
