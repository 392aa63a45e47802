//! The lines of a text that arrives in chunks.

/// The longest line in bytes. A row takes some hundred; a line without an end must not fill the memory.
pub(crate) const MAX_LINE_BYTES: usize = 1 << 20;

/// Cuts chunks into lines.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The beginning of a line whose end has not arrived.
    rest: Vec<u8>,
}

impl Lines {
    /// Takes the next chunk, and hands over each line that it ends, without its line feed: `None` for one that is too long.
    pub(crate) fn push<E>(
        &mut self,
        chunk: &[u8],
        mut each: impl FnMut(Option<&[u8]>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut parts = chunk.split(|byte| *byte == b'\n');
        let last = parts.next_back().unwrap_or_default();
        for part in parts {
            if self.rest.is_empty() {
                each((part.len() <= MAX_LINE_BYTES).then_some(part))?;
            } else {
                let is_kept = self.keep(part);
                let line = std::mem::take(&mut self.rest);
                each(is_kept.then_some(&line))?;
            }
        }
        if self.keep(last) { Ok(()) } else { each(None) }
    }

    /// Whether something is behind the last line feed.
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Whether the line may be so long.
    fn keep(&mut self, part: &[u8]) -> bool {
        let is_kept = self.rest.len() + part.len() <= MAX_LINE_BYTES;
        if is_kept {
            self.rest.extend_from_slice(part);
        }
        is_kept
    }
}
