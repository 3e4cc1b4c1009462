"""What goes over the wire: errors, limits, signatures, other pages."""

import http.client
import json
import socket
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

import strict
from tracie_serve import TracieServer


def ask(server, method, path, body=None, headers=None):
    """A request without a client: status, headers, body."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read().decode()


def error(server, *request, **members):
    status, headers, body = ask(server, *request, **members)
    headers = {name.lower(): value for name, value in headers.items()}
    return status, headers.get("x-amzn-errortype"), json.loads(body)["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/nothing", None, (404, "UnknownOperationException")),
        ("PUT", "/macie", None, (404, "UnknownOperationException")),
        ("POST", "/findings", "{", (400, "ValidationException")),
        ("POST", "/findings", "[]", (400, "ValidationException")),
        ("POST", "/findings", '{"maxResults": "many"}', (400, "ValidationException")),
        ("POST", "/findings", '{"maxResults": 0}', (400, "ValidationException")),
        ("POST", "/findings/describe", "{}", (400, "ValidationException")),
        ("POST", "/findings/statistics", '{"groupBy": "colour"}', (400, "ValidationException")),
        ("GET", "/allow-lists?maxResults=26", None, (400, "ValidationException")),
        ("GET", "/allow-lists?maxResults=x", None, (400, "ValidationException")),
        ("GET", "/allow-lists/%FF", None, (400, "ValidationException")),
        ("GET", "/usage?timeRange=EVER", None, (400, "ValidationException")),
        ("POST", "/jobs", "x" * (1024 * 1024 + 1), (413, "RequestEntityTooLargeException")),
        ("POST", "/findings", '{"a":' * 500 + "1" + "}" * 500, (400, "ValidationException")),
    ],
)
def test_errors_on_the_wire(server, method, path, body, expected):
    status, code, message = error(server, method, path, body)
    assert (status, code) == expected
    assert message


def test_a_value_is_never_repeated(server):
    secret = "5125-8390-4000-secret"
    for path, body in [
        ("/custom-data-identifiers/test", {"regex": secret * 50, "sampleText": "x"}),
        ("/macie", {"status": secret}),
        ("/findings", {"sortCriteria": {"orderBy": secret}}),
        ("/findings", secret),
    ]:
        _, _, message = error(server, "POST", path, json.dumps(body))
        assert secret not in message


def test_what_a_browser_might_send_is_refused(server):
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        assert error(server, "GET", "/macie", headers=headers)[:2] == (403, "AccessDeniedException")


def test_a_slow_client_holds_up_nobody(server, macie):
    place = urlsplit(server.url)
    slow = [socket.create_connection((place.hostname, place.port)) for _ in range(50)]
    for connection in slow:
        connection.sendall(b"POST /findings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
    assert macie.list_findings()["findingIds"] == []
    for connection in slow:
        connection.close()


def test_other_pages(server):
    status, headers, body = ask(server, "GET", "/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok"})
    status, headers, body = ask(server, "GET", "/metrics")
    assert status == 200 and "# TYPE tracie_requests_total counter" in body
    status, headers, body = ask(server, "GET", "/openapi.json")
    document = json.loads(body)
    described = {it["operationId"] for path in document["paths"].values() for it in path.values()}
    assert described == set(strict.MODEL.operation_names)


def test_page_tokens_are_good_for_their_list_only(macie, refused):
    for index in range(3):
        macie.create_custom_data_identifier(name=f"n{index}", regex="x1")
        macie.create_findings_filter(name=f"filter {index}", action="NOOP", findingCriteria={})
    token = macie.list_custom_data_identifiers(maxResults=1)["nextToken"]
    assert macie.list_custom_data_identifiers(nextToken=token)["items"][0]["name"] == "n1"
    with refused("ValidationException", "nextToken"):
        macie.list_findings_filters(nextToken=token)
    with refused("ValidationException", "nextToken"):
        macie.list_custom_data_identifiers(nextToken=token[:-2] + "xx" + token)
    with refused("ValidationException", "nextToken"):
        macie.list_findings(nextToken="made up")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    file = tmp_path_factory.mktemp("auth") / "credentials"
    file.write_text(
        "# made up\n[ci]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = made up\n"
        "aws_account_id = 111122223333\n"
    )
    with TracieServer(arguments=["--require-auth", str(file)]) as server:
        yield server


def client(server, key, secret, token=None):
    return boto3.session.Session().client(
        "macie2",
        endpoint_url=server.url,
        region_name="eu-west-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


def test_signatures_are_verified(guarded, refused):
    ours = strict.watch(client(guarded, "AKIDEXAMPLE", "made up"))
    ours.enable_macie()
    # A path with encoded characters, a query with several of a name, a body.
    filter_ = ours.create_findings_filter(name="name é", action="NOOP", findingCriteria={})
    assert filter_["arn"].startswith("arn:aws:macie2:eu-west-1:111122223333:findings-filter/")
    ours.tag_resource(resourceArn=filter_["arn"], tags={"a b": "c", "d": "e"})
    ours.untag_resource(resourceArn=filter_["arn"], tagKeys=["a b", "x/+&=é"])
    assert ours.list_tags_for_resource(resourceArn=filter_["arn"])["tags"] == {"d": "e"}
    assert len(ours.list_findings_filters(maxResults=5)["findingsFilterListItems"]) == 1

    with refused("InvalidSignatureException"):
        client(guarded, "AKIDEXAMPLE", "another").get_macie_session()
    with refused("AccessDeniedException", "access key"):
        client(guarded, "STRANGER", "made up").get_macie_session()
    assert error(guarded, "GET", "/macie")[:2] == (403, "MissingAuthenticationTokenException")


def test_a_token_is_asked_for(tmp_path):
    file = tmp_path / "token"
    file.write_text("made up\n")
    with TracieServer(arguments=["--token-file", str(file)]) as server:
        client(server, "000000000000", "any", token="made up").enable_macie()
        with pytest.raises(ClientError, match="token is another one"):
            client(server, "000000000000", "any", token="wrong").get_macie_session()
        assert error(server, "GET", "/macie")[1] == "MissingAuthenticationTokenException"
        bearer = {"Authorization": "Bearer made up"}
        assert error(server, "GET", "/macie", headers=bearer)[1] == "AccessDeniedException"


def test_other_machines_need_a_token():
    with pytest.raises(RuntimeError, match="ended with 2"):
        TracieServer(arguments=["--address", "0.0.0.0"]).start()


def test_it_ends_when_it_is_asked_to():
    with TracieServer() as server:
        assert server.terminate() == 0
