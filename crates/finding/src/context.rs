//! What a finding says of the scan that made it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::classification::OriginType;
use crate::detection::{ObjectMeta, ObjectResult};
use crate::identity;
use crate::resources::S3Bucket;

/// What stands for the bucket of discovery results where none is configured.
const NO_RESULTS_BUCKET: &str = "[export-config-not-set]";
/// What stands for the job in the location of automated discovery's results.
const AUTOMATED: &str = "automated-sensitive-data-discovery";

/// As many records of one object are in one file; more are in a folder.
pub const MOST_IN_FILE: usize = 100;

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
    /// them, would be: a file, or a folder of several if there is much to say.
    pub(crate) fn results_location(&self, result: &ObjectResult) -> String {
        self.location_of(&self.results_path(result))
    }

    /// The path of an object's discovery result below the folder of all
    /// results, in Macie's layout. It ends in `.jsonl.gz`, or in `/` where more
    /// than [`MOST_IN_FILE`] records make it a folder.
    pub fn results_path(&self, result: &ObjectResult) -> String {
        let name =
            identity::result_name(self.job_id.as_deref(), self.run.as_deref(), &result.object);
        let folder = self.results_prefix(&result.object.bucket);
        match result.members.len() < MOST_IN_FILE {
            true => format!("{folder}/{name}.jsonl.gz"),
            false => format!("{folder}/{name}/"),
        }
    }

    /// The folder of all results of the job for a bucket, below the folder of all
    /// results, without a slash at either end.
    ///
    /// ```
    /// use tracie_finding::Context;
    ///
    /// let mut context = Context::new("2024-03-11T19:46:53.031Z".parse()?);
    /// context.job_id = Some("3ce05dbb7ec5505def334104bf347d9c".into());
    /// assert_eq!(
    ///     context.results_prefix("archive"),
    ///     "AWSLogs/000000000000/Macie/us-east-1/3ce05dbb7ec5505def334104bf347d9c/000000000000"
    /// );
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn results_prefix(&self, bucket: &str) -> String {
        let Context {
            account_id, region, ..
        } = self;
        let job = self.job_id.as_deref().unwrap_or(AUTOMATED);
        let owner = self.owner(bucket);
        // The account comes twice: that of the results, and that of the bucket's owner.
        format!("AWSLogs/{account_id}/Macie/{region}/{job}/{owner}")
    }

    /// Where a path below the folder of all results is, as findings say it.
    pub fn location_of(&self, path: &str) -> String {
        format!("s3://{}/{path}", self.results_folder())
    }

    fn results_folder(&self) -> String {
        match &self.results {
            None => NO_RESULTS_BUCKET.to_owned(),
            Some(ResultsBucket { name, prefix }) if prefix.is_empty() => name.clone(),
            Some(ResultsBucket { name, prefix }) => format!("{name}/{prefix}"),
        }
    }
}
