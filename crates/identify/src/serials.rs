//! Serial numbers of letters: words to everything else. So they count only as all of
//! a value whose name arms them, and are looked for apart from all patterns.

use tracie_finding::chunk::{Names, Value};

use crate::compiled::Compiled;
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

/// One bit for each length, modulo 64, that some have.
pub(crate) fn lengths(serials: &[(u32, Serial)]) -> u64 {
    let lengths = serials.iter().map(|it| it.1.length % 64);
    lengths.fold(0, |bits, it| bits | 1 << it)
}

/// Appends those among the values of a chunk that may be as long.
pub(crate) fn find(
    (compiled, space, names): (&Compiled, &mut Workspace, &mut ArmedNames),
    (text, values, table): (&[u8], &[Value], &Names),
    as_long: &[u32],
    found: &mut Vec<Found>,
) {
    let before = found.len();
    for value in as_long.iter().map(|it| &values[*it as usize]) {
        let text = &text[value.range()];
        // None has a digit, which nearly all others of such a name have.
        if !text.iter().any(u8::is_ascii_digit) {
            let armed = &names.armed(compiled, space, table, value.names).identifiers;
            let all = of(&compiled.serials, armed, text);
            found.extend(all.map(|it| Found::serial(it, value.origin, text.len())));
        }
    }
    if found.len() > before {
        found.sort_unstable();
    }
}
