//! Walking a directory tree in the order of its keys.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracie_finding::detection::Reason;

use crate::kind::{Kind, not_a_file};
use crate::name;
use crate::object::{Entry, Object, Skipped};
use crate::trouble::Trouble;

/// One name in a directory.
pub(crate) struct Node {
    /// The name as part of a key; that of a directory ends in `/`, by which
    /// sorting names sorts whole keys: `a.txt` comes before `a/b`.
    pub(crate) key: String,
    /// The name, where it is not Unicode.
    raw: Option<OsString>,
    pub(crate) kind: Kind,
    /// Whether a link led to it.
    linked: bool,
}

impl Node {
    fn new(path: &Path, entry: &DirEntry, follow: bool) -> Node {
        // A name whose type cannot be told is opened, which says what is wrong.
        let kind = entry.file_type().map_or(Kind::File, Kind::of);
        let linked = follow && kind == Kind::Link;
        let target = linked
            .then(|| fs::metadata(path.join(entry.file_name())))
            .and_then(Result::ok);
        let kind = target.map_or(kind, |metadata| Kind::of(metadata.file_type()));
        let (mut key, raw) = match entry.file_name().into_string() {
            Ok(name) => (name, None),
            Err(raw) => (name::text(&raw), Some(raw)),
        };
        if kind == Kind::Directory {
            key.push('/');
        }
        Node {
            key,
            raw,
            kind,
            linked,
        }
    }

    /// The name as the operating system knows it.
    pub(crate) fn name(&self) -> &OsStr {
        match &self.raw {
            Some(raw) => raw,
            None => OsStr::new(self.key.trim_end_matches('/')),
        }
    }

    fn order(&self, other: &Node) -> Ordering {
        self.key
            .cmp(&other.key)
            .then_with(|| self.raw.cmp(&other.raw))
    }
}

/// The names in one directory, in order.
pub(crate) struct Level {
    /// The next one last.
    nodes: Vec<Node>,
}

impl Level {
    /// Reads a directory; what could be read of it comes with the trouble.
    pub(crate) fn read(path: &Path, follow: bool) -> (Level, Option<Trouble>) {
        let mut nodes = Vec::new();
        let outcome = fs::read_dir(path).and_then(|entries| {
            for entry in entries {
                nodes.push(Node::new(path, &entry?, follow));
            }
            Ok(())
        });
        nodes.sort_unstable_by(|a, b| b.order(a));
        (
            Level { nodes },
            outcome
                .err()
                .map(|error| Trouble::from_io("listing it", &error)),
        )
    }
}

impl Iterator for Level {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        self.nodes.pop()
    }
}

/// The entries of a tree.
pub(crate) struct Walk {
    bucket: Arc<str>,
    follow: bool,
    /// Where the tree really is, once that is asked.
    root: OnceCell<Option<PathBuf>>,
    /// The directory that is being listed, and its key.
    path: PathBuf,
    key: String,
    /// From the root down to that directory.
    open: Vec<Open>,
    /// Directories that were entered; kept only where links are followed.
    entered: HashSet<Identity>,
    /// Trouble with a directory, to be listed before what could be read of it.
    pending: Option<Entry>,
}

struct Open {
    level: Level,
    /// Length of the key of the directory above.
    above: usize,
}

impl Walk {
    pub(crate) fn new(bucket: Arc<str>, root: PathBuf, follow: bool) -> Walk {
        let mut walk = Walk {
            bucket,
            follow,
            root: OnceCell::new(),
            path: root,
            key: String::new(),
            open: Vec::new(),
            entered: HashSet::new(),
            pending: None,
        };
        let identity = walk.identity();
        walk.enter(0, identity);
        walk
    }

    fn visit(&mut self, node: &Node) -> Option<Entry> {
        match node.kind {
            Kind::File => Some(self.object(node)),
            Kind::Directory => self.descend(node),
            Kind::Special(name) => Some(self.skipped(&node.key, not_a_file(name))),
            // What it leads to is listed where it is.
            Kind::Link if !self.follow && self.leads_within(node) => None,
            Kind::Link => Some(self.skipped(&node.key, self.link(node))),
        }
    }

    fn object(&self, node: &Node) -> Entry {
        let path = self.path.join(node.name());
        let metadata = look_at(&path, node.linked).ok();
        let key = format!("{}{}", self.key, node.key);
        let mut object = Object::file(self.bucket.clone(), key, path, node.linked);
        object.size = metadata.as_ref().map(Metadata::len);
        object.modified = metadata.and_then(|metadata| metadata.modified().ok());
        Entry::Object(object)
    }

    fn skipped(&self, key: &str, trouble: Trouble) -> Entry {
        let key = match format!("{}{key}", self.key) {
            key if key.is_empty() => String::from("/"),
            key => key,
        };
        Entry::Skipped(Skipped {
            bucket: self.bucket.clone(),
            key,
            trouble,
        })
    }

    /// Whether a link leads to what is in the tree.
    fn leads_within(&self, node: &Node) -> bool {
        // Links are met below the root, so that the first that is open is the root.
        let root = || fs::canonicalize(self.path.ancestors().nth(self.open.len() - 1)?).ok();
        let target = fs::canonicalize(self.path.join(node.name()));
        let root = self.root.get_or_init(root).as_deref();
        root.zip(target.ok())
            .is_some_and(|(root, target)| target.starts_with(root))
    }

    /// Why a link leads nowhere.
    fn link(&self, node: &Node) -> Trouble {
        match fs::metadata(self.path.join(node.name())) {
            Err(error) if self.follow => Trouble::from_io("following the link", &error),
            _ => link_not_followed(),
        }
    }

    fn descend(&mut self, node: &Node) -> Option<Entry> {
        self.path.push(node.name());
        let identity = self.identity();
        if node.linked && identity.is_none_or(|identity| self.entered.contains(&identity)) {
            self.path.pop();
            return Some(self.skipped(&node.key, seen_before()));
        }
        let above = self.key.len();
        self.key.push_str(&node.key);
        self.enter(above, identity);
        None
    }

    fn enter(&mut self, above: usize, identity: Option<Identity>) {
        let (level, trouble) = Level::read(&self.path, self.follow);
        self.pending = trouble.map(|trouble| self.skipped("", trouble));
        self.entered.extend(identity);
        self.open.push(Open { level, above });
    }

    fn leave(&mut self) {
        if let Some(open) = self.open.pop() {
            self.key.truncate(open.above);
            self.path.pop();
        }
    }

    fn identity(&self) -> Option<Identity> {
        self.follow.then(|| identity(&self.path).ok()).flatten()
    }
}

impl Iterator for Walk {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.pending.take() {
                return Some(entry);
            }
            match self.open.last_mut()?.level.next() {
                None => self.leave(),
                Some(node) => {
                    if let Some(entry) = self.visit(&node) {
                        return Some(entry);
                    }
                }
            }
        }
    }
}

pub(crate) fn link_not_followed() -> Trouble {
    let remark = "a symbolic link, which is not followed unless links are asked for";
    Trouble::new(Reason::UnsupportedFileType, remark)
}

fn seen_before() -> Trouble {
    let remark = "a symbolic link to a directory that is listed elsewhere";
    Trouble::new(Reason::UnsupportedFileType, remark)
}

fn look_at(path: &Path, follow: bool) -> io::Result<Metadata> {
    if follow {
        fs::metadata(path)
    } else {
        fs::symlink_metadata(path)
    }
}

/// What tells one directory from another.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::canonicalize(path)
}
