//! PDF: the text of each page, then what else the document says.
//!
//! Text is taken as it is painted, glyph by glyph, visible or not; what names a value
//! by where it stands on the page is told besides. Then come the contents of
//! annotations and of form fields that the page does not show, and last the
//! properties of the document, its metadata and its attachments.

mod clock;
mod comb;
mod content;
mod decoded;
mod expansion;
mod face;
mod fields;
mod front;
mod guard;
mod layout;
mod leaders;
mod line;
mod lines;
mod losses;
mod matrix;
mod objects;
mod page;
mod phrase;
#[cfg(unix)]
mod serving;
mod slot;
mod unsaid;

use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf as File, PdfData};
use memchr::memmem;
use tracie_finding::detection::Reason;
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::apart;
use crate::budget::Budget;
use crate::extractor::{Content, Entry, Extractor, Fault, Out, Step, Whole};
use crate::marks::Spot;
use guard::guarded;
use layout::GoingOn;
use losses::Tally;
use objects::Attachment;
use slot::Slot;

#[cfg(unix)]
pub use serving::read_for_another;

/// PDF.
pub(crate) struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "PDF document"
    }

    fn mime_type(&self) -> &'static str {
        mime::PDF
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }

    fn nature(&self) -> Nature {
        Nature::Document
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(front::length(head.bytes).is_some())
    }

    fn extractor<'r>(
        &self,
        mut content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let budget = Rc::clone(&opening.budget);
        let mut bytes = content.read_whole(budget.limits.document)?;
        #[cfg(unix)]
        if let Some(program) = apart::program() {
            match apart::read(program, bytes, &budget) {
                Ok(reading) => return reading,
                // No process can be had: it is read here.
                Err(content) => bytes = content,
            }
        }
        Ok(Box::new(Pages::open(bytes, budget, in_time)?))
    }
}

/// Opens a document with a password. An error is why nobody could.
type Opener = fn(PdfData, &str) -> Result<Result<File, LoadPdfError>, Fault>;

/// Opens a document, with a password if it needs one.
fn open(
    bytes: Vec<u8>,
    budget: &Budget,
    opener: Opener,
) -> Result<Result<File, LoadPdfError>, Fault> {
    let data = PdfData::from(bytes);
    let mut opened = opener(data.clone(), "")?;
    for password in budget.limits.passwords.iter() {
        if !matches!(
            opened,
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))
        ) {
            break;
        }
        budget.check()?;
        apart::progress();
        opened = opener(data.clone(), password)?;
    }
    Ok(opened)
}

/// Opens a document, however long that takes.
pub(crate) fn at_once(data: PdfData, password: &str) -> Result<Result<File, LoadPdfError>, Fault> {
    let opened = guarded(|| File::new_with_password(data, password));
    opened.ok_or_else(|| Fault::malformed(DAMAGED))
}

/// Opens a document, and gives up if that takes too long: what is damaged is
/// looked for all over, once for each start of something that nests. The
/// library cannot be stopped: it goes on until it ends by itself, or the process.
fn in_time(data: PdfData, password: &str) -> Result<Result<File, LoadPdfError>, Fault> {
    if data.as_ref().len() <= SMALL {
        return at_once(data, password);
    }
    let (to, from) = mpsc::channel();
    let password = password.to_owned();
    let slot = Slot::wait(LONG).ok_or_else(|| Fault::malformed(BUSY))?;
    let work = move || {
        let opened = at_once(data, &password);
        drop(slot);
        // Nobody may wait any more.
        let _ = to.send(opened);
    };
    let started = thread::Builder::new().name("pdf".to_owned()).spawn(work);
    started.map_err(|_| Fault::malformed("no thread can be had to read it"))?;
    let gave_up = |_| Fault::malformed("damaged: looking for its objects takes too long");
    from.recv_timeout(LONG).map_err(gave_up)?
}

/// Documents that are opened in no time, damaged as they may be.
const SMALL: usize = 32 << 10;
/// What opening a document may take.
const LONG: Duration = Duration::from_secs(6);

const DAMAGED: &str = "damaged: no page can be read";
const BUSY: &str = "others that are damaged take too long to be opened: not analysed";

/// Pages that are read in one step: fonts are loaded once in each.
const AT_ONCE: usize = 512;
/// Text that ends a step.
const ENOUGH: usize = 1 << 20;
/// Pages that may be given up for taking too long.
const MOST_SLOW: u32 = 2;

/// The pages of a document, and what else it says.
pub(crate) struct Pages {
    file: File,
    budget: Rc<Budget>,
    /// What stands in front of it.
    front: Option<String>,
    /// The page to read next.
    next: usize,
    /// What did not become text.
    tally: Tally,
    /// Pages that took too long.
    slow: u32,
    /// Columns that go on where the last page ended.
    going_on: GoingOn,
    /// What is attached, once all pages are read.
    attachments: Option<Vec<Attachment>>,
}

impl<'r> Extractor<'r> for Pages {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if let Some(front) = self.front.take() {
            out.mark(Spot::Nowhere);
            out.push(&front);
            return Ok(Step::Break);
        }
        if self.next < self.count() {
            self.pages(out)?;
            return Ok(Step::More);
        }
        let Some(attachments) = &mut self.attachments else {
            out.end_line();
            out.mark(Spot::Nowhere);
            let objects = guarded(|| objects::read(&self.file, &mut *out, &self.budget));
            self.attachments = Some(objects.unwrap_or_default());
            return Ok(Step::Break);
        };
        match attachments.pop() {
            Some(Attachment { name, content }) => Ok(Step::Member(Entry {
                name,
                modified: None,
                content: Ok(Box::new(Whole::new(content))),
            })),
            None => self.tally.fault(self.count()).map_or(Ok(Step::End), Err),
        }
    }
}

impl Pages {
    /// Opens a document.
    ///
    /// # Errors
    ///
    /// Why nothing can be read.
    pub(crate) fn open(bytes: Vec<u8>, budget: Rc<Budget>, opener: Opener) -> Result<Pages, Fault> {
        expansion::check(&bytes, &budget)?;
        let tally = Tally::new(breaks_off(&bytes));
        let front = front::text(&bytes);
        let file = open(bytes, &budget, opener)?.map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
                Fault::encrypted("encrypted in a way that is not read")
            }
            LoadPdfError::Decryption(_) => Fault::encrypted(budget.limits.passwords.refusal()),
            LoadPdfError::Invalid => Fault::malformed(DAMAGED),
        })?;
        let listed = guarded(|| listed(&file)).flatten();
        let missing = listed.map_or(0, |it| it.saturating_sub(file.pages().len()));
        Ok(Pages {
            file,
            budget,
            front,
            next: 0,
            tally: tally.missing(missing),
            slow: 0,
            going_on: GoingOn::default(),
            attachments: None,
        })
    }

    fn count(&self) -> usize {
        self.file.pages().len()
    }

    fn pages(&mut self, out: &mut Out) -> Result<(), Fault> {
        let mut reader = page::Reader::new(&self.file);
        let last = (self.next + AT_ONCE).min(self.count());
        while self.next < last && out.text.len() < ENOUGH {
            self.budget.check()?;
            out.end_line();
            out.mark(Spot::Page(self.next as u64 + 1));
            let page = reader.read(self.next, &self.budget);
            apart::progress();
            self.tally.add(&page);
            self.slow += u32::from(page.end == page::End::TooMuch);
            let said = match self.slow > MOST_SLOW {
                true => Vec::new(),
                false => fields::said(&self.file, self.next),
            };
            fields::write(&page, said, &mut self.going_on, out);
            if self.slow > MOST_SLOW {
                let remark = format!(
                    "{} pages take too long each: the rest was not analysed",
                    self.slow
                );
                return Err(Fault::new(Reason::TimeCutOffReached, remark));
            }
            self.next += 1;
        }
        Ok(())
    }
}

/// How many pages a document says that it has.
fn listed(file: &File) -> Option<usize> {
    let catalog = file.xref().get::<Dict<'_>>(file.xref().root_id())?;
    let count = catalog.get::<Dict<'_>>("Pages")?.get::<i32>("Count")?;
    usize::try_from(count).ok()
}

/// Whether an object comes after all ends that there are: a document has one at its
/// end, those that were changed or are to be shown early others before. What is left of
/// one that was cut may be read without a fault.
fn breaks_off(bytes: &[u8]) -> bool {
    let last = |words: [&[u8]; 2]| words.iter().filter_map(|it| memmem::rfind(bytes, it)).max();
    last([b"startxref", b"%%EOF"]) < last([b" obj", b"endobj"])
}

/// What a document that expands too much ends with.
fn too_large(most: u64) -> Fault {
    Fault::new(
        Reason::FileExceedsSizeLimit,
        format!("a part of it expands to more than {most} bytes: not analysed"),
    )
}
