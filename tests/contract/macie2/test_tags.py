"""Tags of everything that has an ARN."""

import pytest


@pytest.fixture
def arns(macie, account, server):
    """One ARN of each kind."""
    bucket = server.bucket(f"tags-{account[-6:]}").name
    identifier = macie.create_custom_data_identifier(name="n", regex="x1")["customDataIdentifierId"]
    macie.create_member(account={"accountId": "999999999999", "email": "a@b.example"})
    job = macie.create_classification_job(
        jobType="ONE_TIME",
        name="n",
        s3JobDefinition={"bucketDefinitions": [{"accountId": account, "buckets": [bucket]}]},
    )
    return [
        macie.get_custom_data_identifier(id=identifier)["arn"],
        macie.create_allow_list(name="n", criteria={"regex": "x1"})["arn"],
        macie.create_findings_filter(name="name", action="NOOP", findingCriteria={})["arn"],
        macie.get_member(id="999999999999")["arn"],
        job["jobArn"],
    ]


def test_tagging(macie, arns):
    for arn in arns:
        macie.tag_resource(resourceArn=arn, tags={"a": "1", "b": "", "c d": "é/+ &"})
        macie.tag_resource(resourceArn=arn, tags={"a": "2"})
        assert macie.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "2", "b": "", "c d": "é/+ &"}
        macie.untag_resource(resourceArn=arn, tagKeys=["b", "c d", "no such key"])
        assert macie.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "2"}


def test_out_of_bounds(macie, arns, refused):
    arn = arns[0]
    for tags in ({"k" * 129: "v"}, {"k": "v" * 257}, {"aws:k": "v"}, {f"k{index}": "v" for index in range(51)}):
        with refused("ValidationException"):
            macie.tag_resource(resourceArn=arn, tags=tags)
    macie.tag_resource(resourceArn=arn, tags={f"k{index}": "v" for index in range(50)})
    with refused("ValidationException", "50"):
        macie.tag_resource(resourceArn=arn, tags={"one more": "v"})


def test_unknown_resources(macie, account, refused):
    unknown = f"arn:aws:macie2:us-east-1:{account}:allow-list/{'a' * 22}"
    for call in (
        lambda arn: macie.list_tags_for_resource(resourceArn=arn),
        lambda arn: macie.tag_resource(resourceArn=arn, tags={"a": "b"}),
        lambda arn: macie.untag_resource(resourceArn=arn, tagKeys=["a"]),
    ):
        with refused("ResourceNotFoundException"):
            call(unknown)
        for other in ("x", unknown.replace(account, "000000000000"), unknown.replace("us-east-1", "eu-west-1")):
            with refused("ValidationException"):
                call(other)
