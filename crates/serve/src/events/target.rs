//! Where events go.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use tracie_finding::identity::hex_id;

use super::url::Url;

/// Where events go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// To a file, one event a line, as EventBridge delivers findings.
    File(PathBuf),
    /// To a web server: each event is the body of a POST.
    Webhook(Url),
    /// To an event bus, by PutEvents; the path of the URL names a bus other than the
    /// default one.
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

impl Target {
    /// Whether it is told over TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.url().is_some_and(Url::is_encrypted)
    }

    /// Whether it is a service of AWS's, which is told by signed requests.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        matches!(
            self,
            Self::EventBridge(_) | Self::Sqs(_) | Self::SecurityHub(_)
        )
    }

    /// Whether it is at AWS, where nobody is heard without credentials.
    #[must_use]
    pub fn needs_credentials(&self) -> bool {
        self.is_signed() && self.url().is_some_and(Url::is_of_aws)
    }

    fn url(&self) -> Option<&Url> {
        match self {
            Self::File(_) => None,
            Self::Webhook(url)
            | Self::EventBridge(url)
            | Self::Sqs(url)
            | Self::SecurityHub(url) => Some(url),
        }
    }

    /// The kind of the records of what it is still to be told. URLs of webhooks are
    /// secrets now and then, so it does not show them.
    pub(super) fn outbox(&self) -> String {
        let id = hex_id(&["event-target", &format!("{self:?}")]);
        format!("outbox/{id}")
    }
}

/// Without the path of a web server, which is a secret now and then.
impl fmt::Display for Target {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(to, "{}", path.display()),
            Self::Webhook(url) => write!(to, "the webhook at {}", url.at("/")),
            Self::EventBridge(url) => write!(to, "EventBridge at {url}"),
            Self::Sqs(url) => write!(to, "the queue {url}"),
            Self::SecurityHub(url) => write!(to, "Security Hub at {url}"),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    /// Reads `file:PATH`, `https://…`, `eventbridge:https://…`, `sqs:https://…` or
    /// `securityhub:https://…`, each with `http` too.
    ///
    /// ```
    /// use tracie_serve::Target;
    ///
    /// assert!(matches!("file:events.jsonl".parse(), Ok(Target::File(_))));
    /// assert!(matches!("https://example.com/hook".parse(), Ok(Target::Webhook(_))));
    /// let queue: Target = "sqs:http://127.0.0.1:5000/111122223333/findings".parse()?;
    /// assert!(queue.is_signed() && !queue.needs_credentials());
    /// assert!("ftp://example.com".parse::<Target>().is_err());
    /// # Ok::<(), tracie_serve::TargetError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, TargetError> {
        let unknown = || {
            TargetError(
                "write file:PATH, https://HOST/PATH, eventbridge:https://HOST[/BUS], \
                 sqs:https://HOST/ACCOUNT/QUEUE or securityhub:https://HOST"
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
