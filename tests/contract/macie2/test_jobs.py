"""Classification jobs: real scans."""

import gzip
import json

import pytest

from conftest import SSN


def definition(account, *buckets, **scoping):
    return {"bucketDefinitions": [{"accountId": account, "buckets": list(buckets)}], **scoping}


def findings_of(macie, job):
    criteria = {"criterion": {"classificationDetails.jobId": {"eq": [job]}}}
    pages = macie.get_paginator("list_findings").paginate(findingCriteria=criteria)
    ids = [it for page in pages for it in page["findingIds"]]
    return macie.get_findings(findingIds=ids)["findings"] if ids else []


def test_a_job_finds_what_is_there(macie, account, planted, job_over):
    job = job_over(planted, name="check", description="made up", tags={"a": "b"})
    found = {it["resourcesAffected"]["s3Object"]["key"]: it for it in findings_of(macie, job)}
    assert sorted(found) == ["cards/card.txt", "people.csv"]
    people = found["people.csv"]
    assert people["type"] == "SensitiveData:S3Object/Personal"
    assert people["accountId"] == account
    details = people["classificationDetails"]
    assert details["jobArn"] == f"arn:aws:macie2:us-east-1:{account}:classification-job/{job}"
    assert details["originType"] == "SENSITIVE_DATA_DISCOVERY_JOB"
    assert details["detailedResultsLocation"].startswith("s3://[export-config-not-set]/")
    described = macie.describe_classification_job(jobId=job)
    assert (described["name"], described["description"], described["tags"]) == ("check", "made up", {"a": "b"})
    assert (described["jobType"], described["jobStatus"]) == ("ONE_TIME", "COMPLETE")
    assert described["samplingPercentage"] == 100
    assert described["managedDataIdentifierSelector"] == "RECOMMENDED"
    assert described["lastRunErrorStatus"] == {"code": "NONE"}
    assert described["statistics"]["numberOfRuns"] == 1.0
    assert described["statistics"]["approximateNumberOfObjectsToProcess"] == 0.0
    assert described["s3JobDefinition"] == definition(account, planted)


def test_results_go_to_the_configured_bucket(macie, account, server, planted, job_over):
    results = server.bucket(f"out-{account[-6:]}")
    destination = {"bucketName": results.name, "keyPrefix": "macie/", "kmsKeyArn": "arn:aws:kms:us-east-1:1:key/x"}
    macie.put_classification_export_configuration(configuration={"s3Destination": destination})
    job = job_over(planted)
    (folder,) = (results / "macie" / "AWSLogs" / account / "Macie" / "us-east-1").iterdir()
    assert folder.name == job
    records = [
        json.loads(line) for file in folder.rglob("*.jsonl.gz") for line in gzip.open(file, "rt", encoding="utf-8")
    ]
    keys = sorted(it["resourcesAffected"]["s3Object"]["key"] for it in records)
    assert keys == ["cards/card.txt", "clean.txt", "people.csv"]
    for finding in findings_of(macie, job):
        location = finding["classificationDetails"]["detailedResultsLocation"].removeprefix(f"s3://{results.name}/")
        assert (results / location).is_file()
    assert SSN not in json.dumps(records)


def test_custom_identifiers_and_allow_lists_count(macie, account, server, job_over):
    bucket = server.bucket(f"staff-{account[-6:]}")
    (bucket / "staff.txt").write_text("badge B-1234, badge B-5678\n")
    identifier = macie.create_custom_data_identifier(name="badge", regex="B-[0-9]{4}", keywords=["badge"])
    identifier = identifier["customDataIdentifierId"]
    allowed = macie.create_allow_list(name="known", criteria={"regex": "B-1234"})["id"]
    job = job_over(
        bucket.name, managedDataIdentifierSelector="NONE", customDataIdentifierIds=[identifier], allowListIds=[allowed]
    )
    (finding,) = findings_of(macie, job)
    assert finding["type"] == "SensitiveData:S3Object/CustomIdentifier"
    (detection,) = finding["classificationDetails"]["result"]["customDataIdentifiers"]["detections"]
    assert (detection["arn"], detection["name"], detection["count"]) == (identifier, "badge", 1)


def test_an_allow_list_in_use_is_not_deleted(macie, account, planted, refused):
    allowed = macie.create_allow_list(name="known", criteria={"regex": "x1"})["id"]
    job = macie.create_classification_job(
        jobType="SCHEDULED",
        name="nightly",
        scheduleFrequency={"dailySchedule": {}},
        allowListIds=[allowed],
        s3JobDefinition=definition(account, planted),
    )["jobId"]
    with refused("ValidationException", "ignoreJobChecks"):
        macie.delete_allow_list(id=allowed)
    other = macie.create_allow_list(name="other", criteria={"regex": "x1"})["id"]
    macie.delete_allow_list(id=other, ignoreJobChecks="true")
    macie.update_classification_job(jobId=job, jobStatus="CANCELLED")
    macie.delete_allow_list(id=allowed)


def test_scoping(macie, account, planted, wait_for):
    scoping = {
        "includes": {
            "and": [{"simpleScopeTerm": {"key": "OBJECT_EXTENSION", "comparator": "EQ", "values": ["txt"]}}]
        },
        "excludes": {"and": [{"simpleScopeTerm": {"key": "OBJECT_KEY", "comparator": "STARTS_WITH", "values": ["clean"]}}]},
    }
    job = macie.create_classification_job(
        jobType="ONE_TIME", name="scoped", s3JobDefinition=definition(account, planted, scoping=scoping)
    )["jobId"]
    wait_for(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert [it["resourcesAffected"]["s3Object"]["key"] for it in findings_of(macie, job)] == ["cards/card.txt"]


def test_buckets_by_criteria(macie, account, planted, wait_for):
    by_name = {"simpleCriterion": {"key": "S3_BUCKET_NAME", "comparator": "EQ", "values": [planted]}}
    job = macie.create_classification_job(
        jobType="ONE_TIME", name="by name", s3JobDefinition={"bucketCriteria": {"includes": {"and": [by_name]}}}
    )["jobId"]
    wait_for(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    assert len(findings_of(macie, job)) == 2


def test_a_bucket_that_is_not_there(macie, account, job_over):
    job = job_over("no-such-bucket-here")
    assert macie.describe_classification_job(jobId=job)["lastRunErrorStatus"] == {"code": "ERROR"}


@pytest.mark.parametrize(
    "members",
    [
        {"jobType": "SCHEDULED"},
        {"scheduleFrequency": {"dailySchedule": {}}},
        {"jobType": "SCHEDULED", "scheduleFrequency": {"dailySchedule": {}, "weeklySchedule": {"dayOfWeek": "MONDAY"}}},
        {"jobType": "SCHEDULED", "scheduleFrequency": {"monthlySchedule": {"dayOfMonth": 32}}},
        {"initialRun": True},
        {"samplingPercentage": 0},
        {"samplingPercentage": 101},
        {"name": "n" * 501},
        {"description": "d" * 201},
        {"managedDataIdentifierIds": ["NAME"]},
        {"managedDataIdentifierSelector": "INCLUDE", "managedDataIdentifierIds": ["EMAIL_ADDRESS"]},
        {"managedDataIdentifierSelector": "NONE"},
        {"customDataIdentifierIds": ["00000000-0000-0000-0000-000000000000"]},
        {"allowListIds": ["a" * 22]},
        {"s3JobDefinition": {}},
        {"s3JobDefinition": {"bucketDefinitions": [], "bucketCriteria": {}}},
        {
            "s3JobDefinition": {
                "bucketDefinitions": [{"accountId": "111122223333", "buckets": ["bucket"]}],
                "scoping": {
                    "includes": {
                        "and": [
                            {"simpleScopeTerm": {"key": "OBJECT_EXTENSION", "comparator": "CONTAINS", "values": ["x"]}}
                        ]
                    }
                },
            }
        },
    ],
)
def test_out_of_bounds(macie, account, refused, members):
    usual = {"jobType": "ONE_TIME", "name": "n", "s3JobDefinition": definition(account, "some-bucket")}
    with refused("ValidationException"):
        macie.create_classification_job(**{**usual, **members})
    assert macie.list_classification_jobs()["items"] == []


def test_a_repeated_request_makes_one_job(macie, account, planted, refused):
    request = {"jobType": "ONE_TIME", "clientToken": "t", "s3JobDefinition": definition(account, planted)}
    first = macie.create_classification_job(name="one", **request)
    assert macie.create_classification_job(name="one", **request)["jobId"] == first["jobId"]
    with refused("ConflictException"):
        macie.create_classification_job(name="two", **request)
    assert len(macie.list_classification_jobs()["items"]) == 1


def test_listing(macie, account, planted):
    for name in ("alpha", "beta", "gamma"):
        macie.create_classification_job(
            jobType="SCHEDULED",
            name=name,
            scheduleFrequency={"weeklySchedule": {"dayOfWeek": "MONDAY"}},
            s3JobDefinition=definition(account, planted),
        )

    def names(**members):
        return [it["name"] for it in macie.list_classification_jobs(**members)["items"]]

    assert sorted(names()) == ["alpha", "beta", "gamma"]
    by_name = {"attributeName": "name", "orderBy": "DESC"}
    assert names(sortCriteria=by_name) == ["gamma", "beta", "alpha"]
    term = {"key": "name", "comparator": "STARTS_WITH", "values": ["be"]}
    assert names(filterCriteria={"includes": [term]}) == ["beta"]
    assert sorted(names(filterCriteria={"excludes": [term]})) == ["alpha", "gamma"]
    running = {"key": "jobStatus", "comparator": "EQ", "values": ["RUNNING"]}
    assert names(filterCriteria={"includes": [running]}) == []
    pages = macie.get_paginator("list_classification_jobs").paginate(
        sortCriteria=by_name, PaginationConfig={"PageSize": 2}
    )
    pages = [[it["name"] for it in page["items"]] for page in pages]
    assert pages == [["gamma", "beta"], ["alpha"]]
    item = macie.list_classification_jobs(filterCriteria={"includes": [term]})["items"][0]
    assert (item["jobStatus"], item["jobType"]) == ("IDLE", "SCHEDULED")
    assert item["bucketDefinitions"] == definition(account, planted)["bucketDefinitions"]


def test_changes_of_status(macie, account, planted, job_over, refused):
    scheduled = macie.create_classification_job(
        jobType="SCHEDULED",
        name="nightly",
        scheduleFrequency={"dailySchedule": {}},
        s3JobDefinition=definition(account, planted),
    )["jobId"]

    def status():
        return macie.describe_classification_job(jobId=scheduled)["jobStatus"]

    assert status() == "IDLE"
    with refused("ValidationException"):
        macie.update_classification_job(jobId=scheduled, jobStatus="RUNNING")
    with refused("ValidationException"):
        macie.update_classification_job(jobId=scheduled, jobStatus="COMPLETE")
    macie.update_classification_job(jobId=scheduled, jobStatus="USER_PAUSED")
    assert status() == "USER_PAUSED"
    macie.update_classification_job(jobId=scheduled, jobStatus="RUNNING")
    assert status() == "IDLE"
    macie.update_classification_job(jobId=scheduled, jobStatus="CANCELLED")
    assert status() == "CANCELLED"

    done = job_over(planted)
    with refused("ValidationException", "completed job"):
        macie.update_classification_job(jobId=done, jobStatus="CANCELLED")
    for call in (macie.describe_classification_job, lambda jobId: macie.update_classification_job(jobId=jobId, jobStatus="CANCELLED")):
        with refused("ResourceNotFoundException"):
            call(jobId="0" * 32)


def test_an_initial_run(macie, account, planted, wait_for):
    job = macie.create_classification_job(
        jobType="SCHEDULED",
        name="nightly",
        initialRun=True,
        scheduleFrequency={"monthlySchedule": {"dayOfMonth": 1}},
        s3JobDefinition=definition(account, planted),
    )["jobId"]
    wait_for(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "IDLE")
    assert macie.describe_classification_job(jobId=job)["statistics"]["numberOfRuns"] == 1.0
    assert len(findings_of(macie, job)) == 2


def test_pausing_and_resuming_while_it_runs(macie, account, server, wait_for):
    bucket = server.bucket(f"many-{account[-6:]}")
    for index in range(3_000):
        (bucket / f"{index:05}.txt").write_text(f"SSN {SSN}\n" + "words and more words\n" * 50)
    job = macie.create_classification_job(
        jobType="ONE_TIME", name="many", s3JobDefinition=definition(account, bucket.name)
    )["jobId"]
    macie.update_classification_job(jobId=job, jobStatus="USER_PAUSED")
    described = macie.describe_classification_job(jobId=job)
    assert described["jobStatus"] == "USER_PAUSED"
    assert described["userPausedDetails"]["jobExpiresAt"] > described["userPausedDetails"]["jobPausedAt"]
    macie.update_classification_job(jobId=job, jobStatus="RUNNING")
    wait_for(lambda: macie.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE", 120)
    statistics = macie.get_finding_statistics(groupBy="classificationDetails.jobId")["countsByGroup"]
    assert statistics == [{"count": 3_000, "groupKey": job}]


def test_suspending_macie_cancels_jobs(macie, account, planted):
    job = macie.create_classification_job(
        jobType="SCHEDULED",
        name="nightly",
        scheduleFrequency={"dailySchedule": {}},
        s3JobDefinition=definition(account, planted),
    )["jobId"]
    macie.update_macie_session(status="PAUSED")
    assert macie.describe_classification_job(jobId=job)["jobStatus"] == "CANCELLED"


def test_buckets_say_which_jobs_look_at_them(macie, account, planted, job_over):
    job = job_over(planted)
    (bucket,) = macie.describe_buckets(criteria={"bucketName": {"eq": [planted]}})["buckets"]
    details = bucket["jobDetails"]
    assert (details["isDefinedInJob"], details["isMonitoredByJob"]) == ("TRUE", "FALSE")
    assert details["lastJobId"] == job
    # What a job finds says nothing of how sensitive a bucket is: that is up to discovery.
    assert bucket["sensitivityScore"] == 50


def test_usage_counts_what_was_analysed(macie, planted, job_over, server, account):
    bucket = server.bucket(f"large-{account[-6:]}")
    # 0.01 dollars are about 10 MB.
    (bucket / "large.txt").write_text("nothing to see here\n" * 1_500_000)
    job_over(bucket.name)
    totals = {it["type"]: it["estimatedCost"] for it in macie.get_usage_totals()["usageTotals"]}
    assert totals["SENSITIVE_DATA_DISCOVERY"] == "0.03"
