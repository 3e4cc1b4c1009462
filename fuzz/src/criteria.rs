//! Whatever finding criteria say, they are refused or mean the same in a store
//! as on findings; whatever a file of suppression rules says, it is refused or
//! archives what it says; whatever a page token is, it is refused or goes on.

use std::sync::OnceLock;

use tracie_finding::Finding;
use tracie_store::{Criteria, Error, Page, Scoped, Sort, Store, Suppression};

/// Made up; between them they have all members that findings have.
const FINDINGS: [&str; 2] = [
    include_str!("../../crates/store/tests/data/multiple.json"),
    include_str!("../../crates/store/tests/data/policy.json"),
];

/// Takes the input for criteria, for rules, and for a token.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(criteria) = text.parse::<Criteria>() {
        check_criteria(&criteria);
    }
    if let Ok(rules) = Suppression::parse(text) {
        check_rules(&rules);
    }
    check_token(text);
}

fn check_criteria(criteria: &Criteria) {
    let again = Criteria::from_json(&criteria.to_json()).expect("it was read before");
    assert_eq!(again, *criteria);
    let (here, findings) = stored();
    let page = Page::all();
    let listed = here.read(|it| it.list_findings(criteria, Sort::default(), &page));
    let listed = listed.expect("a store answers").items;
    for finding in findings {
        let is_meant = criteria.matches(finding);
        assert_eq!(
            listed.contains(&finding.id),
            is_meant,
            "{}",
            criteria.to_json()
        );
    }
}

fn check_rules(rules: &Suppression) {
    let (here, findings) = stored();
    for finding in findings {
        if let Some(rule) = rules.rule_for(finding, 0) {
            assert!(!rule.is_over(0) && rule.criteria.matches(finding));
        }
    }
    here.write(|it| it.put_suppression(rules, "fuzz"))
        .expect("a store keeps them");
    let kept = here
        .read(Suppression::kept)
        .expect("a store gives them back");
    assert_eq!(kept, *rules);
}

fn check_token(text: &str) {
    let (here, _) = stored();
    let page = Page::after(1, text);
    match here.read(|it| it.list_findings(&Criteria::default(), Sort::default(), &page)) {
        Ok(page) => assert!(page.items.len() <= 1),
        Err(error) => assert!(matches!(error, Error::PageToken), "{error}"),
    }
}

fn stored() -> &'static (Scoped, Vec<Finding>) {
    static STORED: OnceLock<(Scoped, Vec<Finding>)> = OnceLock::new();
    STORED.get_or_init(|| {
        let findings =
            FINDINGS.map(|text| serde_json::from_str::<Finding>(text).expect("a finding"));
        let here = Store::in_memory()
            .expect("a store")
            .scope("111122223333", "eu-west-1");
        let put = here.write(|it| {
            findings
                .iter()
                .try_for_each(|one| it.put_finding(one).map(drop))
        });
        put.expect("stored");
        (here, findings.into())
    })
}
