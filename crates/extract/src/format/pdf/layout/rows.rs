//! Lines of texts that stand side by side, read from the top to the bottom.

use std::borrow::Cow;

use super::column::{Change, Column, Row};
use super::item::{Item, Kind};
use super::label;

/// Two texts are in one row if their baselines differ by no more of their height.
const OFF: f64 = 0.45;
/// So many columns stand side by side.
const MOST_COLUMNS: usize = 256;
/// Lines at the foot of a page.
const MOST_FEET: usize = 2;
/// So many of them are over one text.
const MOST_OVER: usize = 4;
/// Names over one value.
const MOST_NAMES: usize = 5;
/// Lines of which running text has more than a label.
const PARAGRAPH: usize = 3;
/// Running text is no further from a value that it names, in heights of the value ...
const BESIDE: f64 = 4.0;
/// ... and words of one label from each other ...
const WORDS: f64 = 1.0;
/// ... of which so many are painted apart.
const MOST_WORDS: usize = 8;

/// What stands over the row that is read.
pub(super) struct Table<'t> {
    columns: Vec<Column<'t>>,
    /// Those that the last rows ended, each of which is a single text: what stands below a
    /// table at the foot of a page.
    ended: Vec<Column<'t>>,
    feet: usize,
}

/// The names over each text.
type Names<'t> = [Vec<Cow<'t, str>>];

/// The columns that a text stands in.
#[derive(Clone, Copy, Default)]
struct Over {
    columns: [u16; MOST_OVER],
    count: usize,
}

impl Over {
    fn push(&mut self, column: usize) {
        if self.count < MOST_OVER {
            self.columns[self.count] = column as u16;
            self.count += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns[..self.count].iter().map(|it| usize::from(*it))
    }
}

impl<'t> Table<'t> {
    pub(super) fn new(columns: Vec<Column<'t>>) -> Table<'t> {
        Table {
            columns,
            ended: Vec::new(),
            feet: 0,
        }
    }

    /// The columns that may go on on the next page.
    pub(super) fn going_on(self) -> Vec<Column<'static>> {
        let columns = self.columns.into_iter().chain(self.ended);
        columns.filter_map(Column::on_next_page).collect()
    }

    /// Reads all texts of a direction, and adds the names over values.
    pub(super) fn read(&mut self, mut items: Vec<Item<'t>>, names: &mut Names<'t>) {
        let running = running_text(&mut items);
        items.sort_by(|one, other| other.base.total_cmp(&one.base));
        let mut rest = &mut items[..];
        while !rest.is_empty() {
            let (row, more) = rest.split_at_mut(row(rest));
            rest = more;
            row.sort_by(|one, other| one.left.total_cmp(&other.left));
            self.forget(row);
            self.captions(row, names);
            let over = self.over(row);
            for (at, item) in row.iter().enumerate() {
                if item.is_value() && running.binary_search(&item.at).is_err() {
                    let columns = over[at].iter().map(|it| &self.columns[it]);
                    let columns = columns.filter(|it| row.len() == 1 || !it.is_running());
                    columns.for_each(|it| add_names(it, item, &mut names[item.at]));
                    self.beside(row, at, names);
                }
            }
            self.add(row, &over);
        }
    }

    /// Forgets columns that are too far above a row.
    fn forget(&mut self, row: &[Item<'t>]) {
        let tallest = row
            .iter()
            .max_by(|it, other| it.height.total_cmp(&other.height));
        if let Some(tallest) = tallest {
            self.columns.retain(|it| !it.is_behind(tallest));
        }
    }

    /// The columns that each item of a row stands in.
    fn over(&self, row: &[Item<'t>]) -> Vec<Over> {
        let mut all = vec![Over::default(); row.len()];
        for (over, item) in all.iter_mut().zip(row) {
            let columns = self.columns.iter().enumerate();
            let columns = columns.filter(|it| it.1.is_over(item));
            columns.for_each(|it| over.push(it.0));
        }
        let is_lost = |at: &usize| row[*at].is_value() && all[*at].count == 0;
        let lost: Vec<usize> = (0..row.len()).filter(is_lost).collect();
        if !lost.is_empty() {
            let mut free = vec![true; self.columns.len()];
            let taken = all.iter().flat_map(Over::iter);
            taken.for_each(|it| free[it] = false);
            for (item, column) in self.beside_columns(row, &lost, &free) {
                all[item].push(column);
            }
        }
        all
    }

    /// The columns of values that stand below none: numbers are at the right of a column,
    /// and its name is at the left. If there are as many of both, the one or the other
    /// follows from the order; else it is the nearest one.
    fn beside_columns(
        &self,
        row: &[Item<'t>],
        lost: &[usize],
        free: &[bool],
    ) -> Vec<(usize, usize)> {
        let free = (0..free.len()).filter(|it| free[*it]);
        let mut free: Vec<usize> = free.collect();
        free.sort_by(|one, other| {
            let left = |at: &usize| self.columns[*at].left;
            left(one).total_cmp(&left(other))
        });
        let away = |item: usize, column: usize| {
            let column = &self.columns[column];
            let away = -row[item].overlap(column.left, column.right);
            (away < column.reach() * row[item].height).then_some(away)
        };
        let pairs = || lost.iter().copied().zip(free.iter().copied());
        if lost.len() == free.len() && pairs().all(|it| away(it.0, it.1).is_some()) {
            return pairs().collect();
        }
        let nearest = |item: usize| {
            let near = free.iter().filter_map(|it| Some((*it, away(item, *it)?)));
            let nearest = near.min_by(|one, other| one.1.total_cmp(&other.1));
            nearest.map(|it| (item, it.0))
        };
        lost.iter().filter_map(|it| nearest(*it)).collect()
    }

    /// The label left of a value; of a label that is written from right to left, the one
    /// right of it.
    fn beside(&self, row: &[Item<'t>], at: usize, names: &mut Names<'t>) {
        let names = &mut names[row[at].at];
        let before = at.saturating_sub(2)..at;
        let label = before.rev().find(|at| !row[*at].is_value());
        let near = |at: &usize| row[*at].is_label() || row[*at].is_near(&row[at + 1], BESIDE);
        if let Some(label) = label.filter(near) {
            add(label::end(self.words_up_to(row, label)), names);
        }
        let next = row.get(at + 1).filter(|it| it.is_label());
        if let Some(next) = next.filter(|it| label::is_leftwards(it.text)) {
            add(next.text.into(), names);
        }
    }

    /// A label: with words before it that were painted apart, or else with the line above
    /// it that belongs to it.
    fn words_up_to(&self, row: &[Item<'t>], at: usize) -> Cow<'t, str> {
        let label = &row[at];
        let pairs = row[..=at].windows(2).rev();
        let near = pairs.take_while(|it| !it[0].is_value() && it[0].is_near(&it[1], WORDS));
        let words: Vec<&str> = near.take(MOST_WORDS).map(|it| it[0].text).collect();
        if !words.is_empty() {
            let words = words.into_iter().rev().chain([label.text]);
            return words.collect::<Vec<_>>().join(" ").into();
        }
        let over = self.columns.iter().find(|it| it.is_over(label));
        let lines = over.and_then(|it| it.last_line_before(label));
        lines.map_or(label.text.into(), Cow::from)
    }

    /// Labels that stand below the values that they name: in small print, as below a line
    /// to write on, or as the second line of a label that stands beside the value.
    fn captions(&self, row: &[Item<'t>], names: &mut Names<'t>) {
        for item in row.iter().filter(|it| it.is_label()) {
            for column in self.columns.iter().filter(|it| it.is_over(item)) {
                let value = column.value;
                let is_over = |at: &usize| column.is_over_caption(item, !names[*at].is_empty());
                if let Some(value) = value.filter(is_over) {
                    add(item.text.into(), &mut names[value]);
                }
                let line = column.last_line(item).filter(|_| row.len() == 1);
                if let (Some(value), Some(label)) = (column.beside, line) {
                    add(label.into(), &mut names[value]);
                }
            }
        }
    }

    /// Takes note of a row.
    fn add(&mut self, row: &[Item<'t>], over: &[Over]) {
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
            if let Some(mut column) = self.take(item, kind, &over[at], &mut gone) {
                column.beside = beside;
                new.push(column);
            }
        }
        let mut gone = gone.into_iter();
        let ended = self.columns.extract_if(.., |_| gone.next() == Some(true));
        self.ended.extend(ended);
        self.feet += 1;
        if kind != Row::Single || self.feet > MOST_FEET {
            self.ended.clear();
        }
        if kind != Row::Single {
            self.feet = 0;
        }
        if kind == Row::Data {
            self.columns.retain(|it| !it.is_from_before());
        }
        let room = MOST_COLUMNS.saturating_sub(self.columns.len());
        self.columns.extend(new.into_iter().take(room));
    }

    /// Takes note of an item: in the columns that it stands in, or as a new one.
    fn take(
        &mut self,
        item: &Item<'t>,
        row: Row,
        over: &Over,
        gone: &mut [bool],
    ) -> Option<Column<'t>> {
        let mut new = Some(Column::new(item, row));
        for at in over.iter() {
            let column = &mut self.columns[at];
            match column.change(item, row, over.count == 1) {
                Change::Goes => gone[at] = true,
                Change::GoesOn(column) => {
                    gone[at] = true;
                    new = new.and(Some(column));
                }
                Change::Stays => {
                    new = None;
                    if over.count == 1 {
                        column.widen(item);
                    }
                }
            }
        }
        new
    }
}

/// Adds what a column is called, and words in it that stand right over the item.
fn add_names<'t>(column: &Column<'t>, item: &Item<'_>, names: &mut Vec<Cow<'t, str>>) {
    add(column.header.clone(), names);
    if let Some(near) = column.near.filter(|_| column.is_near(item)) {
        add(near.into(), names);
    }
}

fn add<'t>(name: Cow<'t, str>, names: &mut Vec<Cow<'t, str>>) {
    let is_new = !name.is_empty() && !names.contains(&name);
    if is_new && names.len() < MOST_NAMES {
        names.push(name);
    }
}

/// Finds running text: lines that are painted one after the other and stand below each
/// other. It names nothing below it; and of the values in it, which come back, the order
/// in which they are painted is the one to read them in.
fn running_text(items: &mut [Item<'_>]) -> Vec<usize> {
    let mut values = Vec::new();
    for lines in items.chunk_by_mut(|line, next| is_next_line(line, next)) {
        if lines.len() >= PARAGRAPH {
            values.extend(lines.iter().filter(|it| it.is_value()).map(|it| it.at));
            let labels = lines.iter_mut().filter(|it| it.is_label());
            labels.for_each(|it| it.kind = Kind::Other);
        }
    }
    values
}

/// Whether a text is the next line of one that runs.
fn is_next_line(line: &Item<'_>, next: &Item<'_>) -> bool {
    let gap = (line.base - next.base) / next.height;
    let is_below = (0.5..1.6).contains(&gap);
    let is_flush = (line.left - next.left).abs() < 2.0 * next.height;
    line.at + 1 == next.at && is_below && is_flush && line.is_sentence()
}

/// How many texts, of some in the order of their baselines, are in the first row.
fn row(items: &[Item<'_>]) -> usize {
    let row = items.iter().take_while(|it| is_beside(&items[0], it));
    row.count()
}

fn is_beside(first: &Item<'_>, item: &Item<'_>) -> bool {
    let (small, large) = (first.height.min(item.height), first.height.max(item.height));
    first.base - item.base < OFF * large.min(2.0 * small)
}
