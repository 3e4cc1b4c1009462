//! What the two processes say to each other.
//!
//! A frame is a kind, the length of its content, and that. Numbers are of eight
//! bytes, the lowest first; what has a length says it before.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use tracie_finding::detection::Reason;

use crate::extractor::Fault;
use crate::marks::{Mark, Spot};
use crate::rows::{Columns, Told};

/// A document to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// How long it may take.
    pub(crate) time: Duration,
    /// Passwords to try, one a line.
    pub(crate) passwords: String,
    pub(crate) content: Vec<u8>,
}

/// What there is to say of it, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Reading goes on.
    Alive,
    /// It can be read.
    Opened,
    /// Text, its marks and cells, whose offsets are counted from its start, and whether
    /// the next goes on where it ends.
    Text {
        text: Vec<u8>,
        marks: Vec<(u64, Place)>,
        cells: Vec<Told>,
        goes_on: bool,
    },
    /// What is attached.
    Member { name: String, content: Vec<u8> },
    /// Why it cannot be read on, and whether that is a limit of the whole object.
    Fault { fault: Fault, limit: bool },
    /// That was all.
    End,
}

/// Where text comes from: a page, or nowhere.
pub(crate) type Place = Option<u64>;

/// What a mark says, in a frame.
pub(crate) fn place(mark: &Mark) -> (u64, Place) {
    match mark.spot {
        Spot::Page(number) => (mark.at, Some(number)),
        _ => (mark.at, None),
    }
}

/// What a place in a frame says.
pub(crate) fn spot(place: Place) -> Spot {
    place.map_or(Spot::Nowhere, Spot::Page)
}

impl Question {
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut head = Vec::new();
        number(&mut head, self.time.as_millis() as u64);
        number(&mut head, self.passwords.len() as u64);
        head.extend(self.passwords.as_bytes());
        number(&mut head, self.content.len() as u64);
        to.write_all(&head)?;
        to.write_all(&self.content)?;
        to.flush()
    }

    /// The next one; `None` if there is none.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<Question>> {
        let mut first = [0];
        if from.read(&mut first)? == 0 {
            return Ok(None);
        }
        let from = &mut first.chain(from);
        Ok(Some(Question {
            time: Duration::from_millis(take_number(from)?),
            passwords: take_text(from)?,
            content: take(from)?,
        }))
    }
}

impl Answer {
    fn kind(&self) -> u8 {
        match self {
            Answer::Alive => b'a',
            Answer::Opened => b'o',
            Answer::Text { .. } => b't',
            Answer::Member { .. } => b'm',
            Answer::Fault { .. } => b'f',
            Answer::End => b'e',
        }
    }

    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut frame = vec![self.kind()];
        match self {
            Answer::Text {
                text,
                marks,
                cells,
                goes_on,
            } => {
                number(&mut frame, u64::from(*goes_on));
                number(&mut frame, marks.len() as u64);
                for (at, place) in marks {
                    number(&mut frame, *at);
                    number(&mut frame, place.unwrap_or(0));
                }
                number(&mut frame, cells.len() as u64);
                cells.iter().for_each(|it| cell(&mut frame, it));
                number(&mut frame, text.len() as u64);
                frame.extend(text);
            }
            Answer::Member { name, content } => {
                number(&mut frame, name.len() as u64);
                frame.extend(name.as_bytes());
                number(&mut frame, content.len() as u64);
                frame.extend(content);
            }
            Answer::Fault { fault, limit } => {
                number(&mut frame, u64::from(*limit));
                let reason = Reason::ALL.iter().position(|it| *it == fault.reason);
                number(&mut frame, reason.unwrap_or(0) as u64);
                number(&mut frame, fault.remark.len() as u64);
                frame.extend(fault.remark.as_bytes());
            }
            Answer::Alive | Answer::Opened | Answer::End => {}
        }
        to.write_all(&frame)?;
        to.flush()
    }

    pub(crate) fn read(from: &mut impl Read) -> io::Result<Answer> {
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        Ok(match kind[0] {
            b'a' => Answer::Alive,
            b'o' => Answer::Opened,
            b'e' => Answer::End,
            b't' => Answer::Text {
                goes_on: take_number(from)? != 0,
                marks: take_marks(from)?,
                cells: take_cells(from)?,
                text: take(from)?,
            },
            b'm' => Answer::Member {
                name: take_text(from)?,
                content: take(from)?,
            },
            b'f' => Answer::Fault {
                limit: take_number(from)? != 0,
                fault: take_fault(from)?,
            },
            _ => return Err(io::ErrorKind::InvalidData.into()),
        })
    }
}

fn number(frame: &mut Vec<u8>, number: u64) {
    frame.extend(number.to_le_bytes());
}

fn take_number(from: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Bytes behind their length, which is not trusted.
fn take(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let len = take_number(from)?;
    let mut bytes = Vec::new();
    match from.take(len).read_to_end(&mut bytes)? as u64 == len {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn take_text(from: &mut impl Read) -> io::Result<String> {
    String::from_utf8(take(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn take_marks(from: &mut impl Read) -> io::Result<Vec<(u64, Place)>> {
    let mark = |from: &mut _| -> io::Result<(u64, Place)> {
        let (at, place) = (take_number(from)?, take_number(from)?);
        Ok((at, Some(place).filter(|it| *it > 0)))
    };
    (0..take_number(from)?).map(|_| mark(from)).collect()
}

/// A cell; its names are nearly always few and short.
fn cell(frame: &mut Vec<u8>, cell: &Told) {
    number(frame, cell.start);
    number(frame, cell.end);
    number(frame, cell.names.len() as u64);
    for name in cell.names.iter() {
        number(frame, name.len() as u64);
        frame.extend(name);
    }
}

/// Cells; names that are the same as those of the one before are shared.
fn take_cells(from: &mut impl Read) -> io::Result<Vec<Told>> {
    let mut cells: Vec<Told> = Vec::new();
    for _ in 0..take_number(from)? {
        let (start, end) = (take_number(from)?, take_number(from)?);
        let names = (0..take_number(from)?).map(|_| take(from));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        let names: Arc<Columns> = names.into_iter().map(Vec::into_boxed_slice).collect();
        let same = cells.iter().rev().take(SHARED).find(|it| it.names == names);
        let names = same.map_or(names, |it| Arc::clone(&it.names));
        cells.push(Told { start, end, names });
    }
    Ok(cells)
}

/// Cells of a few rows, among which equal names are looked for.
const SHARED: usize = 32;

fn take_fault(from: &mut impl Read) -> io::Result<Fault> {
    let reason = Reason::ALL.get(take_number(from)? as usize);
    let reason = *reason.ok_or(io::ErrorKind::InvalidData)?;
    Ok(Fault::new(reason, take_text(from)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::columns;

    fn answers() -> Vec<Answer> {
        vec![
            Answer::Alive,
            Answer::Opened,
            Answer::Text {
                text: b"a text".to_vec(),
                marks: vec![(0, Some(7)), (3, None)],
                cells: vec![Told {
                    start: 2,
                    end: 6,
                    names: columns(["a name", ""]),
                }],
                goes_on: true,
            },
            Answer::Member {
                name: "a name".into(),
                content: vec![0, 255],
            },
            Answer::Fault {
                fault: Fault::encrypted("with a remark"),
                limit: true,
            },
            Answer::End,
        ]
    }

    #[test]
    fn what_is_said_is_what_is_understood() {
        let mut said = Vec::new();
        for answer in answers() {
            answer.write(&mut said).expect("into memory");
        }
        let mut rest = &said[..];
        for answer in answers() {
            assert_eq!(Answer::read(&mut rest).expect("it was said"), answer);
        }
        let question = || Question {
            time: Duration::from_secs(9),
            passwords: "one\ntwo".into(),
            content: b"%PDF-".to_vec(),
        };
        let mut said = Vec::new();
        question().write(&mut said).expect("into memory");
        let mut rest = &said[..];
        let understood = Question::read(&mut rest).expect("it was said");
        assert_eq!(understood, Some(question()));
        assert_eq!(Question::read(&mut rest).expect("it ended"), None);
    }

    #[test]
    fn what_breaks_off_or_lies_is_an_error() {
        let mut said = Vec::new();
        answers().remove(3).write(&mut said).expect("into memory");
        for end in 0..said.len() {
            Answer::read(&mut &said[..end]).expect_err("it breaks off");
        }
        // A length beyond all bounds, with nothing behind it.
        let mut lies = b"m".to_vec();
        lies.extend([0xFF; 8]);
        Answer::read(&mut &lies[..]).expect_err("there is no such text");
        Answer::read(&mut &b"x"[..]).expect_err("there is no such kind");
    }
}
