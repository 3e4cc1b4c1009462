//! Where objects stand as files, for formats that name files.

use std::collections::BTreeMap;

/// Where buckets stand on disk, for formats that name files rather than
/// objects. What it does not know is named by bucket and key.
///
/// ```
/// use tracie_report::Roots;
///
/// let mut roots = Roots::default();
/// roots.bucket("exports", "data/exports");
/// assert_eq!(roots.file("exports", "june/a.csv").as_deref(), Some("data/exports/june/a.csv"));
/// assert_eq!(roots.file("other", "a.csv"), None);
///
/// roots.all("dump");
/// assert_eq!(roots.file("other", "a.csv").as_deref(), Some("dump/other/a.csv"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    /// By bucket; none where a bucket stands in more than one folder.
    folders: BTreeMap<String, Option<String>>,
    /// The folder that has a folder for each other bucket.
    all: Option<String>,
}

impl Roots {
    /// The objects of a bucket stand in a folder, by their keys.
    pub fn bucket(&mut self, bucket: impl Into<String>, folder: impl Into<String>) {
        let folder = Some(folder.into());
        let known = self
            .folders
            .entry(bucket.into())
            .or_insert_with(|| folder.clone());
        if *known != folder {
            *known = None;
        }
    }

    /// All other buckets stand in a folder, each in a folder of its name.
    pub fn all(&mut self, folder: impl Into<String>) {
        self.all = Some(folder.into());
    }

    /// The file that an object is, with `/` between its parts, as far as that
    /// is known.
    pub fn file(&self, bucket: &str, key: &str) -> Option<String> {
        match (self.folders.get(bucket), &self.all) {
            (Some(folder), _) => folder.as_deref().map(|it| joined(it, key)),
            (None, Some(all)) => Some(joined(all, &format!("{bucket}/{key}"))),
            (None, None) => None,
        }
    }
}

fn joined(folder: &str, key: &str) -> String {
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    match folder {
        "" | "." => key.to_owned(),
        folder if folder.ends_with('/') => format!("{folder}{key}"),
        folder => format!("{folder}/{key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_where_the_command_runs() {
        for (folder, expected) in [
            (".", "a.csv"),
            ("", "a.csv"),
            ("./x", "x/a.csv"),
            ("x/", "x/a.csv"),
            ("/", "/a.csv"),
            ("../x", "../x/a.csv"),
        ] {
            let mut roots = Roots::default();
            roots.bucket("b", folder);
            assert_eq!(
                roots.file("b", "a.csv").as_deref(),
                Some(expected),
                "{folder}"
            );
        }
    }

    #[test]
    fn a_bucket_in_two_folders_stands_in_neither() {
        let mut roots = Roots::default();
        roots.bucket("b", "x");
        roots.bucket("b", "x");
        assert!(roots.file("b", "a").is_some());
        roots.bucket("b", "y");
        assert_eq!(roots.file("b", "a"), None);
    }
}
