//! On whose behalf a request is made, and where: what keeps accounts and regions
//! apart.

/// An account and a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// 12 digits.
    pub account: String,
    /// As in `us-east-1`.
    pub region: String,
}

impl Scope {
    /// The partition of the region: `aws`, `aws-cn` or `aws-us-gov`.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// The ARN of something of Macie's.
    ///
    /// ```
    /// let scope = tracie_serve::Scope { account: "111122223333".into(), region: "cn-north-1".into() };
    /// assert_eq!(
    ///     scope.arn("classification-job", "ab12"),
    ///     "arn:aws-cn:macie2:cn-north-1:111122223333:classification-job/ab12"
    /// );
    /// ```
    #[must_use]
    pub fn arn(&self, kind: &str, id: &str) -> String {
        let Self { account, region } = self;
        let partition = self.partition();
        format!("arn:{partition}:macie2:{region}:{account}:{kind}/{id}")
    }

    /// The ARN of a bucket.
    #[must_use]
    pub fn bucket_arn(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition())
    }
}

/// Whether a text is an account.
#[must_use]
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text may be a region: it becomes part of paths and of what is kept.
#[must_use]
pub fn is_region(text: &str) -> bool {
    let dashes = text.split('-').count();
    (1..=32).contains(&text.len())
        && (3..=5).contains(&dashes)
        && text.split('-').all(|part| !part.is_empty())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_from_other_text() {
        for region in ["us-east-1", "us-gov-west-1", "ap-southeast-2", "cn-north-1"] {
            assert!(is_region(region), "{region}");
        }
        for text in [
            "",
            "us",
            "us-east",
            "../../etc",
            "US-EAST-1",
            "us--1",
            "us-east-1/",
        ] {
            assert!(!is_region(text), "{text}");
        }
        assert!(is_account("012345678901"));
        assert!(!is_account("01234567890"));
        assert!(!is_account("01234567890a"));
    }
}
