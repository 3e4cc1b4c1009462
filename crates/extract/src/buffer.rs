//! Memory that is zeroed once and afterwards only overwritten.

/// A growing buffer whose memory outlives its content, so that reading into
/// it costs neither allocation nor zeroing once it has been used.
#[derive(Default)]
pub(crate) struct Buffer {
    memory: Vec<u8>,
    len: usize,
}

impl Buffer {
    /// The content.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.memory[..self.len]
    }

    /// How many bytes the content has.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no memory yet.
    pub(crate) fn is_unused(&self) -> bool {
        self.memory.is_empty()
    }

    /// Forgets the content and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Drops bytes from the start of the content.
    pub(crate) fn remove_first(&mut self, count: usize) {
        let count = count.min(self.len);
        self.memory.copy_within(count..self.len, 0);
        self.len -= count;
    }

    /// Shortens the content.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Memory for `more` bytes after the content; `advance` takes them in.
    pub(crate) fn room(&mut self, more: usize) -> &mut [u8] {
        let need = self.len + more;
        if self.memory.len() < need {
            self.grow(need);
        }
        &mut self.memory[self.len..need]
    }

    fn grow(&mut self, need: usize) {
        if self.len == 0 {
            // Fresh zeroed memory is free until it is touched.
            self.memory = vec![0; need];
        } else {
            self.memory.resize(need, 0);
        }
    }

    /// Takes `more` bytes that were written to `room` into the content.
    pub(crate) fn advance(&mut self, more: usize) {
        self.len += more;
    }

    /// Appends bytes.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.advance(bytes.len());
    }
}
