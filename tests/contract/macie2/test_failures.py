"""Runs that cannot go on: what the job says of it, and what becomes of it."""

import json
import shutil
import subprocess

import pytest

from tracie_serve import TracieServer

KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"


@pytest.fixture
def kept(tmp_path):
    """A server whose store can be looked into."""
    with TracieServer(data=tmp_path / "data", arguments=["--account-id", "111122223333"]) as server:
        # Made up, and no one's.
        (server.bucket("planted-bucket") / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
        client = server.client("111122223333")
        client.enable_macie()
        yield server, client, tmp_path / "data" / "tracie.db"


def start(client, *buckets, **members):
    definitions = [{"accountId": "111122223333", "buckets": list(buckets)}]
    created = client.create_classification_job(
        name="job", **{"jobType": "ONE_TIME", **members}, s3JobDefinition={"bucketDefinitions": definitions}
    )
    return created["jobId"]


def events_of(server, store, job):
    """The log of a job, as `tracie job events` writes it while the server runs."""
    command = [server.program, "job", "events", "--store", store, "--account-id", "111122223333", job]
    written = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    return [json.loads(line) for line in written.splitlines()]


def test_a_results_bucket_that_is_gone(kept, wait_for):
    server, client, store = kept
    results = server.bucket("results-bucket")
    destination = {"bucketName": results.name, "kmsKeyArn": KEY}
    client.put_classification_export_configuration(configuration={"s3Destination": destination})
    shutil.rmtree(results)
    job = start(client, "planted-bucket")

    def error():
        return client.describe_classification_job(jobId=job)["lastRunErrorStatus"]["code"]

    wait_for(lambda: error() == "ERROR")
    assert client.describe_classification_job(jobId=job)["jobStatus"] == "RUNNING"
    (item,) = client.list_classification_jobs()["items"]
    assert item["lastRunErrorStatus"] == {"code": "ERROR"}
    failed = events_of(server, store, job)[-1]
    assert failed["eventType"] == "BUCKET_DOES_NOT_EXIST"
    assert failed["affectedResource"] == {"type": "S3_BUCKET_NAME", "value": "results-bucket"}
    assert failed["affectedAccount"] == "111122223333"
    assert "put-classification-export-configuration" in failed["description"]

    # Once it is back, the run goes on, and all is there.
    results.mkdir()
    wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert error() == "NONE"
    assert len(client.list_findings()["findingIds"]) == 1
    assert list(results.rglob("*.jsonl.gz"))


def test_a_bucket_that_is_gone(kept, wait_for):
    server, client, store = kept
    gone = server.bucket("gone-bucket")
    job = start(client, "gone-bucket", "planted-bucket", jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}})
    shutil.rmtree(gone)
    client.update_classification_job(jobId=job, jobStatus="CANCELLED")
    job = start(client, "gone-bucket", "planted-bucket")
    wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert client.describe_classification_job(jobId=job)["lastRunErrorStatus"] == {"code": "ERROR"}
    # The other bucket was looked at all the same.
    assert len(client.list_findings()["findingIds"]) == 1
    events = events_of(server, store, job)
    (gone,) = [it for it in events if it["eventType"] == "BUCKET_DOES_NOT_EXIST"]
    assert gone["affectedResource"]["value"] == "gone-bucket"
    assert events[-1]["eventType"] == "JOB_COMPLETED"


def test_an_allow_list_that_cannot_be_read(kept, wait_for):
    server, client, _ = kept
    words = server.bucket("lists-bucket") / "words.txt"
    words.write_text("512-58-3904\n")
    criteria = {"s3WordsList": {"bucketName": "lists-bucket", "objectKey": "words.txt"}}
    allowed = client.create_allow_list(name="words", criteria=criteria)["id"]
    words.unlink()
    # As with Macie, the job runs without it, and the list says so.
    job = start(client, "planted-bucket", allowListIds=[allowed])
    wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert len(client.list_findings()["findingIds"]) == 1
    assert client.get_allow_list(id=allowed)["status"]["code"] == "S3_OBJECT_NOT_FOUND"
