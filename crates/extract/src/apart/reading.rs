//! Reading a document by another process.

use std::io;
use std::path::Path;
use std::rc::Rc;

use tracie_finding::detection::Reason;

use super::frame::{Answer, Question, spot};
use super::process::Process;
use crate::budget::Budget;
use crate::extractor::{Entry, Extractor, Fault, Out, Step, Whole};

/// A document that another process reads.
struct Reading {
    /// The process, until all was said.
    process: Option<Process>,
    budget: Rc<Budget>,
}

/// Has a document read by a process of a program.
///
/// # Errors
///
/// The content back if no process can be had; why it cannot be read.
pub(crate) fn read<'r>(
    program: &Path,
    content: Vec<u8>,
    budget: &Rc<Budget>,
) -> Result<Result<Box<dyn Extractor<'r> + 'r>, Fault>, Vec<u8>> {
    let passwords: Vec<&str> = budget.limits.passwords.iter().collect();
    let question = Question {
        time: budget.time_left(),
        passwords: passwords.join("\n"),
        content,
    };
    let Ok(process) = Process::ask(program, &question) else {
        return Err(question.content);
    };
    let mut reading = Reading {
        process: Some(process),
        budget: Rc::clone(budget),
    };
    Ok(match reading.next() {
        Ok(Answer::Opened) => Ok(Box::new(reading)),
        Ok(_) => Err(ended()),
        Err(fault) if fault == took_too_long() => Err(Fault::malformed(
            "damaged: looking for its objects takes too long",
        )),
        Err(fault) => Err(fault),
    })
}

impl Reading {
    /// What is said next, but for signs that reading goes on.
    fn next(&mut self) -> Result<Answer, Fault> {
        let process = self.process.as_mut().ok_or_else(ended)?;
        let answer = loop {
            match process.answer() {
                Ok(Answer::Alive) => {}
                other => break other,
            }
        };
        match answer {
            Ok(Answer::Fault { fault, limit }) => {
                self.release();
                if limit {
                    self.budget.stop(fault.reason, fault.remark.clone());
                }
                Err(fault)
            }
            Ok(Answer::End) => {
                self.release();
                Ok(Answer::End)
            }
            Ok(answer) => Ok(answer),
            Err(error) => {
                self.process = None;
                Err(match error.kind() {
                    io::ErrorKind::TimedOut => took_too_long(),
                    _ => ended(),
                })
            }
        }
    }

    fn release(&mut self) {
        if let Some(process) = self.process.take() {
            process.release();
        }
    }
}

impl<'r> Extractor<'r> for Reading {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        match self.next()? {
            Answer::Text {
                text,
                marks,
                cells,
                goes_on,
            } => {
                let (at, end) = (out.offset(), text.len() as u64);
                let cells = cells
                    .into_iter()
                    .filter(|it| it.start < it.end && it.end <= end);
                out.cells.extend(cells.map(|it| it.behind(at)));
                for (at, place) in marks {
                    // Where the text does not go that far, nothing is meant.
                    out.text
                        .extend(text.get(out.text.len()..at as usize).unwrap_or_default());
                    out.mark(spot(place));
                }
                out.text
                    .extend(text.get(out.text.len()..).unwrap_or_default());
                Ok(match goes_on {
                    true => Step::More,
                    false => Step::Break,
                })
            }
            Answer::Member { name, content } => Ok(Step::Member(Entry {
                name,
                modified: None,
                content: Ok(Box::new(Whole::new(content))),
            })),
            Answer::End => Ok(Step::End),
            Answer::Alive | Answer::Opened | Answer::Fault { .. } => Err(ended()),
        }
    }
}

fn took_too_long() -> Fault {
    Fault::new(
        Reason::TimeCutOffReached,
        "a part of it takes too long to read: the rest was not analysed",
    )
}

fn ended() -> Fault {
    Fault::malformed(
        "the process that read it ended: it wants more memory than a GiB, or shows a defect of the \
         program; the rest was not analysed",
    )
}
