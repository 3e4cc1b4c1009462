//! Which texts of a page name which others, by where they stand.
//!
//! Text comes as it is painted: all labels of a form and then all values, or a table column
//! by column. So that a label still counts for its value, the text that stands left of a
//! value, or over it in its column, is a name over it, as in any table.

mod column;
mod item;
mod label;
mod rows;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) use item::Placed;

use crate::rows::{Columns, columns};
use column::Column;
use item::Item;
use rows::Table;

/// The columns that go on where a page ends, by the direction of their lines.
#[derive(Default)]
pub(super) struct GoingOn(BTreeMap<i16, Vec<Column<'static>>>);

/// The names over each of some texts, which are in the order in which they were painted.
/// Those that have none, or are no values, have no names.
pub(super) fn names(texts: &[Placed<'_>], before: &mut GoingOn) -> Vec<Option<Arc<Columns>>> {
    let mut names = vec![Vec::new(); texts.len()];
    let mut directions: BTreeMap<i16, Vec<Item<'_>>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        if let Some((direction, item)) = text.item(at) {
            directions.entry(direction).or_default().push(item);
        }
    }
    let mut going_on = std::mem::take(&mut before.0);
    for (direction, items) in directions {
        let mut table = Table::new(going_on.remove(&direction).unwrap_or_default());
        table.read(items, &mut names);
        before.0.insert(direction, table.going_on());
    }
    shared(names)
}

/// Equal names are the same.
fn shared<'t>(names: Vec<Vec<Cow<'t, str>>>) -> Vec<Option<Arc<Columns>>> {
    let mut known: HashMap<Vec<Cow<'t, str>>, Arc<Columns>> = HashMap::new();
    let share = |names: Vec<Cow<'t, str>>| {
        if names.is_empty() {
            return None;
        }
        let known = known.entry(names);
        let names = known.or_insert_with_key(|names| columns(names.iter().map(|it| it.as_bytes())));
        Some(Arc::clone(names))
    };
    names.into_iter().map(share).collect()
}
