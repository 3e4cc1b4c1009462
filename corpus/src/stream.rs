//! A file of any size, written as it is made.

use std::io::{self, Write};

use crate::form::Form;
use crate::kind::Kind;
use crate::pen::{Pen, Plant};
use crate::random::Random;

/// How much is made before it is written.
const BLOCK: usize = 256 << 10;

/// Writes a file of at most `size` bytes, whole records only, and tells the
/// place of each planted value to `truth`. Returns the bytes written.
///
/// The same kind, index, size and seed give the same bytes on any machine.
/// `index` tells the files of one corpus apart, from 0.
///
/// # Errors
///
/// Those of `out`.
pub fn write(
    kind: Kind,
    index: usize,
    size: u64,
    seed: u64,
    out: &mut impl Write,
    truth: &mut impl FnMut(Plant) -> io::Result<()>,
) -> io::Result<u64> {
    let form = kind.form(index);
    let mut stream = Stream {
        pen: Pen::new(Random::new(mix(kind, index, seed))),
        done: 0,
    };
    if (form.opening.len() + form.closing.len()) as u64 > size {
        return Ok(0);
    }
    stream.pen.text(form.opening);
    let mut separator = "";
    while stream.record(&form, separator, size) {
        separator = form.separator;
        if stream.pen.bytes.len() >= BLOCK {
            stream.flush(out, truth)?;
        }
    }
    stream.pen.text(form.closing);
    stream.flush(out, truth)?;
    Ok(stream.done)
}

/// A seed of its own for each file.
fn mix(kind: Kind, index: usize, seed: u64) -> u64 {
    let name = kind.name().bytes().fold(0, |hash: u64, byte| {
        hash.wrapping_mul(131) + u64::from(byte)
    });
    seed ^ name.rotate_left(32) ^ (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

struct Stream {
    pen: Pen,
    done: u64,
}

impl Stream {
    /// Adds a record, unless it does not fit any more.
    fn record(&mut self, form: &Form, separator: &str, size: u64) -> bool {
        let before = self.pen.bytes.len();
        self.pen.text(separator);
        (form.record)(&mut self.pen);
        let length = self.done + (self.pen.bytes.len() + form.closing.len()) as u64;
        let fits = length <= size;
        if !fits {
            self.pen.truncate(before);
        }
        fits
    }

    fn flush(
        &mut self,
        out: &mut impl Write,
        truth: &mut impl FnMut(Plant) -> io::Result<()>,
    ) -> io::Result<()> {
        out.write_all(&self.pen.bytes)?;
        for plant in self.pen.plants.drain(..) {
            truth(Plant {
                start: plant.start + self.done,
                end: plant.end + self.done,
                ..plant
            })?;
        }
        self.done += self.pen.bytes.len() as u64;
        self.pen.bytes.clear();
        Ok(())
    }
}
