"""What Terraform's AWS provider does with its macie2 resources, as HTTP exchanges.

Each file of terraform/ is one resource: what the provider sends to create, refresh,
import, update and delete it, in the order in which its code does that, with the members
that it sends and those of the answer that it reads. `read_from` says where that was read;
the provider itself was not run. `error` and `message` are the code and the words by which
it tells what is gone from what is wrong. `until` is what it waits for.

A string in an answer that begins with `$` names a value for the exchanges after it;
`$name` in a request puts it in. `as` is another account that asks.
"""

import json
import re
import time
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from tracie_serve import new_account

FLOWS = sorted((Path(__file__).parent / "terraform").glob("*.json"))


@pytest.fixture
def send(server):
    session = URLLib3Session()

    def send(method, path, body, who):
        data = json.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json", "User-Agent": "APN/1.0 HashiCorp/1.0 Terraform/1.9"}
        request = AWSRequest(method, server.url + path, headers=headers if data else {}, data=data)
        SigV4Auth(Credentials(who, "made up"), "macie2", "us-east-1").add_auth(request)
        response = session.send(request.prepare())
        return response.status_code, response.headers, response.content

    return send


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.stem for flow in FLOWS])
def test_flow(send, server, account, flow):
    values = {"account": account, "member": new_account(), "bucket": server.bucket(f"terraform-{account[-6:]}").name}
    for exchange in json.loads(flow.read_text())["exchanges"]:
        deadline = time.monotonic() + 60
        while (wrong := check(send, exchange, values)) and "until" in exchange and time.monotonic() < deadline:
            time.sleep(0.2)
        assert not wrong, f"{flow.stem}, {exchange.get('step')}: {exchange['request']}: {wrong}"


def check(send, exchange, values):
    """What is wrong with the answer to an exchange, if anything is."""
    method, path = exchange["request"].split(" ", 1)
    who = filled(exchange.get("as", "$account"), values)
    status, headers, content = send(method, filled(path, values), filled(exchange.get("body"), values), who)
    if status != exchange["status"]:
        return f"HTTP {status}: {content!r}"
    if "error" in exchange and headers["x-amzn-errortype"] != exchange["error"]:
        return f"{headers['x-amzn-errortype']}: {content!r}"
    body = json.loads(content) if content else {}
    if exchange.get("message", "") not in body.get("message", ""):
        return f"other words: {content!r}"
    try:
        compare(exchange.get("answer", exchange.get("until", {})), body, values, repr(content))
    except AssertionError as error:
        return str(error)
    return None


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
    assert len(FLOWS) >= 10
    steps = ("create", "import", "delete")
    for flow in FLOWS:
        document = json.loads(flow.read_text())
        assert document["read_from"]
        if document["resource"].startswith("aws_"):
            done = {exchange["step"].split(":")[0] for exchange in document["exchanges"]}
            # An organization's configuration cannot be deleted.
            assert all(step in done or (step, flow.stem) == ("delete", "organization_configuration") for step in steps)
