//! Records of IPTC, in images of any kind.

use super::note::Notes;

/// Records of IPTC.
pub(super) fn iptc(data: &[u8], notes: &mut Notes) {
    let mut rest = data;
    while let [0x1C, record, number, high, low, behind @ ..] = rest {
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = behind.get(..len) else {
            return;
        };
        if *record == 2 && *number != 0 {
            notes.add_bytes(name(*number), value);
        }
        rest = &behind[len..];
    }
}

fn name(number: u8) -> &'static str {
    match number {
        5 => "Title",
        25 => "Keywords",
        26 => "Location",
        55 => "Date created",
        60 => "Time created",
        80 => "Author",
        85 => "Author's position",
        90 => "City",
        92 => "Sublocation",
        95 => "State",
        101 => "Country",
        105 => "Headline",
        110 => "Credit",
        115 => "Source",
        116 => "Copyright",
        118 => "Contact",
        120 => "Caption",
        122 => "Caption writer",
        _ => "IPTC",
    }
}
