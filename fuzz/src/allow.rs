//! Whatever a list says, it is refused or works.

use tracie_identify::{AllowList, AllowListDefinition};

/// Reads lists of texts, expressions and definitions.
pub fn check(data: &[u8]) {
    check_words(data);
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(list) = AllowList::regex("fuzz", text) {
        assert!(!list.allows(b""));
        list.allows(data);
    }
    let Ok(all) = AllowListDefinition::read(text) else {
        return;
    };
    for definition in &all {
        let built = definition.build(|_| Ok(data));
        assert!(built.is_err() || definition.invalid().is_empty());
    }
}

/// What is on a list is allowed, in any case.
fn check_words(data: &[u8]) {
    let Ok(list) = AllowList::words("fuzz", data) else {
        return;
    };
    let text = std::str::from_utf8(data).expect("a list is text");
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        assert!(list.allows(line.as_bytes()));
        let lower: String = line.chars().flat_map(char::to_lowercase).collect();
        assert!(list.allows(lower.as_bytes()));
    }
}
