//! The detector finds what the definition says, and the same in parts.

use std::sync::OnceLock;

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::naive::Naive;
use tracie_identify::{Carry, CustomIdentifier, Detector, Match, Selection, managed};

use crate::input::Input;

/// The definition takes time that grows with the square of this.
const LONGEST: usize = 256;
/// So many groups of identifiers are compared, one an input.
pub const GROUPS: usize = 32;

/// Made up, and of kinds that no managed identifier is.
const CUSTOMS: &str = r#"[
    {"name": "employee", "regex": "E-[0-9]{4,6}", "keywords": ["employee"]},
    {"name": "quads", "regex": "q[a-z0-9]{3}"},
    {"name": "word", "regex": "\\bcode \\w+", "ignoreWords": ["code red"]}
]"#;

static PAIRS: [OnceLock<Pair>; GROUPS] = [const { OnceLock::new() }; GROUPS];

struct Pair {
    fast: Detector,
    naive: Naive,
}

/// Searches the content as text, whole and in two parts, and as values.
pub fn check(data: &[u8]) {
    let Some(input) = Input::new(data) else {
        return;
    };
    let group = usize::from(input.choice) % GROUPS;
    let pair = PAIRS[group].get_or_init(|| Pair::new(group));
    let text = &input.content[..input.content.len().min(LONGEST)];
    pair.compare_text(text, usize::from(input.size));
    pair.compare_values(text);
}

impl Pair {
    fn new(group: usize) -> Pair {
        let all = managed().expect("the files follow the schema").iter();
        let ids = all.skip(group).step_by(GROUPS).map(|it| it.id.clone());
        let customs = CustomIdentifier::parse(CUSTOMS).expect("they are well-formed");
        let selection = Selection::Include(ids.collect());
        let naive = Naive::new(&selection, &customs).expect("they compile");
        let builder = Detector::builder().managed(selection);
        let builder = customs.into_iter().fold(builder, |it, one| it.custom(one));
        let fast = builder.build().expect("they compile");
        Pair { fast, naive }
    }

    fn compare_text(&self, text: &[u8], cut: usize) {
        let chunk = text_chunk(text, (0, text.len()));
        let found = self.scan(&chunk, &Carry::default());
        assert_eq!(found, self.naive.scan(&chunk), "text");
        let cut = cut.min(text.len());
        assert_eq!(self.scan_cut(text, cut), found, "cut at {cut}");
    }

    fn scan(&self, chunk: &Chunk<'_>, carry: &Carry) -> Vec<Match> {
        let mut found = Vec::new();
        self.fast
            .scan(&mut self.fast.scratch(), chunk, carry, &mut found);
        found
    }

    fn scan_cut(&self, text: &[u8], cut: usize) -> Vec<Match> {
        let mut carry = Carry::default();
        let mut all = Vec::new();
        for owned in [(0, cut), (cut, text.len())] {
            let chunk = text_chunk(text, owned);
            let mut found = self.scan(&chunk, &Carry::default());
            if carry.conflicts(&found) {
                found = self.scan(&chunk, &carry);
            }
            carry.advance(&found);
            all.extend(found);
        }
        all
    }

    /// Lines are values; one that ends with a colon names those after it.
    fn compare_values(&self, text: &[u8]) {
        let (mut names, mut values, mut at) = (Names::new(), Vec::new(), 0);
        names.push::<_, &[u8]>([]);
        let mut name = 0;
        for line in text.split(|byte| *byte == b'\n') {
            let (start, end) = (at as u32, (at + line.len()) as u32);
            at += line.len() + 1;
            if line.last() == Some(&b':') {
                name = names.push([&line[..line.len() - 1]]);
            } else {
                let origin = u64::from(start);
                values.push(Value {
                    start,
                    end,
                    names: name,
                    origin,
                });
            }
        }
        let (values, names) = (&values, &names);
        let rows = Layout::Rows {
            base: 0,
            values,
            names,
        };
        for (layout, what) in [(Layout::Values { values, names }, "values"), (rows, "rows")] {
            let chunk = Chunk {
                bytes: text,
                owned: (0, text.len()),
                layout,
            };
            let found = self.scan(&chunk, &Carry::default());
            assert_eq!(found, self.naive.scan(&chunk), "{what}");
        }
    }
}

fn text_chunk(bytes: &[u8], owned: (usize, usize)) -> Chunk<'_> {
    let layout = Layout::Text { base: 0 };
    Chunk {
        bytes,
        owned,
        layout,
    }
}
