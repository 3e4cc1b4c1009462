"""Custom data identifiers, and the list of managed ones."""

import re

import pytest

BADGE = {
    "name": "badge",
    "regex": "B-[0-9]{4}",
    "description": "made up",
    "keywords": ["badge", "employee"],
    "ignoreWords": ["B-0000"],
    "maximumMatchDistance": 20,
    "severityLevels": [
        {"occurrencesThreshold": 1, "severity": "LOW"},
        {"occurrencesThreshold": 50, "severity": "HIGH"},
    ],
    "tags": {"team": "security"},
}


def test_what_is_created_is_given_back(macie, account):
    identifier = macie.create_custom_data_identifier(**BADGE)["customDataIdentifierId"]
    assert re.fullmatch(r"[0-9a-f-]{36}", identifier)
    got = macie.get_custom_data_identifier(id=identifier)
    assert {name: got[name] for name in BADGE} == BADGE
    assert got["arn"] == f"arn:aws:macie2:us-east-1:{account}:custom-data-identifier/{identifier}"
    assert got["deleted"] is False

    listed = macie.list_custom_data_identifiers()["items"]
    assert [it["id"] for it in listed] == [identifier]
    assert set(listed[0]) == {"arn", "createdAt", "description", "id", "name"}


def test_defaults(macie):
    identifier = macie.create_custom_data_identifier(name="n", regex="x1")["customDataIdentifierId"]
    got = macie.get_custom_data_identifier(id=identifier)
    assert got["maximumMatchDistance"] == 50
    assert got["severityLevels"] == [{"occurrencesThreshold": 1, "severity": "MEDIUM"}]
    assert got["keywords"] == got["ignoreWords"] == []
    assert got["tags"] == {}


def test_a_deleted_one_can_still_be_looked_up(macie, refused):
    identifier = macie.create_custom_data_identifier(name="n", regex="x1")["customDataIdentifierId"]
    macie.delete_custom_data_identifier(id=identifier)
    assert macie.get_custom_data_identifier(id=identifier)["deleted"] is True
    assert macie.list_custom_data_identifiers()["items"] == []
    batch = macie.batch_get_custom_data_identifiers(ids=[identifier, "unknown"])
    assert [(it["id"], it["deleted"]) for it in batch["customDataIdentifiers"]] == [(identifier, True)]
    assert batch["notFoundIdentifierIds"] == ["unknown"]
    with refused("ResourceNotFoundException"):
        macie.delete_custom_data_identifier(id=identifier)


def test_pages(macie):
    made = {
        macie.create_custom_data_identifier(name=f"n{index}", regex="x1")["customDataIdentifierId"]
        for index in range(7)
    }
    pages = list(macie.get_paginator("list_custom_data_identifiers").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["items"]) for page in pages] == [3, 3, 1]
    assert {it["id"] for page in pages for it in page["items"]} == made


def test_a_repeated_request_makes_one(macie, refused):
    first = macie.create_custom_data_identifier(clientToken="t", name="n", regex="x1")
    again = macie.create_custom_data_identifier(clientToken="t", name="n", regex="x1")
    assert first["customDataIdentifierId"] == again["customDataIdentifierId"]
    with refused("ConflictException"):
        macie.create_custom_data_identifier(clientToken="t", name="other", regex="x1")
    assert len(macie.list_custom_data_identifiers()["items"]) == 1


@pytest.mark.parametrize(
    "members",
    [
        {"regex": "("},
        {"regex": "a(?=b)"},
        {"regex": r"(a)\1"},
        {"regex": ""},
        {"regex": "x" * 513},
        {"name": ""},
        {"name": "n" * 129},
        {"description": "d" * 513},
        {"keywords": ["ab"]},
        {"keywords": ["k" * 91]},
        {"keywords": ["key"] * 51},
        {"ignoreWords": ["abc"]},
        {"ignoreWords": ["word"] * 11},
        {"maximumMatchDistance": 0},
        {"maximumMatchDistance": 301},
        {"severityLevels": [{"occurrencesThreshold": 0, "severity": "LOW"}]},
        {"severityLevels": [{"occurrencesThreshold": 1, "severity": "CRITICAL"}]},
        {
            "severityLevels": [
                {"occurrencesThreshold": 9, "severity": "LOW"},
                {"occurrencesThreshold": 5, "severity": "HIGH"},
            ]
        },
        {
            "severityLevels": [
                {"occurrencesThreshold": 1, "severity": "HIGH"},
                {"occurrencesThreshold": 5, "severity": "LOW"},
            ]
        },
    ],
)
def test_out_of_bounds(macie, refused, members):
    with refused("ValidationException"):
        macie.create_custom_data_identifier(**{"name": "n", "regex": "x1", **members})
    assert macie.list_custom_data_identifiers()["items"] == []


@pytest.mark.parametrize(
    ("members", "count"),
    [
        ({"regex": "B-[0-9]{4}", "sampleText": "B-1234 B-5678"}, 2),
        ({"regex": "B-[0-9]{4}", "sampleText": "badge B-1234", "keywords": ["badge"]}, 1),
        ({"regex": "B-[0-9]{4}", "sampleText": "B-1234 badge", "keywords": ["badge"]}, 0),
        ({"regex": "B-[0-9]{4}", "sampleText": "B-1234 B-0000", "ignoreWords": ["0000"]}, 1),
        ({"regex": "(apple|orange)", "sampleText": "an apple, an orange"}, 2),
        (
            {
                "regex": "B-[0-9]{4}",
                "sampleText": "badge: 0123456789 B-1234",
                "keywords": ["badge"],
                "maximumMatchDistance": 10,
            },
            0,
        ),
    ],
)
def test_testing(macie, members, count):
    assert macie.test_custom_data_identifier(**members)["matchCount"] == count


def test_testing_out_of_bounds(macie, refused):
    for members in ({"sampleText": "x" * 1001}, {"regex": "["}, {"keywords": ["ab"]}):
        with refused("ValidationException"):
            macie.test_custom_data_identifier(**{"regex": "x1", "sampleText": "x", **members})


def test_managed_identifiers(fresh):
    pages = fresh.get_paginator("list_managed_data_identifiers").paginate()
    items = [item for page in pages for item in page["items"]]
    ids = [item["id"] for item in items]
    assert len(ids) == len(set(ids)) > 150
    assert {"id": "CREDIT_CARD_NUMBER", "category": "FINANCIAL_INFORMATION"} in items
    assert {"id": "AWS_CREDENTIALS", "category": "CREDENTIALS"} in items
