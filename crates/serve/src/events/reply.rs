//! What the answer of a target means.

use serde_json::Value;
use tracie_source::s3::Reply;

/// Whether a target heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    Heard,
    /// It does not take this event; why not.
    Refused(String),
    /// It takes nothing now; why not.
    Away(String),
}

/// Codes of entries that are taken another time.
const LATER: [&str; 4] = [
    "InternalException",
    "InternalFailure",
    "ThrottlingException",
    "ServiceUnavailable",
];

/// What an answer means.
pub(super) fn told(reply: &Reply) -> Told {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    match reply.status {
        200..=299 => entries(&body),
        // Endpoint, credentials or permissions: the same for all events.
        401 | 403 | 404 | 408 | 425 | 429 => Told::Away(said(reply.status, &body)),
        400..=499 if is_of_the_sender(&body) => Told::Away(said(reply.status, &body)),
        400..=499 => Told::Refused(said(reply.status, &body)),
        _ => Told::Away(said(reply.status, &body)),
    }
}

/// PutEvents and BatchImportFindings answer with success though they took nothing.
fn entries(body: &Value) -> Told {
    let failed = ["FailedEntryCount", "FailedCount"];
    if !failed.iter().any(|it| body[it].as_u64().unwrap_or(0) > 0) {
        return Told::Heard;
    }
    let lists = ["Entries", "FailedFindings"].into_iter();
    let entry = lists.filter_map(|it| body[it].as_array()?.first()).next();
    let entry = entry.cloned().unwrap_or_default();
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let (code, message) = (text("ErrorCode"), text("ErrorMessage"));
    let said = format!("{code}: {message}");
    if LATER.contains(&&*code) {
        Told::Away(said)
    } else {
        Told::Refused(said)
    }
}

/// AWS's JSON protocols answer 400 also where it is the sender that is refused.
fn is_of_the_sender(body: &Value) -> bool {
    const CODES: [&str; 8] = [
        "AccessDenied",
        "ExpiredToken",
        "IncompleteSignature",
        "InvalidSignature",
        "MissingAuthenticationToken",
        "NonExistentQueue",
        "Throttl",
        "UnrecognizedClient",
    ];
    let code = code(body);
    CODES.iter().any(|it| code.contains(it)) || code.contains("QueueDoesNotExist")
}

fn code(body: &Value) -> &str {
    body["__type"].as_str().unwrap_or_default()
}

fn said(status: u16, body: &Value) -> String {
    let message = body["message"]
        .as_str()
        .or_else(|| body["Message"].as_str());
    let said = format!(
        "HTTP {status} {} {}",
        code(body),
        message.unwrap_or_default()
    );
    said.trim_end().chars().take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        for (status, body, expected) in [
            (200, "", "heard"),
            (204, "", "heard"),
            (
                200,
                r#"{"FailedEntryCount": 0, "Entries": [{"EventId": "a"}]}"#,
                "heard",
            ),
            (
                200,
                r#"{"FailedEntryCount": 1, "Entries": [{"ErrorCode": "NotAuthorizedForSource"}]}"#,
                "refused",
            ),
            (
                200,
                r#"{"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}"#,
                "away",
            ),
            (
                200,
                r#"{"FailedCount": 1, "FailedFindings": [{"ErrorCode": "InvalidInput"}]}"#,
                "refused",
            ),
            (400, r#"{"__type": "InvalidMessageContents"}"#, "refused"),
            (413, "", "refused"),
            (
                400,
                r#"{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}"#,
                "away",
            ),
            (
                400,
                r#"{"__type": "ExpiredTokenException", "message": "old"}"#,
                "away",
            ),
            (403, "", "away"),
            (302, "", "away"),
            (503, "busy", "away"),
        ] {
            let told = told(&Reply {
                status,
                body: body.into(),
            });
            let word = match told {
                Told::Heard => "heard",
                Told::Refused(_) => "refused",
                Told::Away(_) => "away",
            };
            assert_eq!(word, expected, "{status} {body}");
        }
    }
}
