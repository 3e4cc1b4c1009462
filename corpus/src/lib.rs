//! Corpora for benchmarks and tests, made to measure.
//!
//! A corpus has a [`Kind`], a size and a seed; the same three give the same
//! bytes on any machine. With the bytes comes the truth: where every planted
//! value lies and which identifier is to find it. All values are synthetic:
//! random numbers behind the prefixes, shapes and checksums that real ones
//! have, names at random from two short lists, mail at domains reserved for
//! examples, telephone numbers of an exchange reserved for fiction.
//!
//! ```
//! use tracie_corpus::{Kind, generate};
//!
//! let corpus = generate(Kind::Csv, 10_000, 1);
//! assert!(corpus.bytes.len() <= 10_000);
//! let ssn = corpus.truth.iter().find(|plant| plant.identifier == "USA_SOCIAL_SECURITY_NUMBER");
//! let plant = ssn.expect("every row has one");
//! let value = &corpus.bytes[plant.start as usize..plant.end as usize];
//! assert_eq!(value.len(), "123-45-6789".len());
//! ```

mod directory;
mod form;
mod kind;
mod pen;
pub mod random;
mod size;
mod stream;
mod value;
mod words;

pub use directory::{Corpus, truth_file};
pub use kind::{Kind, UnknownKind};
pub use pen::Plant;
pub use size::parse_size;
pub use stream::write;

/// A corpus in memory.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The text.
    pub bytes: Vec<u8>,
    /// What is planted in it, in the order of the text.
    pub truth: Vec<Plant>,
}

impl Generated {
    /// How many values of an identifier are planted.
    pub fn count(&self, identifier: &str) -> usize {
        self.truth
            .iter()
            .filter(|plant| plant.identifier == identifier)
            .count()
    }
}

/// A corpus of at most `size` bytes, whole records only.
///
/// ```
/// use tracie_corpus::{Kind, generate};
///
/// let (one, two) = (generate(Kind::Logs, 5000, 3), generate(Kind::Logs, 5000, 3));
/// assert_eq!(one.bytes, two.bytes);
/// ```
pub fn generate(kind: Kind, size: u64, seed: u64) -> Generated {
    let (mut bytes, mut truth) = (Vec::new(), Vec::new());
    let mut tell = |plant| {
        truth.push(plant);
        Ok(())
    };
    write(kind, 0, size, seed, &mut bytes, &mut tell).expect("memory takes what is written");
    Generated { bytes, truth }
}
