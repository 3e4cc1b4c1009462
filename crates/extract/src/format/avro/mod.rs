//! Avro object containers: records by the schema that stands in front.

mod input;
mod schema;
mod value;

use std::io::{BufReader, Read};
use std::rc::Rc;

use tracie_finding::detection::Reason;
use tracie_finding::mime;

use super::{Confidence, Format, Head, Nature, Opening};
use crate::budget::{Budget, Expands, Metered};
use crate::extractor::{Content, Extractor, Fault, Out, Step};
use crate::fields::Fields;
use input::Input;
use schema::Schema;

/// Avro.
pub(crate) struct Avro;

impl Format for Avro {
    fn name(&self) -> &'static str {
        "Avro file"
    }

    fn mime_type(&self) -> &'static str {
        mime::AVRO
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["avro"]
    }

    fn nature(&self) -> Nature {
        Nature::Records
    }

    fn sniff(&self, head: &Head<'_>) -> Confidence {
        Confidence::certain_if(head.bytes.starts_with(b"Obj\x01"))
    }

    fn extractor<'r>(
        &self,
        content: Content<'r>,
        opening: &Opening<'_>,
    ) -> Result<Box<dyn Extractor<'r> + 'r>, Fault> {
        let budget = Rc::clone(&opening.budget);
        let mut input = BufReader::with_capacity(64 << 10, content);
        let start = Start::read(&mut input)?;
        Ok(Box::new(Blocks {
            input,
            fields: Fields::new(budget.limits.window),
            budget,
            start,
            told: false,
            block: Vec::new(),
            at: 0,
            left: 0,
            end: None,
        }))
    }
}

/// What stands in front of the blocks.
struct Start {
    /// Other properties of the file, as text.
    properties: Vec<u8>,
    schema: Schema,
    codec: String,
    sync: [u8; 16],
}

/// The longest property.
const LONGEST: u64 = 16 << 20;

impl Start {
    fn read(input: &mut impl Read) -> Result<Start, Fault> {
        let mut magic = [0; 4];
        input.read_exact(&mut magic)?;
        let (mut properties, mut codec, mut schema) = (Vec::new(), String::new(), None);
        loop {
            let count = input::long(input)?;
            if count == 0 {
                break;
            }
            if count < 0 {
                input::long(input)?;
            }
            for _ in 0..count.unsigned_abs() {
                let name = input::bytes(input, LONGEST)?;
                let value = input::bytes(input, LONGEST)?;
                match &name[..] {
                    b"avro.schema" => schema = Some(value),
                    b"avro.codec" => codec = String::from_utf8_lossy(&value).into_owned(),
                    _ => {
                        properties.extend_from_slice(&[&name[..], b"\n", &value, b"\n"].concat());
                    }
                }
                if properties.len() as u64 > LONGEST {
                    return Err(Fault::malformed("its properties are too long"));
                }
            }
        }
        let mut sync = [0; 16];
        input.read_exact(&mut sync)?;
        let schema = schema.ok_or_else(|| Fault::malformed("it has no schema"))?;
        Ok(Start {
            schema: Schema::parse(&schema)
                .ok_or_else(|| Fault::malformed("its schema cannot be read"))?,
            properties: [schema, b"\n".to_vec(), properties].concat(),
            codec,
            sync,
        })
    }
}

/// Reads records, block by block.
struct Blocks<'r> {
    input: BufReader<Content<'r>>,
    budget: Rc<Budget>,
    fields: Fields,
    start: Start,
    /// Whether the schema was told.
    told: bool,
    /// The current block, and how much of it was read.
    block: Vec<u8>,
    at: usize,
    /// Records left in it.
    left: u64,
    /// Why it ends, once it does.
    end: Option<Result<(), Fault>>,
}

impl<'r> Extractor<'r> for Blocks<'r> {
    fn step(&mut self, out: &mut Out) -> Result<Step<'r>, Fault> {
        if !std::mem::replace(&mut self.told, true) {
            out.text.extend_from_slice(&self.start.properties);
            return Ok(Step::Break);
        }
        if self.end.is_none() {
            self.end = self
                .fill()
                .map_or_else(|fault| Some(Err(fault)), |more| (!more).then_some(Ok(())));
        }
        // What was read until it ended comes first.
        match (self.fields.take(), &self.end) {
            (Some(batch), _) => Ok(Step::Values(batch)),
            (None, Some(Err(fault))) => Err(fault.clone()),
            (None, Some(Ok(()))) => Ok(Step::End),
            (None, None) => Ok(Step::More),
        }
    }
}

impl Blocks<'_> {
    /// Reads until there is enough for a batch; whether there is more.
    fn fill(&mut self) -> Result<bool, Fault> {
        while !self.fields.is_full() {
            if self.left == 0 {
                match self.next_block()? {
                    true => continue,
                    false => return Ok(false),
                }
            }
            let mut input = Input::new(&self.block[self.at..]);
            let read = value::read(&mut input, &self.start.schema, &mut self.fields);
            read.ok_or_else(|| Fault::malformed("a record does not fit the schema"))?;
            self.at = self.block.len() - input.left();
            self.left -= 1;
            self.fields.end_record();
        }
        Ok(true)
    }

    fn next_block(&mut self) -> Result<bool, Fault> {
        self.budget.check()?;
        let Some(count) = input::long_or_end(&mut self.input)? else {
            return Ok(false);
        };
        let most = self.budget.limits.document;
        let data = input::bytes(&mut self.input, most)?;
        self.block.clear();
        let decoder = decoder(&self.start.codec, &data)?;
        let metered = Metered::new(decoder, Rc::clone(&self.budget), Expands::Archive);
        metered.take(most + 1).read_to_end(&mut self.block)?;
        let mut sync = [0; 16];
        self.input.read_exact(&mut sync)?;
        if self.block.len() as u64 > most || sync != self.start.sync {
            return Err(Fault::malformed("a block is damaged"));
        }
        (self.at, self.left) = (0, count.max(0) as u64);
        if self.block.is_empty() && self.left > EMPTY {
            return Err(Fault::malformed("more records than there can be"));
        }
        Ok(true)
    }
}

/// Records that may take no bytes at all.
const EMPTY: u64 = 1 << 20;

fn decoder<'a>(codec: &str, data: &'a [u8]) -> Result<Box<dyn Read + 'a>, Fault> {
    Ok(match codec {
        "" | "null" => Box::new(data),
        "deflate" => Box::new(flate2::read::DeflateDecoder::new(data)),
        "bzip2" => Box::new(bzip2::read::MultiBzDecoder::new(data)),
        "xz" => Box::new(lzma_rust2::XzReader::new_mem_limit(data, true, 128 << 10)),
        "zstandard" => {
            let mut decoder = zstd::stream::read::Decoder::new(data)?;
            decoder.window_log_max(27)?;
            Box::new(decoder)
        }
        "snappy" => {
            // The checksum follows.
            let data = data.get(..data.len().saturating_sub(4)).unwrap_or_default();
            let size = snap::raw::decompress_len(data).unwrap_or(usize::MAX);
            if size > data.len().saturating_mul(64).saturating_add(1024) {
                return Err(Fault::malformed("a block is damaged"));
            }
            let block = snap::raw::Decoder::new().decompress_vec(data);
            let block = block.map_err(|_| Fault::malformed("a block is damaged"))?;
            Box::new(std::io::Cursor::new(block))
        }
        _ => {
            return Err(Fault::new(
                Reason::UnsupportedFileType,
                "compressed in a way that is not read",
            ));
        }
    })
}
