"""Findings filters, and suppression by them."""

import pytest

CRITERIA = {"criterion": {"resourcesAffected.s3Bucket.name": {"eq": ["a", "b"]}, "count": {"gte": 1, "lt": 9}}}


def test_what_is_created_is_given_back(macie, account):
    created = macie.create_findings_filter(
        name="ours", action="ARCHIVE", findingCriteria=CRITERIA, description="made up", position=1, tags={"a": "b"}
    )
    assert created["arn"] == f"arn:aws:macie2:us-east-1:{account}:findings-filter/{created['id']}"
    got = macie.get_findings_filter(id=created["id"])
    assert (got["action"], got["description"], got["findingCriteria"]) == ("ARCHIVE", "made up", CRITERIA)
    assert (got["name"], got["position"], got["tags"]) == ("ours", 1, {"a": "b"})


def test_positions_stay_without_gaps(macie):
    ids = [
        macie.create_findings_filter(name=f"filter {index}", action="NOOP", findingCriteria={})["id"]
        for index in range(4)
    ]

    def order():
        return [it["id"] for it in macie.list_findings_filters()["findingsFilterListItems"]]

    assert order() == ids
    macie.update_findings_filter(id=ids[3], position=1)
    assert order() == [ids[3], ids[0], ids[1], ids[2]]
    macie.delete_findings_filter(id=ids[0])
    assert order() == [ids[3], ids[1], ids[2]]
    assert [macie.get_findings_filter(id=it)["position"] for it in order()] == [1, 2, 3]
    pages = macie.get_paginator("list_findings_filters").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["findingsFilterListItems"]) for page in pages] == [2, 1]


def test_updating(macie, refused):
    made = macie.create_findings_filter(name="ours", action="NOOP", findingCriteria={})["id"]
    macie.update_findings_filter(
        id=made, name="others", action="ARCHIVE", description="new", findingCriteria=CRITERIA, clientToken="t"
    )
    got = macie.get_findings_filter(id=made)
    assert (got["name"], got["action"], got["description"]) == ("others", "ARCHIVE", "new")
    assert got["findingCriteria"] == CRITERIA
    with refused("ResourceNotFoundException"):
        macie.update_findings_filter(id="unknown", name="name")
    macie.create_findings_filter(name="third", action="NOOP", findingCriteria={})
    with refused("ConflictException"):
        macie.update_findings_filter(id=made, name="third")


@pytest.mark.parametrize(
    "members",
    [
        {"name": "ab"},
        {"name": "n" * 65},
        {"action": "DELETE"},
        {"position": 0},
        {"findingCriteria": {"criterion": {"no.such.field": {"eq": ["x"]}}}},
        {"findingCriteria": {"criterion": {"type": {"eq": ["x"] * 51}}}},
        {"findingCriteria": {"criterion": {"type": {"gt": 1}}}},
    ],
)
def test_out_of_bounds(macie, refused, members):
    with refused("ValidationException"):
        macie.create_findings_filter(**{"name": "ours", "action": "NOOP", "findingCriteria": {}, **members})


def test_unknown_and_twice(macie, refused):
    macie.create_findings_filter(name="ours", action="NOOP", findingCriteria={})
    with refused("ConflictException"):
        macie.create_findings_filter(name="ours", action="NOOP", findingCriteria={})
    for call in (macie.get_findings_filter, macie.delete_findings_filter):
        with refused("ResourceNotFoundException"):
            call(id="unknown")


def test_suppression(macie, planted, job_over):
    criteria = {"criterion": {"type": {"eq": ["SensitiveData:S3Object/Financial"]}}}
    macie.create_findings_filter(name="cards", action="ARCHIVE", findingCriteria=criteria)
    job = job_over(planted)
    of_job = {"classificationDetails.jobId": {"eq": [job]}}

    def types(*archived):
        criterion = {**of_job, **({"archived": {"eq": list(archived)}} if archived else {})}
        ids = macie.list_findings(findingCriteria={"criterion": criterion})["findingIds"]
        return {it["type"] for it in macie.get_findings(findingIds=ids)["findings"]}

    assert types("true") == {"SensitiveData:S3Object/Financial"}
    assert types("false") == {"SensitiveData:S3Object/Personal"}
    # Who does not ask for either is told both.
    assert types() == types("true", "false") == types("true") | types("false")
