//! Which objects a job looks at that looks at some of them only.

use tracie_finding::identity::hex_id;

/// A share of all objects. Whether an object is in it follows from the job,
/// the run, the bucket and the key alone: neither from the order in which
/// objects come nor from how many there are, so that a run that goes on after
/// an interruption has the same sample.
///
/// The number that decides is made of the first 32 bits of
/// `hex_id(["sample", job, run, bucket, key])`, which is a name-based UUID
/// (SHA-1): an object is in the sample if that number is below the share of
/// 2³² that was asked for.
///
/// ```
/// use tracie_job::Sample;
///
/// let half = Sample::new(50, "3ce05dbb7ec5505def334104bf347d9c", 1);
/// let keys = (0..1_000).map(|at| format!("orders/{at}.csv"));
/// let chosen = keys.filter(|key| half.has("acme", key)).count();
/// assert!((400..600).contains(&chosen));
/// ```
#[derive(Clone, Debug)]
pub struct Sample {
    percentage: u32,
    job: String,
    run: String,
}

impl Sample {
    /// So many of a hundred objects, in a run of a job.
    pub fn new(percentage: u32, job: impl Into<String>, run: u32) -> Sample {
        Sample {
            percentage,
            job: job.into(),
            run: run.to_string(),
        }
    }

    /// Whether an object is in the sample.
    pub fn has(&self, bucket: &str, key: &str) -> bool {
        if self.percentage >= 100 {
            return true;
        }
        let id = hex_id(&["sample", &self.job, &self.run, bucket, key]);
        let number = u64::from_str_radix(&id[..8], 16).unwrap_or(0);
        number * 100 < u64::from(self.percentage) << 32
    }
}
