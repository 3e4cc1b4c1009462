//! What stands over each part of a line.

use std::borrow::Cow;

use super::item::{Item, is_sentence};
use super::label::joined;

/// What a row is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// One text.
    Single,
    /// Several, with a value among them.
    Data,
    /// Several, none of which is a value.
    Words,
}

/// What a text makes of a column that it stands in.
pub(super) enum Change<'t> {
    Stays,
    /// It ends there.
    Goes,
    /// It ends there, and another one begins with its name.
    GoesOn(Column<'t>),
}

/// What was found one over the other.
#[derive(Clone)]
pub(super) struct Column<'t> {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where the last of it stands.
    pub(super) base: f64,
    pub(super) height: f64,
    /// What it is called, of several lines perhaps; may be nothing.
    pub(super) header: Cow<'t, str>,
    lines: u32,
    /// Whether something stands beside its name.
    is_in_row: bool,
    /// Words in it below the name.
    pub(super) near: Option<&'t str>,
    /// How many rows there are below the name, in how many of them there are only words, and
    /// how far apart the last ones are.
    rows: u32,
    of_words: u32,
    pitch: f64,
    /// Lines below those, and other text, which may end it.
    passed: u32,
    /// The last item in it, if that is a value.
    pub(super) value: Option<usize>,
    /// The value beside its name.
    pub(super) beside: Option<usize>,
    /// Whether it comes from the page before.
    is_from_before: bool,
}

/// A label belongs to what is below it, no further than so many heights.
const NEAR: f64 = 4.5;
/// Rows of a table are no further apart.
const FAR: f64 = 15.0;
/// Lines of one label are as near as that.
const TIGHT: f64 = 1.8;
/// What stands in a column may be so many heights beside its name: columns of a table are
/// wide.
const BESIDE: f64 = 4.0;
const WIDE: f64 = 12.0;
/// How far two lines are usually apart.
const LINE: f64 = 1.4;
/// Small print is as near as that to what it is about ...
const CLOSE: f64 = 1.3;
/// ... and no higher than that, in heights of it.
const SMALL: f64 = 0.9;
/// A name has no more lines.
const MOST_LINES: u32 = 4;
/// A column of so many rows is one of a table.
const TABLE: u32 = 2;
/// Lines of other text that end a table.
const MOST_PASSED: u32 = 2;

impl<'t> Column<'t> {
    pub(super) fn new(item: &Item<'t>, row: Row) -> Column<'t> {
        let header = match item.is_label() {
            true => item.text,
            false => "",
        };
        Column {
            left: item.left,
            right: item.right,
            base: item.base,
            height: item.height,
            header: Cow::Borrowed(header),
            lines: 1,
            is_in_row: row != Row::Single,
            near: None,
            rows: 0,
            of_words: 0,
            pitch: 0.0,
            passed: 0,
            value: item.is_value().then_some(item.at),
            beside: None,
            is_from_before: false,
        }
    }

    /// The same on the next page, if it is one of a table.
    pub(super) fn on_next_page(self) -> Option<Column<'static>> {
        let goes_on = self.is_table() && !self.is_from_before && !self.header.is_empty();
        goes_on.then(|| Column {
            header: Cow::Owned(self.header.into_owned()),
            near: None,
            passed: 0,
            value: None,
            beside: None,
            is_from_before: true,
            ..self
        })
    }

    /// Whether it is a line of text with nothing beside it: that names what stands alone
    /// below it, and no single number of a line.
    pub(super) fn is_running(&self) -> bool {
        !self.is_in_row && self.rows == 0 && is_sentence(&self.header)
    }

    pub(super) fn is_from_before(&self) -> bool {
        self.is_from_before
    }

    fn is_table(&self) -> bool {
        self.rows >= TABLE
    }

    /// How far below the last of it something stands.
    fn gap(&self, item: &Item<'_>) -> f64 {
        match self.is_from_before {
            true => 0.0,
            false => self.base - item.base,
        }
    }

    fn scale(&self, item: &Item<'_>) -> f64 {
        self.height.max(item.height)
    }

    /// Whether what stands there is too far away to belong to it, and all that is below.
    pub(super) fn is_behind(&self, item: &Item<'_>) -> bool {
        let most = match self.is_table() {
            true => FAR,
            false => NEAR,
        };
        self.gap(item) > most * self.scale(item)
    }

    /// Whether words in it that were the last may still name what stands there.
    pub(super) fn is_near(&self, item: &Item<'_>) -> bool {
        self.gap(item) < NEAR * self.scale(item)
    }

    /// How many heights away from it what stands in it may be.
    pub(super) fn reach(&self) -> f64 {
        match self.is_in_row {
            true => WIDE,
            false => BESIDE,
        }
    }

    /// Whether it begins where an item does.
    fn is_flush(&self, item: &Item<'_>) -> bool {
        (self.left - item.left).abs() < 0.5 * item.height
    }

    /// Its name with one line more, if a label is that.
    pub(super) fn continues(&self, item: &Item<'_>) -> Option<String> {
        let may = self.rows == 0 && self.beside.is_none() && self.lines < MOST_LINES;
        let is_line = may && !self.header.is_empty() && self.is_line(item);
        is_line.then(|| joined(&self.header, item.text)).flatten()
    }

    /// The same for a label that has the value beside its last line.
    pub(super) fn last_line_before(&self, label: &Item<'_>) -> Option<String> {
        let is_line = !self.is_in_row && self.is_flush(label);
        is_line.then(|| self.continues(label)).flatten()
    }

    /// The same for a label whose first line has the value beside it.
    pub(super) fn last_line(&self, item: &Item<'_>) -> Option<String> {
        let is_line = self.beside.is_some() && self.is_flush(item) && self.is_line(item);
        is_line.then(|| joined(&self.header, item.text)).flatten()
    }

    fn is_line(&self, item: &Item<'_>) -> bool {
        let is_alike = (0.75..1.35).contains(&(self.height / item.height));
        is_alike && self.gap(item) < TIGHT * item.height
    }

    /// Whether a label is small print right below the last value in it; or below it at
    /// least, if nothing else names that.
    pub(super) fn is_over_caption(&self, item: &Item<'_>, is_named: bool) -> bool {
        let near = if is_named { CLOSE } else { TIGHT };
        item.height < SMALL * self.height && self.gap(item) < near * self.height
    }

    /// Whether an item is further below the last one than rows of a table are.
    fn is_apart(&self, item: &Item<'_>) -> bool {
        let pitch = self.pitch.max(LINE * self.scale(item));
        self.is_from_before || self.gap(item) > TIGHT * pitch
    }

    /// What becomes of it where an item stands in it, and in no other one or in some.
    pub(super) fn change(&mut self, item: &Item<'t>, row: Row, is_only: bool) -> Change<'t> {
        match row {
            _ if item.is_value() => {}
            Row::Data if self.rows > 0 => {}
            Row::Words if self.may_have_words(item) => self.of_words += 1,
            _ => return self.end(item, row, is_only),
        }
        self.add(item);
        Change::Stays
    }

    /// What becomes of it where something stands in it that is no row of it.
    fn end(&mut self, item: &Item<'t>, row: Row, is_only: bool) -> Change<'t> {
        let continues = || self.continues(item).filter(|_| is_only && item.is_label());
        if let Some(header) = continues() {
            return Change::GoesOn(Column {
                header: Cow::Owned(header),
                lines: self.lines + 1,
                ..Column::new(item, row)
            });
        }
        match row == Row::Single && self.may_be_passed(item) && !self.pass(item) {
            true => Change::Stays,
            false => Change::Goes,
        }
    }

    /// Whether a row of words is one of it: there may be such in a table, but in a form there
    /// is one over each row that is filled in.
    fn may_have_words(&self, item: &Item<'_>) -> bool {
        let is_form = self.rows == 2 * self.of_words + 1;
        let is_table = self.is_table() || self.is_in_row && self.rows > 0;
        let is_print = item.height > SMALL * self.height;
        is_table && is_print && !(is_form && self.of_words > 0) && !self.is_apart(item)
    }

    /// Whether a text that stands alone may be something between the rows of it.
    fn may_be_passed(&self, item: &Item<'_>) -> bool {
        match self.is_from_before {
            true => !item.is_sentence(),
            false => {
                let is_table = self.is_table() || self.is_in_row && self.rows == 0;
                is_table && !self.is_apart(item)
            }
        }
    }

    /// A row of it.
    fn add(&mut self, item: &Item<'t>) {
        if !self.is_from_before {
            self.pitch = self.base - item.base;
        }
        self.is_from_before = false;
        (self.base, self.height) = (item.base, item.height);
        self.rows += 1;
        self.passed = 0;
        self.near = item.is_label().then_some(item.text);
        (self.value, self.beside) = (item.is_value().then_some(item.at), None);
    }

    /// A line that is no row of it; whether that ends it.
    fn pass(&mut self, item: &Item<'t>) -> bool {
        if !self.is_from_before {
            self.base = item.base;
        }
        self.passed += 1;
        (self.value, self.beside) = (None, None);
        self.near = item.is_label().then_some(item.text);
        self.passed > MOST_PASSED
    }

    /// Takes in what stands in it and in no other one.
    pub(super) fn widen(&mut self, item: &Item<'_>) {
        self.left = self.left.min(item.left);
        self.right = self.right.max(item.right);
    }

    /// Whether it is over what stands there, or the other way round.
    pub(super) fn is_over(&self, item: &Item<'_>) -> bool {
        let narrower = (self.right - self.left).min(item.right - item.left);
        item.overlap(self.left, self.right) > (narrower * 0.2).min(self.height)
    }
}
