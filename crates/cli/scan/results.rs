//! Discovery results of a scan or a job.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tracie::finding::Context;
use tracie::finding::context::ResultsBucket;
use tracie::report::ResultsWriter;

use super::args::ScanArgs;
use super::target::{Targets, bucket_of};
use crate::bucket_store::{self, S3Args};

/// Occurrences of each identifier that discovery results locate.
pub(crate) const LOCATIONS: usize = 1_000;

/// The bucket that a place of results is or stands for; a folder is made if it is
/// not there.
pub(crate) fn bucket(place: &Path) -> anyhow::Result<ResultsBucket> {
    if let Some((bucket, prefix)) = in_store(place) {
        anyhow::ensure!(
            !bucket.is_empty(),
            "write the bucket of results as s3://BUCKET/PREFIX"
        );
        return Ok(ResultsBucket {
            name: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
        });
    }
    let made = fs::create_dir_all(place);
    made.with_context(|| format!("cannot make the directory {}", place.display()))?;
    Ok(ResultsBucket {
        name: bucket_of(place),
        prefix: String::new(),
    })
}

/// Whether a place of results is a bucket in S3.
pub(crate) fn in_store(place: &Path) -> Option<(&str, &str)> {
    place.to_str().and_then(bucket_store::parse)
}

/// Begins discovery results, if they were asked for.
pub(crate) fn begin(
    args: &ScanArgs,
    targets: &Targets,
    context: &Context,
) -> anyhow::Result<Option<ResultsWriter>> {
    let Some(place) = &args.results.results else {
        return Ok(None);
    };
    let is_covered = match in_store(place) {
        Some((bucket, prefix)) => targets.covers_in_store(bucket, prefix),
        None => targets.covers(place),
    };
    anyhow::ensure!(
        !is_covered,
        "{} is in what is scanned, so results would be scanned too; name a directory beside it",
        place.display()
    );
    let writer = writer(place, &args.s3, args.finding.region.as_deref())?;
    Ok(Some(writer.begin(context.clone())))
}

/// What writes results to a place.
pub(crate) enum Results {
    Folder(std::path::PathBuf),
    #[cfg(feature = "s3")]
    Store {
        client: tracie::source::s3::Client,
        bucket: String,
        /// With a slash at its end, unless it is empty.
        prefix: String,
    },
}

/// What writes results to a place.
pub(crate) fn writer(
    place: &Path,
    store: &S3Args,
    region: Option<&str>,
) -> anyhow::Result<Results> {
    let Some((bucket, prefix)) = in_store(place) else {
        return Ok(Results::Folder(place.to_owned()));
    };
    stored(bucket, prefix, store, region)
}

#[cfg(feature = "s3")]
fn stored(
    bucket: &str,
    prefix: &str,
    store: &S3Args,
    region: Option<&str>,
) -> anyhow::Result<Results> {
    let prefix = prefix.trim_matches('/');
    Ok(Results::Store {
        client: store.lister(region)?,
        bucket: bucket.to_owned(),
        prefix: match prefix {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        },
    })
}

#[cfg(not(feature = "s3"))]
fn stored(_: &str, _: &str, _: &S3Args, _: Option<&str>) -> anyhow::Result<Results> {
    anyhow::bail!(bucket_store::WITHOUT)
}

impl Results {
    /// Begins with the results of a scan.
    pub(crate) fn begin(&self, context: Context) -> ResultsWriter {
        match self {
            Results::Folder(folder) => ResultsWriter::new(folder, context),
            #[cfg(feature = "s3")]
            Results::Store {
                client,
                bucket,
                prefix,
            } => {
                let (client, bucket, prefix) = (client.clone(), bucket.clone(), prefix.clone());
                let put = move |path: &str, content: &[u8]| {
                    let key = format!("{prefix}{path}");
                    let written = client.put_object(&bucket, &key, content);
                    written.map_err(std::io::Error::other)
                };
                ResultsWriter::putting(put, context)
            }
        }
    }
}
