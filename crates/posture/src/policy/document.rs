//! What a bucket policy says, as it is written.

use serde_json::{Map, Value};

use crate::policy::condition::Condition;
use crate::policy::error::PolicyError;
use crate::policy::pattern::Pattern;
use crate::policy::principal::Principals;

/// Longer documents are refused. S3 takes 20 KiB.
const LONGEST: usize = 256 << 10;

/// A bucket policy.
///
/// ```
/// use tracie_posture::Policy;
///
/// let policy = Policy::parse(r#"{
///     "Version": "2012-10-17",
///     "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
///                   "Resource": "arn:aws:s3:::acme-site/*"}
/// }"#)?;
/// assert_eq!(policy.statements().len(), 1);
/// # Ok::<(), tracie_posture::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) statements: Vec<Statement>,
    /// The condition keys that are named, in lower case; conditions and
    /// variables refer to them by their place here.
    pub(crate) keys: Vec<String>,
}

/// One statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement {
    /// How it calls itself.
    pub sid: Option<String>,
    /// Its place in the policy, from 0.
    pub(crate) place: usize,
    pub(crate) allows: bool,
    pub(crate) principals: Principals,
    pub(crate) actions: Choice,
    pub(crate) resources: Choice,
    pub(crate) conditions: Vec<Condition>,
}

/// Some, or all but some.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) but: bool,
    pub(crate) patterns: Vec<Pattern>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    ///
    /// If it is none that S3 would have accepted.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        if text.len() > LONGEST {
            return Err(PolicyError::TooLong { bytes: text.len() });
        }
        let value: Value = serde_json::from_str(text).map_err(|error| PolicyError::Json {
            line: error.line(),
            column: error.column(),
        })?;
        Policy::from_value(&value)
    }

    /// The same from JSON that was read already.
    ///
    /// # Errors
    ///
    /// If it is none that S3 would have accepted.
    pub fn from_value(value: &Value) -> Result<Policy, PolicyError> {
        let document = object(value, "the policy")?;
        only(document, &["Version", "Id", "Statement"], "the policy")?;
        let variables = match document.get("Version").and_then(Value::as_str) {
            Some("2012-10-17") => true,
            Some("2008-10-17") => false,
            None if !document.contains_key("Version") => false,
            _ => return Err(PolicyError::Version),
        };
        let statements = match document.get("Statement") {
            Some(Value::Array(statements)) if !statements.is_empty() => statements.iter().collect(),
            Some(statement @ Value::Object(_)) => vec![statement],
            _ => return Err(PolicyError::NoStatement),
        };
        let mut keys = Keys::default();
        let mut reader = Reader {
            keys: &mut keys,
            variables,
            at: String::new(),
        };
        let statements = statements.into_iter().enumerate();
        let statements = statements.map(|(index, value)| reader.statement(index, value));
        let statements = statements.collect::<Result<_, _>>()?;
        Ok(Policy {
            statements,
            keys: keys.names,
        })
    }

    /// Its statements.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }
}

impl Statement {
    /// What to call it: its number, and its Sid if it has one.
    pub fn name(&self) -> String {
        match &self.sid {
            Some(sid) if !sid.is_empty() => format!("statement {} ({sid})", self.place + 1),
            _ => format!("statement {}", self.place + 1),
        }
    }
}

/// Names of condition keys, each once.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    names: Vec<String>,
}

impl Keys {
    /// The place of a key; its case does not matter.
    pub(crate) fn place(&mut self, name: &str) -> usize {
        let name = name.to_ascii_lowercase();
        let known = self.names.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

/// Reads statements, and knows where it is.
pub(crate) struct Reader<'k> {
    pub(crate) keys: &'k mut Keys,
    /// Whether `${…}` stands for a variable.
    pub(crate) variables: bool,
    pub(crate) at: String,
}

impl Reader<'_> {
    fn statement(&mut self, index: usize, value: &Value) -> Result<Statement, PolicyError> {
        self.at = format!("statement {}", index + 1);
        let members = object(value, &self.at)?;
        let sid = members.get("Sid").map(|sid| self.text(sid, "Sid"));
        let sid = sid.transpose()?;
        only(members, MEMBERS, &self.at)?;
        let allows = match members.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => return Err(self.wrong("Effect", "is to be Allow or Deny")),
        };
        let (but, principals) = self.one_of(members, "Principal", "NotPrincipal")?;
        let principals = Principals::parse(principals, but, self)?;
        let (but, actions) = self.one_of(members, "Action", "NotAction")?;
        let actions = self.actions(actions, but)?;
        let (but, resources) = self.one_of(members, "Resource", "NotResource")?;
        let resources = self.resources(resources, but)?;
        let conditions = match members.get("Condition") {
            None => Vec::new(),
            Some(conditions) => self.conditions(conditions)?,
        };
        Ok(Statement {
            sid,
            place: index,
            allows,
            principals,
            actions,
            resources,
            conditions,
        })
    }

    fn one_of<'v>(
        &self,
        members: &'v Map<String, Value>,
        name: &'static str,
        but: &'static str,
    ) -> Result<(bool, &'v Value), PolicyError> {
        match (members.get(name), members.get(but)) {
            (Some(value), None) => Ok((false, value)),
            (None, Some(value)) => Ok((true, value)),
            _ => Err(self.wrong(name, &format!("or {but} is to be given, and not both"))),
        }
    }

    fn actions(&self, value: &Value, but: bool) -> Result<Choice, PolicyError> {
        let mut patterns = Vec::new();
        for text in self.texts(value, "Action")? {
            if text != "*" && !text.contains(':') {
                return Err(self.wrong("Action", "is to be written as s3:GetObject"));
            }
            patterns.push(Pattern::plain(&text).ignore_case());
        }
        Ok(Choice { but, patterns })
    }

    fn resources(&mut self, value: &Value, but: bool) -> Result<Choice, PolicyError> {
        let mut patterns = Vec::new();
        for text in self.texts(value, "Resource")? {
            if text != "*" && !text.starts_with("arn:") {
                return Err(self.wrong("Resource", "is to be an ARN"));
            }
            patterns.push(Pattern::parse(&text, self)?);
        }
        Ok(Choice { but, patterns })
    }

    fn conditions(&mut self, value: &Value) -> Result<Vec<Condition>, PolicyError> {
        let mut conditions = Vec::new();
        for (operator, keys) in object(value, &format!("{}, Condition", self.at))? {
            let keys = object(keys, &format!("{}, Condition.{operator}", self.at))?;
            for (key, values) in keys {
                conditions.push(Condition::parse(operator, key, values, self)?);
            }
        }
        Ok(conditions)
    }

    /// One text or several; never none.
    pub(crate) fn texts(&self, value: &Value, member: &str) -> Result<Vec<String>, PolicyError> {
        match value {
            Value::Array(values) if !values.is_empty() => values
                .iter()
                .map(|value| self.text(value, member))
                .collect(),
            value => Ok(vec![self.text(value, member)?]),
        }
    }

    fn text(&self, value: &Value, member: &str) -> Result<String, PolicyError> {
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| self.wrong(member, "is to be text, or an array of texts"))
    }

    pub(crate) fn wrong(&self, member: &str, what: &str) -> PolicyError {
        PolicyError::Member {
            at: self.at.clone(),
            member: member.into(),
            what: what.into(),
        }
    }
}

const MEMBERS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn object<'v>(value: &'v Value, at: &str) -> Result<&'v Map<String, Value>, PolicyError> {
    value.as_object().ok_or_else(|| PolicyError::Member {
        at: at.into(),
        member: String::new(),
        what: "is to be an object".into(),
    })
}

fn only(members: &Map<String, Value>, known: &[&str], at: &str) -> Result<(), PolicyError> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(PolicyError::Member {
            at: at.into(),
            member: name.clone(),
            what: "is no member that there is".into(),
        }),
    }
}
