//! A store of objects that speaks the protocol of S3, as a command line names it.

use clap::Args;
#[cfg(feature = "s3")]
use tracie::source::s3::{Client, Settings};

/// As whom, and where, to ask for what is in S3.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "S3")]
pub(crate) struct S3Args {
    /// The profile of the AWS CLI that has the credentials [default: the environment, then default]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Another store than Amazon's, such as http://127.0.0.1:9000
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,

    /// Ask without credentials
    #[arg(long, conflicts_with = "profile")]
    pub(crate) no_sign_request: bool,

    /// Pay for the requests, where the owner of the bucket does not
    #[arg(long)]
    pub(crate) request_payer: bool,

    /// How many small objects to fetch at once
    #[arg(long, value_name = "N", default_value_t = AT_ONCE, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) concurrency: u16,
}

/// Objects that are fetched at once unless it is said.
const AT_ONCE: u16 = 16;

/// Asking for tags.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "S3")]
pub(crate) struct TagArgs {
    /// Ask for the tags of objects that have some, and show them in findings: a request for each
    #[arg(long)]
    pub(crate) object_tags: bool,
}

/// What `s3://bucket/prefix` names, if a target is written so.
pub(crate) fn parse(target: &str) -> Option<(&str, &str)> {
    let rest = target.strip_prefix("s3://")?;
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

#[cfg(feature = "s3")]
impl S3Args {
    /// Where nothing can be said: as the AWS CLI would do it.
    #[cfg(feature = "serve")]
    pub(crate) fn usual() -> S3Args {
        S3Args {
            profile: None,
            endpoint_url: None,
            no_sign_request: false,
            request_payer: false,
            concurrency: AT_ONCE,
        }
    }

    /// The store, with a region if one was said.
    pub(crate) fn client(&self, region: Option<&str>) -> anyhow::Result<Client> {
        Ok(Client::new(self.settings(region)?)?)
    }

    /// The same, which may also ask for the tags of what it reads.
    pub(crate) fn reader(&self, region: Option<&str>, tags: TagArgs) -> anyhow::Result<Client> {
        let mut settings = self.settings(region)?;
        settings.tags = tags.object_tags;
        Ok(Client::new(settings)?)
    }

    /// The same for listing only.
    pub(crate) fn lister(&self, region: Option<&str>) -> anyhow::Result<Client> {
        let mut settings = self.settings(region)?;
        settings.concurrency = 0;
        Ok(Client::new(settings)?)
    }

    fn settings(&self, region: Option<&str>) -> anyhow::Result<Settings> {
        let mut settings = Settings::from_environment(
            self.profile.as_deref(),
            region,
            self.endpoint_url.as_deref(),
            self.no_sign_request,
        )?;
        settings.request_payer = self.request_payer;
        settings.concurrency = self.concurrency.into();
        Ok(settings)
    }
}

#[cfg(not(feature = "s3"))]
pub(crate) const WITHOUT: &str = "this `tracie` was built without S3; build it with the feature `s3`, or copy the bucket with \
     `aws s3 sync` and scan the copy";
