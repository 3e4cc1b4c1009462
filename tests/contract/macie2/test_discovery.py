"""Automated discovery."""

import pytest


@pytest.fixture
def discovered(macie, planted, wait_for):
    """A planted bucket that discovery went through."""
    macie.update_automated_discovery_configuration(status="ENABLED")
    arn = f"arn:aws:s3:::{planted}"
    wait_for(lambda: "profileUpdatedAt" in macie.get_resource_profile(resourceArn=arn))
    return arn


def test_the_configuration(macie):
    configuration = macie.get_automated_discovery_configuration()
    assert configuration["status"] == "DISABLED"
    assert configuration["autoEnableOrganizationMembers"] == "NONE"
    macie.update_automated_discovery_configuration(status="ENABLED", autoEnableOrganizationMembers="NEW")
    configuration = macie.get_automated_discovery_configuration()
    assert (configuration["status"], configuration["autoEnableOrganizationMembers"]) == ("ENABLED", "NEW")
    assert configuration["firstEnabledAt"] == configuration["lastUpdatedAt"]
    macie.update_automated_discovery_configuration(status="DISABLED")
    assert macie.get_automated_discovery_configuration()["disabledAt"]


def test_accounts(macie, account):
    macie.create_member(account={"accountId": "999999999999", "email": "a@b.example"})
    errors = macie.batch_update_automated_discovery_accounts(
        accounts=[
            {"accountId": "999999999999", "status": "ENABLED"},
            {"accountId": "888888888888", "status": "ENABLED"},
        ]
    )["errors"]
    assert errors == [{"accountId": "888888888888", "errorCode": "ACCOUNT_NOT_FOUND"}]
    items = macie.list_automated_discovery_accounts()["items"]
    assert {"accountId": "999999999999", "status": "ENABLED"} in items
    assert {"accountId": account, "status": "DISABLED"} in items
    only = macie.list_automated_discovery_accounts(accountIds=[account])["items"]
    assert [it["accountId"] for it in only] == [account]


def test_the_scope(macie, refused):
    (scope,) = macie.list_classification_scopes()["classificationScopes"]
    assert scope["name"] == "automated-sensitive-data-discovery"
    assert macie.list_classification_scopes(name="other")["classificationScopes"] == []
    identity = scope["id"]
    assert macie.get_automated_discovery_configuration()["classificationScopeId"] == identity

    def change(operation, *names):
        excludes = {"operation": operation, "bucketNames": list(names)}
        macie.update_classification_scope(id=identity, s3={"excludes": excludes})
        return macie.get_classification_scope(id=identity)["s3"]["excludes"]["bucketNames"]

    assert macie.get_classification_scope(id=identity)["s3"]["excludes"]["bucketNames"] == []
    assert change("ADD", "bucket-b", "bucket-a") == ["bucket-a", "bucket-b"]
    assert change("REMOVE", "bucket-a", "bucket-c") == ["bucket-b"]
    assert change("REPLACE", "bucket-d") == ["bucket-d"]
    for call in (macie.get_classification_scope, macie.update_classification_scope):
        with refused("ResourceNotFoundException"):
            call(id="unknown")


def test_the_template(macie, refused):
    (entry,) = macie.list_sensitivity_inspection_templates()["sensitivityInspectionTemplates"]
    assert entry["name"] == "automated-sensitive-data-discovery"
    identity = entry["id"]
    template = macie.get_sensitivity_inspection_template(id=identity)
    assert "CREDIT_CARD_NUMBER" in template["includes"]["managedDataIdentifierIds"]
    assert "NAME" not in template["includes"]["managedDataIdentifierIds"]
    wanted = {
        "description": "made up",
        "includes": {"managedDataIdentifierIds": ["NAME"], "customDataIdentifierIds": [], "allowListIds": []},
        "excludes": {"managedDataIdentifierIds": ["CREDIT_CARD_NUMBER"]},
    }
    macie.update_sensitivity_inspection_template(id=identity, **wanted)
    template = macie.get_sensitivity_inspection_template(id=identity)
    assert {name: template[name] for name in wanted} == wanted
    for includes in ({"managedDataIdentifierIds": ["EMAIL_ADDRESS"]}, {"customDataIdentifierIds": ["x"]}, {"allowListIds": ["x"]}):
        with refused("ValidationException"):
            macie.update_sensitivity_inspection_template(id=identity, includes=includes)
    for call in (macie.get_sensitivity_inspection_template, macie.update_sensitivity_inspection_template):
        with refused("ResourceNotFoundException"):
            call(id="unknown")


def test_what_is_discovered(macie, discovered, planted):
    profile = macie.get_resource_profile(resourceArn=discovered)
    assert 51 <= profile["sensitivityScore"] <= 99
    assert profile["sensitivityScoreOverridden"] is False
    statistics = profile["statistics"]
    assert (statistics["totalItemsClassified"], statistics["totalItemsSensitive"]) == (3, 2)
    assert (statistics["totalDetections"], statistics["totalDetectionsSuppressed"]) == (2, 0)
    artifacts = macie.list_resource_profile_artifacts(resourceArn=discovered)["artifacts"]
    assert [it["sensitive"] for it in artifacts] == [True, True, False]
    assert {it["classificationResultStatus"] for it in artifacts} == {"COMPLETE"}

    ids = macie.list_findings(
        findingCriteria={"criterion": {"resourcesAffected.s3Bucket.name": {"eq": [planted]}}}
    )["findingIds"]
    details = [it["classificationDetails"] for it in macie.get_findings(findingIds=ids)["findings"]]
    assert len(details) == 2
    assert {it["originType"] for it in details} == {"AUTOMATED_SENSITIVE_DATA_DISCOVERY"}
    assert all("jobId" not in it for it in details)


def test_suppressed_identifiers_do_not_count(macie, discovered):
    before = macie.get_resource_profile(resourceArn=discovered)["sensitivityScore"]
    detections = macie.list_resource_profile_detections(resourceArn=discovered)["detections"]
    assert [it["id"] for it in detections] == ["CREDIT_CARD_NUMBER", "USA_SOCIAL_SECURITY_NUMBER"]
    macie.update_resource_profile_detections(
        resourceArn=discovered, suppressDataIdentifiers=[{"id": "CREDIT_CARD_NUMBER", "type": "MANAGED"}]
    )
    detections = macie.list_resource_profile_detections(resourceArn=discovered)["detections"]
    assert [it["suppressed"] for it in detections] == [True, False]
    profile = macie.get_resource_profile(resourceArn=discovered)
    assert profile["statistics"]["totalDetectionsSuppressed"] == 1
    assert profile["sensitivityScore"] < before
    pages = macie.get_paginator("list_resource_profile_detections").paginate(
        resourceArn=discovered, PaginationConfig={"PageSize": 1}
    )
    assert [len(page["detections"]) for page in pages] == [1, 1]


def test_a_score_set_by_hand(macie, discovered, refused):
    before = macie.get_resource_profile(resourceArn=discovered)["sensitivityScore"]
    macie.update_resource_profile(resourceArn=discovered, sensitivityScoreOverride=100)
    profile = macie.get_resource_profile(resourceArn=discovered)
    assert (profile["sensitivityScore"], profile["sensitivityScoreOverridden"]) == (100, True)
    macie.update_resource_profile(resourceArn=discovered)
    assert macie.get_resource_profile(resourceArn=discovered)["sensitivityScore"] == before
    with refused("ValidationException"):
        macie.update_resource_profile(resourceArn=discovered, sensitivityScoreOverride=99)


def test_excluded_buckets_are_left_alone(macie, server, account, planted, wait_for):
    (scope,) = macie.list_classification_scopes()["classificationScopes"]
    macie.update_classification_scope(
        id=scope["id"], s3={"excludes": {"operation": "ADD", "bucketNames": [planted]}}
    )
    other = server.bucket(f"zz-last-{account[-6:]}").name
    macie.update_automated_discovery_configuration(status="ENABLED")
    wait_for(lambda: "profileUpdatedAt" in macie.get_resource_profile(resourceArn=f"arn:aws:s3:::{other}"))
    excluded = macie.get_resource_profile(resourceArn=f"arn:aws:s3:::{planted}")
    assert "profileUpdatedAt" not in excluded
    assert excluded["sensitivityScore"] == 50
    assert macie.get_resource_profile(resourceArn=f"arn:aws:s3:::{other}")["sensitivityScore"] == 1


def test_unknown_buckets(macie, refused):
    for call in (
        macie.get_resource_profile,
        macie.list_resource_profile_artifacts,
        macie.list_resource_profile_detections,
        macie.update_resource_profile,
        lambda **members: macie.update_resource_profile_detections(suppressDataIdentifiers=[], **members),
    ):
        with refused("ResourceNotFoundException"):
            call(resourceArn="arn:aws:s3:::no-such-bucket")
        with refused("ValidationException"):
            call(resourceArn="no arn")
