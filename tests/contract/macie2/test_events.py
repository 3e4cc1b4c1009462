"""Telling others of findings."""

import http.server
import json
import ssl
import threading
import time

import pytest
import trustme

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


@pytest.fixture(scope="module")
def aws():
    """Services of AWS's that moto plays, with clients of them."""
    import boto3
    from moto.server import ThreadedMotoServer

    store = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    store.start()
    url = "http://127.0.0.1:%d" % store.get_host_and_port()[1]

    def client(service):
        return boto3.client(
            service,
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    client.url = url
    yield client
    store.stop()


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


def is_written(file):
    """Whether a file holds whole lines: it is there before they are."""
    return file.exists() and file.read_text().endswith("\n")


def test_every_target_hears_of_a_finding(told, wait_for):
    client, file, receiver = told
    client.create_sample_findings(findingTypes=[PERSONAL])
    wait_for(lambda: len(receiver.received) == 3 and is_written(file))
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
    wait_for(lambda: is_written(file))
    events = [json.loads(line) for line in file.read_text().splitlines()]
    assert [it["detail"]["type"] for it in events] == ["SensitiveData:S3Object/Financial"]


def test_updates_wait(told, wait_for):
    client, file, _ = told
    client.create_sample_findings(findingTypes=[PUBLIC])
    wait_for(lambda: is_written(file))
    client.create_sample_findings(findingTypes=[PUBLIC])
    client.create_sample_findings(findingTypes=[PERSONAL])
    wait_for(lambda: PERSONAL in file.read_text() and is_written(file))
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


def test_a_target_behind_tls(receiver, tmp_path, wait_for):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    url = receiver.url.replace("http:", "https:") + "/hook"
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))

    def sample(environment):
        with TracieServer(arguments=["--events", url], environment=environment) as server:
            client = server.client()
            client.enable_macie()
            client.create_sample_findings(findingTypes=[PERSONAL])
            yield

    for _ in sample({"SSL_CERT_FILE": str(trusted)}):
        wait_for(lambda: receiver.received)
    assert len(receiver.received) == 1
    # A server that nobody vouches for is told nothing.
    for _ in sample({"SSL_CERT_FILE": str(tmp_path / "none.pem")}):
        time.sleep(3)
    assert len(receiver.received) == 1


def test_targets_that_are_none():
    for target in ("ftp://example.com", "nonsense", "file:", "sqs:queue"):
        with pytest.raises(RuntimeError, match="ended with 2"):
            TracieServer(arguments=["--events", target]).start()


def test_services_of_aws_hear_signed_requests(aws, wait_for):
    queue = aws("sqs").create_queue(QueueName="heard-by-a-rule")["QueueUrl"]
    direct = aws("sqs").create_queue(QueueName="heard-directly")["QueueUrl"]
    arn = aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    # The rule that users have: moto hands on what matches it, as EventBridge does.
    pattern = {"source": ["aws.macie"], "detail-type": ["Macie Finding"]}
    aws("events").put_rule(Name="macie", EventPattern=json.dumps(pattern))
    aws("events").put_targets(Rule="macie", Targets=[{"Id": "queue", "Arn": arn}])
    hub = aws("securityhub")
    hub.enable_security_hub()

    targets = [f"eventbridge:{aws.url}", f"sqs:{direct}", f"securityhub:{aws.url}"]
    arguments = [part for target in targets for part in ("--events", target)]
    # What signs is what the AWS CLI would take. moto tells services apart by the signature.
    environment = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with TracieServer(arguments=arguments, environment=environment) as server:
        client = server.client()
        client.enable_macie()
        client.put_findings_publication_configuration(
            securityHubConfiguration={"publishClassificationFindings": True, "publishPolicyFindings": True}
        )
        client.create_sample_findings(findingTypes=[PERSONAL])
        (finding,) = client.list_findings()["findingIds"]

        def message(url):
            return aws("sqs").receive_message(QueueUrl=url).get("Messages")

        for url in (direct, queue):
            (heard,) = wait_for(lambda: message(url))
            event = json.loads(heard["Body"])
            assert (event["source"], event["detail-type"]) == ("aws.macie", "Macie Finding")
            assert event["detail"]["id"] == finding
        (imported,) = wait_for(lambda: hub.get_findings()["Findings"])
        assert imported["Id"] == finding
        assert imported["Types"] == ["Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"]


def test_a_queue_that_comes_later_hears_of_all(aws, tmp_path, wait_for):
    """Nothing is lost though the queue is not there yet and the server is killed."""
    arguments = ["--events", f"sqs:{aws.url}/123456789012/later", "--events", f"file:{tmp_path / 'events.jsonl'}"]
    environment = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    server = TracieServer(data=tmp_path / "data", arguments=arguments, environment=environment)
    server.start()
    client = server.client()
    client.enable_macie()
    client.create_sample_findings(findingTypes=[PERSONAL, PUBLIC])
    findings = set(client.list_findings()["findingIds"])
    # The file is not kept waiting by the queue.
    wait_for(lambda: is_written(tmp_path / "events.jsonl"))
    wait_for(lambda: len((tmp_path / "events.jsonl").read_text().splitlines()) == 2)
    server.kill()

    queue = aws("sqs").create_queue(QueueName="later")["QueueUrl"]
    heard = []

    def hear():
        answer = aws("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        heard.extend(json.loads(it["Body"])["detail"]["id"] for it in answer.get("Messages", []))
        return len(heard) >= 2

    with TracieServer(data=tmp_path / "data", arguments=arguments, environment=environment):
        wait_for(hear)
    assert sorted(heard) == sorted(findings)
    # The file had heard already.
    assert len((tmp_path / "events.jsonl").read_text().splitlines()) == 2


def test_what_is_refused_keeps_nobody_waiting(wait_for):
    """An event that the web server does not take is offered again later; others go on."""

    class Picky(Receiver):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if body["detail"]["type"] == PERSONAL:
                self.send_response(422)
            else:
                self.server.received.append(body["detail"]["type"])
                self.send_response(200)
            self.end_headers()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Picky) as receiver:
        receiver.received = []
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        target = f"http://127.0.0.1:{receiver.server_port}/hook"
        with TracieServer(arguments=["--events", target]) as server:
            client = server.client()
            client.enable_macie()
            client.create_sample_findings(findingTypes=[PERSONAL])
            client.create_sample_findings(findingTypes=[PUBLIC])
            wait_for(lambda: receiver.received)
        assert receiver.received == [PUBLIC]
        receiver.shutdown()
