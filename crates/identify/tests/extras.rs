//! Our own identifiers, beyond what Macie has: the files under
//! `identifiers/extras/` as they stand in the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tracie_check::Check;
use tracie_identify::schema::{Category, Identifier};
use tracie_identify::{Selection, managed};

/// Credential kinds that we promise at least.
const FEWEST_CREDENTIALS: usize = 40;

/// A file, the folder it lies in, and what it says.
struct Extra {
    path: PathBuf,
    folder: String,
    text: String,
    identifier: Identifier,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../identifiers/extras")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let mut paths: Vec<PathBuf> = paths.collect();
    paths.sort();
    paths
}

fn read(path: PathBuf, folder: &Path) -> Extra {
    let text = fs::read_to_string(&path).expect("the file can be read");
    let identifier =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let folder = folder.file_name().expect("a folder has a name");
    Extra {
        path,
        folder: folder.to_string_lossy().into_owned(),
        text,
        identifier,
    }
}

/// All extras; every file but notes is one.
fn extras() -> Vec<Extra> {
    let folders = entries(&root()).into_iter().filter(|path| path.is_dir());
    folders
        .flat_map(|folder| {
            let files = entries(&folder).into_iter();
            files.map(move |path| read(path, &folder))
        })
        .collect()
}

#[test]
fn ids_are_ours_and_occur_once() {
    let mut ids = BTreeSet::new();
    for Extra {
        path, identifier, ..
    } in extras()
    {
        let id = identifier.id;
        let file = path.file_stem().expect("a file has a name");
        assert!(id.starts_with("TRACIE_"), "{id}");
        assert_eq!(file.to_string_lossy(), id.to_lowercase());
        assert!(ids.insert(id.clone()), "{id} is there twice");
    }
}

#[test]
fn the_library_knows_all_of_them() {
    let known = tracie_identify::extras().expect("the files follow the schema");
    let known: BTreeSet<&str> = known.iter().map(|it| it.id.as_str()).collect();
    let files = extras();
    let files: BTreeSet<&str> = files.iter().map(|it| it.identifier.id.as_str()).collect();
    assert_eq!(known, files);
}

#[test]
fn none_is_on_by_default() {
    for Extra { identifier, .. } in extras() {
        assert!(!identifier.recommended, "{}", identifier.id);
    }
    let all = Selection::All.resolve().expect("it names no id");
    assert!(all.iter().all(|it| !it.is_extra()));
    assert_eq!(all.len(), managed().expect("the files are there").len());
}

#[test]
fn each_lies_in_the_folder_of_its_category() {
    for extra in extras() {
        let expected = match extra.folder.as_str() {
            "credentials" => Category::Credentials,
            "network" | "personal" => Category::Personal,
            other => panic!("{other}: no folder of extras"),
        };
        assert_eq!(
            extra.identifier.category,
            expected,
            "{}",
            extra.path.display()
        );
    }
}

#[test]
fn the_credentials_that_people_expect_are_there() {
    let is_credential = |extra: &&Extra| extra.folder == "credentials";
    let all = extras();
    assert!(all.iter().filter(is_credential).count() >= FEWEST_CREDENTIALS);
    for id in [
        "TRACIE_AWS_ACCESS_KEY_ID",
        "TRACIE_AZURE_STORAGE_ACCOUNT_KEY",
        "TRACIE_DATABASE_URL",
        "TRACIE_EMAIL_ADDRESS",
        "TRACIE_GITHUB_TOKEN",
        "TRACIE_GITLAB_TOKEN",
        "TRACIE_IPV4_ADDRESS",
        "TRACIE_IPV6_ADDRESS",
        "TRACIE_MAC_ADDRESS",
        "TRACIE_NPM_TOKEN",
        "TRACIE_OPENAI_API_KEY",
        "TRACIE_PASSWORD",
        "TRACIE_SLACK_TOKEN",
    ] {
        assert!(all.iter().any(|extra| extra.identifier.id == id), "{id}");
    }
}

#[test]
fn checks_exist_and_keywords_are_used() {
    for Extra { identifier, .. } in extras() {
        let id = &identifier.id;
        for name in identifier.patterns.iter().flat_map(|it| &it.check) {
            assert!(Check::by_name(name).is_some(), "{id}: {name}");
        }
        let asks = identifier.patterns.iter().any(|pattern| pattern.keyword);
        assert_eq!(asks, !identifier.keywords.is_empty(), "{id}: keywords");
    }
}

#[test]
fn there_are_marked_examples_and_counterexamples() {
    for Extra { identifier, .. } in extras() {
        let id = &identifier.id;
        assert!(identifier.matches.len() >= 3, "{id}: too few `match`");
        assert!(identifier.no_match.len() >= 3, "{id}: too few `no_match`");
        for text in &identifier.matches {
            assert!(!marked(text).is_empty(), "{id}: no mark in {text:?}");
        }
        let marks = |text: &&String| text.contains(['⟦', '⟧']);
        assert_eq!(identifier.no_match.iter().find(marks), None, "{id}");
    }
}

/// A token with a fixed beginning is a leak to any scanner that reads the
/// repository, so no sample of one may stand in its file as it is.
#[test]
fn no_token_is_spelled_out() {
    let mut hidden = 0;
    for extra in extras() {
        for value in extra
            .identifier
            .matches
            .iter()
            .flat_map(|text| marked(text))
        {
            if is_token(value) && extra.folder == "credentials" {
                assert!(!extra.text.contains(value), "{}", extra.path.display());
                hidden += 1;
            }
        }
    }
    assert!(hidden >= 100, "only {hidden} tokens");
}

/// The parts of a text between marks.
fn marked(text: &str) -> Vec<&str> {
    text.split('⟦')
        .skip(1)
        .filter_map(|part| part.split('⟧').next())
        .collect()
}

/// Whether a value is one long word, joined by nothing but the signs of keys.
fn is_token(value: &str) -> bool {
    let joins = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    value.len() >= 24 && value.bytes().all(joins)
}
