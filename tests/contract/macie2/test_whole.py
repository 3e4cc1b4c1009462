"""What all operations have in common, and members that no other test needs.

What is declared is asked of botocore's model; test_zz_all_operations.py counts what was
sent and answered in all tests, and names what was left out.
"""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

import strict
from tracie_serve import TracieServer, new_account

OPERATIONS = {name: strict.MODEL.operation_model(name) for name in strict.MODEL.operation_names}
# Nothing of an account is needed for these.
WITHOUT_SESSION = {
    "EnableMacie",
    "ListManagedDataIdentifiers",
    # The management account of an organization need not use Macie itself.
    "DisableOrganizationAdminAccount",
    "EnableOrganizationAdminAccount",
    "ListOrganizationAdminAccounts",
}
KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"
# Values for members of which the type does not say enough.
VALUES = {
    "accountId": "999999999999",
    "accountIds": ["999999999999"],
    "adminAccountId": "999999999999",
    "bucketName": "some-bucket",
    "criteria": {"regex": "a1"},
    "buckets": ["some-bucket"],
    "email": "a@b.example",
    "objectKey": "key",
    "regex": "a1",
    "resourceArn": "arn:aws:s3:::some-bucket",
    "groupBy": "type",
    "findingIds": ["0" * 32],
    "name": "some name",
}


def least(shape):
    """The least that a shape may be: what is required and nothing else."""
    if shape.type_name == "structure":
        return {name: VALUES.get(name) or least(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [least(shape.member)]
    if shape.type_name == "map":
        return {"k": least(shape.value)}
    if shape.type_name in ("integer", "long"):
        return 1
    if shape.type_name == "boolean":
        return True
    return shape.enum[0] if getattr(shape, "enum", None) else "0" * 22


def call(client, name, **members):
    method = "".join(f"_{it.lower()}" if it.isupper() else it for it in name).lstrip("_")
    shape = OPERATIONS[name].input_shape
    return getattr(client, method)(**{**(least(shape) if shape else {}), **members})


def declares(name, code):
    return any(it.name == code for it in OPERATIONS[name].error_shapes)


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - WITHOUT_SESSION))
def test_macie_is_to_be_enabled(server, refused, name):
    if not declares(name, "AccessDeniedException") and name not in ("TagResource", "UntagResource", "ListTagsForResource"):
        pytest.skip("it says so of no error")
    with refused("AccessDeniedException", "Macie is not enabled"):
        call(server.client(new_account()), name)


def wrong_members(name):
    """Each member that stands in body or query, as something that it cannot be."""
    shape = OPERATIONS[name].input_shape
    for member, its in shape.members.items() if shape else ():
        place = its.serialization.get("location", "body")
        if place == "body":
            yield member, {"structure": 5, "list": 5, "map": 5, "string": 5, "boolean": "x"}.get(its.type_name, "x")
        elif place == "querystring" and its.type_name == "integer":
            yield member, 0


@pytest.mark.parametrize("name", [it for it in sorted(OPERATIONS) if list(wrong_members(it))])
def test_members_of_another_type_are_refused(macie, server, name):
    """By the server: the client's own validation is left out."""
    from test_protocol import ask

    shape = OPERATIONS[name].input_shape
    for member, wrong in wrong_members(name):
        members = {**least(shape), member: wrong}
        path, query, body = OPERATIONS[name].http["requestUri"], [], {}
        for key, value in members.items():
            place = shape.members[key].serialization.get("location", "body")
            if place == "uri":
                path = path.replace("{%s}" % shape.members[key].serialization.get("name", key), str(value))
            elif place == "querystring":
                query += [f"{key}={it}" for it in (value if isinstance(value, list) else [value])]
            else:
                body[key] = value
        target = path + ("?" + "&".join(query) if query else "")
        status, headers, content = ask(server, OPERATIONS[name].http["method"], target, json.dumps(body))
        code = {key.lower(): value for key, value in headers.items()}.get("x-amzn-errortype")
        assert (status, code) == (400, "ValidationException"), (member, content)
        assert member in json.loads(content)["message"], (member, content)
        strict.refused.add(f"{name} {code}")


@pytest.mark.parametrize("name", [it for it in sorted(OPERATIONS) if declares(it, "ResourceNotFoundException")])
def test_what_is_named_must_be_there(macie, refused, name):
    shape = OPERATIONS[name].input_shape
    places = {its.serialization.get("location") for its in shape.members.values()} if shape else ()
    if "uri" not in places and "resourceArn" not in (shape.members if shape else ()):
        pytest.skip("it names nothing")
    with refused("ResourceNotFoundException"):
        call(macie, name)


PAGINATORS = sorted(name for name in OPERATIONS if name.startswith(("List", "Describe", "Search", "GetUsageStat")))


@pytest.mark.parametrize("name", PAGINATORS)
def test_paginators(macie, planted, refused, name):
    """All those that boto3 has come to an end; a token that is made up does not begin anew."""
    method = "".join(f"_{it.lower()}" if it.isupper() else it for it in name).lstrip("_")
    if not macie.can_paginate(method):
        pytest.skip("it has no pages")
    members = {"resourceArn": f"arn:aws:s3:::{planted}"} if "ResourceProfile" in name else {}
    shape = OPERATIONS[name].input_shape
    if "maxResults" in shape.members:
        members["PaginationConfig"] = {"PageSize": 5}
    pages = list(macie.get_paginator(method).paginate(**members))
    assert pages and "nextToken" not in pages[-1]
    members.pop("PaginationConfig", None)
    with refused("ValidationException", "nextToken"):
        getattr(macie, method)(nextToken="made up", **members)


# --- members that no other test needs ---------------------------------------


def test_every_kind_of_term_of_a_job(macie, account, planted):
    pair = {"key": "team", "value": "hr"}
    definition = {
        "bucketCriteria": {
            "includes": {
                "and": [
                    {"simpleCriterion": {"comparator": "EQ", "key": "S3_BUCKET_NAME", "values": [planted]}},
                    {"tagCriterion": {"comparator": "EQ", "tagValues": [pair]}},
                ]
            },
            "excludes": {"and": [{"tagCriterion": {"comparator": "EQ", "tagValues": [pair]}}]},
        },
        "scoping": {
            "includes": {
                "and": [{"tagScopeTerm": {"comparator": "EQ", "key": "TAG", "tagValues": [pair], "target": "S3_OBJECT"}}]
            }
        },
    }
    job = macie.create_classification_job(
        jobType="SCHEDULED",
        name="weekly",
        scheduleFrequency={"weeklySchedule": {"dayOfWeek": "MONDAY"}},
        initialRun=True,
        s3JobDefinition=definition,
    )["jobId"]
    macie.update_classification_job(jobId=job, jobStatus="USER_PAUSED")
    described = macie.describe_classification_job(jobId=job)
    assert described["s3JobDefinition"] == definition
    assert described["scheduleFrequency"] == {"weeklySchedule": {"dayOfWeek": "MONDAY"}}
    (item,) = macie.list_classification_jobs()["items"]
    assert item["bucketCriteria"] == definition["bucketCriteria"]


def test_a_paused_job_in_a_list(macie, account, server):
    bucket = server.bucket(f"paused-{account[-6:]}")
    for index in range(2_000):
        (bucket / f"{index:05}.txt").write_text("words and more words\n" * 50)
    definition = {"bucketDefinitions": [{"accountId": account, "buckets": [bucket.name]}]}
    job = macie.create_classification_job(jobType="ONE_TIME", name="paused", s3JobDefinition=definition)["jobId"]
    macie.update_classification_job(jobId=job, jobStatus="USER_PAUSED")
    (item,) = macie.list_classification_jobs()["items"]
    assert item["userPausedDetails"] == macie.describe_classification_job(jobId=job)["userPausedDetails"]
    macie.update_classification_job(jobId=job, jobStatus="CANCELLED")


def test_a_finding_of_what_was_read_in_part(macie, account, server, job_over):
    bucket = server.bucket(f"partial-{account[-6:]}")
    with zipfile.ZipFile(bucket / "all.zip", "w") as archive:
        # Made up, and no one's.
        archive.writestr("people.csv", "name,ssn\nJane Doe,512-58-3904\n")
        archive.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    job_over(bucket.name)
    (finding,) = macie.get_findings(findingIds=macie.list_findings()["findingIds"])["findings"]
    status = finding["classificationDetails"]["result"]["status"]
    assert status == {"code": "PARTIAL", "reason": "ARCHIVE_CONTAINS_UNPROCESSED_FILES"}


OPERATORS = {
    "type": {"eqExactMatch": ["SensitiveData:S3Object/Personal"]},
    "classificationDetails.result.sensitiveData.category": {"eqExactMatch": ["PERSONAL_INFORMATION"]},
    "severity.description": {"neq": ["Low"]},
    "count": {"gt": 0, "lt": 5},
    "updatedAt": {"gte": 1, "lte": 4_000_000_000_000},
}
CRITERIA = {"criterion": {name: it for name, it in OPERATORS.items() if name != "type"}}


def test_every_operator_of_criteria(macie):
    macie.create_sample_findings()
    macie.create_sample_findings(findingTypes=["SensitiveData:S3Object/Personal"])
    found = macie.list_findings(findingCriteria=CRITERIA)["findingIds"]
    assert len(found) == 2
    groups = macie.get_finding_statistics(groupBy="type", findingCriteria=CRITERIA)["countsByGroup"]
    assert groups == [{"count": 2, "groupKey": "SensitiveData:S3Object/Personal"}]
    filter_ = macie.create_findings_filter(
        name="filter", action="NOOP", clientToken="t", description="made up", findingCriteria=CRITERIA
    )["id"]
    assert macie.get_findings_filter(id=filter_)["findingCriteria"] == CRITERIA
    macie.update_findings_filter(id=filter_, clientToken="u", findingCriteria=CRITERIA)
    assert macie.get_findings_filter(id=filter_)["findingCriteria"] == CRITERIA
    # One operator takes no other beside it.
    with pytest.raises(ClientError, match="ValidationException"):
        macie.list_findings(findingCriteria={"criterion": {"type": {"eqExactMatch": ["a"], "eq": ["a"]}}})


def test_tokens_and_descriptions(macie):
    token = "a token of ours"
    first = macie.create_allow_list(name="list", clientToken=token, description="made up", criteria={"regex": "a1"})
    again = macie.create_allow_list(name="list", clientToken=token, description="made up", criteria={"regex": "a1"})
    assert first["id"] == again["id"]
    macie.update_allow_list(id=first["id"], name="list", description="changed", criteria={"regex": "a1"})
    assert macie.get_allow_list(id=first["id"])["description"] == "changed"
    identifier = macie.create_custom_data_identifier(name="badge", regex="a1", description="made up")
    got = macie.batch_get_custom_data_identifiers(ids=[identifier["customDataIdentifierId"], "x"])
    assert got["customDataIdentifiers"][0]["description"] == "made up"
    configuration = {"publishClassificationFindings": True, "publishPolicyFindings": True}
    macie.put_findings_publication_configuration(clientToken=token, securityHubConfiguration=configuration)
    assert macie.get_findings_publication_configuration()["securityHubConfiguration"] == configuration
    macie.enable_organization_admin_account(adminAccountId="999999999999", clientToken=token)
    assert macie.list_organization_admin_accounts(maxResults=5)["adminAccounts"][0]["accountId"] == "999999999999"


def test_who_is_to_own_the_results_bucket(macie, server, account):
    bucket = server.bucket(f"owned-{account[-6:]}").name
    destination = {"bucketName": bucket, "kmsKeyArn": KEY, "expectedBucketOwner": account}
    macie.put_classification_export_configuration(configuration={"s3Destination": destination})
    assert macie.get_classification_export_configuration()["configuration"]["s3Destination"] == destination


def test_accounts_page_by_page(macie, account, server):
    for index in range(3):
        macie.create_member(account={"accountId": f"99999999999{index}", "email": "a@b.example"})
    macie.create_invitations(accountIds=["999999999990"], disableEmailNotification=True, message="hello")
    (invited,) = [it for it in macie.list_members(onlyAssociated="false")["members"] if "invitedAt" in it]
    assert invited["accountId"] == "999999999990"
    pages = macie.get_paginator("list_automated_discovery_accounts").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["items"]) for page in pages] == [2, 2]
    # Somebody whom two invite.
    key = new_account()
    invitee = server.client(key)
    invitee.enable_macie()
    for _ in range(2):
        inviter = server.client(new_account())
        inviter.enable_macie()
        inviter.create_member(account={"accountId": key, "email": "a@b.example"})
        assert inviter.create_invitations(accountIds=[key])["unprocessedAccounts"] == []
    pages = invitee.get_paginator("list_invitations").paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["invitations"]) for page in pages] == [1, 1]
    (unprocessed,) = invitee.decline_invitations(accountIds=["888888888888"])["unprocessedAccounts"]
    assert unprocessed["errorCode"] == "ClientError"


def test_usage_in_a_range(macie, account):
    records = macie.get_usage_statistics(maxResults=5, timeRange="MONTH_TO_DATE")
    assert (records["timeRange"], records["records"][0]["accountId"]) == ("MONTH_TO_DATE", account)


CONFIGURATION = Path(__file__).resolve().parents[2] / "cli" / "buckets.in" / "after"


@pytest.fixture(scope="module")
def estate(tmp_path_factory):
    """A server with buckets of which a lot is known."""
    buckets = tmp_path_factory.mktemp("buckets")
    for path in CONFIGURATION.iterdir():
        if path.is_dir():
            (buckets / path.name).mkdir()
            # Made up, and no one's.
            (buckets / path.name / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
    posture = tmp_path_factory.mktemp("posture") / "after"
    shutil.copytree(CONFIGURATION, posture)
    for name, answer in {
        "acme-hr/get-bucket-encryption": {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}]
            }
        },
        "acme-hr/get-bucket-tagging": {"TagSet": [{"Key": "team", "Value": "hr"}]},
    }.items():
        (posture / f"{name}.err").unlink(missing_ok=True)
        (posture / f"{name}.json").write_text(json.dumps(answer))
    with TracieServer(buckets=buckets, arguments=["--posture", str(posture)]) as server:
        yield server


def test_all_that_is_known_of_buckets(estate, account, wait_for):
    # Where the buckets are.
    client = estate.client(account, region="eu-west-1")
    client.enable_macie()
    identifier = client.create_custom_data_identifier(name="people", regex="Jane Doe")["customDataIdentifierId"]
    (template,) = client.list_sensitivity_inspection_templates()["sensitivityInspectionTemplates"]
    client.update_sensitivity_inspection_template(
        id=template["id"], includes={"customDataIdentifierIds": [identifier], "managedDataIdentifierIds": ["NAME"]}
    )
    client.update_automated_discovery_configuration(status="ENABLED")
    by_name = {it["bucketName"]: it for it in client.describe_buckets(criteria={"objectCount": {"gt": 0, "lt": 9, "lte": 8}})["buckets"]}
    assert len(by_name) == 6
    wait_for(lambda: all("lastAutomatedDiscoveryTime" in it for it in client.describe_buckets()["buckets"]))
    definition = {"bucketDefinitions": [{"accountId": account, "buckets": list(by_name)}]}
    job = client.create_classification_job(jobType="ONE_TIME", name="all", s3JobDefinition=definition)["jobId"]
    wait_for(lambda: client.describe_classification_job(jobId=job)["jobStatus"] == "COMPLETE")
    found = [it["matchingBucket"] for it in client.search_resources()["matchingResources"]]
    assert {it["bucketName"] for it in found} == set(by_name)
    assert any(it["jobDetails"].get("lastJobId") == job for it in found)
    detections = client.list_resource_profile_detections(resourceArn="arn:aws:s3:::acme-hr")["detections"]
    (custom,) = [it for it in detections if it["type"] == "CUSTOM"]
    assert custom["arn"] == f"arn:aws:macie2:eu-west-1:{account}:custom-data-identifier/{identifier}"
    assert client.get_usage_statistics()["records"][0]["automatedDiscoveryFreeTrialStartDate"]
    ids = client.list_findings()["findingIds"]
    found = client.get_findings(findingIds=ids[:50])["findings"]
    origins = {it["classificationDetails"]["originType"] for it in found}
    assert origins == {"SENSITIVE_DATA_DISCOVERY_JOB", "AUTOMATED_SENSITIVE_DATA_DISCOVERY"}
    for finding in found:
        bucket = finding["resourcesAffected"]["s3Bucket"]
        if bucket["name"] == "acme-hr":
            assert bucket["tags"] == [{"key": "team", "value": "hr"}]
            assert bucket["defaultServerSideEncryption"]["kmsMasterKeyId"] == KEY
