//! Identifiers as bytes: these are read in half of the instructions that JSON takes. The
//! build script writes them.

use std::collections::BTreeMap;

use crate::schema::{
    Category, Confidence, Identifier, Level, Pattern, Prefix, Serial, Severity, Sum,
};

/// What can be written down and read back.
#[allow(dead_code, reason = "the build script writes, the library reads")]
pub(crate) trait Compact: Sized {
    fn write(&self, out: &mut Vec<u8>);

    /// Takes it from the beginning of bytes; `None` if they are something else.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

/// Fields behind each other; the compiler sees to it that there are all.
macro_rules! fields {
    ($of:ident: $($field:ident)*) => {
        impl Compact for $of {
            fn write(&self, out: &mut Vec<u8>) {
                let $of { $($field),* } = self;
                $($field.write(out);)*
            }

            fn read(bytes: &mut &[u8]) -> Option<$of> {
                Some($of { $($field: Compact::read(bytes)?),* })
            }
        }
    };
}

/// One of some names, by its number.
macro_rules! choice {
    ($of:ident: $($variant:ident)*) => {
        impl Compact for $of {
            fn write(&self, out: &mut Vec<u8>) {
                match self {
                    $($of::$variant)|* => out.push(*self as u8),
                }
            }

            fn read(bytes: &mut &[u8]) -> Option<$of> {
                let number = u8::read(bytes)?;
                [$($of::$variant),*].into_iter().find(|it| *it as u8 == number)
            }
        }
    };
}

fields!(Identifier: id name category countries severity recommended keywords spellings
    confidence notes references patterns matches no_match);
fields!(Pattern: name regex words serial keyword named first names label check filter sum
    prefix blocked border joints unwrapped alone letterless);
fields!(Serial: first rest length);
fields!(Sum: weights modulus remainder check_at alphabet);
fields!(Prefix: from to lengths name);
choice!(Category: Credentials Financial Personal);
choice!(Level: Low Medium High);
choice!(Confidence: PublicSpec PeerDlp Guess);

impl Compact for Severity {
    fn write(&self, out: &mut Vec<u8>) {
        let (fixed, by_count) = match self {
            Severity::Fixed(level) => (Some(*level), None),
            Severity::ByCount(levels) => (None, Some(levels)),
        };
        fixed.write(out);
        let levels = by_count.into_iter().flatten();
        let levels = levels.map(|(from, level)| (from.clone(), *level));
        levels.collect::<Vec<_>>().write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Severity> {
        let fixed: Option<Level> = Compact::read(bytes)?;
        let levels: Vec<(String, Level)> = Compact::read(bytes)?;
        let by_count = || Severity::ByCount(BTreeMap::from_iter(levels));
        Some(fixed.map_or_else(by_count, Severity::Fixed))
    }
}

impl<A: Compact, B: Compact> Compact for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<(A, B)> {
        Some((A::read(bytes)?, B::read(bytes)?))
    }
}

impl<T: Compact> Compact for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        self.iter().for_each(|it| it.write(out));
    }

    fn read(bytes: &mut &[u8]) -> Option<Option<T>> {
        match bool::read(bytes)? {
            true => T::read(bytes).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Compact> Compact for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.len().write(out);
        self.iter().for_each(|it| it.write(out));
    }

    fn read(bytes: &mut &[u8]) -> Option<Vec<T>> {
        let count = usize::read(bytes)?;
        // There is at least a byte of each.
        let mut all = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            all.push(T::read(bytes)?);
        }
        Some(all)
    }
}

impl Compact for String {
    fn write(&self, out: &mut Vec<u8>) {
        self.len().write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<String> {
        let length = usize::read(bytes)?;
        let text = bytes.split_off(..length)?;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }
}

impl Compact for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Option<bool> {
        u8::read(bytes).map(|it| it != 0)
    }
}

impl Compact for usize {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend((*self as u32).to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<usize> {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(u32::from_le_bytes(*number) as usize)
    }
}

impl Compact for i32 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<i32> {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(i32::from_le_bytes(*number))
    }
}

impl Compact for u8 {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn read(bytes: &mut &[u8]) -> Option<u8> {
        bytes.split_off_first().copied()
    }
}
