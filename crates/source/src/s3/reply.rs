//! What a store answered.

use std::io::Read;

use ureq::Body;
use ureq::http::Response;

use super::xml::{Element, LONGEST};

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: u16,
    /// The code of S3, or that of HTTP.
    pub(super) code: String,
    pub(super) message: String,
    /// The region that the bucket is in, if the answer says so.
    pub(super) region: Option<String>,
}

impl Failure {
    pub(super) fn of(mut response: Response<Body>) -> Failure {
        let status = response.status().as_u16();
        let header = response.headers().get("x-amz-bucket-region");
        let region = header
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let document = text(&mut response).and_then(|text| Element::parse(&text));
        // Other services than S3 itself wrap it.
        let error = document.as_ref().map(|it| it.child("Error").unwrap_or(it));
        let said = |name: &str| error?.text_of(name).map(str::to_owned);
        Failure {
            status,
            code: said("Code").unwrap_or_else(|| status.to_string()),
            message: said("Message").unwrap_or_default(),
            region: region.or_else(|| said("Region")),
        }
    }

    pub(super) fn is_denial(&self) -> bool {
        matches!(
            self.code.as_str(),
            "AccessDenied" | "AllAccessDisabled" | "403" | "401"
        )
    }

    /// Whether it may go better the next time.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self.status, 408 | 429 | 500 | 502 | 503 | 504)
            || matches!(
                self.code.as_str(),
                "RequestTimeout" | "SlowDown" | "InternalError"
            )
    }

    /// Whether the bucket is to be asked for elsewhere.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.status == 301
            || self.status == 307
            || matches!(
                self.code.as_str(),
                "PermanentRedirect"
                    | "AuthorizationHeaderMalformed"
                    | "IllegalLocationConstraintException"
            )
    }
}

/// The text of an answer, as far as it is one of those that are expected.
pub(super) fn text(response: &mut Response<Body>) -> Option<String> {
    let mut text = String::new();
    let reader = response.body_mut().as_reader();
    reader.take(LONGEST + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= LONGEST).then_some(text)
}
