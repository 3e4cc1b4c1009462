//! An input: two bytes that choose, then content.

/// Names of objects; each tells its format, and the last nothing.
pub const NAMES: [&str; 8] = [
    "a.txt", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.log", "a.sql", "a",
];

/// An input, taken apart.
#[derive(Debug)]
pub struct Input<'a> {
    /// The first byte.
    pub choice: u8,
    /// The second byte.
    pub size: u8,
    /// What follows.
    pub content: &'a [u8],
}

impl Input<'_> {
    /// Takes an input apart; `None` if it is too short.
    pub fn new(data: &[u8]) -> Option<Input<'_>> {
        let [choice, size, content @ ..] = data else {
            return None;
        };
        let (choice, size) = (*choice, *size);
        Some(Input {
            choice,
            size,
            content,
        })
    }

    /// The name of the object.
    pub fn name(&self) -> &'static str {
        NAMES[usize::from(self.choice) % NAMES.len()]
    }

    /// A small window, in bytes.
    pub fn window(&self) -> usize {
        usize::from(self.size) + 1
    }
}

/// The bytes of an input that chooses the name of this number.
pub fn encode(choice: u8, size: u8, content: &[u8]) -> Vec<u8> {
    [&[choice, size], content].concat()
}
