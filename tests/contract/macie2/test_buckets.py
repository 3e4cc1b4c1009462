"""The inventory of buckets."""

import json

import pytest

from tracie_serve import TracieServer


@pytest.fixture(scope="module")
def estate(tmp_path_factory):
    """A server with three buckets, of two of which it is known how they are set up."""
    buckets = tmp_path_factory.mktemp("buckets")
    posture = tmp_path_factory.mktemp("posture")
    for name in ("acme-exports", "acme-logs", "unknown-bucket"):
        (buckets / name).mkdir()
    (buckets / "acme-exports" / "people.csv").write_text("a,b\n" * 25)
    (buckets / "acme-exports" / "photo.jpg").write_text("x" * 50)
    (buckets / "acme-exports" / "all.zip").write_text("PK")
    off = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)
    block = {"PublicAccessBlockConfiguration": off}
    everyone = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-exports/*"}
        ],
    }
    (posture / "get-public-access-block.json").write_text(json.dumps(block))
    answers = {
        "get-bucket-policy": {"Policy": json.dumps(everyone)},
        "get-public-access-block": block,
        "get-bucket-tagging": {"TagSet": [{"Key": "team", "Value": "hr"}]},
        "get-bucket-encryption": {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            }
        },
        "get-bucket-versioning": {"Status": "Enabled"},
    }
    for name in ("acme-exports", "acme-logs"):
        (posture / name).mkdir()
        for call, answer in answers.items():
            if name == "acme-exports" or call != "get-bucket-policy":
                (posture / name / f"{call}.json").write_text(json.dumps(answer))
    (posture / "acme-logs" / "get-bucket-policy.err").write_text(
        "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation\n"
    )
    with TracieServer(buckets=buckets, arguments=["--posture", str(posture)]) as server:
        yield server


@pytest.fixture
def client(estate, account):
    import strict

    client = strict.watch(estate.client(account))
    client.enable_macie()
    return client


def test_what_is_in_a_bucket(client, account):
    buckets = {it["bucketName"]: it for it in client.describe_buckets()["buckets"]}
    assert sorted(buckets) == ["acme-exports", "acme-logs", "unknown-bucket"]
    exports = buckets["acme-exports"]
    assert exports["accountId"] == account
    assert exports["bucketArn"] == "arn:aws:s3:::acme-exports"
    assert (exports["objectCount"], exports["sizeInBytes"]) == (3, 152)
    assert (exports["classifiableObjectCount"], exports["classifiableSizeInBytes"]) == (2, 102)
    assert exports["unclassifiableObjectCount"] == {"fileType": 1, "storageClass": 0, "total": 1}
    assert exports["sizeInBytesCompressed"] == 2
    assert exports["sensitivityScore"] == 50
    assert exports["automatedDiscoveryMonitoringStatus"] == "NOT_MONITORED"
    assert exports["jobDetails"]["isDefinedInJob"] == "FALSE"


def test_how_a_bucket_stands_open(client):
    buckets = {it["bucketName"]: it for it in client.describe_buckets()["buckets"]}
    exports, logs, unknown = (buckets[name] for name in ("acme-exports", "acme-logs", "unknown-bucket"))
    assert exports["publicAccess"]["effectivePermission"] == "PUBLIC"
    assert exports["serverSideEncryption"] == {"type": "AES256"}
    assert exports["tags"] == [{"key": "team", "value": "hr"}]
    assert exports["versioning"] is True
    assert logs["allowsUnencryptedObjectUploads"] == "TRUE"
    assert unknown["publicAccess"]["effectivePermission"] == "UNKNOWN"
    assert unknown["sharedAccess"] == "UNKNOWN"
    assert "versioning" not in unknown


def names(answer):
    return [it["bucketName"] for it in answer["buckets"]]


def test_criteria(client):
    def found(**criteria):
        return names(client.describe_buckets(criteria=criteria))

    assert found(bucketName={"prefix": "acme-"}) == ["acme-exports", "acme-logs"]
    assert found(bucketName={"neq": ["acme-logs"]}) == ["acme-exports", "unknown-bucket"]
    assert found(objectCount={"gte": 1}) == ["acme-exports"]
    assert found(**{"publicAccess.effectivePermission": {"eq": ["PUBLIC"]}}) == ["acme-exports"]
    assert found(**{"tags.key": {"eq": ["team"]}}) == ["acme-exports", "acme-logs"]
    assert found(bucketName={"eq": ["nothing"]}) == []


def test_criteria_that_mean_nothing(client, refused):
    with refused("ValidationException", "criteria"):
        client.describe_buckets(criteria={"colour": {"eq": ["red"]}})
    with refused("ValidationException", "attributeName"):
        client.describe_buckets(sortCriteria={"attributeName": "colour"})


def test_sorting_and_pages(client):
    by_size = {"attributeName": "sizeInBytes", "orderBy": "DESC"}
    assert names(client.describe_buckets(sortCriteria=by_size))[0] == "acme-exports"
    pages = client.get_paginator("describe_buckets").paginate(PaginationConfig={"PageSize": 2})
    assert [names(page) for page in pages] == [["acme-exports", "acme-logs"], ["unknown-bucket"]]


def test_statistics(client, account):
    statistics = client.get_bucket_statistics()
    assert statistics["bucketCount"] == 3
    assert statistics["bucketCountByEffectivePermission"]["publiclyAccessible"] == 1
    assert statistics["bucketCountByEffectivePermission"]["unknown"] >= 1
    assert statistics["bucketCountByEncryptionType"] == {"kmsManaged": 0, "s3Managed": 2, "unencrypted": 0, "unknown": 1}
    assert (statistics["objectCount"], statistics["classifiableObjectCount"]) == (3, 2)
    assert statistics["bucketStatisticsBySensitivity"]["notClassified"]["totalCount"] == 3
    assert client.get_bucket_statistics(accountId=account)["bucketCount"] == 3
    assert client.get_bucket_statistics(accountId="9" * 12)["bucketCount"] == 0


def test_searching(client):
    def found(**criteria):
        resources = client.search_resources(bucketCriteria=criteria)["matchingResources"]
        return [it["matchingBucket"]["bucketName"] for it in resources]

    def simple(key, comparator, *values):
        return {"simpleCriterion": {"key": key, "comparator": comparator, "values": list(values)}}

    tag = {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "team", "value": "hr"}]}}
    assert found() == ["acme-exports", "acme-logs", "unknown-bucket"]
    assert found(includes={"and": [tag, simple("S3_BUCKET_NAME", "NE", "acme-logs")]}) == ["acme-exports"]
    assert found(excludes={"and": [tag]}) == ["unknown-bucket"]
    assert found(includes={"and": [simple("S3_BUCKET_EFFECTIVE_PERMISSION", "EQ", "PUBLIC")]}) == ["acme-exports"]
    sort = {"attributeName": "RESOURCE_NAME", "orderBy": "DESC"}
    pages = client.get_paginator("search_resources").paginate(sortCriteria=sort, PaginationConfig={"PageSize": 2})
    assert [len(page["matchingResources"]) for page in pages] == [2, 1]


def test_the_inventory_is_counted_anew(client, estate, wait_for):
    (estate.buckets / "unknown-bucket" / "new.txt").write_text("new")
    wait_for(lambda: client.describe_buckets(criteria={"bucketName": {"eq": ["unknown-bucket"]}})["buckets"][0]["objectCount"] == 1)
    (estate.buckets / "later-bucket").mkdir()
    assert "later-bucket" in names(client.describe_buckets())
    (estate.buckets / "later-bucket").rmdir()
    (estate.buckets / "unknown-bucket" / "new.txt").unlink()
    wait_for(lambda: client.describe_buckets(criteria={"bucketName": {"eq": ["unknown-bucket"]}})["buckets"][0]["objectCount"] == 0)


def test_a_bucket_that_becomes_public(tmp_path, wait_for):
    bucket, posture = tmp_path / "buckets" / "acme-open", tmp_path / "posture" / "acme-open"
    bucket.mkdir(parents=True)
    posture.mkdir(parents=True)
    off = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)
    block = json.dumps({"PublicAccessBlockConfiguration": off})
    (posture.parent / "get-public-access-block.json").write_text(block)
    (posture / "get-public-access-block.json").write_text(block)
    (posture / "get-bucket-policy.err").write_text(
        "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation\n"
    )
    with TracieServer(buckets=bucket.parent, arguments=["--posture", str(posture.parent)]) as server:
        client = server.client()
        client.enable_macie()
        # The first look is what later ones are compared with.
        wait_for(lambda: client.describe_buckets()["buckets"])
        client.create_sample_findings(findingTypes=["SensitiveData:S3Object/Personal"])
        public = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-open/*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [public]})
        import time

        time.sleep(1)
        (posture / "get-bucket-policy.err").unlink()
        (posture / "get-bucket-policy.json").write_text(json.dumps({"Policy": policy}))
        criteria = {"criterion": {"category": {"eq": ["POLICY"]}}}
        (finding,) = wait_for(lambda: client.list_findings(findingCriteria=criteria)["findingIds"])
        (finding,) = client.get_findings(findingIds=[finding])["findings"]
    assert finding["type"] == "Policy:IAMUser/S3BucketPublic"
    assert finding["severity"]["description"] == "High"
    assert finding["resourcesAffected"]["s3Bucket"]["publicAccess"]["effectivePermission"] == "PUBLIC"


def test_buckets_of_one_account(tmp_path, wait_for):
    for name in ("shared/everybodys", "owned/ours", "dump/theirs"):
        (tmp_path / name).mkdir(parents=True)
        # Made up, and no one's.
        (tmp_path / name / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
    ours, theirs = "111122223333", "444455556666"
    arguments = [
        *("--bucket", f"{ours}/ours-bucket={tmp_path / 'owned' / 'ours'}"),
        *("--dump", f"{theirs}={tmp_path / 'dump'}"),
    ]
    with TracieServer(buckets=tmp_path / "shared", arguments=arguments) as server:
        seen = {}
        for account in (ours, theirs, "777788889999"):
            client = server.client(account)
            client.enable_macie()
            seen[account] = names(client.describe_buckets())
        assert seen == {
            ours: ["everybodys", "ours-bucket"],
            theirs: ["everybodys", "theirs"],
            "777788889999": ["everybodys"],
        }
        # A job of somebody else's does not read it.
        for account, findings in ((ours, 1), (theirs, 0)):
            client = server.client(account)
            definition = {"bucketDefinitions": [{"accountId": account, "buckets": ["ours-bucket"]}]}
            job = client.create_classification_job(jobType="ONE_TIME", name="job", s3JobDefinition=definition)["jobId"]
            wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
            assert len(client.list_findings()["findingIds"]) == findings
            error = client.describe_classification_job(jobId=job)["lastRunErrorStatus"]["code"]
            assert error == ("NONE" if findings else "ERROR")
        criteria = {"s3WordsList": {"bucketName": "ours-bucket", "objectKey": "people.csv"}}
        for account, code in ((ours, "OK"), (theirs, "S3_OBJECT_NOT_FOUND")):
            client = server.client(account)
            allowed = client.create_allow_list(name="words", criteria=criteria)["id"]
            assert client.get_allow_list(id=allowed)["status"]["code"] == code


def test_a_bucket_is_given_once(tmp_path):
    arguments = ["--bucket", f"a-bucket={tmp_path}", "--bucket", f"111122223333/a-bucket={tmp_path}"]
    with pytest.raises(RuntimeError, match="ended with 2"):
        TracieServer(arguments=arguments).start()
