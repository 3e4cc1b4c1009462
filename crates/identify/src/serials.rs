//! Serial numbers of letters: words to everything else. So they count only as all of
//! a value whose name arms them, and are looked for apart from all patterns.

use tracie_finding::chunk::{Names, Value};

use crate::compile::Compiled;
use crate::found::Found;
use crate::judge::Workspace;
use crate::names::ArmedNames;
use crate::schema::Serial;

/// The identifiers, of those that names arm, of which a value is a serial number.
pub(crate) fn of<'a>(
    serials: &'a [(u32, Serial)],
    armed: &'a [u32],
    value: &'a [u8],
) -> impl Iterator<Item = u32> + 'a {
    let named = |it: &&(u32, Serial)| armed.binary_search(&it.0).is_ok();
    let all = serials.iter().filter(named);
    all.filter(|it| it.1.is(value)).map(|it| it.0)
}

/// Appends those in the values of a chunk.
pub(crate) fn find(
    (compiled, space, names): (&Compiled, &mut Workspace, &mut ArmedNames),
    (text, values, table): (&[u8], &[Value], &Names),
    found: &mut Vec<Found>,
) {
    let serials = &compiled.serials;
    if serials.is_empty() {
        return;
    }
    let mut arms = |set: u32| {
        let armed = names.armed(compiled, space, table, set);
        let identifiers = &armed.identifiers;
        let arms = serials.iter().any(|it| identifiers.contains(&it.0));
        arms.then(|| identifiers.clone())
    };
    let sets: Vec<_> = (0..table.len() as u32).map(&mut arms).collect();
    if sets.iter().all(Option::is_none) {
        return;
    }
    let lengths = serials
        .iter()
        .fold(0_u64, |bits, it| bits | 1 << (it.1.length % 64));
    // Few values are as long.
    let long = |it: &&Value| lengths >> (it.end.wrapping_sub(it.start) % 64) & 1 == 1;
    let before = found.len();
    for value in values.iter().filter(long) {
        if let Some(Some(armed)) = sets.get(value.names as usize) {
            let text = &text[value.range()];
            // None has a digit, which nearly all others of such a name have.
            if !text.iter().any(u8::is_ascii_digit) {
                let all = of(serials, armed, text);
                found.extend(all.map(|it| Found::serial(it, value.origin, text.len())));
            }
        }
    }
    if found.len() > before {
        found.sort_unstable();
    }
}
