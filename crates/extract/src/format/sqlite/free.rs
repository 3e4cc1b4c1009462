//! What was deleted, and still stands on pages that are free.

use super::pages::{Pages, u32_at};
use crate::extractor::Fault;

/// The shortest run of text that is shown.
const SHORTEST: usize = 4;

/// The text of the next free page; `None` at the end.
pub(super) fn next(pages: &mut Pages) -> Result<Option<String>, Fault> {
    loop {
        if let Some(number) = pages.free.pop() {
            // What is used after all was shown.
            if let Ok(page) = pages.page(number) {
                let text = text(&page);
                if !text.is_empty() {
                    return Ok(Some(text));
                }
            }
            continue;
        }
        let Some(trunk) = Some(pages.trunk).filter(|it| *it != 0) else {
            return Ok(None);
        };
        let page = pages.page(trunk)?;
        pages.trunk = u32_at(&page, 0).unwrap_or(0);
        let count = u32_at(&page, 4).unwrap_or(0) as usize;
        let listed = (0..count.min(page.len() / 4)).rev();
        pages.free = listed.filter_map(|at| u32_at(&page, 8 + 4 * at)).collect();
    }
}

/// The runs of text in bytes, one a line.
fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        let runs = chunk
            .valid()
            .split(|it: char| it.is_control() && it != '\t');
        for run in runs.filter(|run| run.len() >= SHORTEST) {
            text.push_str(run);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn runs_of_text_are_kept() {
        let bytes = b"\x00\x01ab\x00Ann Smith\xFF\xFEabc\x01d\xC3\xBCnn\x00";
        assert_eq!(text(bytes), "Ann Smith\nd\u{fc}nn\n");
    }
}
