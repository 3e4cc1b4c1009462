//! The bucket that local objects stand in.

use std::fs;
use std::path::Path;

/// The bucket of objects of which nobody said where they stand.
pub(crate) const LOCAL: &str = "local";

/// S3's limit.
const LONGEST: usize = 63;

/// A bucket name made of a file name: in lower case, everything but ASCII
/// letters, digits, dots and hyphens turned into a hyphen, none of `.` and `-`
/// at either end, at most 63 characters; `local` if nothing is left.
///
/// S3 also wants at least three characters; a shorter name stays as it is,
/// because its owner would not know it otherwise.
///
/// ```
/// use tracie_source::bucket_name;
///
/// assert_eq!(bucket_name("My Data_2024"), "my-data-2024");
/// assert_eq!(bucket_name(".cache"), "cache");
/// assert_eq!(bucket_name("数据"), "local");
/// ```
pub fn bucket_name(name: &str) -> String {
    let name: String = name.chars().map(legal).collect();
    let name = name.trim_matches(['-', '.']);
    let name = name
        .get(..LONGEST)
        .unwrap_or(name)
        .trim_end_matches(['-', '.']);
    if name.is_empty() {
        LOCAL.into()
    } else {
        name.into()
    }
}

fn legal(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' | '.' | '-' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => '-',
    }
}

/// The bucket for a directory: its own name, whatever way it was named.
pub(crate) fn of_directory(path: &Path) -> String {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    path.file_name()
        .map_or_else(|| LOCAL.into(), |name| bucket_name(&name.to_string_lossy()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_to_what_s3_takes() {
        assert_eq!(bucket_name(&"a".repeat(80)), "a".repeat(63));
        assert_eq!(
            bucket_name(&format!("{}--b", "a".repeat(62))),
            "a".repeat(62)
        );
        assert_eq!(bucket_name("..."), "local");
        assert_eq!(bucket_name("a"), "a");
    }

    #[test]
    fn a_directory_is_known_by_its_own_name() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("Sales");
        fs::create_dir(&inner).unwrap();
        assert_eq!(of_directory(&inner.join(".")), "sales");
        assert_eq!(of_directory(Path::new("/")), "local");
    }
}
