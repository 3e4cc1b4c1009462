//! Suppression rules: their files, what they archive, and how they are kept.

use serde_json::json;
use tracie_finding::Finding;
use tracie_store::{Filter, Page, Scoped, Store, Suppression};

/// 2026-06-01T12:00:00Z
const NOW: i64 = 1_780_315_200_000;
const DAY_MS: i64 = 86_400_000;

fn multiple() -> Finding {
    serde_json::from_str(include_str!("data/multiple.json")).expect("a finding")
}

fn policy() -> Finding {
    serde_json::from_str(include_str!("data/policy.json")).expect("a finding")
}

fn parse(rules: &str) -> Suppression {
    Suppression::parse(&format!("version = 1\n{rules}")).expect("rules")
}

/// The rule that archives a finding.
fn rule_for(rules: &Suppression, finding: &Finding, now_ms: i64) -> Option<String> {
    rules
        .rule_for(finding, now_ms)
        .map(|rule| rule.name.clone())
}

#[test]
fn a_rule_archives_what_meets_all_of_it() {
    // The object is acme-ingest-prod/exports/backup-0417.zip.
    for (rule, archives) in [
        (r#"keys = ["exports/**"]"#, true),
        (r#"keys = ["imports/**", "**/*.zip"]"#, true),
        (r#"keys = ["*.zip"]"#, false),
        (
            r#"findingCriteria.criterion."severity.description" = { eq = ["High"] }"#,
            true,
        ),
        (
            r#"findingCriteria.criterion."severity.description" = { eq = ["Low"] }"#,
            false,
        ),
        (
            r#"keys = ["exports/**"]
            findingCriteria.criterion."resourcesAffected.s3Bucket.name" = { eq = ["acme-ingest-prod"] }"#,
            true,
        ),
        (
            r#"keys = ["exports/**"]
            findingCriteria.criterion."resourcesAffected.s3Bucket.name" = { eq = ["other"] }"#,
            false,
        ),
        (
            r#"keys = ["imports/**"]
            findingCriteria.criterion."resourcesAffected.s3Bucket.name" = { eq = ["acme-ingest-prod"] }"#,
            false,
        ),
    ] {
        let rules = parse(&format!(
            "[[rules]]\nname = \"one\"\nreason = \"r\"\n{rule}"
        ));
        let archived = rule_for(&rules, &multiple(), NOW);
        assert_eq!(archived.is_some(), archives, "{rule}");
    }
}

#[test]
fn a_rule_of_keys_is_about_objects_only() {
    let rules = parse("[[rules]]\nname = \"all\"\nreason = \"r\"\nkeys = [\"**\"]");
    assert_eq!(rule_for(&rules, &multiple(), NOW).as_deref(), Some("all"));
    assert_eq!(rule_for(&rules, &policy(), NOW), None);
}

#[test]
fn rules_whose_time_is_over_do_not_apply_and_are_told() {
    let rules = parse(
        r#"
        [[rules]]
        name = "for a while"
        reason = "r"
        expires = 2026-06-01
        keys = ["**"]
        [[rules]]
        name = "for ever"
        reason = "r"
        keys = ["**/*.zip"]
        "#,
    );
    let over = |now| {
        rules
            .over(now)
            .map(|rule| rule.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rule_for(&rules, &multiple(), NOW).as_deref(),
        Some("for a while")
    );
    assert_eq!(over(NOW), [""; 0]);
    assert_eq!(
        rule_for(&rules, &multiple(), NOW + DAY_MS).as_deref(),
        Some("for ever")
    );
    assert_eq!(over(NOW + DAY_MS), ["for a while"]);
}

#[test]
fn json_and_toml_say_the_same() {
    let toml = parse(
        r#"
        [[rules]]
        name = "fixtures"
        reason = "made up"
        expires = 2027-03-31
        keys = ["tests/**"]
        [rules.findingCriteria.criterion]
        "severity.description" = { neq = ["High"] }
        createdAt = { gte = 1714720364517 }
        "#,
    );
    let json = json!({"version": 1, "rules": [{
        "name": "fixtures",
        "reason": "made up",
        "action": "ARCHIVE",
        "expires": "2027-03-31",
        "keys": ["tests/**"],
        "findingCriteria": {"criterion": {
            "severity.description": {"neq": ["High"]},
            "createdAt": {"gte": 1_714_720_364_517_i64},
        }},
    }]});
    let json = Suppression::parse(&json.to_string()).expect("rules");
    assert_eq!(toml, json);
    let rule = &toml.rules()[0];
    assert_eq!(rule.expires(), Some("2027-03-31"));
    assert_eq!(rule.keys().collect::<Vec<_>>(), ["tests/**"]);
}

#[test]
fn what_is_wrong_is_told_with_the_rule() {
    let rule = |text: &str| format!("version = 1\n[[rules]]\nname = \"one\"\n{text}");
    for (text, told) in [
        ("", "no version"),
        ("version = 2", "version 2 is not known"),
        ("version = 1\nrule = []", "no `rule`"),
        ("version = 1\nrules = 3", "no list"),
        ("version = ", "TOML or JSON"),
        ("{", "TOML or JSON"),
        ("version = 1\nrules = [3]", "rule 1: it is no table"),
        (
            "version = 1\n[[rules]]\nreason = \"r\"",
            "rule 1: it needs a `name`",
        ),
        (
            "version = 1\n[[rules]]\nname = \"ab\"",
            "rule 1: it needs a `name`",
        ),
        (&rule("keys = [\"**\"]"), "rule one: it needs a `reason`"),
        (
            &rule("reason = \" \"\nkeys = [\"**\"]"),
            "rule one: it needs a `reason`",
        ),
        (&rule("reason = \"r\""), "archive everything"),
        (
            &rule("reason = \"r\"\nfindingCriteria = {}"),
            "archive everything",
        ),
        (&rule("reason = \"r\"\nkeys = []"), "patterns of keys"),
        (&rule("reason = \"r\"\nkeys = \"**\""), "patterns of keys"),
        (&rule("reason = \"r\"\nkeys = [\"\"]"), "patterns of keys"),
        (
            &rule("reason = \"r\"\nkeys = [\"**\"]\nexpires = \"soon\""),
            "2027-03-31",
        ),
        (
            &rule("reason = \"r\"\nkeys = [\"**\"]\nexpires = 2027"),
            "2027-03-31",
        ),
        (
            &rule("reason = \"r\"\nkey = [\"**\"]"),
            "no `key`: there are name, reason",
        ),
        (
            &rule("reason = \"r\"\naction = \"NOOP\""),
            "ARCHIVE; leave it out",
        ),
        (
            &rule("reason = \"r\"\nfindingCriteria.criterion.severity = { eq = [\"High\"] }"),
            "severity.description",
        ),
        (
            &format!(
                "{}\n[[rules]]\nname = \"one\"\nreason = \"r\"\nkeys = [\"*\"]",
                rule("reason = \"r\"\nkeys = [\"*\"]")
            ),
            "two of this name",
        ),
        (
            &rule(&format!("reason = \"{}\"\nkeys = [\"*\"]", "r".repeat(513))),
            "512 characters",
        ),
    ] {
        let error = Suppression::parse(text).expect_err(text).to_string();
        assert!(error.contains(told), "{text}: {error}");
    }
}

#[test]
fn an_error_shows_nothing_of_the_file() {
    for text in [
        "name,ssn\nJane,512-58-3904\n",
        "version = 1\nsecret = 512-58-3904\n",
        "{\"version\": 1, \"secret\": \"512-58-3904",
        "version = \"512-58-3904\"\n",
    ] {
        let error = Suppression::parse(text).expect_err(text).to_string();
        assert!(!error.contains("3904"), "{error}");
    }
}

fn here() -> Scoped {
    Store::in_memory()
        .expect("a store")
        .scope("111122223333", "eu-west-1")
}

fn names(here: &Scoped) -> Vec<String> {
    let filters = here
        .read(|it| it.filters(&Page::all(), |_| true))
        .expect("read");
    filters
        .items
        .into_iter()
        .map(|filter| filter.name)
        .collect()
}

fn rules(names: &[&str]) -> Suppression {
    let rules = names.iter().map(|name| {
        format!(
            "[[rules]]\nname = \"{name}\"\nreason = \"r\"\nexpires = 2026-06-01\nkeys = [\"**\"]\n"
        )
    });
    parse(&rules.collect::<String>())
}

#[test]
fn rules_are_kept_as_filters_and_come_back() {
    let here = here();
    let kept = rules(&["one", "two"]);
    here.write(|it| it.put_suppression(&kept, "rules.toml"))
        .expect("kept");
    let back = here.read(Suppression::kept).expect("read");
    assert_eq!(back, kept);
    let filters = here
        .read(|it| it.filters(&Page::all(), |_| true))
        .expect("read");
    let filter = &filters.items[0];
    assert_eq!((&*filter.action, filter.position), ("ARCHIVE", 1));
    assert_eq!(filter.document["description"], "r");
}

#[test]
fn a_file_that_is_kept_again_takes_its_own_place_only() {
    let here = here();
    let by_hand = Filter {
        id: "by-hand".into(),
        name: "by hand".into(),
        action: "ARCHIVE".into(),
        position: 1,
        created_ms: 0,
        document: json!({"findingCriteria": {"criterion": {"archived": {"eq": ["true"]}}}}),
    };
    let view = Filter {
        id: "view".into(),
        name: "view".into(),
        action: "NOOP".into(),
        document: json!({"findingCriteria": {}}),
        ..by_hand.clone()
    };
    here.write(|it| {
        it.put_filter(&by_hand)?;
        it.put_filter(&view)?;
        it.put_suppression(&rules(&["one", "two"]), "a.toml")?;
        it.put_suppression(&rules(&["three"]), "b.toml")
    })
    .expect("kept");
    assert_eq!(names(&here), ["view", "by hand", "one", "two", "three"]);
    here.write(|it| it.put_suppression(&rules(&["two", "four"]), "a.toml"))
        .expect("kept");
    assert_eq!(names(&here), ["view", "by hand", "three", "two", "four"]);
    let kept = here.read(Suppression::kept).expect("read");
    let kept: Vec<&str> = kept.rules().iter().map(|rule| &*rule.name).collect();
    assert_eq!(kept, ["by hand", "three", "two", "four"]);
}
