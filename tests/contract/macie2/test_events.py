"""Telling others of findings."""

import http.server
import json
import threading

import pytest

from tracie_serve import TracieServer

PERSONAL = "SensitiveData:S3Object/Personal"
PUBLIC = "Policy:IAMUser/S3BucketPublic"


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent; refuses the first few requests if it is told to."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuse > 0:
            self.server.refuse -= 1
            self.send_response(503)
        else:
            self.server.received.append((self.path, self.headers.get("X-Amz-Target"), body))
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.received, server.refuse = [], 0
        server.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def told(receiver, tmp_path):
    """A client whose findings all kinds of targets hear of, and what they heard."""
    file = tmp_path / "events.jsonl"
    targets = [
        f"file:{file}",
        f"{receiver.url}/hook",
        f"eventbridge:{receiver.url}",
        f"sqs:{receiver.url}/000000000000/findings",
        f"securityhub:{receiver.url}",
    ]
    arguments = [part for target in targets for part in ("--events", target)]
    with TracieServer(arguments=arguments) as server:
        client = server.client()
        client.enable_macie()
        yield client, file, receiver


def test_every_target_hears_of_a_finding(told, wait_for):
    client, file, receiver = told
    client.create_sample_findings(findingTypes=[PERSONAL])
    wait_for(lambda: len(receiver.received) == 3 and file.exists())
    (event,) = [json.loads(line) for line in file.read_text().splitlines()]
    (finding,) = client.list_findings()["findingIds"]
    assert (event["source"], event["detail-type"]) == ("aws.macie", "Macie Finding")
    assert (event["detail"]["id"], event["detail"]["type"]) == (finding, PERSONAL)

    by_path = {(path, target): body for path, target, body in receiver.received}
    assert by_path["/hook", None] == event
    (entry,) = by_path["/", "AWSEvents.PutEvents"]["Entries"]
    assert (entry["Source"], entry["DetailType"]) == ("aws.macie", "Macie Finding")
    assert json.loads(entry["Detail"]) == event["detail"]
    message = by_path["/", "AmazonSQS.SendMessage"]
    assert message["QueueUrl"] == f"{receiver.url}/000000000000/findings"
    assert json.loads(message["MessageBody"]) == event


def test_security_hub_gets_what_it_is_configured_to(told, wait_for):
    client, _, receiver = told

    def imported():
        bodies = [body for path, _, body in receiver.received if path == "/findings/import"]
        return [finding["Types"][0] for body in bodies for finding in body["Findings"]]

    client.create_sample_findings(findingTypes=[PERSONAL, PUBLIC])
    wait_for(imported)
    assert len(imported()) == 1 and "S3BucketPublic" in imported()[0]
    client.put_findings_publication_configuration(
        securityHubConfiguration={"publishClassificationFindings": True, "publishPolicyFindings": False}
    )
    client.create_sample_findings(findingTypes=[PERSONAL])
    wait_for(lambda: len(imported()) == 2)
    assert "SensitiveData" in imported()[1]


def test_nobody_hears_of_what_is_suppressed(told, wait_for):
    client, file, _ = told
    client.create_findings_filter(
        name="personal", action="ARCHIVE", findingCriteria={"criterion": {"type": {"eq": [PERSONAL]}}}
    )
    client.create_sample_findings(findingTypes=[PERSONAL])
    client.create_sample_findings(findingTypes=["SensitiveData:S3Object/Financial"])
    wait_for(lambda: file.exists())
    events = [json.loads(line) for line in file.read_text().splitlines()]
    assert [it["detail"]["type"] for it in events] == ["SensitiveData:S3Object/Financial"]


def test_updates_wait(told, wait_for):
    client, file, _ = told
    client.create_sample_findings(findingTypes=[PUBLIC])
    wait_for(lambda: file.exists())
    client.create_sample_findings(findingTypes=[PUBLIC])
    client.create_sample_findings(findingTypes=[PERSONAL])
    wait_for(lambda: PERSONAL in file.read_text())
    events = [json.loads(line)["detail"] for line in file.read_text().splitlines()]
    assert [(it["type"], it["count"]) for it in events] == [(PUBLIC, 1), (PERSONAL, 1)]


def test_a_target_that_is_away_hears_later(receiver, wait_for):
    receiver.refuse = 1
    with TracieServer(arguments=["--events", f"{receiver.url}/hook"]) as server:
        client = server.client()
        client.enable_macie()
        client.create_sample_findings(findingTypes=[PERSONAL])
        wait_for(lambda: receiver.received)
    assert len(receiver.received) == 1


def test_targets_that_are_none():
    for target in ("https://example.com", "nonsense", "file:"):
        with pytest.raises(RuntimeError, match="ended with 2"):
            TracieServer(arguments=["--events", target]).start()
