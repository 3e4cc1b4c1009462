//! What is wrong with what a user wrote, member by member.

use std::fmt;

/// Something that is wrong with one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The member, such as `s3JobDefinition.scoping.includes.and[0]`; empty
    /// for the document itself.
    pub member: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead, where that can be told.
    pub advice: Option<String>,
}

impl Invalid {
    /// Something that is wrong with a member.
    pub fn new(member: impl Into<String>, problem: impl Into<String>) -> Invalid {
        Invalid {
            member: member.into(),
            problem: problem.into(),
            advice: None,
        }
    }

    /// With what to write instead.
    pub fn advise(mut self, advice: impl Into<String>) -> Invalid {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.member.is_empty() {
            write!(f, "{}: ", self.member)?;
        }
        f.write_str(&self.problem)?;
        match &self.advice {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// All that is wrong with a document; one thing at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Vec<Invalid>);

impl Refusal {
    /// `Err` with all that is wrong, if anything is.
    pub(crate) fn unless_empty(invalid: Vec<Invalid>) -> Result<(), Refusal> {
        match invalid.is_empty() {
            true => Ok(()),
            false => Err(Refusal(invalid)),
        }
    }

    /// Each thing that is wrong, in the order of the document.
    pub fn invalid(&self) -> &[Invalid] {
        &self.0
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Refusal {
        Refusal(vec![invalid])
    }
}

/// One line for each thing that is wrong.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, invalid) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            invalid.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
