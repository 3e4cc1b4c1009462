//! Pages of the second version as an old writer made them: compressed, and
//! said not to be.

use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::Result;

/// What such files say of their writer.
pub(super) const WRITER: &str = "parquet-cpp";
/// The largest page that is expanded.
const LARGEST: usize = 64 << 20;

/// Reads pages, and expands those that must be.
pub(super) struct Old<R>(pub(super) R);

impl<R: PageReader> PageReader for Old<R> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.0.get_next_page()?;
        Ok(page.map(mended))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.0.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.0.skip_next_page()
    }
}

impl<R: PageReader> Iterator for Old<R> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

fn mended(mut page: Page) -> Page {
    if let Page::DataPageV2 {
        buf,
        def_levels_byte_len,
        rep_levels_byte_len,
        is_compressed: false,
        ..
    } = &mut page
    {
        let levels = (*def_levels_byte_len as usize).saturating_add(*rep_levels_byte_len as usize);
        if let Some(expanded) = expanded(buf, levels) {
            *buf = expanded.into();
        }
    }
    page
}

/// The levels as they stand, and the values expanded, if they are Snappy.
fn expanded(page: &[u8], levels: usize) -> Option<Vec<u8>> {
    let values = page.get(levels..).filter(|values| !values.is_empty())?;
    let len = snap::raw::decompress_len(values).ok()?;
    let values = (len <= LARGEST).then(|| snap::raw::Decoder::new().decompress_vec(values))?;
    Some([&page[..levels], &values.ok()?].concat())
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn only_what_is_compressed_is_expanded() {
        let packed = snap::raw::Encoder::new()
            .compress_vec(b"values")
            .expect("they fit");
        let page = [b"ll".to_vec(), packed].concat();
        assert_eq!(expanded(&page, 2).as_deref(), Some(&b"llvalues"[..]));
        assert_eq!(expanded(b"ll\x02\0\0\0", 2), None);
        assert_eq!(expanded(b"ll", 2), None);
    }
}
