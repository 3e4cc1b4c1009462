//! What `tracie serve` takes.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use tracie::serve::Target;

/// Answer Amazon Macie's API on this machine
///
/// Any AWS client works with it: `export AWS_ENDPOINT_URL_MACIE2=http://127.0.0.1:4567`, then use the
/// AWS CLI, an SDK or Terraform as with AWS. Jobs scan the buckets that are given here; nothing else
/// can be read through it. It answers this machine only, unless --address says otherwise.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServeArgs {
    /// A bucket: its name, and the directory that it is or s3://BUCKET/PREFIX. Every account sees it
    /// as its own, or only the one that is named
    #[arg(long, value_name = "[ACCOUNT/]NAME=DIR", value_parser = bucket)]
    pub(super) bucket: Vec<GivenBucket>,

    /// A directory of which each subdirectory is a bucket, also those that come later; of every
    /// account, or of the one that is named
    #[arg(long, value_name = "[ACCOUNT=]DIR", value_parser = dump)]
    pub(super) dump: Vec<GivenDump>,

    /// All buckets in S3 that the account has whose credentials the AWS CLI would find, also those
    /// that come later; AWS_ENDPOINT_URL_S3 names another store than Amazon's
    #[arg(long)]
    pub(super) s3: bool,

    /// Where the AWS CLI's answers on how buckets are set up lie, as `DIR/BUCKET/get-bucket-acl.json`
    /// and the like, or a file of AWS Config; without it that is known of buckets in S3, which are
    /// asked, and of copies with BUCKET@bucket beside them
    #[arg(long, value_name = "DIR")]
    pub(super) posture: Option<PathBuf>,

    /// Where to keep findings, jobs and settings; without it they end with the server
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,

    /// Tell of new findings: file:PATH, https://HOST/PATH, eventbridge:https://HOST[/BUS],
    /// sqs:https://HOST/ACCOUNT/QUEUE or securityhub:https://HOST, each with http too; requests to
    /// these services are signed with the credentials that the AWS CLI would find
    #[arg(long, value_name = "TARGET")]
    pub(super) events: Vec<Target>,

    /// The port to listen at; 0 is any that is free
    #[arg(long, default_value_t = 4567, value_name = "PORT")]
    pub(super) port: u16,

    /// The address to listen at; one that other machines reach needs a token or --require-auth
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub(super) address: IpAddr,

    /// Answer only requests that carry the token in this file, as AWS_SESSION_TOKEN or as bearer
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,

    /// Answer only requests that are signed with credentials of this file, in the form of
    /// ~/.aws/credentials; aws_account_id there says whose they are
    #[arg(long, value_name = "FILE")]
    pub(super) require_auth: Option<PathBuf>,

    /// The account of requests whose access key is not an account of 12 digits itself
    #[arg(long, default_value = "000000000000", value_name = "ID", value_parser = account)]
    pub(super) account_id: String,

    /// The region of requests without a signature
    #[arg(long, default_value = "us-east-1", value_name = "REGION", value_parser = region)]
    pub(super) region: String,

    /// Print which operations do what, and end
    #[arg(long)]
    pub(super) coverage: bool,

    /// Print the coverage as a page in Markdown (docs/api.md)
    #[arg(long, requires = "coverage")]
    pub(super) markdown: bool,

    /// Print the OpenAPI document, and end
    #[arg(long, conflicts_with = "coverage")]
    pub(super) openapi: bool,
}

const EXAMPLES: &str = "\
Examples:
  tracie serve --bucket exports=./exports          one bucket; state is kept in memory
  tracie serve --dump ./buckets --data ./macie     a bucket for each directory; state is kept
  tracie serve --bucket 111122223333/exports=./a   a bucket that only this account sees
  tracie serve --s3 --data ./macie                 all buckets of an account in S3
  tracie serve --coverage                          what each of the 81 operations does

  export AWS_ENDPOINT_URL_MACIE2=http://127.0.0.1:4567
  aws macie2 enable-macie --region us-east-1";

/// A bucket that was given.
#[derive(Clone, Debug)]
pub(crate) struct GivenBucket {
    /// The account that it belongs to; all see it if there is none.
    pub(super) account: Option<String>,
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// A directory of buckets that was given.
#[derive(Clone, Debug)]
pub(crate) struct GivenDump {
    /// The account that they belong to; all see them if there is none.
    pub(super) account: Option<String>,
    pub(super) path: PathBuf,
}

fn bucket(text: &str) -> Result<GivenBucket, String> {
    let (name, path) = text
        .split_once('=')
        .filter(|(name, path)| !name.is_empty() && !path.is_empty())
        .ok_or("write NAME=DIR, or ACCOUNT/NAME=DIR")?;
    let (account, name) = match name.split_once('/') {
        Some((owner, name)) => (Some(account(owner)?), name),
        None => (None, name),
    };
    Ok(GivenBucket {
        account,
        name: name.to_owned(),
        path: path.into(),
    })
}

fn dump(text: &str) -> Result<GivenDump, String> {
    // A directory may have a sign of equality in its name; 12 digits before it are an account.
    let owned = text
        .split_once('=')
        .and_then(|(owner, path)| Some((account(owner).ok()?, path)));
    Ok(match owned {
        Some((account, path)) => GivenDump {
            account: Some(account),
            path: path.into(),
        },
        None => GivenDump {
            account: None,
            path: text.into(),
        },
    })
}

fn account(text: &str) -> Result<String, String> {
    if tracie::serve::is_account(text) {
        return Ok(text.to_owned());
    }
    Err("an account has 12 digits".into())
}

fn region(text: &str) -> Result<String, String> {
    if tracie::serve::is_region(text) {
        return Ok(text.to_owned());
    }
    Err("a region is written as us-east-1 is".into())
}
