"""Samples of what findings are about."""

import pytest

KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"


@pytest.fixture
def found(macie, planted, job_over):
    """The findings of a job over the planted bucket, by type."""
    job = job_over(planted)
    criteria = {"criterion": {"classificationDetails.jobId": {"eq": [job]}}}
    ids = macie.list_findings(findingCriteria=criteria)["findingIds"]
    return {it["type"].split("/")[1]: it["id"] for it in macie.get_findings(findingIds=ids)["findings"]}


def enable(macie):
    macie.update_reveal_configuration(configuration={"status": "ENABLED", "kmsKeyId": KEY})


def test_it_is_off_at_first(macie, found, refused):
    with refused("AccessDeniedException", "update-reveal-configuration"):
        macie.get_sensitive_data_occurrences(findingId=found["Personal"])


def test_samples(macie, found):
    enable(macie)
    available = macie.get_sensitive_data_occurrences_availability(findingId=found["Personal"])
    assert (available["code"], available["reasons"]) == ("AVAILABLE", [])
    assert macie.get_sensitive_data_occurrences(findingId=found["Personal"])["status"] == "PROCESSING"
    macie.get_waiter("finding_revealed").wait(findingId=found["Personal"], WaiterConfig={"Delay": 1})
    answer = macie.get_sensitive_data_occurrences(findingId=found["Personal"])
    assert answer["status"] == "SUCCESS"
    assert answer["sensitiveDataOccurrences"] == {"USA_SOCIAL_SECURITY_NUMBER": [{"value": "512-58-3904"}]}


def test_what_is_not_there_any_more(macie, server, planted, found, refused):
    enable(macie)
    (server.buckets / planted / "people.csv").write_text("name,ssn\n")
    available = macie.get_sensitive_data_occurrences_availability(findingId=found["Personal"])
    assert (available["code"], available["reasons"]) == ("UNAVAILABLE", ["OBJECT_UNAVAILABLE"])
    with refused("UnprocessableEntityException", "OBJECT_UNAVAILABLE"):
        macie.get_sensitive_data_occurrences(findingId=found["Personal"])


def test_findings_without_samples(macie, refused):
    enable(macie)
    macie.create_sample_findings(findingTypes=["Policy:IAMUser/S3BucketPublic"])
    (finding,) = macie.list_findings()["findingIds"]
    available = macie.get_sensitive_data_occurrences_availability(findingId=finding)
    assert available["reasons"] == ["UNSUPPORTED_FINDING_TYPE"]
    for call in (macie.get_sensitive_data_occurrences, macie.get_sensitive_data_occurrences_availability):
        with refused("ResourceNotFoundException"):
            call(findingId="unknown")


def test_the_quota_of_an_object(macie, server, account, wait_for, refused):
    """100 retrievals a day; each is shown for five minutes, so it takes as many findings."""
    bucket = server.bucket(f"quota-{account[-6:]}")
    # Made up, and no one's.
    (bucket / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
    enable(macie)
    definition = {"bucketDefinitions": [{"accountId": account, "buckets": [bucket.name]}]}
    for index in range(101):
        macie.create_classification_job(jobType="ONE_TIME", name=f"job {index}", s3JobDefinition=definition)

    def findings():
        pages = macie.get_paginator("list_findings").paginate()
        return [it for page in pages for it in page["findingIds"]]

    wait_for(lambda: len(findings()) == 101, 120)
    first, *others = findings()
    for finding in others:
        macie.get_sensitive_data_occurrences(findingId=finding)
    with refused("ServiceQuotaExceededException", "100 times today"):
        macie.get_sensitive_data_occurrences(findingId=first)
    # What was retrieved is still shown.
    wait_for(lambda: macie.get_sensitive_data_occurrences(findingId=others[0])["status"] == "SUCCESS")
