//! Looks for a request that a policy lets in.
//!
//! Whether a policy lets somebody do something is the question whether there
//! is such a request. The values that a policy tells apart are few, so requests
//! with one value of each kind stand for all there are: they are tried one
//! after the other, and a branch is left as soon as nothing can come of it. A
//! yes comes with the request that is let in; a no means that all kinds of
//! requests are kept out; where a value cannot be known, or there are too many
//! kinds, the answer is open.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use crate::policy::action::{self, Action, Target};
use crate::policy::document::{Policy, Statement};
use crate::policy::glob::Glob;
use crate::policy::keys::{self, Asker, Domain};
use crate::policy::pattern::{Expanded, Pattern, Variable};
use crate::policy::request::{Request, Value, is_action_of};
use crate::policy::scene::Scene;
use crate::policy::tested::Tested;
use crate::policy::who::Who;
use crate::tri::Tri;

/// How many requests are tried before it is given up.
const PATIENCE: u32 = 60_000;

/// A policy in its place, ready to be asked.
pub(crate) struct Search<'s> {
    pub(crate) policy: &'s Policy,
    pub(crate) scene: Scene<'s>,
    tested: Vec<Tested>,
    actions: Vec<Action>,
    /// An account that the policy does not name.
    pub(crate) fresh_account: String,
    left: Cell<u32>,
}

/// What is asked of a policy.
#[derive(Clone, Copy)]
pub(crate) enum Question<'q> {
    /// Whether it allows some action that reads, or one that writes.
    Allows { writes: Option<bool> },
    /// Whether it does not deny an upload without any of these keys.
    LetsUploadWithout(&'q [&'q str]),
}

/// What came of a search.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It is let in, by this statement.
    Yes(Witness),
    No,
    /// It cannot be decided, for these reasons.
    Open(BTreeSet<String>),
}

/// A request that is let in.
#[derive(Clone, Debug)]
pub(crate) struct Witness {
    /// The place of the statement that lets it in, if one does.
    pub(crate) statement: Option<usize>,
    pub(crate) action: String,
    /// Keys whose values the policy names as somebody's.
    pub(crate) named: Vec<String>,
}

impl Outcome {
    pub(crate) fn tri(&self) -> Tri {
        match self {
            Outcome::Yes(_) => Tri::Yes,
            Outcome::No => Tri::No,
            Outcome::Open(_) => Tri::Unknown,
        }
    }

    /// Either: the stronger of the two, with all reasons.
    fn or(self, other: Outcome) -> Outcome {
        match (self, other) {
            (yes @ Outcome::Yes(_), _) | (_, yes @ Outcome::Yes(_)) => yes,
            (Outcome::Open(mut reasons), Outcome::Open(more)) => {
                reasons.extend(more);
                Outcome::Open(reasons)
            }
            (open @ Outcome::Open(_), _) | (_, open @ Outcome::Open(_)) => open,
            _ => Outcome::No,
        }
    }
}

impl<'s> Search<'s> {
    pub(crate) fn new(policy: &'s Policy, scene: Scene<'s>, fresh_account: String) -> Search<'s> {
        Search {
            policy,
            scene,
            tested: Tested::of(policy),
            actions: action::actions(policy),
            fresh_account,
            left: Cell::new(PATIENCE),
        }
    }

    /// What the values of a key are compared with.
    pub(crate) fn tested(&self, key: &str) -> Option<&Tested> {
        let place = self.policy.keys.iter().position(|name| name == key)?;
        self.tested.get(place)
    }

    /// Whether any of some askers is let in.
    pub(crate) fn any<'a>(
        &self,
        askers: impl IntoIterator<Item = &'a Asker>,
        question: Question<'_>,
    ) -> Outcome {
        let mut outcome = Outcome::No;
        for asker in askers {
            outcome = outcome.or(self.ask(asker, question));
            if outcome.tri().is_yes() {
                break;
            }
        }
        outcome
    }

    fn ask(&self, asker: &Asker, question: Question<'_>) -> Outcome {
        let mut outcome = Outcome::No;
        for action in self.kinds_of_actions(question) {
            for resource in self.resources(asker, action) {
                let attempt = Attempt {
                    search: self,
                    asker,
                    action,
                    resource: &resource,
                    question,
                };
                outcome = outcome.or(attempt.run());
                if outcome.tri().is_yes() {
                    return outcome;
                }
            }
        }
        outcome
    }

    /// One action of each kind that the policy tells apart.
    fn kinds_of_actions(&self, question: Question<'_>) -> Vec<&Action> {
        let mut kinds: HashMap<(Vec<bool>, Target), Vec<&Action>> = HashMap::new();
        for action in self
            .actions
            .iter()
            .filter(|action| question.is_about(action))
        {
            let statements = self.policy.statements.iter();
            let meant = statements.map(|it| is_action_of(&action.name, &it.actions));
            let kind = (meant.collect(), action.on);
            let of_kind = kinds.entry(kind).or_default();
            // Some keys are of some actions only.
            let has = |action: &Action| -> Vec<bool> {
                self.policy
                    .keys
                    .iter()
                    .map(|key| keys::has_key(action, key))
                    .collect()
            };
            if of_kind.iter().all(|known| has(known) != has(action)) {
                of_kind.push(action);
            }
        }
        let mut actions: Vec<&Action> = kinds.into_values().flatten().collect();
        // The answer must not depend on the order of a hash map; objects are
        // what it is about in most policies.
        actions.sort_by(|one, other| other.on.cmp(&one.on).then(one.cmp(other)));
        actions
    }

    /// One resource of each kind that the policy tells apart.
    fn resources(&self, asker: &Asker, action: &Action) -> Vec<String> {
        let bucket = self.scene.arn();
        if action.on == Target::Bucket {
            return vec![bucket];
        }
        let mut tested = Tested::default();
        for statement in &self.policy.statements {
            for pattern in &statement.resources.patterns {
                let glob = pattern.glob.clone().or_else(|| {
                    let expanded = pattern.expand(|key| self.variable(asker, action, key));
                    match expanded {
                        Expanded::Pieces(pieces) => Some(Glob::of_pieces(&pieces, false)),
                        _ => None,
                    }
                });
                tested.extend(glob);
            }
        }
        let examples = tested.texts(&[Glob::like(&format!("{bucket}/?*"))]);
        let mut resources = examples.texts;
        if !examples.complete {
            self.left.set(0);
        }
        resources.sort();
        resources
    }

    fn variable(&self, asker: &Asker, action: &Action, key: usize) -> Variable {
        match self.domain(asker, action, key).first() {
            Some(Value::One(text)) => Variable::Text(text.clone()),
            Some(Value::Absent) => Variable::Absent,
            _ => Variable::Unknown,
        }
    }

    fn domain(&self, asker: &Asker, action: &Action, key: usize) -> Vec<Value> {
        let domain = Domain {
            scene: &self.scene,
            asker,
            action,
            tested: &self.tested[key],
            fresh_account: &self.fresh_account,
        };
        domain.of(&self.policy.keys[key])
    }

    /// Takes one off what may still be tried.
    fn may_go_on(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

impl Question<'_> {
    fn is_about(self, action: &Action) -> bool {
        match self {
            Question::Allows { writes } => writes.is_none_or(|writes| writes == action.writes),
            Question::LetsUploadWithout(_) => action.name == "s3:PutObject",
        }
    }
}

/// The requests of one asker for one action on one resource.
struct Attempt<'a, 's> {
    search: &'a Search<'s>,
    asker: &'a Asker,
    action: &'a Action,
    resource: &'a str,
    question: Question<'a>,
}

impl Attempt<'_, '_> {
    fn run(&self) -> Outcome {
        let keys = self.keys();
        let mut values = vec![Value::Open; self.search.policy.keys.len()];
        self.choose(&keys, &mut values)
    }

    /// The keys that matter: those of statements that may mean this request.
    fn keys(&self) -> Vec<usize> {
        let mut keys = BTreeSet::new();
        for statement in self.statements() {
            keys.extend(statement.conditions.iter().map(|it| it.key));
            let of_values = statement.conditions.iter().flat_map(|it| &it.values);
            let patterns = of_values.chain(&statement.resources.patterns);
            keys.extend(patterns.flat_map(Pattern::variables));
        }
        keys.into_iter().collect()
    }

    fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.search.policy.statements.iter().filter(|statement| {
            !statement.principals.apply_to(&self.asker.who).is_no()
                && is_action_of(&self.action.name, &statement.actions)
        })
    }

    /// Chooses values for the keys, one after the other.
    fn choose(&self, keys: &[usize], values: &mut Vec<Value>) -> Outcome {
        if !self.search.may_go_on() {
            let reason = "the policy is too intricate to try all kinds of requests";
            return Outcome::Open(BTreeSet::from([reason.to_owned()]));
        }
        match (self.is_let_in(values), keys) {
            (Tri::No, _) => Outcome::No,
            (Tri::Yes, _) => Outcome::Yes(self.witness(values)),
            (Tri::Unknown, []) => Outcome::Open(self.reasons(values)),
            (Tri::Unknown, [key, rest @ ..]) => {
                let mut outcome = Outcome::No;
                for value in self.domain(*key) {
                    values[*key] = value;
                    outcome = outcome.or(self.choose(rest, values));
                    if outcome.tri().is_yes() {
                        break;
                    }
                }
                values[*key] = Value::Open;
                outcome
            }
        }
    }

    fn domain(&self, key: usize) -> Vec<Value> {
        if let Question::LetsUploadWithout(missing) = self.question
            && missing.contains(&self.search.policy.keys[key].as_str())
        {
            return vec![Value::Absent];
        }
        self.search.domain(self.asker, self.action, key)
    }

    fn request<'r>(&'r self, values: &'r [Value]) -> Request<'r> {
        Request {
            who: &self.asker.who,
            action: &self.action.name,
            resource: self.resource,
            values,
        }
    }

    fn is_let_in(&self, values: &[Value]) -> Tri {
        let request = self.request(values);
        match self.question {
            Question::Allows { .. } => request.is_allowed_by(self.search.policy),
            Question::LetsUploadWithout(_) => !request.is_denied_by(self.search.policy),
        }
    }

    fn witness(&self, values: &[Value]) -> Witness {
        let request = self.request(values);
        let mut statements = self.search.policy.statements.iter();
        let statement = statements.find(|it| it.allows && request.is_meant_by(it).is_yes());
        let keys = self
            .search
            .policy
            .keys
            .iter()
            .zip(&self.search.tested)
            .zip(values);
        let named = keys.filter(|((key, tested), value)| {
            keys::binds(key) && keys::is_named(key, value, tested)
        });
        Witness {
            statement: statement.map(|it| it.place),
            action: self.action.name.clone(),
            named: named.map(|((key, _), _)| key.clone()).collect(),
        }
    }

    /// Why a request with all values chosen is undecided.
    fn reasons(&self, values: &[Value]) -> BTreeSet<String> {
        let keys = self.search.policy.keys.iter().zip(values);
        let unknown = keys.filter(|(_, value)| **value == Value::Unknown);
        let mut reasons: BTreeSet<String> = unknown.map(|(key, _)| reason(key)).collect();
        let spares = |it: &&Statement| it.principals.apply_to(&self.asker.who) == Tri::Unknown;
        for statement in self.statements().filter(spares) {
            reasons.insert(format!(
                "{} spares {} by NotPrincipal, but does not list all that they are: \
                 the account, the role and the session",
                statement.name(),
                in_words(&self.asker.who)
            ));
        }
        reasons
    }
}

fn reason(key: &str) -> String {
    match key {
        "aws:principalorgid" | "aws:principalorgpaths" | "aws:resourceorgid" => {
            format!("it depends on {key}; name the organization's own id (o-…) as a member of it")
        }
        "aws:resourceaccount" | "s3:resourceaccount" | "aws:principalaccount" => {
            format!("it depends on {key}, and the account that owns the bucket is not known")
        }
        "aws:requestedregion" => {
            format!("it depends on {key}, and the region of the bucket is not known")
        }
        key => format!("it depends on {key}, which cannot be told from the configuration"),
    }
}

pub(crate) fn in_words(who: &Who) -> String {
    match who {
        Who::Anonymous => "anonymous requests".into(),
        Who::Service(name) => name.clone(),
        Who::Oai(arn) => arn.clone(),
        Who::Canonical(id) => format!("the canonical user {id}"),
        Who::Federated(name) => name.clone(),
        who => who.arn("aws").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::organization::Organization;
    use crate::policy::keys::Membership;

    const BUCKET: &str = "arn:aws:s3:::b";

    /// Patterns over few letters, so that short texts show all they can match.
    fn pattern() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "a", "ab", "*", "a*", "*b", "a?", "?", "*a*", "a*b", "x", "",
        ])
        .prop_map(str::to_owned)
    }

    fn condition() -> impl Strategy<Value = (String, Json)> {
        let operator = prop::sample::select(vec![
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringLikeIfExists",
            "StringNotLikeIfExists",
            "StringEqualsIgnoreCase",
            "ForAllValues:StringLike",
            "ForAnyValue:StringNotLike",
        ]);
        let key = prop::sample::select(vec!["aws:Referer", "aws:UserAgent"]);
        (operator, key, prop::collection::vec(pattern(), 1..3))
            .prop_map(|(operator, key, values)| (operator.to_owned(), json!({ key: values })))
    }

    fn statement() -> impl Strategy<Value = Json> {
        let texts = prop::collection::vec(pattern(), 1..3);
        let conditions = prop::collection::vec(condition(), 0..3);
        (
            any::<bool>(),
            any::<bool>(),
            texts,
            conditions,
            prop::option::of(any::<bool>()),
        )
            .prop_map(|(allows, but, keys, conditions, null)| {
                let resources: Vec<String> =
                    keys.iter().map(|key| format!("{BUCKET}/{key}")).collect();
                let mut conditions: serde_json::Map<String, Json> =
                    conditions.into_iter().collect();
                if let Some(absent) = null {
                    conditions.insert("Null".into(), json!({"aws:Referer": absent}));
                }
                json!({
                    "Effect": if allows { "Allow" } else { "Deny" },
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    (if but { "NotResource" } else { "Resource" }): resources,
                    "Condition": conditions,
                })
            })
    }

    /// All texts of up to two letters, some longer ones, and those that patterns are written as.
    fn texts() -> Vec<String> {
        let mut texts = vec![String::new()];
        for one in ["a", "b", "x"] {
            texts.push(one.to_owned());
            texts.extend(["a", "b", "x"].map(|other| format!("{one}{other}")));
        }
        let longer = [
            "aab", "abb", "axb", "bab", "aba", "xab", "xax", "bxb", "xxx", "xaab",
        ];
        texts.extend(longer.map(str::to_owned));
        // Where case does not matter, and where wildcards stand for themselves.
        for text in [
            "A", "X", "AB", "Ab", "aB", "*", "?", "a*", "A*", "*b", "*B", "a?", "A?",
        ] {
            texts.push(text.to_owned());
        }
        texts.extend(["*a*", "*A*", "a*b", "A*B", "A*b", "a*B"].map(str::to_owned));
        texts
    }

    /// By trying all there is.
    fn naive(policy: &Policy) -> bool {
        let texts = texts();
        let values: Vec<Value> = texts
            .iter()
            .cloned()
            .map(Value::One)
            .chain([Value::Absent])
            .collect();
        let named = |name: &str| policy.keys.iter().any(|key| key == name);
        let one = vec![Value::Absent];
        let referers = if named("aws:referer") { &values } else { &one };
        let agents = if named("aws:useragent") {
            &values
        } else {
            &one
        };
        texts.iter().filter(|key| !key.is_empty()).any(|key| {
            let resource = format!("{BUCKET}/{key}");
            referers.iter().any(|referer| {
                agents.iter().any(|agent| {
                    let of = |key: &String| match key.as_str() {
                        "aws:referer" => referer.clone(),
                        _ => agent.clone(),
                    };
                    let values: Vec<Value> = policy.keys.iter().map(of).collect();
                    let request = Request {
                        who: &Who::Anonymous,
                        action: "s3:GetObject",
                        resource: &resource,
                        values: &values,
                    };
                    request.is_allowed_by(policy).is_yes()
                })
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn searching_finds_what_trying_all_finds(statements in prop::collection::vec(statement(), 1..5)) {
            let policy = json!({"Version": "2012-10-17", "Statement": statements});
            let policy = Policy::from_value(&policy).expect("a policy");
            let nobody = Organization::default();
            let scene = Scene {
                bucket: "b",
                account: None,
                region: None,
                partition: "aws",
                organization: &nobody,
                now: jiff::Timestamp::UNIX_EPOCH,
            };
            let search = Search::new(&policy, scene, "999999999999".into());
            let asker = Asker {
                who: Who::Anonymous,
                by_vpc: false,
                has_named: false,
                organization: Membership::Stranger,
                access_point: None,
                acting_for: None,
            };
            let found = search.any(&[asker], Question::Allows { writes: None });
            prop_assert_eq!(found.tri(), Tri::from(naive(&policy)));
        }
    }
}
