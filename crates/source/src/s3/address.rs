//! Where a bucket or an object is.

use std::fmt::Write as _;

use super::settings::Settings;

/// Where requests for a bucket go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// With its scheme, without a slash at the end.
    origin: String,
    pub(super) host: String,
    /// What comes before a key, with a slash at its end.
    base: String,
}

impl Address {
    /// A bucket of a store, in a region. Amazon's are named in the host, unless
    /// their name has a dot, which no certificate covers; others in the path.
    pub(super) fn of(settings: &Settings, region: &str, bucket: &str) -> Address {
        if let Some(endpoint) = &settings.endpoint_url {
            let mut address = Address::at(endpoint);
            if !bucket.is_empty() {
                address.base = format!("{}{}/", address.base, encoded(bucket, false));
            }
            return address;
        }
        let regional = format!("s3.{region}.{}", domain(region));
        let (host, base) = match bucket {
            "" => (regional, "/".to_owned()),
            dotted if dotted.contains('.') => (regional, format!("/{}/", encoded(dotted, false))),
            bucket => (format!("{bucket}.{regional}"), "/".to_owned()),
        };
        Address::amazon(host, base)
    }

    /// A service of Amazon's in a region, such as `sts`; or of whoever is at an
    /// endpoint. Something may stand before its name.
    pub(super) fn service(
        endpoint: Option<&str>,
        before: &str,
        name: &str,
        region: &str,
    ) -> Address {
        match endpoint {
            Some(endpoint) => Address::at(endpoint),
            None => Address::amazon(
                format!("{before}{name}.{region}.{}", domain(region)),
                "/".into(),
            ),
        }
    }

    fn amazon(host: String, base: String) -> Address {
        Address {
            origin: format!("https://{host}"),
            host,
            base,
        }
    }

    /// Whoever is at an endpoint.
    fn at(endpoint: &str) -> Address {
        let endpoint = endpoint.trim_end_matches('/');
        let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("/{path}")
        };
        Address {
            origin: format!("{scheme}://{host}"),
            host: host_of(scheme, host),
            base: format!("{path}/"),
        }
    }

    /// The path of an object, or of the bucket for an empty key.
    pub(super) fn path(&self, key: &str) -> String {
        if key.is_empty() {
            // Some stores take the slash for an empty key.
            let bare = self.base.trim_end_matches('/');
            return if bare.is_empty() {
                "/".into()
            } else {
                bare.into()
            };
        }
        format!("{}{}", self.base, encoded(key, true))
    }

    pub(super) fn url(&self, path: &str, query: &str) -> String {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.origin)
    }
}

/// Where Amazon's services in a region are.
fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    }
}

/// The host as a client names it: without the port that its scheme has anyway.
fn host_of(scheme: &str, host: &str) -> String {
    let usual = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(usual).unwrap_or(host).to_owned()
}

/// A text with all but letters, digits and `-_.~` encoded; and slashes, unless
/// they are kept.
pub(super) fn encoded(text: &str, keep_slashes: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b'/' if keep_slashes => encoded.push('/'),
            byte => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// Parameters, encoded and in order.
pub(super) fn query(parameters: &[(&str, &str)]) -> String {
    let mut pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name, false), encoded(value, false)))
        .collect();
    pairs.sort_unstable();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::settings::Access;

    fn settings(endpoint: Option<&str>) -> Settings {
        let said = crate::s3::settings::Said {
            endpoint_url: endpoint.map(str::to_owned),
            no_sign_request: true,
            ..Default::default()
        };
        let settings = Settings::find(&said, &Default::default()).expect("settings");
        assert_eq!(settings.access, Access::Anonymous);
        settings
    }

    #[test]
    fn buckets_are_named_where_each_store_wants_them() {
        for (endpoint, region, bucket, url) in [
            (
                None,
                "eu-west-1",
                "acme",
                "https://acme.s3.eu-west-1.amazonaws.com/a%20b",
            ),
            (
                None,
                "eu-west-1",
                "a.b",
                "https://s3.eu-west-1.amazonaws.com/a.b/a%20b",
            ),
            (
                None,
                "cn-north-1",
                "acme",
                "https://acme.s3.cn-north-1.amazonaws.com.cn/a%20b",
            ),
            (
                Some("http://127.0.0.1:9000/"),
                "x",
                "acme",
                "http://127.0.0.1:9000/acme/a%20b",
            ),
            (
                Some("https://s.example/s3"),
                "x",
                "acme",
                "https://s.example/s3/acme/a%20b",
            ),
        ] {
            let address = Address::of(&settings(endpoint), region, bucket);
            assert_eq!(address.url(&address.path("a b"), ""), url);
        }
    }

    #[test]
    fn a_bucket_has_no_slash_at_its_end() {
        let address = Address::of(&settings(Some("http://127.0.0.1:9000")), "x", "acme");
        assert_eq!(
            address.url(&address.path(""), "acl="),
            "http://127.0.0.1:9000/acme?acl="
        );
        let address = Address::of(&settings(None), "eu-west-1", "acme");
        assert_eq!(address.path(""), "/");
    }

    #[test]
    fn what_is_about_no_bucket_names_none() {
        for (endpoint, url) in [
            (None, "https://s3.eu-west-1.amazonaws.com/"),
            (Some("http://127.0.0.1:9000"), "http://127.0.0.1:9000/"),
            (Some("https://s.example/s3/"), "https://s.example/s3"),
        ] {
            let address = Address::of(&settings(endpoint), "eu-west-1", "");
            assert_eq!(address.url(&address.path(""), ""), url);
        }
        for (endpoint, before, name, region, url) in [
            (
                None,
                "",
                "sts",
                "cn-north-1",
                "https://sts.cn-north-1.amazonaws.com.cn/x",
            ),
            (
                None,
                "111122223333.",
                "s3-control",
                "eu-west-1",
                "https://111122223333.s3-control.eu-west-1.amazonaws.com/x",
            ),
            (
                Some("http://127.0.0.1:5000"),
                "111122223333.",
                "s3-control",
                "x",
                "http://127.0.0.1:5000/x",
            ),
        ] {
            let address = Address::service(endpoint, before, name, region);
            assert_eq!(address.url(&address.path("x"), ""), url);
        }
    }

    #[test]
    fn odd_keys_are_encoded_byte_by_byte() {
        assert_eq!(
            encoded("a//b/../c?#[]+é\n", true),
            "a//b/../c%3F%23%5B%5D%2B%C3%A9%0A"
        );
        assert_eq!(
            query(&[("prefix", "a/b"), ("list-type", "2")]),
            "list-type=2&prefix=a%2Fb"
        );
    }
}
