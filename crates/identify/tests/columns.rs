//! Of a column of values that are written alike each one counts: what is remembered of
//! the first of them is true of the others.

use tracie_finding::chunk::{Chunk, Layout, Names, Value};
use tracie_identify::{Carry, Detector, Selection, managed};

/// More than are looked at before anything is remembered.
const ROWS: usize = 40;

/// How often something is found in the cells of a column that are all the same: in each
/// by itself, and together.
fn found(detector: &Detector, name: &str, cells: &[String]) -> (usize, usize) {
    let mut names = Names::new();
    let over = names.push([name.as_bytes()]);
    let count = |cells: &[String]| {
        let (mut bytes, mut values) = (Vec::new(), Vec::new());
        for cell in cells {
            let start = bytes.len() as u32;
            bytes.extend_from_slice(cell.as_bytes());
            let end = bytes.len() as u32;
            bytes.push(b'\n');
            values.push(Value {
                start,
                end,
                names: over,
                origin: u64::from(start),
            });
        }
        let layout = Layout::Values {
            values: &values,
            names: &names,
        };
        let chunk = Chunk {
            bytes: &bytes,
            owned: (0, bytes.len()),
            layout,
        };
        let (mut scratch, mut found) = (detector.scratch(), Vec::new());
        detector.scan(&mut scratch, &chunk, &Carry::default(), &mut found);
        found.len()
    };
    (cells.len() * count(&cells[..1]), count(cells))
}

/// What surrounds a value in a cell.
const AROUND: [(&str, &str); 4] = [("", ""), ("", ".0"), ("(", ")"), ("no. ", " (old)")];

#[test]
fn each_value_of_a_column_counts() {
    let mut met = 0;
    for identifier in managed().expect("the files follow the schema") {
        let only = Selection::Include(vec![identifier.id.clone()]);
        let detector = Detector::builder().managed(only).build();
        let detector = detector.expect("it compiles");
        let names = identifier.keywords.first().map_or("note", |it| it);
        let values = identifier.matches.iter();
        let values = values.flat_map(|it| it.split('⟦').skip(1));
        for value in values.filter_map(|it| it.split('⟧').next()) {
            for (before, after) in AROUND {
                let cells = vec![format!("{before}{value}{after}"); ROWS];
                let (alone, together) = found(&detector, names, &cells);
                assert_eq!(
                    alone, together,
                    "{} {:?} below {names:?}",
                    identifier.id, cells[0]
                );
                met += usize::from(together == ROWS);
            }
        }
    }
    assert!(met > 500, "most are met: {met}");
}
