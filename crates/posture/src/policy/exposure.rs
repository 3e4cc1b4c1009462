//! Whom a policy lets in: the public, other accounts, CloudFront; and whether
//! it asks for encryption.

use std::collections::BTreeSet;

use crate::policy::document::{Policy, Statement};
use crate::policy::glob::Glob;
use crate::policy::keys::{Asker, Membership, OWN};
use crate::policy::mentions::{self, Mentions};
use crate::policy::principal::{Principal, account_of, is_account};
use crate::policy::scene::{Relation, Scene};
use crate::policy::search::{Outcome, Question, Search, Witness};
use crate::policy::who::Who;
use crate::tri::Tri;

/// What a policy comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Whether anyone at all may read something.
    pub public_read: Tri,
    /// Whether anyone at all may write or change something.
    pub public_write: Tri,
    /// Who else is let in by name.
    pub parties: Vec<Party>,
    /// Services of AWS that are let in, CloudFront aside.
    pub services: Vec<String>,
    /// Whether objects may be uploaded without asking for encryption.
    pub unencrypted_uploads: Tri,
    /// Why it is public, by statement.
    pub grounds: Vec<String>,
    /// Why it cannot be decided whether it is public.
    pub doubts_on_public: Vec<String>,
    /// Why it cannot be decided with whom it is shared.
    pub doubts_on_sharing: Vec<String>,
    /// Why it cannot be decided whether it asks for encryption.
    pub doubts_on_uploads: Vec<String>,
}

/// Somebody who is let in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// How they relate to the owner.
    pub relation: Relation,
    /// An account id, an organisation's id, a canonical user id, an ARN.
    pub name: String,
    /// What lets them in, in a few words.
    pub grounds: String,
}

/// The headers that ask for encryption.
const ENCRYPTION: &[&str] = &[
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
];

/// The name of CloudFront as a principal.
const CLOUDFRONT: &str = "cloudfront.amazonaws.com";

/// A service that a statement for everyone lets in.
const SOME_SERVICE: &str = "service.amazonaws.com";

/// Who has delivered logs of CloudFront to buckets since before there were
/// service principals: AWS, by a canonical user id that it publishes.
pub(crate) const LOG_DELIVERY: &str =
    "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0";

impl Policy {
    /// Whom the policy lets in.
    ///
    /// A question is answered by looking for a request that is let in; see
    /// ARCHITECTURE.md. What cannot be decided is open, with the reasons.
    ///
    /// ```
    /// use tracie_posture::{Organization, Policy, Scene, Tri};
    ///
    /// let policy = Policy::parse(r#"{"Version": "2012-10-17", "Statement": [
    ///     {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
    ///      "Resource": "arn:aws:s3:::acme-site/*"},
    ///     {"Effect": "Deny", "Principal": "*", "Action": "s3:*",
    ///      "Resource": ["arn:aws:s3:::acme-site", "arn:aws:s3:::acme-site/*"],
    ///      "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}
    /// ]}"#)?;
    /// let nobody = Organization::default();
    /// let exposure = policy.exposure(&Scene {
    ///     bucket: "acme-site",
    ///     account: Some("111122223333"),
    ///     region: None,
    ///     partition: "aws",
    ///     organization: &nobody,
    ///     now: "2025-01-01T00:00:00Z".parse()?,
    /// });
    /// assert_eq!(exposure.public_read, Tri::No);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exposure(&self, scene: &Scene<'_>) -> Exposure {
        let mentions = Mentions::of(self);
        let fresh = mentions::fresh_account(self);
        let search = Search::new(self, *scene, fresh);
        let strangers = search.strangers(false);
        let mut exposure = Exposure::of_nothing();
        exposure.ask_for_the_public(&search, &strangers);
        exposure.ask_for_uploads(&search);
        match exposure.is_public() {
            Tri::No => exposure.ask_for_those_in_the_know(&search),
            Tri::Unknown => exposure
                .doubts_on_sharing
                .clone_from(&exposure.doubts_on_public),
            // With everyone is with everyone.
            Tri::Yes => {}
        }
        exposure.ask_for_accounts(&search, &mentions);
        exposure.ask_for_organizations(&search, &mentions);
        exposure.ask_for_services(&search, &mentions);
        exposure.ask_for_others(&search, &mentions);
        exposure.parties.sort();
        exposure
            .parties
            .dedup_by(|one, other| (one.relation, &one.name) == (other.relation, &other.name));
        exposure
    }
}

impl Exposure {
    fn of_nothing() -> Exposure {
        Exposure {
            public_read: Tri::No,
            public_write: Tri::No,
            parties: Vec::new(),
            services: Vec::new(),
            unencrypted_uploads: Tri::Yes,
            grounds: Vec::new(),
            doubts_on_public: Vec::new(),
            doubts_on_sharing: Vec::new(),
            doubts_on_uploads: Vec::new(),
        }
    }

    /// Where there is no policy.
    pub(crate) fn without_policy() -> Exposure {
        Exposure::of_nothing()
    }

    /// Where nothing can be said, for a reason.
    pub(crate) fn unknown(reason: &str) -> Exposure {
        let reasons = vec![reason.to_owned()];
        Exposure {
            public_read: Tri::Unknown,
            public_write: Tri::Unknown,
            unencrypted_uploads: Tri::Unknown,
            doubts_on_public: reasons.clone(),
            doubts_on_sharing: reasons.clone(),
            doubts_on_uploads: reasons,
            ..Exposure::of_nothing()
        }
    }

    /// Whether anyone at all may do something.
    pub fn is_public(&self) -> Tri {
        self.public_read.or(self.public_write)
    }

    fn ask_for_the_public(&mut self, search: &Search<'_>, strangers: &[Asker]) {
        for writes in [false, true] {
            let question = Question::Allows {
                writes: Some(writes),
            };
            let outcome = search.any(strangers, question);
            let answer = if writes {
                &mut self.public_write
            } else {
                &mut self.public_read
            };
            *answer = outcome.tri();
            match outcome {
                Outcome::Yes(witness) => self.grounds.push(search.grounds("anyone", &witness)),
                Outcome::Open(reasons) => extend(&mut self.doubts_on_public, reasons),
                Outcome::No => {}
            }
        }
    }

    fn ask_for_uploads(&mut self, search: &Search<'_>) {
        let own = search.scene.account.unwrap_or(OWN);
        let id = search.scene.organization.id();
        let membership = id.map_or(Membership::Unknown, |id| Membership::Of(id.into()));
        let askers = search.askers_of(own, true, &membership);
        let outcome = search.any(&askers, Question::LetsUploadWithout(ENCRYPTION));
        self.unencrypted_uploads = outcome.tri();
        if let Outcome::Open(reasons) = outcome {
            extend(&mut self.doubts_on_uploads, reasons);
        }
    }

    /// Those who come from a network that the policy names, have a key or an
    /// id that it names: whoever that is.
    fn ask_for_those_in_the_know(&mut self, search: &Search<'_>) {
        let askers = search.strangers(true);
        match search.any(&askers, Question::Allows { writes: None }) {
            Outcome::Yes(witness) if !witness.named.is_empty() => {
                let keys = witness.named.join(", ");
                let grounds = search.grounds("whoever fits", &witness);
                self.doubts_on_sharing.push(format!(
                    "{grounds}, by {keys}; to whom that belongs is not in the configuration"
                ));
            }
            Outcome::Yes(witness) => {
                self.doubts_on_sharing
                    .push(search.grounds("some", &witness));
            }
            Outcome::Open(reasons) => extend(&mut self.doubts_on_sharing, reasons),
            Outcome::No => {}
        }
    }

    fn ask_for_accounts(&mut self, search: &Search<'_>, mentions: &Mentions) {
        for account in &mentions.accounts {
            let relation = search.scene.relation(account);
            if relation == Some(Relation::Own) {
                continue;
            }
            let policy = search.only_mentioning(account);
            let search = search.of(&policy);
            let membership = search.membership_of(account, relation);
            let askers = search.everybody_of(account, &membership, mentions);
            let outcome = search.any(&askers, Question::Allows { writes: None });
            self.conclude(&search, relation, account, outcome);
        }
    }

    fn ask_for_organizations(&mut self, search: &Search<'_>, mentions: &Mentions) {
        for id in &mentions.organizations {
            let policy = search.only_mentioning(id);
            let search = search.of(&policy);
            let membership = Membership::Of(id.clone());
            let askers = search.askers_of(&search.fresh_account, true, &membership);
            let outcome = search.any(&askers, Question::Allows { writes: None });
            let relation = match search.scene.organization.is(id) {
                Some(true) => Some(Relation::Internal),
                Some(false) => Some(Relation::External),
                None => None,
            };
            self.conclude(&search, relation, id, outcome);
        }
    }

    fn ask_for_services(&mut self, search: &Search<'_>, mentions: &Mentions) {
        for name in &mentions.services {
            let for_whom = mentions.accounts.iter().cloned().map(Some).chain([None]);
            let askers: Vec<Asker> = for_whom
                .map(|account| Asker {
                    acting_for: account,
                    ..Asker::new(Who::Service(name.clone()))
                })
                .collect();
            let outcome = search.any(&askers, Question::Allows { writes: None });
            if name == CLOUDFRONT {
                self.conclude(search, Some(Relation::CloudFront), name, outcome);
            } else if !outcome.tri().is_no() {
                self.services.push(name.clone());
            }
        }
    }

    /// Those whose account nobody names.
    fn ask_for_others(&mut self, search: &Search<'_>, mentions: &Mentions) {
        let ask = |who: Who| {
            let asker = Asker {
                has_named: true,
                organization: Membership::Unknown,
                ..Asker::new(who)
            };
            let by_vpc = Asker {
                by_vpc: true,
                ..asker.clone()
            };
            search.any(&[asker, by_vpc], Question::Allows { writes: None })
        };
        for arn in &mentions.oais {
            let outcome = ask(Who::Oai(arn.clone()));
            self.conclude(search, Some(Relation::CloudFront), arn, outcome);
        }
        for id in mentions.canonical.iter().filter(|id| *id != LOG_DELIVERY) {
            let outcome = ask(Who::Canonical(id.clone()));
            // Macie cannot tell an origin access identity by its canonical
            // user id either, and counts it as an account.
            self.conclude(search, search.scene.relation_of_canonical(id), id, outcome);
        }
        for name in &mentions.federated {
            let outcome = ask(Who::Federated(name.clone()));
            self.conclude(search, None, name, outcome);
        }
    }

    /// Notes what came of asking for somebody.
    fn conclude(
        &mut self,
        search: &Search<'_>,
        relation: Option<Relation>,
        name: &str,
        outcome: Outcome,
    ) {
        match (outcome, relation) {
            (Outcome::No, _) => {}
            (Outcome::Yes(witness), Some(relation)) => self.parties.push(Party {
                relation,
                name: name.into(),
                grounds: search.grounds(name, &witness),
            }),
            (Outcome::Yes(witness), None) => {
                let grounds = search.grounds(name, &witness);
                let advice = "name the account of the bucket, and who is in the organization";
                self.doubts_on_sharing.push(format!(
                    "{grounds}; whether that is inside or outside is not known: {advice}"
                ));
            }
            // Whether one more inside is let in makes no difference.
            (Outcome::Open(_), Some(Relation::Own)) => {}
            (Outcome::Open(reasons), _) => {
                let reasons = reasons
                    .into_iter()
                    .map(|reason| format!("{name}: {reason}"));
                extend(&mut self.doubts_on_sharing, reasons.collect());
            }
        }
    }
}

impl Asker {
    fn new(who: Who) -> Asker {
        Asker {
            who,
            by_vpc: false,
            has_named: false,
            organization: Membership::Stranger,
            access_point: None,
            acting_for: None,
        }
    }
}

impl<'s> Search<'s> {
    /// The same place with another policy.
    fn of<'p>(&self, policy: &'p Policy) -> Search<'p>
    where
        's: 'p,
    {
        Search::new(policy, self.scene, self.fresh_account.clone())
    }

    /// The policy without the allowing statements that do not mention somebody.
    fn only_mentioning(&self, id: &str) -> Policy {
        let mut policy = self.policy.clone();
        policy
            .statements
            .retain(|it| !it.allows || mentions::mentions(self.policy, it, id));
        policy
    }

    /// Anyone at all; with what the policy names as somebody's, or without.
    fn strangers(&self, has_named: bool) -> Vec<Asker> {
        let mut askers = Vec::new();
        let mut accounts = vec![self.fresh_account.clone()];
        accounts.extend(self.accounts_of_patterns());
        for account in &accounts {
            askers.extend(self.askers_of(account, has_named, &Membership::Stranger));
        }
        for by_vpc in [false, true] {
            askers.insert(
                0,
                Asker {
                    by_vpc,
                    has_named,
                    ..Asker::new(Who::Anonymous)
                },
            );
        }
        // Through an access point of their own, or of the bucket's owner.
        let own = self.scene.account.filter(|_| has_named).map(str::to_owned);
        let points: Vec<String> = own
            .into_iter()
            .chain([self.fresh_account.clone()])
            .collect();
        let names_points = self
            .policy
            .keys
            .iter()
            .any(|key| key.contains("accesspoint"));
        if names_points {
            let through = |asker: &Asker| -> Vec<Asker> {
                let through = points.iter().map(|account| Asker {
                    access_point: Some(account.clone()),
                    ..asker.clone()
                });
                through.collect()
            };
            let more: Vec<Asker> = askers.iter().flat_map(through).collect();
            askers.extend(more);
        }
        askers
    }

    /// Accounts that patterns with wildcards stand for: anyone can make one.
    fn accounts_of_patterns(&self) -> Vec<String> {
        let mut accounts = Vec::new();
        let digits = Glob::like("????????????");
        if let Some(tested) = self.tested("aws:principalaccount") {
            accounts.extend(tested.texts(&[digits]).texts);
        }
        if let Some(tested) = self.tested("aws:principalarn") {
            let within = Glob::arn("arn:*:iam::????????????:*");
            let arns = tested.texts(&[within]).texts.into_iter();
            let free = arns.filter(|arn| !tested.literals.contains(arn));
            accounts.extend(free.filter_map(|arn| arn.split(':').nth(4).map(str::to_owned)));
        }
        let mentioned = |account: &String| {
            let statements = self.policy.statements.iter();
            let mut values = statements
                .flat_map(|it| &it.conditions)
                .flat_map(|it| &it.values);
            values.any(|value| value.text.contains(account.as_str()))
        };
        accounts.retain(|account| account.len() == 12 && !mentioned(account));
        accounts.sort();
        accounts.dedup();
        accounts
    }

    /// All kinds of users and roles of an account, and its root user.
    fn askers_of(&self, account: &str, has_named: bool, membership: &Membership) -> Vec<Asker> {
        let mut askers = Vec::new();
        for who in self.people_of(account) {
            for by_vpc in [false, true] {
                askers.push(Asker {
                    by_vpc,
                    has_named,
                    organization: membership.clone(),
                    ..Asker::new(who.clone())
                });
            }
        }
        askers
    }

    fn people_of(&self, account: &str) -> Vec<Who> {
        let own = account.to_owned();
        let mut people = vec![
            Who::User(own.clone(), "someone".into()),
            Who::Role(own.clone(), "some-role".into(), "session".into()),
            Who::Root(own.clone()),
        ];
        let statements = self.policy.statements.iter();
        let named = statements.flat_map(|it| &it.principals.named);
        people.extend(
            named
                .filter(|it| it.account() == Some(account))
                .filter_map(person),
        );
        if let Some(tested) = self.tested("aws:principalarn") {
            let partition = self.scene.partition;
            let within = ["user", "role"]
                .map(|kind| Glob::arn(&format!("arn:{partition}:iam::{account}:{kind}/?*")));
            people.extend(
                tested
                    .texts(&within)
                    .texts
                    .iter()
                    .filter_map(|arn| of_arn(arn)),
            );
        }
        if let Some(tested) = self.tested("aws:username") {
            let names = tested.texts(&[]).texts.into_iter();
            people.extend(names.map(|name| Who::User(own.clone(), name)));
        }
        people.dedup();
        people
    }

    /// Who may come for an account: its people, services on its behalf, and
    /// whoever goes through an access point of it.
    fn everybody_of(
        &self,
        account: &str,
        membership: &Membership,
        mentions: &Mentions,
    ) -> Vec<Asker> {
        let mut askers = self.askers_of(account, true, membership);
        let services = mentions.services.iter().map(String::as_str);
        let services = services
            .filter(|name| *name != CLOUDFRONT)
            .chain([SOME_SERVICE]);
        askers.extend(services.map(|name| Asker {
            acting_for: Some(account.to_owned()),
            ..Asker::new(Who::Service(name.into()))
        }));
        if self
            .policy
            .keys
            .iter()
            .any(|key| key.contains("accesspoint"))
        {
            let people = self.people_of(&self.fresh_account).into_iter();
            askers.extend(people.chain([Who::Anonymous]).map(|who| Asker {
                has_named: true,
                access_point: Some(account.to_owned()),
                ..Asker::new(who)
            }));
        }
        askers
    }

    fn membership_of(&self, account: &str, relation: Option<Relation>) -> Membership {
        let organization = self.scene.organization;
        match relation {
            Some(Relation::Internal) if organization.has_account(account) => organization
                .id()
                .map_or(Membership::Unknown, |id| Membership::Of(id.into())),
            Some(_) => Membership::Foreign,
            None => Membership::Unknown,
        }
    }

    fn grounds(&self, who: &str, witness: &Witness) -> String {
        let statement = witness.statement.and_then(|place| {
            let mut statements = self.policy.statements.iter();
            statements.find(|it| it.place == place)
        });
        let name = statement.map_or("the policy".into(), Statement::name);
        format!("{name} lets {who} {}", witness.action)
    }
}

impl Scene<'_> {
    /// How a canonical user id relates to the owner.
    pub(crate) fn relation_of_canonical(&self, id: &str) -> Option<Relation> {
        let organization = self.organization;
        if organization.has_canonical(id) {
            return Some(Relation::Internal);
        }
        // It may be one of the others inside, if those are not known by theirs.
        let may_be_inside =
            organization.has_others_than(self.account) && !organization.knows_canonical();
        (!may_be_inside).then_some(Relation::External)
    }
}

fn person(principal: &Principal) -> Option<Who> {
    Some(match principal.clone() {
        Principal::User(account, name) => Who::User(account, name),
        Principal::Role(account, name) => Who::Role(account, name, "session".into()),
        Principal::Session(account, role, session) => Who::Role(account, role, session),
        Principal::FederatedUser(account, name) => Who::FederatedUser(account, name),
        _ => return None,
    })
}

fn of_arn(arn: &str) -> Option<Who> {
    let account = account_of(arn).filter(|it| is_account(it))?.to_owned();
    let (_, resource) = arn.rsplit_once(&format!(":{account}:"))?;
    let (kind, name) = resource.split_once('/')?;
    Some(match kind {
        "user" => Who::User(account, name.into()),
        "role" => Who::Role(account, name.into(), "session".into()),
        _ => return None,
    })
}

fn extend(doubts: &mut Vec<String>, reasons: BTreeSet<String>) {
    for reason in reasons {
        if !doubts.contains(&reason) {
            doubts.push(reason);
        }
    }
}
