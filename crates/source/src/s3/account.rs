//! Whose credentials they are, and what that account has set for all its buckets.

use super::address::{Address, query};
use super::client::{Client, Refusal, Sending};
use super::configuration::{Configuration, code_of, public_access_block};
use super::reply::{Failure, text};
use super::settings::Access;
use super::xml::Element;

/// Whose credentials they are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The account, 12 digits.
    pub account_id: String,
    /// Such as `aws`.
    pub partition: String,
}

/// A request to a service that is none of a bucket's.
struct Asking<'r> {
    service: &'static str,
    address: Address,
    /// Encoded.
    path: &'r str,
    parameters: &'r [(&'r str, &'r str)],
    headers: &'r [(&'static str, String)],
}

impl Client {
    /// Asks STS whose the credentials are; `None` if it does not say. That needs
    /// no permission, but other stores than Amazon's may not know the call.
    pub fn caller(&self) -> Option<Caller> {
        let settings = self.settings();
        if settings.access == Access::Anonymous {
            return None;
        }
        let endpoint = settings.sts_endpoint_url.as_deref();
        let document = self.ask(&Asking {
            service: "sts",
            address: Address::service(endpoint, "", "sts", &settings.region),
            path: "",
            parameters: &[("Action", "GetCallerIdentity"), ("Version", "2011-06-15")],
            headers: &[],
        });
        Caller::of(&document.ok()?)
    }

    /// The switches of a whole account that block public access: what
    /// `aws s3control get-public-access-block` prints, or the code of the error.
    pub fn account_block(&self, account: &str) -> Configuration {
        let settings = self.settings();
        let endpoint = settings.control_endpoint_url.as_deref();
        let before = format!("{account}.");
        let document = self.ask(&Asking {
            service: "s3",
            address: Address::service(endpoint, &before, "s3-control", &settings.region),
            path: "v20180820/configuration/publicAccessBlock",
            parameters: &[],
            headers: &[("x-amz-account-id", account.to_owned())],
        });
        let answer = match document {
            Ok(document) if document.name == "PublicAccessBlockConfiguration" => {
                Ok(public_access_block(&document))
            }
            Ok(_) => Err("NotImplemented".into()),
            Err(Refusal::Said(failure)) => Err(code_of(failure)),
            Err(Refusal::Broken(_)) => Err("Unreachable".into()),
        };
        Configuration {
            call: "get-public-access-block",
            answer,
        }
    }

    fn ask(&self, asking: &Asking<'_>) -> Result<Element, Refusal> {
        let path = asking.address.path(asking.path);
        let query = query(asking.parameters);
        let attempt = || {
            self.send(&Sending {
                method: "GET",
                service: asking.service,
                address: &asking.address,
                region: &self.settings().region,
                path: &path,
                query: &query,
                headers: asking.headers,
                content: &[],
            })
        };
        // What it would tell may also stay unknown: it is not waited for.
        let mut response = match attempt() {
            Ok(response) if response.status().is_success() => response,
            Ok(response) => return Err(Refusal::Said(Failure::of(response))),
            Err(problem) => return Err(Refusal::Broken(problem)),
        };
        let document = text(&mut response).and_then(|text| Element::parse(&text));
        document.ok_or_else(|| Refusal::Broken("the answer is no document".into()))
    }
}

impl Caller {
    fn of(document: &Element) -> Option<Caller> {
        let identity = document.child("GetCallerIdentityResult")?;
        let account_id = identity.text_of("Account")?;
        let fits = account_id.len() == 12 && account_id.bytes().all(|it| it.is_ascii_digit());
        let arn = identity.text_of("Arn").unwrap_or_default();
        let partition = arn.split(':').nth(1).filter(|it| !it.is_empty());
        fits.then(|| Caller {
            account_id: account_id.to_owned(),
            partition: partition.unwrap_or("aws").to_owned(),
        })
    }
}

/// A document, taken for who asks.
pub(super) fn try_caller(document: &Element) {
    Caller::of(document);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_is_an_account() {
        let of = |text: &str| Caller::of(&Element::parse(text).expect("a document"));
        let answer = |account: &str| {
            format!(
                "<GetCallerIdentityResponse><GetCallerIdentityResult>\
                 <Arn>arn:aws-cn:iam::{account}:user/x</Arn><Account>{account}</Account>\
                 </GetCallerIdentityResult></GetCallerIdentityResponse>"
            )
        };
        let caller = of(&answer("111122223333")).expect("an account");
        assert_eq!(
            (&*caller.account_id, &*caller.partition),
            ("111122223333", "aws-cn")
        );
        assert_eq!(of(&answer("11112222333x")), None);
        assert_eq!(of("<Error><Code>InvalidAction</Code></Error>"), None);
    }
}
