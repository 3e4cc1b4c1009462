//! A text judged as a whole: keywords count by their distance.

use tracie_finding::chunk::Chunk;

use crate::found::{Found, collect};
use crate::judge::{Field, Judge};
use crate::window::Windows;

/// Judges what the survey found in a text.
pub(crate) fn judge(
    judge: &mut Judge<'_>,
    windows: &mut Windows,
    chunk: &Chunk<'_>,
    base: u64,
    found: &mut Vec<Found>,
) {
    let survey = judge.survey;
    let field = Field {
        text: chunk.bytes,
        range: (0, chunk.bytes.len()),
        owned: chunk.owned,
        by_distance: true,
        hits: &survey.hits,
        named: &[],
        in_order: false,
    };
    for &at in &survey.starts {
        judge.value(&field, at as usize);
    }
    for &(at, literal) in &survey.literals {
        judge.literal(&field, at as usize, literal);
    }
    for &(from, to) in &survey.runs {
        judge.run(&field, from as usize, to as usize);
    }
    windows.each(judge.compiled, survey, |range, arming| {
        let end = range.1.min(field.range.1);
        judge.armed(&field, (range.0, end), arming);
    });
    judge.everywhere(&field);
    judge.customs(&field, &survey.plain_starts, None);
    collect(judge, base, 0, found);
    judge_words(judge, chunk, base, found);
}

/// Names and addresses.
fn judge_words(judge: &Judge<'_>, chunk: &Chunk<'_>, base: u64, found: &mut Vec<Found>) {
    let field = tracie_lexicon::Field::Text;
    for (identifier, words) in judge.words {
        let owned = chunk.owned.0..chunk.owned.1;
        words.find_surveyed(
            judge.survey,
            (chunk.bytes, 0),
            owned,
            field,
            |start, end| {
                found.push(Found::by_words(*identifier, base, start, end));
            },
        );
    }
}
