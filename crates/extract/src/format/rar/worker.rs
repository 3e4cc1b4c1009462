//! Who decodes.

use std::cell::Cell;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, mpsc::SyncSender};
use std::thread;

use rars::{
    Archive, ArchiveFamily, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind,
    ExtractionDecision, ExtractionErrorAction, ReadCancellation,
};
use tracie_finding::detection::Reason;

use super::cut::Ended;
use super::stream::{AHEAD, Head, Said, Stream, Teller, Writer};
use crate::anywhere::{Anywhere, Cursor};
use crate::budget::Budget;
use crate::bytes::{dos, time};
use crate::extractor::Fault;
use crate::passwords::Passwords;

/// The largest dictionary, as with other archives, and all that decoding may
/// take: some of it is held twice.
const DICTIONARY: u64 = 128 << 20;
const WORKSPACE: u64 = 384 << 20;
/// Members up to this size are decoded as a whole.
const BUFFERED: u64 = 1 << 20;
/// Bytes that all headers may take.
const HEADERS: u64 = 64 << 20;

/// What who decodes needs to know.
struct Work {
    content: Anywhere,
    passwords: Passwords,
    refusal: &'static str,
    cancel: ReadCancellation,
    /// Bytes that may come out of a member, and of all.
    member: u64,
    all: u64,
    headers: u64,
}

/// Starts decoding.
pub(super) fn start(content: Anywhere, budget: &Budget) -> Result<Stream, Fault> {
    let limits = &budget.limits;
    let (to, from) = sync_channel(AHEAD);
    let (cancel, unwanted) = (ReadCancellation::new(), Arc::new(AtomicU64::new(0)));
    let work = Work {
        content,
        passwords: limits.passwords.clone(),
        refusal: limits.passwords.refusal(),
        cancel: cancel.clone(),
        member: limits.member,
        // Who reads stops before that, and knows the reason.
        all: limits.expanded.saturating_add(limits.member),
        headers: limits.members.saturating_add(16),
    };
    let teller = Teller::new(SyncSender::clone(&to), Arc::clone(&unwanted));
    let name = "rar".to_owned();
    let started = thread::Builder::new().name(name).spawn(move || {
        let fault = work.run(&teller).err();
        // Nobody may listen any more.
        let _ = teller.tell(Said::Ended(fault));
    });
    match started {
        Ok(_) => Ok(Stream::new(from, cancel, unwanted)),
        Err(_) => Err(Fault::malformed("no thread can be had to decode it")),
    }
}

impl Work {
    fn run(&self, teller: &Teller) -> Result<(), Fault> {
        let (archive, password, cut) = match self.open() {
            Ok((archive, password)) => (archive, password, false),
            Err(fault) => (self.open_cut().ok_or(fault)?, None, true),
        };
        let password = password.or_else(|| self.password_of_members(&archive));
        let options = self.options(password);
        let solid = archive.is_solid();
        let open = Cell::new(false);
        let mut number = 0;
        let close = |fault| match open.take() {
            true => teller.tell(Said::Closed(fault)).map_err(Error::from),
            false => Ok(()),
        };
        let ended = archive.extract_with_control_and_errors(
            options,
            |member| {
                close(None)?;
                if member.meta.is_directory || member.meta.is_redirection {
                    return Ok(ExtractionDecision::Skip);
                }
                if let Some(fault) = self.refuses(member, password, solid) {
                    teller.tell(Said::Refused(head(member), fault))?;
                    return Ok(match solid {
                        true => ExtractionDecision::Stop,
                        false => ExtractionDecision::Skip,
                    });
                }
                teller.tell(Said::Member(head(member)))?;
                open.set(true);
                number += 1;
                let teller = teller.clone();
                Ok(ExtractionDecision::Extract(Box::new(Writer {
                    teller,
                    number,
                    solid,
                })))
            },
            |_, error| {
                close(Some(self.fault(error)))?;
                Ok(ExtractionErrorAction::Continue)
            },
        );
        let fault = ended.err().map(|error| self.fault(&error));
        close(fault.clone()).map_err(|error| self.fault(&error))?;
        let cut = cut.then(|| Fault::malformed("the content breaks off"));
        fault.or(cut).map_or(Ok(()), Err)
    }

    /// The same of an archive that breaks off.
    fn open_cut(&self) -> Option<Archive> {
        let ended = Ended::new(&self.content)?;
        ArchiveReader::read_reader_with_options(ended, self.options(None)).ok()
    }

    /// Reads the headers, by a password if they are encrypted.
    fn open(&self) -> Result<(Archive, Option<&str>), Fault> {
        let read = |password| {
            let cursor = Cursor::new(self.content.clone(), 0);
            ArchiveReader::read_reader_with_options(cursor, self.options(password))
        };
        let refused = match read(None) {
            Ok(archive) => return Ok((archive, None)),
            Err(error) if is_refusal(&error) => error,
            Err(error) => return Err(self.fault(&error)),
        };
        let mut opened = self.passwords.iter().map(|it| (read(Some(it)), it));
        let opened = opened.find_map(|(archive, password)| Some((archive.ok()?, Some(password))));
        opened.ok_or_else(|| self.fault(&refused))
    }

    /// The password that opens the first encrypted member.
    fn password_of_members(&self, archive: &Archive) -> Option<&str> {
        let at = archive.members().position(|it| it.meta.is_encrypted)?;
        let opens = |password: &&str| {
            let mut number = 0;
            let tried = archive.extract_with_control(self.options(Some(password)), |member| {
                number += 1;
                let other = member.meta.is_directory || member.meta.is_redirection;
                Ok(match number - 1 {
                    n if n > at => ExtractionDecision::Stop,
                    n if other || n < at && !archive.is_solid() => ExtractionDecision::Skip,
                    _ => ExtractionDecision::Extract(Box::new(std::io::sink())),
                })
            });
            tried.is_ok()
        };
        self.passwords.iter().find(opens)
    }

    fn options<'a>(&'a self, password: Option<&'a str>) -> ArchiveReadOptions<'a> {
        ArchiveReadOptions::with_optional_password(password.map(str::as_bytes))
            .with_cancellation(&self.cancel)
            .with_max_header_count(self.headers)
            .with_max_header_bytes(HEADERS)
            .with_max_total_output_bytes(self.all)
            .with_max_reader_workspace_bytes(WORKSPACE)
            .with_rar50_dictionary_size_limit(DICTIONARY)
            .with_rar50_buffered_decode_limit(BUFFERED)
    }

    /// Why a member is not even tried.
    fn refuses(
        &self,
        member: &ArchiveMember,
        password: Option<&str>,
        solid: bool,
    ) -> Option<Fault> {
        let meta = &member.meta;
        let elsewhere = match (meta.is_split_before, meta.is_split_after) {
            (false, false) => None,
            (false, true) => Some("it goes on in the next volume of the set: not analysed"),
            (true, false) => Some("it begins in the volume before this one: not analysed"),
            (true, true) => {
                Some("it begins in the volume before and goes on in the next: not analysed")
            }
        };
        if let Some(remark) = elsewhere {
            return Some(Fault::new(Reason::UnsupportedFileType, remark));
        }
        if meta.is_encrypted && password.is_none() {
            return Some(Fault::encrypted(self.refusal));
        }
        // Others may need what it holds.
        if meta.unpacked_size > self.member && !solid {
            let remark = "larger than the limit for one file in an archive";
            return Some(Fault::new(Reason::FileExceedsSizeLimit, remark));
        }
        None
    }

    /// What an error means. Its own words may quote names.
    fn fault(&self, error: &Error) -> Fault {
        match error.kind() {
            ErrorKind::PasswordRequired | ErrorKind::BadPassword => Fault::encrypted(self.refusal),
            ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => {
                let remark = "packed in a way that is not read";
                Fault::new(Reason::UnsupportedFileType, remark)
            }
            ErrorKind::ResourceLimit => {
                Fault::malformed("reading it would take more memory or bytes than the limit")
            }
            ErrorKind::ChecksumMismatch => Fault::malformed("the content is damaged"),
            _ => Fault::malformed("the archive is damaged"),
        }
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PasswordRequired | ErrorKind::BadPassword
    )
}

fn head(member: &ArchiveMember) -> Head {
    let meta = &member.meta;
    let told = meta.file_time.and_then(|told| match meta.family {
        ArchiveFamily::Rar50Plus => time::rfc3339(u64::from(told)),
        _ => time::dos((told >> 16) as u16, told as u16),
    });
    Head {
        name: dos::text(&meta.name).replace('\\', "/"),
        modified: told,
    }
}
