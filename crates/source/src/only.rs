//! A source without some of its objects.

use crate::object::{Entry, Object, Source};

/// A source without the objects that `keep` does not want. What the source
/// itself skips stays.
///
/// ```
/// use tracie_source::{Directory, Only, Source};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("a.txt"), "")?;
/// std::fs::write(folder.path().join("b.csv"), "")?;
///
/// let tables = Only::new(Directory::new(folder.path())?, |it| it.key.ends_with(".csv"));
/// assert_eq!(tables.objects().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Only<S, F> {
    source: S,
    keep: F,
}

impl<S: Source, F: Fn(&Object) -> bool> Only<S, F> {
    /// Those objects of a source that `keep` wants. It is asked once for each
    /// object and listing, when the listing comes to it.
    pub fn new(source: S, keep: F) -> Only<S, F> {
        Only { source, keep }
    }

    fn wants(&self, entry: &Entry) -> bool {
        match entry {
            Entry::Object(object) => (self.keep)(object),
            Entry::Skipped(_) => true,
        }
    }
}

impl<S: Source, F: Fn(&Object) -> bool> Source for Only<S, F> {
    fn objects(&self) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(self.source.objects().filter(|entry| self.wants(entry)))
    }

    fn objects_from(&self, key: &str) -> Box<dyn Iterator<Item = Entry> + '_> {
        Box::new(
            self.source
                .objects_from(key)
                .filter(|entry| self.wants(entry)),
        )
    }
}
