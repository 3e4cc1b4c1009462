"""Buckets in S3: `tracie serve` over a moto server on this machine, through the proxy
of ../s3.py, which counts requests and refuses some."""

import gzip
import json
import sys
import time
from pathlib import Path

import pytest
import strict
from conftest import SSN
from tracie_serve import TracieServer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from s3 import KEYS, Lab  # noqa: E402

TEXT = f"SSN: {SSN}\n"
# That of moto.
ACCOUNT = "123456789012"
KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"


@pytest.fixture(scope="module")
def lab():
    lab = Lab(None)
    yield lab
    lab.server.stop()


@pytest.fixture(scope="module")
def in_s3(lab, tmp_path_factory):
    """A server over all buckets of the store, one of its own, and a part of another."""
    folder = tmp_path_factory.mktemp("local")
    (folder / "local-bucket").mkdir()
    (folder / "local-bucket" / "words.txt").write_text("512-58-3904\n")
    (folder / "local-bucket" / "a.txt").write_text(TEXT)
    environment = {**KEYS, "AWS_ENDPOINT_URL_S3": lab.proxy.url, "HOME": "/nonexistent"}
    lab.bucket("whole", {"in/a.txt": TEXT, "out/b.txt": TEXT})
    arguments = ["--s3", "--bucket", "part=s3://whole/in/"]
    with TracieServer(arguments=arguments, environment=environment, buckets=folder) as server:
        yield server


@pytest.fixture
def macie(in_s3, account):
    client = strict.watch(in_s3.client(account))
    client.enable_macie()
    return client


@pytest.fixture
def eventually(wait_for):
    """New buckets are seen after some seconds."""
    return wait_for


def names(macie, **more):
    return [it["bucketName"] for it in macie.describe_buckets(**more)["buckets"]]


def findings(macie, job):
    criteria = {"criterion": {"classificationDetails.jobId": {"eq": [job]}}}
    ids = macie.list_findings(findingCriteria=criteria)["findingIds"]
    return macie.get_findings(findingIds=ids)["findings"] if ids else []


def keys(found):
    return sorted(it["resourcesAffected"]["s3Object"]["key"] for it in found)


def records(lab, bucket, prefix):
    listed = lab.s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    read = {}
    for one in listed:
        body = lab.s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
        read[f"s3://{bucket}/{one['Key']}"] = [json.loads(line) for line in gzip.decompress(body).splitlines()]
    return read


def test_a_job(macie, lab, job_over, eventually):
    lab.bucket("exports", {"a.csv": f"name,ssn\nJane Doe,{SSN}\n", "clean.txt": "nothing\n"})
    lab.s3.put_bucket_tagging(Bucket="exports", Tagging={"TagSet": [{"Key": "team", "Value": "web"}]})
    lab.bucket("macie-results", {})
    eventually(lambda: "macie-results" in names(macie))
    macie.put_classification_export_configuration(
        configuration={"s3Destination": {"bucketName": "macie-results", "keyPrefix": "here", "kmsKeyArn": KEY}}
    )
    found = findings(macie, job_over("exports"))
    assert keys(found) == ["a.csv"]
    (finding,) = found
    bucket = finding["resourcesAffected"]["s3Bucket"]
    assert bucket["tags"] == [{"key": "team", "value": "web"}] and bucket["owner"]["id"] and bucket["createdAt"]
    assert bucket["publicAccess"]["effectivePermission"] == "NOT_PUBLIC"
    head = lab.s3.head_object(Bucket="exports", Key="a.csv")
    assert finding["resourcesAffected"]["s3Object"]["eTag"] == head["ETag"].strip('"')
    written = records(lab, "macie-results", "here/AWSLogs/")
    location = finding["classificationDetails"]["detailedResultsLocation"]
    assert location in written and len(written) == 2, list(written)
    told = sorted(it["resourcesAffected"]["s3Object"]["key"] for lines in written.values() for it in lines)
    assert told == ["a.csv", "clean.txt"]


def test_a_part_of_a_bucket(macie, job_over, refused):
    found = findings(macie, job_over("part"))
    assert keys(found) == ["in/a.txt"]
    assert found[0]["resourcesAffected"]["s3Bucket"]["name"] == "part"


def test_samples(macie, lab, job_over, refused):
    lab.bucket("shown", {"a.txt": TEXT})
    time.sleep(10.5)
    (finding,) = findings(macie, job_over("shown"))
    macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": KEY})
    available = macie.get_sensitive_data_occurrences_availability(findingId=finding["id"])
    assert available["code"] == "AVAILABLE"
    macie.get_sensitive_data_occurrences(findingId=finding["id"])
    macie.get_waiter("finding_revealed").wait(findingId=finding["id"], WaiterConfig={"Delay": 1})
    answer = macie.get_sensitive_data_occurrences(findingId=finding["id"])
    assert answer["sensitiveDataOccurrences"] == {"USA_SOCIAL_SECURITY_NUMBER": [{"value": SSN}]}
    lab.s3.put_object(Bucket="shown", Key="a.txt", Body=TEXT + "changed\n")
    available = macie.get_sensitive_data_occurrences_availability(findingId=finding["id"])
    assert (available["code"], available["reasons"]) == ("UNAVAILABLE", ["OBJECT_UNAVAILABLE"])
    lab.s3.delete_object(Bucket="shown", Key="a.txt")
    available = macie.get_sensitive_data_occurrences_availability(findingId=finding["id"])
    assert available["reasons"] == ["OBJECT_UNAVAILABLE"]


@pytest.mark.parametrize("bucket", ["lists", "local-bucket"])
def test_allow_lists(macie, lab, job_over, eventually, bucket):
    if bucket not in names(macie):
        lab.bucket("lists", {"words.txt": "512-58-3904\n", "empty.txt": ""})
        eventually(lambda: bucket in names(macie))

    def status(**where):
        made = macie.create_allow_list(
            name=f"list {len(macie.list_allow_lists()['allowLists'])}",
            criteria={"s3WordsList": {"bucketName": bucket, **where}},
        )
        return made["id"], macie.get_allow_list(id=made["id"])["status"]

    known, found = status(objectKey="words.txt")
    assert found == {"code": "OK"}
    assert status(objectKey="none.txt")[1]["code"] == "S3_OBJECT_NOT_FOUND"
    assert status(objectKey="../words.txt")[1]["code"] == "S3_OBJECT_NOT_FOUND"
    assert findings(macie, job_over("part", allowListIds=[known])) == []
    if bucket == "lists":
        assert status(objectKey="empty.txt")[1]["code"] == "S3_OBJECT_EMPTY"
        lab.proxy.faults["/lists/words.txt"] = [{"code": "AccessDenied", "always": 1}]
        assert macie.get_allow_list(id=known)["status"]["code"] == "S3_OBJECT_ACCESS_DENIED"
        lab.proxy.forget()


def test_the_inventory(macie, lab, eventually):
    lab.bucket("stands-open", {"a.txt": TEXT, "b.csv": "1,2\n"})
    s3 = lab.s3
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::stands-open/*"}]}
    s3.put_bucket_policy(Bucket="stands-open", Policy=json.dumps(policy))
    s3.put_bucket_encryption(Bucket="stands-open", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}]})
    s3.put_bucket_versioning(Bucket="stands-open", VersioningConfiguration={"Status": "Enabled"})
    eventually(lambda: "stands-open" in names(macie))
    (seen,) = macie.describe_buckets(criteria={"bucketName": {"eq": ["stands-open"]}})["buckets"]
    assert seen["publicAccess"]["effectivePermission"] == "PUBLIC"
    assert seen["sharedAccess"] == "EXTERNAL" and seen["versioning"] is True
    assert seen["serverSideEncryption"] == {"type": "aws:kms", "kmsMasterKeyId": KEY}
    assert (seen["objectCount"], seen["sizeInBytes"]) == (2, len(TEXT) + 4)
    assert "stands-open" in names(macie, criteria={"publicAccess.effectivePermission": {"eq": ["PUBLIC"]}})
    # Settings are asked for once a minute.
    lab.proxy.forget()
    names(macie)
    assert not [query for name, query, _ in lab.proxy.seen if "acl" in query]


def test_by_tags_of_objects(macie, lab, job_over, eventually):
    lab.bucket("tagged", {"a.txt": TEXT, "b.txt": TEXT}, **{"a.txt": {"Tagging": "class=pii"}})
    eventually(lambda: "tagged" in names(macie))
    term = {"tagScopeTerm": {"comparator": "EQ", "key": "TAG", "target": "S3_OBJECT", "tagValues": [{"key": "class", "value": "pii"}]}}
    definition = {
        "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["tagged"]}],
        "scoping": {"includes": {"and": [term]}},
    }
    job = macie.create_classification_job(jobType="ONE_TIME", name="tags", s3JobDefinition=definition)["jobId"]
    eventually(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert keys(findings(macie, job)) == ["a.txt"]


def test_discovery(macie, lab, eventually):
    lab.bucket("discovered", {"a.txt": TEXT, "b.txt": "nothing\n"})
    eventually(lambda: "discovered" in names(macie))
    macie.update_automated_discovery_configuration(status="ENABLED")
    arn = "arn:aws:s3:::discovered"
    eventually(lambda: "profileUpdatedAt" in macie.get_resource_profile(resourceArn=arn))
    artifacts = macie.list_resource_profile_artifacts(resourceArn=arn)["artifacts"]
    sensitive = {it["arn"].removeprefix(f"{arn}/"): it["sensitive"] for it in artifacts}
    assert sensitive == {"a.txt": True, "b.txt": False}


def test_what_may_not_be_read(macie, lab, job_over, eventually, refused):
    lab.bucket("denied", {"a.txt": TEXT})
    eventually(lambda: "denied" in names(macie))
    lab.proxy.faults["/denied"] = [{"code": "AccessDenied", "always": 1}]
    assert findings(macie, job_over("denied")) == []
    job = macie.list_classification_jobs()["items"][0]["jobId"]
    assert macie.describe_classification_job(jobId=job)["lastRunErrorStatus"]["code"] == "ERROR"
    lab.proxy.forget()
    with refused("ValidationException", "is not one of the buckets"):
        macie.put_classification_export_configuration(
            configuration={"s3Destination": {"bucketName": "no-such-bucket", "kmsKeyArn": KEY}}
        )


def test_nothing_else_waits_for_a_store(macie, lab, eventually):
    """While S3 takes its time, other requests are answered."""
    lab.bucket("slow-one", {f"{n:03}.txt": TEXT for n in range(20)})
    eventually(lambda: "slow-one" in names(macie))
    lab.proxy.faults = {f"/slow-one/{n:03}.txt": [{"slow": 6}] for n in range(20)}
    definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["slow-one"]}]}
    job = macie.create_classification_job(jobType="ONE_TIME", name="slow", s3JobDefinition=definition)["jobId"]
    slowest = 0
    began = time.monotonic()
    while macie.describe_classification_job(jobId=job)["jobStatus"] != "COMPLETE":
        before = time.monotonic()
        macie.list_findings()
        macie.list_custom_data_identifiers()
        slowest = max(slowest, time.monotonic() - before)
        assert time.monotonic() - began < 60
        time.sleep(0.05)
    # Who waits for the store waits for six seconds.
    assert slowest < 5, slowest
    assert len(findings(macie, job)) == 20


def test_a_restart_in_the_middle_of_a_job(lab, tmp_path, wait_for):
    count = 600
    lab.bucket("restarted", {f"{n:04}.txt": TEXT for n in range(count)})
    environment = {**KEYS, "AWS_ENDPOINT_URL_S3": lab.proxy.url, "HOME": "/nonexistent"}
    arguments = ["--bucket", "restarted=s3://restarted"]

    def server():
        return TracieServer(data=tmp_path / "data", buckets=tmp_path, arguments=arguments, environment=environment)

    lab.proxy.slow = 0.05
    first = server()
    first.start()
    client = first.client(ACCOUNT)
    client.enable_macie()
    definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["restarted"]}]}
    job = client.create_classification_job(jobType="ONE_TIME", name="killed", s3JobDefinition=definition)["jobId"]
    wait_for(lambda: len(client.list_findings(maxResults=50)["findingIds"]) > 0)
    assert client.describe_classification_job(jobId=job)["jobStatus"] == "RUNNING"
    first.kill()
    lab.proxy.slow = 0
    with server() as second:
        client = second.client(ACCOUNT)
        wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE", 120)
        pages = client.get_paginator("list_findings").paginate(PaginationConfig={"PageSize": 1000})
        ids = [it for page in pages for it in page["findingIds"]]
        assert len(ids) == len(set(ids)) == count
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"made-up" not in stored and KEYS["AWS_ACCESS_KEY_ID"].encode() not in stored
