//! What a finding says of the scan that made it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::classification::OriginType;
use crate::detection::ObjectMeta;
use crate::identity;
use crate::resources::S3Bucket;

/// What stands for the bucket of discovery results where none is configured.
const NO_RESULTS_BUCKET: &str = "[export-config-not-set]";
/// What stands for the job in the location of automated discovery's results.
const AUTOMATED: &str = "automated-sensitive-data-discovery";

/// All that findings of one scan have in common.
///
/// ```
/// use tracie_finding::Context;
///
/// let mut context = Context::new("2024-03-11T19:46:53.031Z".parse()?);
/// context.job_id = Some(tracie_finding::identity::hex_id(&["nightly"]));
/// context.region = "eu-west-1".into();
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Context {
    /// The account that findings name, 12 digits.
    pub account_id: String,
    /// The region that findings name.
    pub region: String,
    /// The partition that findings name.
    pub partition: String,
    /// The job. Findings without one are of automated discovery.
    pub job_id: Option<String>,
    /// The run of the job, where the job has several: findings of each run are
    /// findings of their own.
    pub run: Option<String>,
    /// When the findings are made.
    pub created_at: Timestamp,
    /// Where discovery results go, if anywhere.
    pub results: Option<ResultsBucket>,
    /// What is known of buckets, by name; of others only the name is.
    pub buckets: BTreeMap<String, S3Bucket>,
    /// The accounts that own buckets, by bucket; others are owned by
    /// `account_id`. A finding names the owner of its bucket.
    pub owners: BTreeMap<String, String>,
}

/// Where discovery results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsBucket {
    /// The bucket.
    pub name: String,
    /// The folders in it, without slashes at either end; may be empty.
    pub prefix: String,
}

impl Context {
    /// A local scan: account `000000000000`, region `us-east-1`, partition
    /// `aws`, no job, no bucket for discovery results, nothing known of
    /// buckets.
    pub fn new(created_at: Timestamp) -> Context {
        Context {
            account_id: "000000000000".into(),
            region: "us-east-1".into(),
            partition: "aws".into(),
            job_id: None,
            run: None,
            created_at,
            results: None,
            buckets: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    pub(crate) fn origin_type(&self) -> OriginType {
        match self.job_id {
            Some(_) => OriginType::SensitiveDataDiscoveryJob,
            None => OriginType::AutomatedSensitiveDataDiscovery,
        }
    }

    /// The account that owns a bucket.
    pub fn owner(&self, bucket: &str) -> &str {
        self.owners.get(bucket).unwrap_or(&self.account_id)
    }

    /// The id of the finding of an object.
    pub fn finding_id(&self, object: &ObjectMeta) -> String {
        identity::finding_id(self.job_id.as_deref(), self.run.as_deref(), object)
    }

    pub(crate) fn job_arn(&self) -> Option<String> {
        let Context {
            partition,
            region,
            account_id,
            ..
        } = self;
        let job_id = self.job_id.as_ref()?;
        Some(format!(
            "arn:{partition}:macie2:{region}:{account_id}:classification-job/{job_id}"
        ))
    }

    pub(crate) fn bucket(&self, name: &str) -> S3Bucket {
        let known = self.buckets.get(name).cloned();
        known.unwrap_or_else(|| S3Bucket::unknown(name, &self.partition))
    }

    /// Where the discovery result of an object is or, without a bucket for
    /// them, would be.
    pub(crate) fn results_location(&self, object: &ObjectMeta) -> String {
        let Context {
            account_id, region, ..
        } = self;
        let folder = self.results_folder();
        let job = self.job_id.as_deref().unwrap_or(AUTOMATED);
        let name = identity::result_name(self.job_id.as_deref(), self.run.as_deref(), object);
        let owner = self.owner(&object.bucket);
        // The account comes twice: that of the results, and that of the bucket's owner.
        format!("s3://{folder}/AWSLogs/{account_id}/Macie/{region}/{job}/{owner}/{name}.jsonl.gz")
    }

    fn results_folder(&self) -> String {
        match &self.results {
            None => NO_RESULTS_BUCKET.to_owned(),
            Some(ResultsBucket { name, prefix }) if prefix.is_empty() => name.clone(),
            Some(ResultsBucket { name, prefix }) => format!("{name}/{prefix}"),
        }
    }
}
