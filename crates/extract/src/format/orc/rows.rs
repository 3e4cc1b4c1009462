//! The rows of a table, for whoever knows its columns.

use super::column::Column;
use super::footer::Footer;
use crate::anywhere::Anywhere;
use crate::extractor::Fault;

/// Takes the values of a row that have no parts, as text, with the names of their
/// columns; those that are null are not among them. An error ends the reading.
pub type TakeRow<'r> = dyn FnMut(&[(&str, String)]) -> Result<(), String> + 'r;

/// Goes through the rows of a file of ORC. What of it is held at once, besides its
/// bytes, are a block of each column and its dictionary.
///
/// # Errors
///
/// If the file is no ORC or damaged, in words that quote nothing of it; or that of
/// `row`.
pub fn orc_rows(content: Vec<u8>, row: &mut TakeRow<'_>) -> Result<(), String> {
    let wrong = |fault: Fault| fault.remark;
    let content = Anywhere::memory(content);
    let footer = Footer::read(&content).map_err(wrong)?;
    for stripe in &footer.stripes {
        let Some(mut columns) = Column::open(&content, &footer, stripe).map_err(wrong)? else {
            continue;
        };
        for _ in 0..stripe.rows {
            let values = columns
                .named()
                .map_err(|_| "damaged: a stripe ends before its rows do".to_owned())?;
            row(&values)?;
        }
    }
    Ok(())
}
