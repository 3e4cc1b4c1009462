//! Lines of texts that stand side by side, read from the top to the bottom.

use super::column::{Change, Column, Row};
use super::item::Item;
use super::label;

/// Two texts are in one row if their baselines differ by no more of their height.
const OFF: f64 = 0.45;
/// So many columns stand side by side.
const MOST_COLUMNS: usize = 256;
/// Names over one value.
const MOST_NAMES: usize = 5;
/// Words of a line of running text.
const SENTENCE: usize = 5;
/// A column without anything over a value is the nearest one, no more heights away.
const BESIDE: f64 = 4.0;

/// What stands over the row that is read.
pub(super) struct Table {
    columns: Vec<Column>,
}

type Names = [Vec<String>];

impl Table {
    pub(super) fn new(columns: Vec<Column>) -> Table {
        Table { columns }
    }

    /// The columns that may go on on the next page.
    pub(super) fn going_on(self) -> Vec<Column> {
        let columns = self.columns.into_iter();
        columns.filter_map(Column::on_next_page).collect()
    }

    /// Reads all texts of a direction, and adds the names over values.
    pub(super) fn read(&mut self, items: Vec<Item<'_>>, names: &mut Names) {
        let running = in_running_text(&items);
        for row in rows(items) {
            self.forget(&row);
            self.captions(&row, names);
            let free = self.free(&row);
            for (at, item) in row.iter().enumerate() {
                if item.is_value() && running.binary_search(&item.at).is_err() {
                    self.above(item, &free, names);
                    self.beside(&row, at, names);
                }
            }
            self.add(&row);
        }
    }

    /// Forgets columns that are too far above a row.
    fn forget(&mut self, row: &[Item<'_>]) {
        let tallest = row.iter().max_by(|it, other| it.height.total_cmp(&other.height));
        if let Some(tallest) = tallest {
            self.columns.retain(|it| !it.is_behind(tallest));
        }
    }

    /// The names of the columns that a value stands in.
    fn above(&self, item: &Item<'_>, free: &[&Column], names: &mut Names) {
        let names = &mut names[item.at];
        let mut over = self.columns.iter().filter(|it| it.is_over(item)).peekable();
        if over.peek().is_none() {
            let nearest = nearest(free, item);
            return nearest.into_iter().for_each(|it| add_names(it, item, names));
        }
        over.for_each(|it| add_names(it, item, names));
    }

    /// The columns that nothing in a row stands in.
    fn free(&self, row: &[Item<'_>]) -> Vec<&Column> {
        let columns = self.columns.iter();
        columns
            .filter(|it| !row.iter().any(|item| it.is_over(item)))
            .collect()
    }

    /// The label left of a value; of a label that is written from right to left, the one
    /// right of it.
    fn beside(&self, row: &[Item<'_>], at: usize, names: &mut Names) {
        let names = &mut names[row[at].at];
        let mut before = row[..at].iter().rev().take(2);
        if let Some(item) = before.find(|it| !it.is_value()) {
            add(label::end(&self.lines_of(item)), names);
        }
        let next = row.get(at + 1).filter(|it| it.is_label());
        if let Some(next) = next.filter(|it| label::is_leftwards(it.text)) {
            add(next.text, names);
        }
    }

    /// A label, and the line above it that belongs to it.
    fn lines_of(&self, item: &Item<'_>) -> String {
        let over = self.columns.iter().find(|it| it.is_over(item));
        let flush = over.filter(|it| it.is_flush(item));
        let lines = flush.and_then(|it| it.continues(item));
        lines.unwrap_or_else(|| item.text.to_owned())
    }

    /// Labels that stand below the values that they name: in small print, as below a line
    /// to write on, or as the second line of a label that stands beside the value.
    fn captions(&self, row: &[Item<'_>], names: &mut Names) {
        for item in row.iter().filter(|it| it.is_label()) {
            for column in self.columns.iter().filter(|it| it.is_over(item)) {
                if let Some(value) = column.value.filter(|_| column.is_over_caption(item)) {
                    add(item.text, &mut names[value]);
                }
                let line = column.last_line(item).filter(|_| row.len() == 1);
                if let (Some(value), Some(label)) = (column.beside, line) {
                    add(&label, &mut names[value]);
                }
            }
        }
    }

    /// Takes note of a row.
    fn add(&mut self, row: &[Item<'_>]) {
        let kind = match row {
            [_] => Row::Single,
            _ if row.iter().any(Item::is_value) => Row::Data,
            _ => Row::Words,
        };
        let mut gone = vec![false; self.columns.len()];
        let mut new = Vec::new();
        for (at, item) in row.iter().enumerate() {
            let value = row.get(at + 1).filter(|it| it.is_value());
            let beside = value.filter(|_| item.is_label()).map(|it| it.at);
            if let Some(mut column) = self.take(item, kind, &mut gone) {
                column.beside = beside;
                new.push(column);
            }
        }
        let mut gone = gone.into_iter();
        self.columns.retain(|_| gone.next() != Some(true));
        if kind == Row::Data {
            self.columns.retain(|it| !it.is_from_before());
        }
        let room = MOST_COLUMNS.saturating_sub(self.columns.len());
        self.columns.extend(new.into_iter().take(room));
    }

    /// Takes note of an item: in the columns that it stands in, or as a new one.
    fn take(&mut self, item: &Item<'_>, row: Row, gone: &mut [bool]) -> Option<Column> {
        let is_over = |it: &&mut Column| it.is_over(item);
        let alone = self.columns.iter_mut().filter(is_over).count() == 1;
        let mut new = Some(Column::new(item));
        for (column, gone) in self.columns.iter_mut().zip(gone) {
            if !column.is_over(item) {
                continue;
            }
            match column.change(item, row) {
                Change::Goes => *gone = true,
                Change::GoesOn(column) => {
                    *gone = true;
                    new = new.and(Some(column));
                }
                Change::Stays => {
                    new = None;
                    if alone {
                        column.widen(item);
                    }
                }
            }
        }
        new
    }
}

/// The column nearest to an item.
fn nearest<'c>(columns: &[&'c Column], item: &Item<'_>) -> Option<&'c Column> {
    let away = |it: &&&Column| -item.overlap(it.left, it.right);
    let near = columns.iter().filter(|it| away(it) < BESIDE * item.height);
    near.min_by(|one, other| away(one).total_cmp(&away(other)))
        .copied()
}

/// Adds what a column is called, and words in it that stand right over the item.
fn add_names(column: &Column, item: &Item<'_>, names: &mut Vec<String>) {
    add(&column.header, names);
    if let Some(near) = column.near.as_ref().filter(|_| column.is_near(item)) {
        add(near, names);
    }
}

fn add(name: &str, names: &mut Vec<String>) {
    let is_new = !name.is_empty() && !names.iter().any(|it| it == name);
    if is_new && names.len() < MOST_NAMES {
        names.push(name.to_owned());
    }
}

/// Values that come right after a line of running text and stand right below it: the order
/// in which they are painted is the one to read them in.
fn in_running_text(items: &[Item<'_>]) -> Vec<usize> {
    let pairs = items.windows(2).filter(|pair| {
        let [line, item] = pair else { return false };
        let gap = (line.base - item.base) / item.height;
        let is_below = (0.5..1.6).contains(&gap);
        let is_flush = (line.left - item.left).abs() < 2.0 * item.height;
        let is_text = line.at + 1 == item.at && line.words() >= SENTENCE;
        item.is_value() && is_text && is_below && is_flush
    });
    pairs.map(|pair| pair[1].at).collect()
}

/// Texts whose baselines are about the same, from the highest to the lowest, and from left
/// to right.
fn rows(mut items: Vec<Item<'_>>) -> Vec<Vec<Item<'_>>> {
    items.sort_by(|one, other| other.base.total_cmp(&one.base));
    let mut rows: Vec<Vec<Item<'_>>> = Vec::new();
    for item in items {
        match rows.last_mut() {
            Some(row) if is_beside(&row[0], &item) => row.push(item),
            _ => rows.push(vec![item]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

fn is_beside(first: &Item<'_>, item: &Item<'_>) -> bool {
    let (small, large) = (
        first.height.min(item.height),
        first.height.max(item.height),
    );
    first.base - item.base < OFF * large.min(2.0 * small)
}
