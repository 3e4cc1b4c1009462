"""Members, invitations, administrators and the organisation: recorded, and told to
the other account where that asks the same server."""

import pytest

from tracie_serve import new_account


@pytest.fixture
def other(server):
    """Another account, where Macie is enabled: its number and a client."""
    number = new_account()
    client = server.client(number)
    client.enable_macie()
    import strict

    return number, strict.watch(client)


def test_a_member_from_creation_to_deletion(macie, account, other, refused):
    number, _ = other
    arn = macie.create_member(account={"accountId": number, "email": "a@b.example"}, tags={"a": "b"})["arn"]
    member = macie.get_member(id=number)
    assert arn == member["arn"]
    assert member["relationshipStatus"] == "Created"
    assert member["administratorAccountId"] == member["masterAccountId"] == account
    assert (member["email"], member["tags"]) == ("a@b.example", {"a": "b"})
    assert macie.list_members()["members"] == []
    assert [it["accountId"] for it in macie.list_members(onlyAssociated="false")["members"]] == [number]
    with refused("ConflictException"):
        macie.create_member(account={"accountId": number, "email": "a@b.example"})

    macie.update_member_session(id=number, status="PAUSED")
    assert macie.get_member(id=number)["relationshipStatus"] == "Paused"
    macie.update_member_session(id=number, status="ENABLED")
    assert [it["accountId"] for it in macie.list_members()["members"]] == [number]
    with refused("ConflictException"):
        macie.delete_member(id=number)
    macie.disassociate_member(id=number)
    assert macie.get_member(id=number)["relationshipStatus"] == "Removed"
    macie.delete_member(id=number)
    for call in (macie.get_member, macie.delete_member, macie.disassociate_member):
        with refused("ResourceNotFoundException"):
            call(id=number)


def test_an_invitation_reaches_the_other_account(macie, account, other, refused):
    number, there = other
    macie.create_member(account={"accountId": number, "email": "a@b.example"})
    answer = macie.create_invitations(accountIds=[number, "999999999999", "no account!!"], message="hello")
    unprocessed = answer["unprocessedAccounts"]
    assert [(it["accountId"], it["errorCode"]) for it in unprocessed] == [
        ("999999999999", "ClientError"),
        ("no account!!", "ClientError"),
    ]
    assert macie.get_member(id=number)["relationshipStatus"] == "Invited"

    assert there.get_invitations_count()["invitationsCount"] == 1
    invitation = there.list_invitations()["invitations"][0]
    assert (invitation["accountId"], invitation["relationshipStatus"]) == (account, "Invited")
    with refused("ResourceNotFoundException"):
        there.accept_invitation(administratorAccountId=account, invitationId="0" * 32)
    there.accept_invitation(administratorAccountId=account, invitationId=invitation["invitationId"])
    assert there.get_invitations_count()["invitationsCount"] == 0
    assert there.get_administrator_account()["administrator"]["accountId"] == account
    assert there.get_master_account()["master"]["relationshipStatus"] == "Enabled"
    assert macie.get_member(id=number)["relationshipStatus"] == "Enabled"
    with refused("ConflictException", "administrator"):
        there.disable_macie()

    there.disassociate_from_administrator_account()
    assert "administrator" not in there.get_administrator_account()
    assert macie.get_member(id=number)["relationshipStatus"] == "Resigned"
    with refused("ConflictException"):
        there.disassociate_from_master_account()

    macie.create_invitations(accountIds=[number])
    (invitation,) = there.list_invitations()["invitations"]
    there.accept_invitation(masterAccount=account, invitationId=invitation["invitationId"])
    there.disassociate_from_master_account()
    assert "master" not in there.get_master_account()


def test_invitations_are_declined_and_deleted(macie, account, other):
    number, there = other
    macie.create_member(account={"accountId": number, "email": "a@b.example"})
    macie.create_invitations(accountIds=[number])
    assert there.decline_invitations(accountIds=[account])["unprocessedAccounts"] == []
    assert there.list_invitations()["invitations"] == []
    assert macie.get_member(id=number)["relationshipStatus"] == "Resigned"
    assert there.delete_invitations(accountIds=[account])["unprocessedAccounts"] == []
    refused = there.delete_invitations(accountIds=[account])["unprocessedAccounts"]
    assert [it["accountId"] for it in refused] == [account]


def test_members_by_pages(macie):
    numbers = [new_account() for _ in range(5)]
    for number in numbers:
        macie.create_member(account={"accountId": number, "email": "a@b.example"})
    pages = macie.get_paginator("list_members").paginate(
        onlyAssociated="false", PaginationConfig={"PageSize": 2}
    )
    assert [it["accountId"] for page in pages for it in page["members"]] == numbers


def test_out_of_bounds(macie, account, refused):
    for number in ("1", "abcdefghijkl", account):
        with refused("ValidationException"):
            macie.create_member(account={"accountId": number, "email": "a@b.example"})


def test_the_organisation(fresh, refused):
    number = new_account()
    fresh.enable_organization_admin_account(adminAccountId=number)
    fresh.enable_organization_admin_account(adminAccountId=number)
    with refused("ConflictException"):
        fresh.enable_organization_admin_account(adminAccountId=new_account())
    assert fresh.list_organization_admin_accounts()["adminAccounts"] == [{"accountId": number, "status": "ENABLED"}]
    fresh.disable_organization_admin_account(adminAccountId=number)
    with refused("ResourceNotFoundException"):
        fresh.disable_organization_admin_account(adminAccountId=number)
    with refused("ValidationException"):
        fresh.enable_organization_admin_account(adminAccountId="1")

    fresh.enable_macie()
    described = fresh.describe_organization_configuration()
    assert (described["autoEnable"], described["maxAccountLimitReached"]) == (False, False)
    fresh.update_organization_configuration(autoEnable=True)
    assert fresh.describe_organization_configuration()["autoEnable"] is True
