"""Macie itself: on, off, paused."""

import boto3


def test_macie_is_off_at_first(fresh, refused):
    for call in (
        fresh.get_macie_session,
        fresh.list_findings,
        fresh.get_usage_statistics,
        fresh.list_classification_jobs,
        fresh.disable_macie,
        lambda: fresh.update_macie_session(status="PAUSED"),
        lambda: fresh.describe_classification_job(jobId="0" * 32),
    ):
        with refused("AccessDeniedException", "Macie is not enabled"):
            call()


def test_enabling(fresh, refused):
    assert set(fresh.enable_macie(findingPublishingFrequency="ONE_HOUR", status="ENABLED")) == {"ResponseMetadata"}
    session = fresh.get_macie_session()
    assert session["findingPublishingFrequency"] == "ONE_HOUR"
    assert session["status"] == "ENABLED"
    assert session["createdAt"] == session["updatedAt"]
    assert session["serviceRole"].endswith("AWSServiceRoleForAmazonMacie")
    with refused("ConflictException", "already been enabled"):
        fresh.enable_macie()


def test_the_same_request_again_is_answered_again(fresh, refused):
    token = {"clientToken": "a token of ours"}
    fresh.enable_macie(**token)
    fresh.enable_macie(**token)
    with refused("ConflictException", "clientToken"):
        fresh.enable_macie(status="PAUSED", **token)


def test_updating_and_disabling(macie, refused):
    macie.update_macie_session(findingPublishingFrequency="SIX_HOURS", status="PAUSED")
    session = macie.get_macie_session()
    assert (session["findingPublishingFrequency"], session["status"]) == ("SIX_HOURS", "PAUSED")
    assert session["updatedAt"] >= session["createdAt"]
    with refused("AccessDeniedException", "Macie is not enabled"):
        macie.create_classification_job(jobType="ONE_TIME", name="n", s3JobDefinition={})
    macie.disable_macie()
    with refused("AccessDeniedException", "Macie is not enabled"):
        macie.get_macie_session()


def test_disabling_deletes_what_there_was(macie):
    macie.create_custom_data_identifier(name="badge", regex="B-[0-9]{4}")
    macie.disable_macie()
    macie.enable_macie()
    assert macie.list_custom_data_identifiers()["items"] == []


def test_accounts_and_regions_are_kept_apart(server, account, macie, refused):
    elsewhere = server.client(account, region="eu-central-1")
    with refused("AccessDeniedException", "Macie is not enabled"):
        elsewhere.get_macie_session()
    elsewhere.enable_macie(status="PAUSED")
    assert macie.get_macie_session()["status"] == "ENABLED"
    identifier = macie.create_custom_data_identifier(name="badge", regex="B-[0-9]{4}")["customDataIdentifierId"]
    with refused("ResourceNotFoundException"):
        elsewhere.get_custom_data_identifier(id=identifier)


def test_unsigned_requests_are_of_the_default_account(server):
    unsigned = boto3.client(
        "macie2",
        endpoint_url=server.url,
        region_name="us-east-1",
        config=boto3.session.Config(signature_version=__import__("botocore").UNSIGNED),
    )
    assert unsigned.list_managed_data_identifiers()["items"]
