"""What Terraform's AWS provider does with its macie2 resources, as HTTP exchanges.

Each file of terraform/ is one resource from its creation to its deletion: requests
as the provider's SDK sends them (signed for macie2, members in the wire's names),
and what of the answer the provider reads. A string in an answer that begins with `$`
names a value for the exchanges after it; `$name` in a request puts it in.
"""

import json
import re
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

FLOWS = sorted((Path(__file__).parent / "terraform").glob("*.json"))


@pytest.fixture
def send(server, account):
    session = URLLib3Session()

    def send(method, path, body):
        data = json.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json", "User-Agent": "APN/1.0 HashiCorp/1.0 Terraform/1.9"}
        request = AWSRequest(method, server.url + path, headers=headers if data else {}, data=data)
        SigV4Auth(Credentials(account, "made up"), "macie2", "us-east-1").add_auth(request)
        response = session.send(request.prepare())
        return response.status_code, response.headers, response.content

    return send


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.stem for flow in FLOWS])
def test_flow(send, server, account, flow):
    values = {"account": account, "bucket": server.bucket(f"terraform-{account[-6:]}").name}
    for exchange in json.loads(flow.read_text())["exchanges"]:
        method, path = exchange["request"].split(" ", 1)
        status, headers, content = send(method, filled(path, values), filled(exchange.get("body"), values))
        where = f"{flow.stem}: {exchange['request']}: {content!r}"
        assert status == exchange["status"], where
        if "error" in exchange:
            assert headers["x-amzn-errortype"] == exchange["error"], where
        body = json.loads(content) if content else {}
        compare(exchange.get("answer", {}), body, values, where)


def filled(template, values):
    if isinstance(template, str):
        return re.sub(r"\$(\w+)", lambda match: values[match[1]], template)
    if isinstance(template, dict):
        return {name: filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template


def compare(expected, answer, values, where):
    """What is expected is there; there may be more."""
    if isinstance(expected, dict):
        assert isinstance(answer, dict), where
        for name, value in expected.items():
            assert name in answer, f"{name} is not there: {where}"
            compare(value, answer[name], values, where)
    elif isinstance(expected, list):
        assert isinstance(answer, list) and len(answer) == len(expected), where
        for one, other in zip(expected, answer):
            compare(one, other, values, where)
    elif isinstance(expected, str) and expected.startswith("$"):
        name = expected[1:]
        assert values.setdefault(name, answer) == answer, where
    else:
        assert answer == filled(expected, values), where


def test_there_are_flows():
    assert len(FLOWS) >= 8
