"""Allow lists."""

import re

import pytest

REGEX = {"regex": "^(ACME|ACME Ltd)$"}


def test_what_is_created_is_given_back(macie, account):
    created = macie.create_allow_list(name="ours", criteria=REGEX, description="made up", tags={"a": "b"})
    assert re.fullmatch(r"[a-z0-9]{22}", created["id"])
    assert created["arn"] == f"arn:aws:macie2:us-east-1:{account}:allow-list/{created['id']}"
    got = macie.get_allow_list(id=created["id"])
    assert (got["name"], got["description"], got["criteria"]) == ("ours", "made up", REGEX)
    assert got["tags"] == {"a": "b"}
    assert got["status"] == {"code": "OK"}
    listed = macie.list_allow_lists()["allowLists"]
    assert [it["id"] for it in listed] == [created["id"]]
    assert set(listed[0]) == {"arn", "createdAt", "description", "id", "name", "updatedAt"}


def test_updating(macie, refused):
    made = macie.create_allow_list(name="ours", criteria=REGEX, description="made up")["id"]
    assert macie.update_allow_list(id=made, name="others", criteria={"regex": "a{2}"})["id"] == made
    got = macie.get_allow_list(id=made)
    assert (got["name"], got["criteria"]) == ("others", {"regex": "a{2}"})
    assert "description" not in got
    words = {"s3WordsList": {"bucketName": "some-bucket", "objectKey": "words.txt"}}
    with refused("ValidationException"):
        macie.update_allow_list(id=made, name="others", criteria=words)
    with refused("ResourceNotFoundException"):
        macie.update_allow_list(id="a" * 22, name="n", criteria=REGEX)


def test_the_object_with_the_words_is_looked_at_each_time(macie, server, account):
    bucket = server.bucket(f"words-{account[-6:]}")
    words = {"s3WordsList": {"bucketName": bucket.name, "objectKey": "lists/words.txt"}}
    made = macie.create_allow_list(name="words", criteria=words)["id"]

    def code():
        return macie.get_allow_list(id=made)["status"]["code"]

    assert code() == "S3_OBJECT_NOT_FOUND"
    (bucket / "lists").mkdir()
    file = bucket / "lists" / "words.txt"
    file.write_text("")
    assert code() == "S3_OBJECT_EMPTY"
    file.write_text("one\ntwo\n")
    assert code() == "OK"
    file.write_text("".join(f"word {index}\n" for index in range(100_001)))
    assert code() == "S3_OBJECT_OVERSIZE"


def test_words_outside_the_buckets_are_not_read(macie, server, account):
    bucket = server.bucket(f"inside-{account[-6:]}")
    (server.buckets / "secret.txt").write_text("one\n")
    for key in ("../secret.txt", "/etc/hostname", "x/../../secret.txt"):
        words = {"s3WordsList": {"bucketName": bucket.name, "objectKey": key}}
        made = macie.create_allow_list(name=key, criteria=words)["id"]
        assert macie.get_allow_list(id=made)["status"]["code"] == "S3_OBJECT_NOT_FOUND"
        macie.delete_allow_list(id=made)


@pytest.mark.parametrize(
    "members",
    [
        {"criteria": {}},
        {"criteria": {"regex": "("}},
        {"criteria": {"regex": "a" * 513}},
        {"criteria": {**REGEX, "s3WordsList": {"bucketName": "bucket", "objectKey": "key"}}},
        {"criteria": {"s3WordsList": {"bucketName": "not a bucket", "objectKey": "key"}}},
        {"name": "n" * 129},
        {"description": "d" * 513},
        {"tags": {f"k{index}": "v" for index in range(51)}},
    ],
)
def test_out_of_bounds(macie, refused, members):
    with refused("ValidationException"):
        macie.create_allow_list(**{"name": "n", "criteria": REGEX, **members})


def test_names_and_quotas(macie, refused):
    for index in range(5):
        macie.create_allow_list(name=f"n{index}", criteria=REGEX)
    with refused("ConflictException"):
        macie.create_allow_list(name="n0", criteria={"s3WordsList": {"bucketName": "bucket", "objectKey": "key"}})
    (first, *_) = macie.list_allow_lists()["allowLists"]
    # The operation declares no conflict.
    with refused("ValidationException", "of this name"):
        taken = next(f"n{index}" for index in range(5) if f"n{index}" != first["name"])
        macie.update_allow_list(id=first["id"], name=taken, criteria=REGEX)
    with refused("ServiceQuotaExceededException"):
        macie.create_allow_list(name="n5", criteria=REGEX)
    pages = macie.get_paginator("list_allow_lists").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["allowLists"]) for page in pages] == [2, 2, 1]


def test_deleting(macie, refused):
    made = macie.create_allow_list(name="n", criteria=REGEX)["id"]
    macie.delete_allow_list(id=made)
    assert macie.list_allow_lists()["allowLists"] == []
    for call in (macie.get_allow_list, macie.delete_allow_list):
        with refused("ResourceNotFoundException"):
            call(id=made)
