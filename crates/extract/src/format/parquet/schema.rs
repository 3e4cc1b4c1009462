//! The columns of a schema, as the ways to their values.

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::{SchemaDescriptor, Type};

use super::text::Kind;
use crate::fields::Column;

/// A column.
pub(super) struct Leaf {
    pub(super) column: Column,
    pub(super) kind: Kind,
    /// The level at which a value is there.
    pub(super) defined: i16,
    /// How many of the steps to it repeat.
    pub(super) repeats: usize,
}

/// Schemas nested deeper are not followed.
const DEEPEST: usize = 64;

/// The columns in the order of the file; `None` if values in it have names
/// that are values themselves, or it is nested too deep.
pub(super) fn columns(schema: &SchemaDescriptor) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    for field in schema.root_schema().get_fields() {
        let steps = vec![Some(field.name().to_owned())];
        add(field, steps, 0, 0, &mut leaves)?;
    }
    (leaves.len() == schema.num_columns()).then_some(leaves)
}

/// Adds the columns of a node that is reached by `steps`.
fn add(
    node: &Type,
    mut steps: Vec<Option<String>>,
    mut defined: i16,
    mut repeats: usize,
    leaves: &mut Vec<Leaf>,
) -> Option<()> {
    if steps.len() > DEEPEST || is_map(node) {
        return None;
    }
    match repetition(node) {
        Some(Repetition::REPEATED) => {
            steps.push(None);
            repeats += 1;
            defined += 1;
        }
        Some(Repetition::OPTIONAL) => defined += 1,
        _ => {}
    }
    if !node.is_group() {
        leaves.push(Leaf {
            column: Column::new(steps),
            kind: Kind::of(node),
            defined,
            repeats,
        });
        return Some(());
    }
    for field in node.get_fields() {
        // What makes a list a list has no name worth telling.
        if let Some(item) = item(node, field) {
            let mut steps = steps.clone();
            steps.push(None);
            let optional = repetition(item) == Some(Repetition::OPTIONAL);
            // As required, since what it adds is added here.
            add_items(
                item,
                steps,
                defined + 1 + i16::from(optional),
                repeats + 1,
                leaves,
            )?;
            continue;
        }
        let mut steps = steps.clone();
        let unnamed = is_list(node) && repetition(field) == Some(Repetition::REPEATED);
        if !unnamed {
            steps.push(Some(field.name().to_owned()));
        }
        add(field, steps, defined, repeats, leaves)?;
    }
    Some(())
}

/// Adds the columns of the items of a list, whose own repetition is counted.
fn add_items(
    item: &Type,
    steps: Vec<Option<String>>,
    defined: i16,
    repeats: usize,
    leaves: &mut Vec<Leaf>,
) -> Option<()> {
    if !item.is_group() {
        leaves.push(Leaf {
            column: Column::new(steps),
            kind: Kind::of(item),
            defined,
            repeats,
        });
        return Some(());
    }
    if is_map(item) {
        return None;
    }
    if is_list(item) {
        // A list of lists: go on as if it were required.
        for field in item.get_fields() {
            let mut steps = steps.clone();
            match self::item(item, field) {
                Some(inner) => {
                    steps.push(None);
                    let optional = repetition(inner) == Some(Repetition::OPTIONAL);
                    add_items(
                        inner,
                        steps,
                        defined + 1 + i16::from(optional),
                        repeats + 1,
                        leaves,
                    )?;
                }
                None => add(field, steps, defined, repeats, leaves)?,
            }
        }
        return Some(());
    }
    for field in item.get_fields() {
        let mut steps = steps.clone();
        steps.push(Some(field.name().to_owned()));
        add(field, steps, defined, repeats, leaves)?;
    }
    Some(())
}

/// What a list holds, where it stands in a group of its own that repeats.
fn item<'t>(list: &Type, field: &'t Type) -> Option<&'t Type> {
    let wraps = is_list(list)
        && repetition(field) == Some(Repetition::REPEATED)
        && field.is_group()
        && field.get_fields().len() == 1
        && field.name() != "array"
        && field.name() != format!("{}_tuple", list.name());
    if !wraps {
        return None;
    }
    let item = &*field.get_fields()[0];
    (repetition(item) != Some(Repetition::REPEATED)).then_some(item)
}

fn repetition(node: &Type) -> Option<Repetition> {
    let info = node.get_basic_info();
    info.has_repetition().then(|| info.repetition())
}

fn is_list(node: &Type) -> bool {
    let info = node.get_basic_info();
    node.is_group()
        && (info.converted_type() == ConvertedType::LIST
            || matches!(info.logical_type_ref(), Some(LogicalType::List)))
}

fn is_map(node: &Type) -> bool {
    let info = node.get_basic_info();
    node.is_group()
        && (matches!(
            info.converted_type(),
            ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
        ) || matches!(info.logical_type_ref(), Some(LogicalType::Map)))
}
