"""The macie2 commands that guides on the web show, word for word but for the endpoint,
by the real AWS CLI.

They are from three pages of 2020 and 2021 on auditing Macie. Where the pages err, the
comments say so.
"""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tracie_serve import TracieServer

ACCOUNT = "123456789012"
KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"
DEFINITION = {
    "bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["cc-prod-web-data", "cc-project5-data"]}],
    "scoping": {},
}


@pytest.fixture(scope="module")
def server():
    with TracieServer(arguments=["--account-id", ACCOUNT]) as server:
        # Made up, and no one's.
        (server.bucket("cc-prod-web-data") / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
        (server.bucket("cc-prod-web-data") / "card.txt").write_text("credit card 4897 3977 4647 7379\n")
        (server.bucket("cc-project5-data") / "clean.txt").write_text("nothing to see here\n")
        server.bucket("cc-discovery-results-repository")
        yield server


@pytest.fixture
def aws(server, tmp_path):
    """Runs a command as it stands on a page; gives what it printed."""
    environment = {
        **os.environ,
        **server.environment_of("AKIDEXAMPLE"),
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_PAGER": "",
        "AWS_MAX_ATTEMPTS": "1",
    }
    (tmp_path / "cc-macie-job-definition.json").write_text(json.dumps(DEFINITION))

    def run(command, expect=0):
        words = shlex.split(" ".join(command.split()))
        assert words[0] == "aws"
        program = Path(sys.executable).with_name("aws")
        done = subprocess.run(
            [sys.executable, program, *words[1:]], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=60
        )
        if expect is None:
            return done.stderr
        assert done.returncode == expect, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


def test_the_pages_from_first_to_last(aws, wait_for, server):
    # Auditing: Macie is not enabled. The page shows the code UnauthorizedException of
    # 2021; today's model has AccessDeniedException, with the same words.
    error = aws("aws macie2 get-usage-statistics --region us-east-1", expect=None)
    assert "(AccessDeniedException) when calling the GetUsageStatistics operation: Macie is not enabled" in error

    assert (
        aws(
            """aws macie2 enable-macie
               --region us-east-1
               --finding-publishing-frequency "ONE_HOUR"
               --status ENABLED"""
        )
        is None
    )
    usage = aws("aws macie2 get-usage-statistics --region us-east-1")
    assert usage["records"][0]["accountId"] == ACCOUNT

    assert aws("aws macie2 list-classification-jobs --region us-east-1 --query 'items'") == []

    configuration = aws(
        f"""aws macie2 put-classification-export-configuration
            --region us-east-1
            --configuration "s3Destination={{bucketName=cc-discovery-results-repository,kmsKeyArn={KEY}}}" """
    )
    destination = {"bucketName": "cc-discovery-results-repository", "kmsKeyArn": KEY}
    assert configuration == {"configuration": {"s3Destination": destination}}

    # The page has no --region here, and relies on a default one.
    created = aws(
        """aws macie2 create-classification-job
           --job-type ONE_TIME
           --name cc-s3-data-discovery-job
           --s3-job-definition file://cc-macie-job-definition.json"""
    )
    job = created["jobId"]
    assert created["jobArn"] == f"arn:aws:macie2:us-east-1:{ACCOUNT}:classification-job/{job}"
    assert len(job) == 32

    def status():
        jobs = aws("aws macie2 list-classification-jobs --region us-east-1 --query 'items'")
        return [it["jobStatus"] for it in jobs if it["jobId"] == job]

    wait_for(lambda: status() == ["COMPLETE"])

    statistics = aws(
        """aws macie2 get-finding-statistics
           --region us-east-1
           --group-by resourcesAffected.s3Bucket.name"""
    )
    assert statistics == {"countsByGroup": [{"count": 2, "groupKey": "cc-prod-web-data"}]}

    # The page shows a group twice; groups are unique.
    statistics = aws(
        """aws macie2 get-finding-statistics
           --region us-east-1
           --group-by type
           --finding-criteria criterion={resourcesAffected.s3Bucket.name={eq=cc-prod-web-data}}"""
    )
    assert statistics == {
        "countsByGroup": [
            {"count": 1, "groupKey": "SensitiveData:S3Object/Financial"},
            {"count": 1, "groupKey": "SensitiveData:S3Object/Personal"},
        ]
    }

    # The page shows a bare array; the command prints it as a member.
    listed = aws(
        """aws macie2 list-findings
           --region us-east-1
           --finding-criteria criterion={resourcesAffected.s3Bucket.name={eq=cc-prod-web-data}}"""
    )
    assert len(listed["findingIds"]) == 2
    nothing = aws(
        """aws macie2 list-findings
           --region us-east-1
           --finding-criteria criterion={resourcesAffected.s3Bucket.name={eq=cc-project5-data}}"""
    )
    assert nothing == {"findingIds": []}

    findings = aws(
        f"""aws macie2 get-findings
            --region us-east-1
            --finding-ids {listed["findingIds"][0]} {listed["findingIds"][1]}
            --query 'findings[*]'"""
    )
    assert {it["resourcesAffected"]["s3Object"]["key"] for it in findings} == {"people.csv", "card.txt"}
    for finding in findings:
        details = finding["classificationDetails"]
        assert (details["jobId"], details["originType"]) == (job, "SENSITIVE_DATA_DISCOVERY_JOB")
        assert finding["severity"] == {"description": "High", "score": 3}
        location = details["detailedResultsLocation"].removeprefix("s3://")
        assert location.startswith(f"cc-discovery-results-repository/AWSLogs/{ACCOUNT}/Macie/us-east-1/{job}/")
        assert (server.buckets / location).is_file()

    # Another region knows nothing of this.
    error = aws(
        """aws macie2 get-finding-statistics
           --region ap-southeast-2
           --group-by resourcesAffected.s3Bucket.name""",
        expect=None,
    )
    assert "Macie is not enabled" in error


def test_the_page_on_findings_word_for_word(aws, server, wait_for):
    """Region and names of the page; another page enabled Macie and made a job before it."""
    # Made up, and no one's.
    (server.bucket("sample-bucket-1") / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
    (server.bucket("sample-bucket-1") / "card.txt").write_text("credit card 4897 3977 4647 7379\n")
    (server.bucket("sample-bucket-2") / "card.txt").write_text("credit card 4897 3977 4647 7379\n")
    client = server.client(ACCOUNT, region="ap-southeast-2")
    client.enable_macie()
    definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["sample-bucket-1", "sample-bucket-2"]}]}
    job = client.create_classification_job(jobType="ONE_TIME", name="job", s3JobDefinition=definition)["jobId"]
    wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")

    statistics = aws(
        """aws macie2 get-finding-statistics
             --region ap-southeast-2
             --group-by resourcesAffected.s3Bucket.name"""
    )
    groups = [{"count": 2, "groupKey": "sample-bucket-1"}, {"count": 1, "groupKey": "sample-bucket-2"}]
    assert statistics == {"countsByGroup": groups}

    statistics = aws(
        """aws macie2 get-finding-statistics
             --region ap-southeast-2
             --group-by type
             --finding-criteria criterion={resourcesAffected.s3Bucket.name={eq=sample-bucket-1}}"""
    )
    assert {it["groupKey"]: it["count"] for it in statistics["countsByGroup"]} == {
        "SensitiveData:S3Object/Financial": 1,
        "SensitiveData:S3Object/Personal": 1,
    }

    listed = aws(
        """aws macie2 list-findings
             --region ap-southeast-2
             --finding-criteria criterion={resourcesAffected.s3Bucket.name={eq=sample-bucket-1}}"""
    )
    assert len(listed["findingIds"]) == 2

    # The id of the page is nobody's; unknown ones are left out.
    findings = aws(
        """aws macie2 get-findings
             --region ap-southeast-2
             --finding-ids abcdabcd-1234-abcd-1234-abcd1234abcd
             --query 'findings[*]'"""
    )
    assert findings == []
    (finding,) = aws(
        f"""aws macie2 get-findings
              --region ap-southeast-2
              --finding-ids {listed["findingIds"][0]}
              --query 'findings[*]'"""
    )
    # Every member that the page shows of a finding.
    assert finding.keys() >= {
        "accountId", "archived", "category", "count", "createdAt", "description", "id", "partition", "region",
        "resourcesAffected", "sample", "schemaVersion", "severity", "title", "type", "updatedAt",
    }  # fmt: skip
    assert finding["region"] == "ap-southeast-2"
    assert finding["resourcesAffected"]["s3Bucket"]["name"] == "sample-bucket-1"
