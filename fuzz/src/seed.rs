//! What the targets start from: the samples of the corpus, the examples of
//! the identifiers and the findings that come of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tracie_identify::managed;
use tracie_identify::schema::Identifier;
use tracie_scan::Scanner;

use crate::detector::GROUPS;
use crate::formats::{TARGETS, is_for};
use crate::input::{NAMES, encode};

/// The longest seed; libFuzzer leaves out longer ones.
const LONGEST: usize = 4096;

/// Definitions of custom identifiers, all made up.
const CUSTOMS: [&str; 4] = [
    r#"{"name": "employee", "regex": "E-[0-9]{4,6}", "keywords": ["employee"], "maximumMatchDistance": 20}"#,
    r#"[{"name": "word", "regex": "\\bcode \\w+|\\d{2,}\\s*[^a-z\\W]", "ignoreWords": ["code red"], "id": "x"}]"#,
    r#"{"name": "levels", "regex": "(?i)a(b|c)*?$", "tags": {}, "description": "d", "severityLevels":
        [{"occurrencesThreshold": 1, "severity": "LOW"}, {"occurrencesThreshold": 9, "severity": "HIGH"}]}"#,
    "[[custom]]\nname = 'e'\nregex = '^[A-Z]{2}\\d+'\nkeywords = ['employee']\nmaximumMatchDistance = 20\n",
];

/// Answers of a store and rows of an inventory, all made up.
const REPLIES: [&str; 4] = [
    "\0<ListBucketResult xmlns=\"x\"><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
        <NextContinuationToken>t</NextContinuationToken><Contents><Key>a%2F+b</Key><Size>3</Size>\
        <LastModified>2024-05-02T21:40:11.000Z</LastModified><ETag>&quot;0c&quot;</ETag></Contents></ListBucketResult>",
    "\0<AccessControlPolicy><Owner><ID>a</ID></Owner><AccessControlList><Grant><Grantee xsi:type=\"Group\">\
        <URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>",
    "\0<X><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
        </ApplyServerSideEncryptionByDefault></Rule><TagSet><Tag><Key>k</Key></Tag></TagSet></X>",
    "\u{1}\"acme\",\"a%2Fb+c\",\"v\",\"true\",\"false\",\"5\",\"2024-05-02T21:40:11.000Z\",\"0c\"\n",
];

/// Policies, all made up.
const POLICIES: [&str; 3] = [
    r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"s3:Get*",
        "Resource":["arn:aws:s3:::acme-data","arn:aws:s3:::acme-data/*"],"Condition":{
        "StringLike":{"aws:PrincipalOrgID":"o-*","aws:userid":"AROA*:x"},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}},
        {"Effect":"Deny","NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/a"],
        "Service":"cloudfront.amazonaws.com"},"NotAction":"s3:PutObject","NotResource":"arn:aws:s3:::acme-data/a?b",
        "Condition":{"ForAllValues:StringNotEqualsIfExists":{"aws:TagKeys":["a","b"]},"Null":{"s3:prefix":true}}}]}"#,
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:PutObject"],
        "Resource":"arn:aws:s3:::acme-data/${aws:username, 'x'}/${*}","Condition":{"NumericLessThan":{"s3:max-keys":5},
        "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r*"},"DateGreaterThan":{"aws:CurrentTime":"2020-01-01"},
        "Bool":{"aws:SecureTransport":"true"},"StringEquals":{"s3:DataAccessPointAccount":"999988887777"}}}}"#,
    r#"[{"resourceType":"AWS::S3::Bucket","resourceName":"acme-data","awsAccountId":"111122223333",
        "supplementaryConfiguration":{"AccessControlList":{"owner":{"id":"a"},"grantList":[{"grantee":"AllUsers",
        "permission":"Read"}]},"BucketPolicy":{"policyText":null},"PublicAccessBlockConfiguration":"{}"}}]"#,
];

/// Criteria and rules to start from.
const CRITERIA: [&str; 5] = [
    r#"{"criterion": {"severity.description": {"eq": ["High"]}, "createdAt": {"gte": 1714720364517}}}"#,
    r#"{"criterion": {"sensitiveData.category": {"eqExactMatch": ["CREDENTIALS"]}}}"#,
    r#"{"criterion": {"resourcesAffected.s3Object.key": {"neq": ["a"]}, "archived": {"eq": ["false"]}}}"#,
    "version = 1\n[[rules]]\nname = \"one\"\nreason = \"r\"\nkeys = [\"**/*.zip\"]\nexpires = 2027-03-31\n",
    r#"{"version": 1, "rules": [{"name": "one", "reason": "r", "findingCriteria":
        {"criterion": {"count": {"gt": 1}}}}]}"#,
];

/// Allow lists, all made up.
const LISTS: [&str; 4] = [
    "Akua Mansa\r\n\n  E-1042  \n",
    "(?i)test-[0-9]+|[a-c]{2,}x?",
    r#"{"name": "n", "criteria": {"regex": "TEST-\\d+"}, "clientToken": "x", "tags": {"a": "b"}}"#,
    r#"[{"name": "n", "description": "d", "criteria": {"s3WordsList": {"bucketName": "acme", "objectKey": "k"}}}]"#,
];

/// Definitions of jobs, all made up.
const JOBS: [&str; 3] = [
    include_str!("../../crates/job/tests/data/whole.json"),
    r#"{"name": "n", "jobType": "SCHEDULED", "scheduleFrequency": {"weeklySchedule": {"dayOfWeek": "SUNDAY"}},
        "s3JobDefinition": {"bucketCriteria": {"excludes": {"and": [
        {"tagCriterion": {"comparator": "NE", "tagValues": [{"key": "k"}, {"value": "v"}]}},
        {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_SHARED_ACCESS", "values": ["EXTERNAL"]}}]}}}}"#,
    r#"{"filterCriteria": {"includes": [{"key": "createdAt", "comparator": "GT", "values": ["0"]}]}, "maxResults": 1}"#,
];

/// Listings of buckets, all made up.
const LISTINGS: [&str; 3] = [
    r#"{"Contents": [{"Key": "b", "Size": 1, "ETag": "\"0c\"", "LastModified": "2024-05-02T21:40:11+00:00"}]} {}"#,
    r#"[{"Key": "a%2Fb", "StorageClass": "GLACIER"}, {"Contents": null, "EncodingType": "url"}]"#,
    r#"{"Versions": [{"Key": "v", "VersionId": "null", "IsLatest": true}], "IsTruncated": false}"#,
];

/// Writes the seeds of each target into a folder of its name, and all
/// keywords as `words.dict`.
///
/// # Errors
///
/// Those of the files.
pub fn write_all(samples: &Path, into: &Path) -> io::Result<()> {
    let identifiers = managed().map_err(io::Error::other)?;
    let samples = read_below(samples)?;
    let contents: Vec<Vec<u8>> = samples.iter().flat_map(|it| it.content()).collect();
    write(into, "extract", &contents)?;
    write(
        into,
        "scan",
        &[contents, examples(identifiers, true)].concat(),
    )?;
    write(into, "detector", &examples(identifiers, false))?;
    write(into, "custom", &CUSTOMS.map(|it| it.as_bytes().to_vec()))?;
    write(into, "allow", &LISTS.map(|it| it.as_bytes().to_vec()))?;
    write(into, "criteria", &CRITERIA.map(|it| it.as_bytes().to_vec()))?;
    write(into, "job", &JOBS.map(|it| it.as_bytes().to_vec()))?;
    write(into, "listing", &LISTINGS.map(|it| it.as_bytes().to_vec()))?;
    let findings = findings(&samples)?;
    write(into, "finding", &findings)?;
    write(into, "report", &findings)?;
    write(into, "store", &REPLIES.map(|it| it.as_bytes().to_vec()))?;
    write(into, "request", &crate::request::seeds())?;
    write(into, "cells", &crate::cells::seeds())?;
    write(into, "policy", &POLICIES.map(|it| it.as_bytes().to_vec()))?;
    for (target, _) in TARGETS {
        let own = samples.iter().filter(|it| is_for(target, &it.name));
        let seeds: Vec<Vec<u8>> = own.map(|it| it.bytes.clone()).collect();
        write(into, target, &seeds)?;
    }
    fs::write(into.join("words.dict"), dictionary(identifiers))
}

/// A file of the corpus.
struct Sample {
    name: String,
    bytes: Vec<u8>,
}

impl Sample {
    /// As an input under its own name, in large and in small pieces.
    fn content(&self) -> Vec<Vec<u8>> {
        let known = NAMES.iter().position(|it| ending(it) == ending(&self.name));
        let choice = known.unwrap_or(NAMES.len() - 1) as u8;
        let head = &self.bytes[..self.bytes.len().min(LONGEST - 2)];
        [0, 1, 60].map(|size| encode(choice, size, head)).into()
    }
}

fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn read_below(folder: &Path) -> io::Result<Vec<Sample>> {
    let mut samples = Vec::new();
    let mut left: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(path)?.map(|entry| entry.map(|it| it.path()));
            left.extend(entries.collect::<io::Result<Vec<_>>>()?);
        } else {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into();
            let bytes = fs::read(path)?;
            samples.push(Sample { name, bytes });
        }
    }
    Ok(samples)
}

/// The examples of the identifiers: as text, or in the group that compares
/// the identifier.
fn examples(identifiers: &[Identifier], as_text: bool) -> Vec<Vec<u8>> {
    let mut examples = Vec::new();
    for (at, identifier) in identifiers.iter().enumerate() {
        let choice = if as_text { 0 } else { (at % GROUPS) as u8 };
        for text in identifier.matches.iter().chain(&identifier.no_match) {
            let text = text.replace(['⟦', '⟧'], "");
            examples.push(encode(choice, 9, text.as_bytes()));
        }
    }
    examples
}

fn findings(samples: &[Sample]) -> io::Result<Vec<Vec<u8>>> {
    let scanner = Scanner::builder()
        .locations(2)
        .build()
        .map_err(io::Error::other)?;
    let results = samples
        .iter()
        .map(|it| scanner.scan_bytes(&it.name, &it.bytes));
    let found = results.filter_map(|result| scanner.finding(&result));
    found
        .map(|it| serde_json::to_vec(&it).map_err(io::Error::other))
        .collect()
}

/// Keywords as libFuzzer reads them.
fn dictionary(identifiers: &[Identifier]) -> String {
    let mut words: Vec<&String> = identifiers.iter().flat_map(|it| &it.keywords).collect();
    words.sort_unstable();
    words.dedup();
    let escape =
        |word: &String| -> String { word.bytes().map(|byte| format!("\\x{byte:02x}")).collect() };
    let lines = words.iter().map(|word| format!("\"{}\"\n", escape(word)));
    lines.collect()
}

fn write(into: &Path, target: &str, seeds: &[Vec<u8>]) -> io::Result<()> {
    let folder = into.join(target);
    fs::create_dir_all(&folder)?;
    for (at, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{at:04}")), seed)?;
    }
    Ok(())
}
