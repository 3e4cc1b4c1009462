//! The search for keywords in a text.

use std::ops::Range;

use super::entry::{Entry, KEY, folded, lowest, next_word};
use super::sift::sift;
use super::words::Words;
use super::{BEGINNING, BLOCK, Key, Keywords, Sought, TOGETHER, bit_of, hash};
use crate::Hit;
use crate::class::{Engine, Masks, onward};
use crate::groups::Bits;

impl Keywords {
    /// Appends all occurrences that start in a range of blocks, in the order
    /// of their starts. The masks must be known there and a block around it.
    pub(crate) fn find(
        &self,
        engine: Engine,
        (text, masks): (&[u8], &Masks),
        (blocks, sought): (Range<usize>, Sought<'_>),
        hits: &mut Vec<Hit>,
    ) {
        if !self.keys.is_empty() && !blocks.is_empty() {
            let place = (blocks.clone(), sought);
            self.find_words(engine, (text, masks), place, hits);
        }
        if !self.odd.is_empty() {
            let to = (64 * blocks.end).min(text.len());
            self.find_odd(text, 64 * blocks.start, to, hits);
        }
    }

    fn find_words(
        &self,
        engine: Engine,
        (text, masks): (&[u8], &Masks),
        (blocks, sought): (Range<usize>, Sought<'_>),
        hits: &mut Vec<Hit>,
    ) {
        let (mut words, mut passed) = (Words::default(), [0; TOGETHER]);
        let mut padded = [0; BLOCK];
        for first in blocks.clone().step_by(TOGETHER) {
            let group = first..blocks.end.min(first + TOGETHER);
            let place = (group.clone(), sought);
            sift(
                engine,
                self,
                (text, masks),
                place,
                (&mut words, &mut passed),
            );
            for ((at, block), &starts) in group.enumerate().zip(&passed) {
                if starts != 0 {
                    let bytes = block_at(text, block, &mut padded);
                    let place = (bytes, block, sought.of(block));
                    self.find_in_block(text, place, (&words, at), starts, hits);
                }
            }
        }
    }

    #[inline(always)]
    fn find_in_block(
        &self,
        text: &[u8],
        (bytes, block, groups): (&[u8; BLOCK], usize, Bits),
        (words, at): (&Words, usize),
        mut starts: u64,
        hits: &mut Vec<Hit>,
    ) {
        let letters_here = (words.letters[at], words.letters[at + 1]);
        let humps_here = (words.humps[at], words.humps[at + 1]);
        while starts != 0 {
            let bit = starts.trailing_zeros();
            starts &= starts - 1;
            let from = (bit & 63) as usize;
            let head = folded(bytes[from..from + KEY].try_into().expect("eight bytes"));
            let letters = onward(letters_here.0, letters_here.1, bit);
            let key = head & BEGINNING[letters as usize & 0xFF];
            let place = (64 * block + from, groups);
            if self.filter.may_hold(hash(key), groups)
                && (letters & 2 != 0 || self.may_stand_alone(head))
            {
                let length = letters.trailing_ones().min(KEY as u32);
                self.verify(text, place, (head, length), hits);
            }
            // Capitals inside the word may end it early, as in `ssnValue`.
            if words.cut[at] >> bit & 1 == 1 {
                let humps = onward(humps_here.0, humps_here.1, bit);
                let length = letters.trailing_ones().min(KEY as u32);
                let inside = humps >> 1 & ((1 << (length - 1)) - 1);
                self.look_up_humps(text, place, head, inside, hits);
            }
        }
    }

    /// Looks the beginnings of a word up that end where a hump begins.
    #[inline(always)]
    fn look_up_humps(
        &self,
        text: &[u8],
        place: (usize, Bits),
        head: u64,
        mut humps: u64,
        hits: &mut Vec<Hit>,
    ) {
        while humps != 0 {
            let length = humps.trailing_zeros() + 1;
            humps &= humps - 1;
            let key = head & lowest(length);
            if self.filter.may_hold(hash(key), place.1) {
                self.verify(text, place, (head, length), hits);
            }
        }
    }

    /// Whether a keyword may begin with a letter and what follows it.
    #[inline(always)]
    fn may_stand_alone(&self, head: u64) -> bool {
        let next = (head >> 8) as u8;
        self.alone[head as usize % 32][next as usize / 64] >> (next % 64) & 1 == 1
    }

    /// Looks a key up: so many letters of the eight bytes at a place.
    #[inline(never)]
    fn verify(
        &self,
        text: &[u8],
        (at, groups): (usize, Bits),
        (head, length): (u64, u32),
        hits: &mut Vec<Hit>,
    ) {
        let Some(key) = self.key(head & lowest(length)) else {
            return;
        };
        if key.groups & groups == 0 {
            return;
        }
        let next = next_word(text, at + length as usize);
        if key.follow & bit_of(next) == 0 {
            return;
        }
        for &entry in &self.by_key[key.entries(next)] {
            let known = &self.entries[entry as usize];
            let other = || known.next_of(length).is_some_and(|it| it != next);
            let armed = known.groups & groups != 0;
            if armed && head & known.filled == known.head && !other() {
                // Words begin and end where their keys do.
                match known.is_key {
                    true => push(known, at, at + length as usize, hits),
                    false => self.push_if_found(text, at, entry, hits),
                }
            }
        }
    }

    /// The key of some letters.
    #[inline(always)]
    fn key(&self, letters: u64) -> Option<&Key> {
        let slot = self.slot(hash(letters));
        let [from, to] = *self.slots[slot..].first_chunk()?;
        let mut keys = self.keys[from as usize..to as usize].iter();
        keys.find(|it| it.letters == letters)
    }

    pub(super) fn push_if_found(&self, text: &[u8], at: usize, entry: u32, hits: &mut Vec<Hit>) {
        let entry = &self.entries[entry as usize];
        if let Some(end) = entry.end_at(text, at) {
            push(entry, at, end, hits);
        }
    }

    fn find_odd(&self, text: &[u8], from: usize, to: usize, hits: &mut Vec<Hit>) {
        let before = hits.len();
        for &entry in &self.odd {
            let part = &text[from..to];
            let mut found = |at: usize| self.push_if_found(text, from + at, entry, hits);
            match self.entries[entry as usize].bytes[0] {
                // One joint stands for the other, and for a space.
                b'-' | b'_' => memchr::memchr3_iter(b'-', b'_', b' ', part).for_each(&mut found),
                first => memchr::memchr_iter(first, part).for_each(&mut found),
            }
        }
        if hits.len() > before {
            hits.sort_by_key(|hit| hit.start);
        }
    }
}

/// Adds an occurrence of a keyword: two spellings of it may agree in the end.
#[inline]
fn push(entry: &Entry, at: usize, end: usize, hits: &mut Vec<Hit>) {
    let hit = Hit {
        start: at as u32,
        end: end as u32,
        keyword: entry.keyword,
    };
    let mut here = hits.iter().rev().take_while(|it| it.start == hit.start);
    if !here.any(|it| *it == hit) {
        hits.push(hit);
    }
}

/// The bytes of a block and those of a key that begins at its end; near the end of
/// the text, some that are padded with zeros.
#[inline(always)]
pub(super) fn block_at<'t>(
    text: &'t [u8],
    block: usize,
    padded: &'t mut [u8; BLOCK],
) -> &'t [u8; BLOCK] {
    let rest = text.get(64 * block..).unwrap_or_default();
    rest.first_chunk().unwrap_or_else(|| pad(rest, padded))
}

#[cold]
fn pad<'t>(rest: &[u8], padded: &'t mut [u8; BLOCK]) -> &'t [u8; BLOCK] {
    padded.fill(0);
    padded[..rest.len()].copy_from_slice(rest);
    padded
}
