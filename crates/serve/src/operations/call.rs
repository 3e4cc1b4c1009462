//! One call of an operation.

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tracie_finding::timestamp::rfc3339_ms;
use tracie_store::{Answered, Scoped, Writing};

use crate::failure::{Failure, Kind};
use crate::request::Request;
use crate::scope::Scope;
use crate::service::Service;

/// One call of an operation: who asks for what, and what there is to answer from.
pub(crate) struct Call<'a> {
    pub(crate) service: &'a Service,
    pub(crate) operation: &'static str,
    pub(crate) request: &'a Request,
    /// What belongs to the account and region that ask.
    pub(crate) store: Scoped,
    pub(crate) now: Timestamp,
}

/// What tools look for to tell that Macie is off.
const NOT_ENABLED: &str = "Macie is not enabled";

impl Call<'_> {
    /// Who asks, and where.
    pub(crate) fn scope(&self) -> &Scope {
        &self.request.scope
    }

    /// Now, as answers write it.
    pub(crate) fn time(&self) -> String {
        rfc3339_ms(self.now)
    }

    /// The session; an error if Macie is not enabled.
    pub(crate) fn session(&self) -> Result<Value, Failure> {
        let session = self.store.read(|it| it.setting("session"))?;
        session.ok_or_else(|| Failure::new(Kind::AccessDenied, NOT_ENABLED))
    }

    /// An error unless the session is enabled and not paused.
    pub(crate) fn active(&self) -> Result<(), Failure> {
        if self.session()?["status"] == "ENABLED" {
            return Ok(());
        }
        Err(Failure::new(
            Kind::AccessDenied,
            "Macie is not enabled: the session is paused; set its status to ENABLED first",
        ))
    }
}

impl From<tracie_store::Error> for Failure {
    /// The store fails: what it says holds names and ids only.
    fn from(error: tracie_store::Error) -> Self {
        match error {
            tracie_store::Error::PageToken => {
                Self::invalid("nextToken: is not one that this list gave")
            }
            tracie_store::Error::Criteria(error) => Self::invalid(error.to_string()),
            error => Self::internal(error),
        }
    }
}

impl Call<'_> {
    /// Writes once for each client token: the same request again is answered as it
    /// was the first time, and another one with the token is refused.
    pub(crate) fn once(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let Some(token) = self.request.text("clientToken") else {
            return self.store.write(work);
        };
        let request = self.fingerprint();
        self.store.write(|it| {
            match it.answered(self.operation, token)? {
                Some(before) if before.request == request => return Ok(before.answer),
                Some(_) => {
                    return Err(Failure::conflict(
                        "clientToken: was used with another request; give each request its own",
                    ));
                }
                None => {}
            }
            let answer = work(it)?;
            let answered = Answered {
                request,
                answer: answer.clone(),
                created_ms: self.now.as_millisecond(),
            };
            it.answer(self.operation, token, &answered)?;
            Ok(answer)
        })
    }

    /// What tells the request from others, and does not tell what it says.
    fn fingerprint(&self) -> String {
        let mut members = self.request.members.clone();
        members.remove("clientToken");
        let digest = Sha256::digest(Value::Object(members).to_string());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
