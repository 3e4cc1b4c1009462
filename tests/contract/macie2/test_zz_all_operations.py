"""All operations were answered in this session, with all that they declare."""

import pytest
import strict

# Members that no answer has, and why.
NEVER = {
    # Nobody's trail says who did what to a bucket: samples name a user of IAM, others nobody.
    "AssumedRole", "AwsAccount", "AwsService", "DomainDetails", "FederatedUser", "FindingActor.domainDetails",
    "IpAddressDetails.ipCity", "IpAddressDetails.ipCountry", "IpAddressDetails.ipGeoLocation",
    "IpAddressDetails.ipOwner", "IpCity", "IpCountry", "IpGeoLocation", "IpOwner", "SessionContext",
    "SessionContextAttributes", "SessionIssuer", "UserIdentity.assumedRole", "UserIdentity.awsAccount",
    "UserIdentity.awsService", "UserIdentity.federatedUser", "UserIdentity.root", "UserIdentityRoot",
    # Reserved by Macie.
    "Occurrences.offsetRanges", "Page.lineRange", "Page.offsetRange",
    # AWS Health tells of it; nobody does here.
    "UserPausedDetails.jobImminentExpirationHealthEventArn",
    # Of files in a spreadsheet or a PDF, which tests/contract/validate_findings.py has.
    "Cell.cellReference", "Occurrences.pages", "Page.pageNumber",
    # What only a store that speaks S3 knows of an object.
    "S3Object.publicAccess",
    # The object would have to go between two reads.
    "GetSensitiveDataOccurrencesResponse.error",
    # Lists that come to one page: one scope, one template, one administrator, one account,
    # up to 100 artifacts, and all managed identifiers.
    "GetUsageStatisticsResponse.nextToken", "ListClassificationScopesResponse.nextToken",
    "ListManagedDataIdentifiersResponse.nextToken", "ListOrganizationAdminAccountsResponse.nextToken",
    "ListResourceProfileArtifactsResponse.nextToken", "ListSensitivityInspectionTemplatesResponse.nextToken",
}  # fmt: skip
# What may stand against a request, or be too much, by operation.
CONFLICTS = {
    "CreateAllowList", "CreateClassificationJob", "CreateCustomDataIdentifier", "CreateFindingsFilter", "CreateMember",
    "DeleteMember", "DisableMacie", "DisassociateFromMasterAccount", "EnableMacie", "EnableOrganizationAdminAccount",
    "UpdateFindingsFilter",
}  # fmt: skip
QUOTAS = {"CreateAllowList", "GetSensitiveDataOccurrences"}


@pytest.fixture(autouse=True)
def whole(request):
    modules = {item.fspath.basename for item in request.session.items}
    if len(modules) < 15:
        pytest.skip("only some of the tests run")


def declared(shape):
    members = set(strict.declared(shape))
    return {it for it in members if it not in NEVER and it.split(".")[0] not in NEVER}


def test_every_operation_was_answered():
    assert strict.answered == set(strict.MODEL.operation_names)


def test_every_member_was_sent():
    operations = map(strict.MODEL.operation_model, strict.MODEL.operation_names)
    wanted = {f"{it.name} {member}" for it in operations for member in declared(it.input_shape)}
    assert not wanted - strict.sent, "\n".join(sorted(wanted - strict.sent))


def test_every_member_was_answered():
    operations = map(strict.MODEL.operation_model, strict.MODEL.operation_names)
    wanted = {f"{it.name} {member}" for it in operations for member in declared(it.output_shape)}
    assert not wanted - strict.received, "\n".join(sorted(wanted - strict.received))


def test_every_error_was_answered():
    """AccessDeniedException, ValidationException and ResourceNotFoundException are asked for
    by test_whole.py, wherever they can come about."""
    wanted = {f"{it} ConflictException" for it in CONFLICTS} | {f"{it} ServiceQuotaExceededException" for it in QUOTAS}
    assert sorted(wanted - strict.refused) == []
    codes = {it.split()[1] for it in strict.refused}
    # There is no Throttling, and InternalServerException would be a defect.
    assert codes >= {it.name for it in strict.MODEL.error_shapes} - {"ThrottlingException", "InternalServerException"}
