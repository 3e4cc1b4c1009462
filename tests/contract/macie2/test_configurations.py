"""Settings."""

import pytest

KEY = "arn:aws:kms:us-east-1:123456789012:key/abcdabcd-1234-abcd-1234-abcd1234abcd"


def test_where_results_go(macie, server, account, refused):
    assert macie.get_classification_export_configuration()["configuration"] == {}
    bucket = server.bucket(f"results-{account[-6:]}").name
    destination = {"bucketName": bucket, "keyPrefix": "macie/results", "kmsKeyArn": KEY}
    answer = macie.put_classification_export_configuration(configuration={"s3Destination": destination})
    assert answer["configuration"] == {"s3Destination": destination}
    assert macie.get_classification_export_configuration()["configuration"] == {"s3Destination": destination}
    for wrong in (
        {"bucketName": "no-such-bucket-here", "kmsKeyArn": KEY},
        {"bucketName": bucket, "kmsKeyArn": "no key"},
        {"bucketName": "b", "kmsKeyArn": KEY},
        {"bucketName": bucket, "kmsKeyArn": KEY, "keyPrefix": "../elsewhere"},
    ):
        with refused("ValidationException"):
            macie.put_classification_export_configuration(configuration={"s3Destination": wrong})
    macie.put_classification_export_configuration(configuration={})
    assert macie.get_classification_export_configuration()["configuration"] == {}


def test_what_security_hub_gets(macie):
    default = {"publishClassificationFindings": False, "publishPolicyFindings": True}
    assert macie.get_findings_publication_configuration()["securityHubConfiguration"] == default
    wanted = {"publishClassificationFindings": True, "publishPolicyFindings": False}
    macie.put_findings_publication_configuration(securityHubConfiguration=wanted)
    assert macie.get_findings_publication_configuration()["securityHubConfiguration"] == wanted


def test_revealing(macie, refused):
    assert macie.get_reveal_configuration()["configuration"] == {"status": "DISABLED"}
    with refused("ValidationException", "kmsKeyId"):
        macie.update_reveal_configuration(configuration={"status": "ENABLED"})
    enabled = {"status": "ENABLED", "kmsKeyId": KEY}
    answer = macie.update_reveal_configuration(
        configuration=enabled,
        retrievalConfiguration={"retrievalMode": "ASSUME_ROLE", "roleName": "MacieReveal"},
    )
    assert answer["configuration"] == enabled
    assert answer["retrievalConfiguration"]["externalId"]
    got = macie.get_reveal_configuration()
    assert got["retrievalConfiguration"] == answer["retrievalConfiguration"]
    with refused("ValidationException", "roleName"):
        macie.update_reveal_configuration(
            configuration=enabled, retrievalConfiguration={"retrievalMode": "CALLER_CREDENTIALS", "roleName": "r"}
        )


@pytest.mark.parametrize("status", ["ENABLED", "DISABLED"])
def test_the_reveal_configuration_is_kept_whole(macie, status):
    configuration = {"status": status, "kmsKeyId": KEY}
    macie.update_reveal_configuration(configuration=configuration)
    assert macie.get_reveal_configuration()["configuration"] == configuration
