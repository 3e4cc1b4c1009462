//! Where an endpoint is.

use std::fmt;

/// The URL of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    is_encrypted: bool,
    /// With its port, if the URL has one.
    host: String,
    /// Begins with a slash.
    path: String,
}

impl Url {
    /// Reads `http://HOST[:PORT][/PATH]`, or the same with `https`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("write the URL as https://HOST/PATH, not `{text}`");
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        // What is sent is what is signed: nothing that would be encoded on the way.
        let is_plain = |it: char| it.is_ascii_alphanumeric() || "-._~:/[]%+=&,;!$'()*".contains(it);
        if host.is_empty() || !matches!(scheme, "http" | "https") || !rest.chars().all(is_plain) {
            return Err(wrong());
        }
        Ok(Self {
            is_encrypted: scheme == "https",
            host: host.to_owned(),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        })
    }

    /// Another path of the same host.
    pub(super) fn at(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// The path without the slash that it begins with.
    pub(super) fn name(&self) -> &str {
        self.path.trim_matches('/')
    }

    /// Whether it is asked for over TLS.
    pub(super) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// Whether the host is one of AWS's own.
    pub(super) fn is_of_aws(&self) -> bool {
        let host = self.host.split(':').next().unwrap_or_default();
        host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn")
    }

    /// The region that a host of AWS's names, as `events.eu-west-1.amazonaws.com` does.
    pub(super) fn region(&self) -> Option<&str> {
        let region = self.host.split('.').nth(1)?;
        self.is_of_aws().then_some(region)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        write!(to, "{scheme}://{}{}", self.host, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let url = Url::parse("http://127.0.0.1:5000/a/b").expect("a URL");
        assert_eq!((&*url.host, url.name()), ("127.0.0.1:5000", "a/b"));
        assert!(!url.is_encrypted() && !url.is_of_aws() && url.region().is_none());
        assert_eq!(Url::parse("http://host").expect("a URL").path, "/");
        let url = Url::parse("https://sqs.eu-west-1.amazonaws.com/1/q").expect("a URL");
        assert_eq!(url.region(), Some("eu-west-1"));
        assert!(url.is_encrypted());
        for text in [
            "ftp://a",
            "http://",
            "http://a b",
            "http://u@a",
            "http://a\r\nb",
            "a/b",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }
}
