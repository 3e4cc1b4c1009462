//! What policies come to, case by case: `policies/*.toml`.

use std::fs;
use std::path::Path;

use tracie_posture::{Exposure, Organization, Policy, Relation, Scene, Tri};

const BUCKET: &str = "acme-data";
const ACCOUNT: &str = "111122223333";
const ORGANIZATION: &[&str] = &["111122223333", "444455556666", "o-ours"];
/// Cases below this number were lost.
const LEAST: usize = 150;

#[test]
fn policies_come_to_what_is_expected() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, case) in cases() {
        count += 1;
        if let Err(problem) = check(&case) {
            failures.push(format!("{file}: {}: {problem}", text(&case, "name")));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count >= LEAST, "only {count} cases");
}

fn cases() -> impl Iterator<Item = (String, toml::Table)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.into_iter().flat_map(|path| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let table: toml::Table = fs::read_to_string(&path)
            .expect("text")
            .parse()
            .expect("TOML");
        let cases = table["case"].as_array().expect("cases").clone();
        cases
            .into_iter()
            .map(move |case| (name.clone(), case.as_table().expect("a table").clone()))
    })
}

fn check(case: &toml::Table) -> Result<(), String> {
    let policy = match (Policy::parse(&document(case)), case.get("error")) {
        (Ok(policy), None) => policy,
        (Ok(_), Some(_)) => return Err("it is taken for a policy".into()),
        (Err(error), Some(expected)) => {
            let expected = expected.as_str().expect("text");
            let said = error.to_string();
            return said.contains(expected).then_some(()).ok_or(said);
        }
        (Err(error), None) => return Err(format!("it is refused: {error}")),
    };
    let found = exposure(&policy, case);
    let differs = |what: &str, found: &str, expected: &str| {
        if found == expected {
            return Ok(());
        }
        Err(format!(
            "{what}: {found}, expected {expected}\n    {found:?}"
        ))
    };
    differs("read", tri(found.public_read), text_or(case, "read", "NO"))?;
    differs(
        "write",
        tri(found.public_write),
        text_or(case, "write", "NO"),
    )?;
    differs(
        "uploads",
        tri(found.unencrypted_uploads),
        text_or(case, "uploads", "YES"),
    )?;
    let parties = found.parties.iter();
    let parties: Vec<String> = parties
        .map(|it| format!("{} {}", relation(it.relation), it.name))
        .collect();
    differs(
        "parties",
        &parties.join(", "),
        &list(case, "parties").join(", "),
    )?;
    differs(
        "services",
        &found.services.join(", "),
        &list(case, "services").join(", "),
    )?;
    let doubt = case
        .get("doubt")
        .is_some_and(|it| it.as_bool() == Some(true));
    let doubts = &found.doubts_on_sharing;
    if doubts.is_empty() == doubt {
        return Err(format!("doubts: {doubts:?}"));
    }
    let reasons = found.doubts_on_public.is_empty() == (found.is_public() != Tri::Unknown);
    reasons
        .then_some(())
        .ok_or("a doubt without a reason, or the other way round".into())
}

fn exposure(policy: &Policy, case: &toml::Table) -> Exposure {
    let own = list(case, "organization");
    let members: Vec<&str> = if own.is_empty() {
        ORGANIZATION.to_vec()
    } else {
        own.iter().map(String::as_str).collect()
    };
    let account = text_or(case, "account", ACCOUNT);
    policy.exposure(&Scene {
        bucket: BUCKET,
        account: (!account.is_empty()).then_some(account),
        region: Some("eu-west-1"),
        partition: "aws",
        organization: &Organization::parse(members).expect("members"),
        now: "2025-01-01T00:00:00Z".parse().expect("an instant"),
    })
}

fn document(case: &toml::Table) -> String {
    if let Some(text) = case.get("text") {
        return text.as_str().expect("text").into();
    }
    let statements = text(case, "policy").replace('@', &format!("arn:aws:s3:::{BUCKET}"));
    let version = text_or(case, "version", "2012-10-17");
    format!(r#"{{"Version":"{version}","Statement":{statements}}}"#)
}

fn text<'c>(case: &'c toml::Table, member: &str) -> &'c str {
    case[member].as_str().expect("text")
}

fn text_or<'c>(case: &'c toml::Table, member: &str, or: &'c str) -> &'c str {
    case.get(member).map_or(or, |it| it.as_str().expect("text"))
}

fn list(case: &toml::Table, member: &str) -> Vec<String> {
    let items = case.get(member).map(|it| it.as_array().expect("an array"));
    let items = items.into_iter().flatten();
    items
        .map(|it| it.as_str().expect("text").to_owned())
        .collect()
}

fn tri(tri: Tri) -> &'static str {
    match tri {
        Tri::Yes => "YES",
        Tri::No => "NO",
        Tri::Unknown => "UNKNOWN",
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Own => "OWN",
        Relation::Internal => "INTERNAL",
        Relation::CloudFront => "CLOUDFRONT",
        Relation::External => "EXTERNAL",
    }
}
