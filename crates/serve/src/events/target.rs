//! Where events go.

use std::path::PathBuf;
use std::str::FromStr;

use super::post::Url;

/// Where events go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// To a file, one event a line, as EventBridge delivers findings.
    File(PathBuf),
    /// To a web server: each event is the body of a POST.
    Webhook(Url),
    /// To an event bus, by PutEvents.
    EventBridge(Url),
    /// To a queue, by SendMessage; the path of the URL names the queue.
    Sqs(Url),
    /// To Security Hub, by BatchImportFindings.
    SecurityHub(Url),
}

/// Why a text names no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TargetError(String);

impl FromStr for Target {
    type Err = TargetError;

    /// Reads `file:PATH`, `http://…`, `eventbridge:http://…`, `sqs:http://…` or
    /// `securityhub:http://…`.
    ///
    /// ```
    /// use tracie_serve::Target;
    ///
    /// assert!(matches!("file:events.jsonl".parse(), Ok(Target::File(_))));
    /// assert!(matches!("sqs:http://127.0.0.1:5000/0/queue".parse(), Ok(Target::Sqs(_))));
    /// assert!("https://example.com".parse::<Target>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, TargetError> {
        let unknown = || {
            TargetError(
                "write file:PATH, http://HOST/PATH, eventbridge:http://HOST, sqs:http://HOST/QUEUE \
                 or securityhub:http://HOST"
                    .into(),
            )
        };
        let (kind, rest) = text.split_once(':').ok_or_else(unknown)?;
        let url = |text: &str| Url::parse(text).map_err(TargetError);
        Ok(match kind {
            "file" if !rest.is_empty() => Self::File(rest.into()),
            "http" | "https" => Self::Webhook(url(text)?),
            "eventbridge" => Self::EventBridge(url(rest)?),
            "sqs" => Self::Sqs(url(rest)?),
            "securityhub" => Self::SecurityHub(url(rest)?),
            _ => return Err(unknown()),
        })
    }
}
