"""Findings: lists, contents, statistics, samples."""

import pytest

SENSITIVE = [f"SensitiveData:S3Object/{kind}" for kind in "Credentials CustomIdentifier Financial Multiple Personal".split()]
POLICY = [
    "Policy:IAMUser/S3BlockPublicAccessDisabled",
    "Policy:IAMUser/S3BucketEncryptionDisabled",
    "Policy:IAMUser/S3BucketPublic",
    "Policy:IAMUser/S3BucketReplicatedExternally",
    "Policy:IAMUser/S3BucketSharedExternally",
    "Policy:IAMUser/S3BucketSharedWithCloudFront",
]


@pytest.fixture
def samples(macie):
    """All sample findings of the account, by type."""
    macie.create_sample_findings()
    ids = macie.list_findings()["findingIds"]
    return {it["type"]: it for it in macie.get_findings(findingIds=ids)["findings"]}


def ids_of(macie, **criterion):
    return set(macie.list_findings(findingCriteria={"criterion": criterion})["findingIds"])


def test_there_is_a_sample_of_each_kind(macie, samples, account):
    assert sorted(samples) == sorted(SENSITIVE + POLICY)
    for finding in samples.values():
        assert finding["sample"] is True
        assert finding["accountId"] == account
        assert finding["resourcesAffected"]["s3Bucket"]["name"] == "macie-sample-finding-bucket"
        assert finding["severity"]["score"] in (1, 2, 3)
    personal = samples["SensitiveData:S3Object/Personal"]["classificationDetails"]["result"]
    assert personal["sensitiveData"][0]["detections"][0]["type"] == "USA_SOCIAL_SECURITY_NUMBER"
    assert personal["sensitiveData"][0]["detections"][0]["occurrences"]["cells"][0]["row"] == 2


def test_samples_again(macie, samples):
    macie.create_sample_findings(findingTypes=["SensitiveData:S3Object/Financial", "Policy:IAMUser/S3BucketPublic"])
    financial = ids_of(macie, type={"eq": ["SensitiveData:S3Object/Financial"]})
    assert len(financial) == 2
    public = ids_of(macie, type={"eq": ["Policy:IAMUser/S3BucketPublic"]})
    assert len(public) == 1
    assert macie.get_findings(findingIds=list(public))["findings"][0]["count"] == 2


def test_criteria(macie, samples):
    everything = {it["id"] for it in samples.values()}
    high = {it["id"] for it in samples.values() if it["severity"]["description"] == "High"}
    assert ids_of(macie, **{"severity.description": {"eq": ["High"]}}) == high
    assert ids_of(macie, **{"severity.description": {"neq": ["High"]}}) == everything - high
    assert ids_of(macie, category={"eq": ["POLICY"]}) == {samples[kind]["id"] for kind in POLICY}
    assert ids_of(macie, sample={"eq": ["true"]}) == everything
    assert ids_of(macie, archived={"eq": ["true"]}) == set()
    assert ids_of(macie, createdAt={"gte": 0}) == everything
    assert ids_of(macie, createdAt={"lt": 1}) == set()
    path = "classificationDetails.result.sensitiveData.category"
    both = {samples["SensitiveData:S3Object/Multiple"]["id"]}
    either = ids_of(macie, **{path: {"eq": ["FINANCIAL_INFORMATION"]}})
    assert either == both | {samples["SensitiveData:S3Object/Financial"]["id"]}
    exactly = ["FINANCIAL_INFORMATION", "PERSONAL_INFORMATION"]
    assert ids_of(macie, **{path: {"eqExactMatch": exactly}}) == both


@pytest.mark.parametrize(
    "criterion",
    [
        {"no.such.field": {"eq": ["x"]}},
        {"severity": {"eq": ["High"]}},
        {"type": {"eq": ["x"] * 51}},
        {"type": {"gt": 1}},
        {"createdAt": {"gt": "yesterday"}},
        {"type": {"eqExactMatch": ["x"], "eq": ["x"]}},
    ],
)
def test_criteria_that_mean_nothing(server, account, refused, criterion):
    client = server.client(account, parameter_validation=False)
    client.enable_macie()
    with refused("ValidationException"):
        client.list_findings(findingCriteria={"criterion": criterion})


def test_sorting(macie, samples):
    def scores(order):
        ids = macie.list_findings(sortCriteria={"attributeName": "severity.score", "orderBy": order})["findingIds"]
        scores = {it["id"]: it["severity"]["score"] for it in samples.values()}
        return [scores[it] for it in ids]

    assert scores("ASC") == sorted(scores("ASC"))
    assert scores("DESC") == sorted(scores("ASC"), reverse=True)
    ids = [it["id"] for it in samples.values()]
    got = macie.get_findings(findingIds=ids, sortCriteria={"attributeName": "type", "orderBy": "DESC"})
    assert [it["type"] for it in got["findings"]] == sorted(samples, reverse=True)


def test_an_attribute_that_is_none(macie, refused):
    with refused("ValidationException", "attributeName"):
        macie.list_findings(sortCriteria={"attributeName": "colour"})


def test_pages(macie, samples):
    pages = macie.get_paginator("list_findings").paginate(PaginationConfig={"PageSize": 4})
    pages = [page["findingIds"] for page in pages]
    assert [len(page) for page in pages] == [4, 4, 3]
    assert {it for page in pages for it in page} == {it["id"] for it in samples.values()}


def test_getting(macie, samples, refused):
    ids = [it["id"] for it in samples.values()][:3]
    got = macie.get_findings(findingIds=[ids[2], "unknown", ids[0]])["findings"]
    assert [it["id"] for it in got] == [ids[2], ids[0]]
    with refused("ValidationException", "findingIds"):
        macie.get_findings(findingIds=["x"] * 51)
    with refused("ValidationException", "findingIds"):
        macie.get_findings(findingIds=[])


def test_statistics(macie, samples):
    macie.create_sample_findings(findingTypes=["SensitiveData:S3Object/Financial"])
    by_type = macie.get_finding_statistics(groupBy="type")["countsByGroup"]
    assert by_type[0] == {"count": 2, "groupKey": "SensitiveData:S3Object/Financial"}
    assert len(by_type) == 11
    by_bucket = macie.get_finding_statistics(groupBy="resourcesAffected.s3Bucket.name")["countsByGroup"]
    assert by_bucket == [{"count": 12, "groupKey": "macie-sample-finding-bucket"}]
    by_severity = macie.get_finding_statistics(groupBy="severity.description")["countsByGroup"]
    assert sum(it["count"] for it in by_severity) == 12
    by_job = macie.get_finding_statistics(groupBy="classificationDetails.jobId")["countsByGroup"]
    assert sum(it["count"] for it in by_job) == 6
    ascending = {"attributeName": "groupKey", "orderBy": "ASC"}
    keys = macie.get_finding_statistics(groupBy="type", sortCriteria=ascending, size=3)["countsByGroup"]
    assert [it["groupKey"] for it in keys] == sorted(POLICY)[:3]
    policies = {"criterion": {"category": {"eq": ["POLICY"]}}}
    assert len(macie.get_finding_statistics(groupBy="type", findingCriteria=policies)["countsByGroup"]) == 6
    assert macie.get_finding_statistics(groupBy="classificationDetails.jobId", findingCriteria=policies)["countsByGroup"] == []
