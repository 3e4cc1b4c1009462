#!/usr/bin/env python3
"""Are these findings what a client of Macie expects?

    validate_findings.py FILE...     findings as `{"findings": [...]}` or JSON Lines
    validate_findings.py --self-test shows that wrong findings are refused

Each finding is held against three things:

1. the `Finding` shape of botocore's own macie2 service model: no unknown
   member, the right types, enums in range, timestamps that parse;
2. what Macie's exports have although the model does not ask for it: members
   that are always there, sums that add up, a type that fits the categories;
3. boto3 itself: a local server answers GetFindings with the very bytes of the
   file, and what the client makes of them must be what was sent.

Exit status: 0 if all is right, 1 if something is not, 2 for wrong usage.
"""

import argparse
import contextlib
import copy
import http.server
import json
import os
import re
import sys
import threading
from pathlib import Path

import boto3
import botocore.loaders
import botocore.model
import botocore.utils
from botocore.config import Config

GOOD_FINDINGS = Path(__file__).resolve().parents[2] / "crates/finding/tests/data"
# GetFindings takes at most so many ids.
PAGE = 50
# A finding locates at most so many occurrences.
MOST_LOCATED = 15

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
ID = re.compile(r"[0-9a-f]{32}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

SCORES = {"Low": 1, "Medium": 2, "High": 3}
TYPES = {
    "CREDENTIALS": "SensitiveData:S3Object/Credentials",
    "FINANCIAL_INFORMATION": "SensitiveData:S3Object/Financial",
    "PERSONAL_INFORMATION": "SensitiveData:S3Object/Personal",
    "CUSTOM_IDENTIFIER": "SensitiveData:S3Object/CustomIdentifier",
}
SEVERAL = "SensitiveData:S3Object/Multiple"

ALWAYS = """
accountId archived category count createdAt description id partition region
resourcesAffected.s3Bucket.arn resourcesAffected.s3Bucket.name
sample schemaVersion severity.description severity.score title type updatedAt
""".split()
ALWAYS_CLASSIFIED = """
classificationDetails.detailedResultsLocation
classificationDetails.originType
classificationDetails.result.additionalOccurrences
classificationDetails.result.customDataIdentifiers.detections
classificationDetails.result.customDataIdentifiers.totalCount
classificationDetails.result.mimeType
classificationDetails.result.sensitiveData
classificationDetails.result.sizeClassified
classificationDetails.result.status.code
resourcesAffected.s3Object.bucketArn
resourcesAffected.s3Object.extension
resourcesAffected.s3Object.key
resourcesAffected.s3Object.path
resourcesAffected.s3Object.size
""".split()


# --- 1: the service model -------------------------------------------------


def finding_shape():
    """The shape of a finding in the model that botocore ships."""
    document = botocore.loaders.Loader().load_service_model("macie2", "service-2")
    return botocore.model.ServiceModel(document, "macie2").shape_for("Finding")


def against_model(shape, value, path="$"):
    """Yields what is wrong with a value by the model. Null is absent, as it
    is to every SDK."""
    if value is None:
        return
    check = CHECKS.get(shape.type_name)
    if check is None:
        yield f"{path}: this script cannot check the type {shape.type_name!r} of the model"
    else:
        yield from check(shape, value, path)


def check_structure(shape, value, path):
    if not isinstance(value, dict):
        yield f"{path}: an object is expected, not {kind(value)}"
        return
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"{path}: the member {name!r} is missing"
    for name, member in value.items():
        if name in shape.members:
            yield from against_model(shape.members[name], member, f"{path}.{name}")
        else:
            yield f"{path}: {shape.name} has no member {name!r}"


def check_list(shape, value, path):
    if not isinstance(value, list):
        yield f"{path}: an array is expected, not {kind(value)}"
        return
    for index, item in enumerate(value):
        if item is None:
            yield f"{path}[{index}]: null in an array"
        yield from against_model(shape.member, item, f"{path}[{index}]")


def check_string(shape, value, path):
    if not isinstance(value, str):
        yield f"{path}: a string is expected, not {kind(value)}"
    elif shape.enum and value not in shape.enum:
        yield f"{path}: {value!r} is not one of {', '.join(shape.enum)}"


def check_boolean(_shape, value, path):
    if not isinstance(value, bool):
        yield f"{path}: a boolean is expected, not {kind(value)}"


def check_whole_number(_shape, value, path):
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"{path}: a whole number is expected, not {kind(value)}"
    elif not 0 <= value < 2**63:
        yield f"{path}: {value} does not fit"


def check_number(_shape, value, path):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield f"{path}: a number is expected, not {kind(value)}"


def check_timestamp(_shape, value, path):
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        yield f"{path}: an instant like 2024-03-11T19:46:53.031Z is expected, not {value!r}"
        return
    try:
        botocore.utils.parse_timestamp(value)
    except ValueError as error:
        yield f"{path}: {error}"


def check_map(shape, value, path):
    if not isinstance(value, dict):
        yield f"{path}: an object is expected, not {kind(value)}"
        return
    for name, member in value.items():
        yield from against_model(shape.value, member, f"{path}[{name!r}]")


CHECKS = {
    "structure": check_structure,
    "list": check_list,
    "map": check_map,
    "string": check_string,
    "boolean": check_boolean,
    "integer": check_whole_number,
    "long": check_whole_number,
    "double": check_number,
    "float": check_number,
    "timestamp": check_timestamp,
}


def kind(value):
    return {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}.get(
        type(value), repr(value)
    )


# --- 2: what exports have -------------------------------------------------


def against_exports(finding):
    """Yields what sets a finding, right by the model, apart from real ones."""
    classified = finding.get("category") == "CLASSIFICATION"
    missing = [path for path in ALWAYS + ALWAYS_CLASSIFIED * classified if at(finding, path) is None]
    yield from (f"$.{path}: is missing" for path in missing)
    if missing:
        return
    yield from check_head(finding)
    if classified:
        yield from check_sensitive_data(finding)
        yield from check_object(finding["resourcesAffected"])
    elif not finding["type"].startswith("Policy:"):
        yield f"$.type: {finding['type']} is no type of a policy finding"


def at(value, path):
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def check_head(finding):
    severity = finding["severity"]
    if not ID.fullmatch(finding["id"]):
        yield f"$.id: {finding['id']!r} is not 32 lower-case hex digits"
    if not re.fullmatch(r"\d{12}", finding["accountId"]):
        yield f"$.accountId: {finding['accountId']!r} is not 12 digits"
    if finding["schemaVersion"] != "1.0":
        yield f"$.schemaVersion: {finding['schemaVersion']!r} is not '1.0'"
    if SCORES[severity["description"]] != severity["score"]:
        yield f"$.severity: {severity['description']} does not score {severity['score']}"


def check_sensitive_data(finding):
    details = finding["classificationDetails"]
    result = details["result"]
    groups = [(group["category"], group) for group in result["sensitiveData"]]
    if result["customDataIdentifiers"]["detections"]:
        groups.append(("CUSTOM_IDENTIFIER", result["customDataIdentifiers"]))
    yield from check_type(finding["type"], [category for category, _ in groups])
    yield from check_counts(result, groups)
    yield from check_job(details)
    yield from check_status(result["status"])
    for detection in result["customDataIdentifiers"]["detections"]:
        if not UUID.fullmatch(detection["arn"]):
            yield f"$..customDataIdentifiers: {detection['arn']!r} is not a bare UUID"
    if finding["count"] != 1 or finding["createdAt"] != finding["updatedAt"]:
        yield "$: a finding of sensitive data occurs once and is never updated"
    if finding.get("policyDetails") is not None:
        yield "$.policyDetails: a finding of sensitive data has none"


def check_type(name, categories):
    if not categories:
        yield "$.classificationDetails.result: a finding with nothing found"
        return
    if len(set(categories)) != len(categories):
        yield "$.classificationDetails.result.sensitiveData: a category stands twice"
    expected = TYPES[categories[0]] if len(categories) == 1 else SEVERAL
    if name != expected:
        yield f"$.type: {', '.join(categories)} makes {expected}, not {name}"


def check_counts(result, groups):
    total = located = 0
    for category, group in groups:
        counts = [detection["count"] for detection in group["detections"]]
        if group["totalCount"] != sum(counts) or min(counts, default=0) < 1:
            yield f"$..{category}.totalCount: {group['totalCount']} is not the sum of {counts}"
        for detection in group["detections"]:
            places = count_places(detection)
            if detection.get("occurrences") is not None and not places:
                yield f"$..{category}: occurrences that hold no place"
            if places > detection["count"]:
                yield f"$..{category}: {places} places of {detection['count']} occurrences"
            located += places
        total += sum(counts)
    if located > MOST_LOCATED:
        yield f"$..occurrences: {located} places; a finding has room for {MOST_LOCATED}"
    if result["additionalOccurrences"] != (located < total):
        yield f"$..additionalOccurrences: wrong for {located} places of {total} occurrences"


def count_places(detection):
    return sum(len(places or []) for places in (detection.get("occurrences") or {}).values())


def check_job(details):
    job, arn = details.get("jobId"), details.get("jobArn")
    automated = details["originType"] == "AUTOMATED_SENSITIVE_DATA_DISCOVERY"
    if automated and (job or arn):
        yield "$.classificationDetails: automated discovery has no job"
    if not automated and not (job and arn and arn.endswith(f":classification-job/{job}")):
        yield f"$.classificationDetails: the job {job!r} does not go with the ARN {arn!r}"


def check_status(status):
    code, reason = status["code"], status.get("reason")
    if code not in ("COMPLETE", "PARTIAL"):
        yield f"$..status.code: {code!r} in a finding"
    if (code == "COMPLETE") != (reason is None):
        yield f"$..status: {code} with the reason {reason!r}"


def check_object(resources):
    bucket, item = resources["s3Bucket"], resources["s3Object"]
    if item["bucketArn"] != bucket["arn"]:
        yield "$.resourcesAffected: the object is in another bucket"
    if item["path"] != f"{bucket['name']}/{item['key']}":
        yield f"$.resourcesAffected.s3Object.path: {item['path']!r} is not bucket and key"
    if item["extension"].startswith("."):
        yield "$.resourcesAffected.s3Object.extension: starts with a dot"


# --- 3: boto3 -------------------------------------------------------------


@contextlib.contextmanager
def server(body):
    """A server that answers GetFindings with these bytes. Yields its URL and
    the list of what it was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers.get("Content-Length", 0))
            asked.append((self.path, json.loads(self.rfile.read(size) or b"{}")))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}", asked
    finally:
        listener.shutdown()
        listener.server_close()


def client(url):
    # Neither the machine's proxy nor its AWS settings have a say here.
    os.environ.update(NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        os.environ.pop(name, None)
    return boto3.session.Session().client(
        "macie2",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="not-a-key",
        aws_secret_access_key="not-a-secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def against_boto3(body, findings):
    """Yields what boto3 reads otherwise than it was sent."""
    ids = [finding.get("id", "") for finding in findings[:PAGE]]
    with server(body) as (url, asked):
        try:
            parsed = client(url).get_findings(findingIds=ids)["findings"]
        except Exception as error:  # whatever a client would be stopped by
            yield f"boto3 cannot read the answer: {type(error).__name__}: {error}"
            return
    if asked != [("/findings/describe", {"findingIds": ids})]:
        yield f"boto3 asked {asked}"
    shape = finding_shape()
    if len(parsed) != len(findings):
        yield f"boto3 reads {len(parsed)} findings of {len(findings)}"
    for number, (finding, read) in enumerate(zip(findings, parsed)):
        yield from differences(as_read(shape, finding), read, f"finding {number} $")


def as_read(shape, value):
    """What a client must make of a value: no nulls, and instants as such."""
    if shape.type_name == "structure":
        known = {name: member for name, member in value.items() if member is not None}
        return {name: as_read(shape.members[name], member) for name, member in known.items()}
    if shape.type_name == "list":
        return [as_read(shape.member, item) for item in value]
    if shape.type_name == "timestamp":
        return botocore.utils.parse_timestamp(value)
    return value


def differences(sent, read, path):
    if isinstance(sent, dict) and isinstance(read, dict):
        for name in sorted(sent.keys() | read.keys()):
            if name not in sent or name not in read:
                yield f"{path}.{name}: {'sent' if name in sent else 'read'} only"
            else:
                yield from differences(sent[name], read[name], f"{path}.{name}")
    elif isinstance(sent, list) and isinstance(read, list) and len(sent) == len(read):
        for index, (one, other) in enumerate(zip(sent, read)):
            yield from differences(one, other, f"{path}[{index}]")
    elif sent != read or type(sent) is not type(read):
        yield f"{path}: sent as {sent!r}, read as {read!r}"


# --- all together ---------------------------------------------------------


def load(data):
    """The findings in a file, and the bytes of a GetFindings answer that
    holds them as they stand in the file."""
    with contextlib.suppress(ValueError):
        document = json.loads(data)
        if isinstance(document, dict) and list(document) == ["findings"]:
            return document["findings"], data
    lines = [line for line in data.splitlines() if line.strip()]
    findings = [json.loads(line) for line in lines]
    return findings, b'{"findings":[' + b",".join(lines) + b"]}"


def problems(data):
    """Yields all that is wrong with a file of findings."""
    try:
        findings, body = load(data)
    except ValueError as error:
        yield f"neither GetFindings nor JSON Lines: {error}"
        return
    shape, sound = finding_shape(), True
    for number, finding in enumerate(findings):
        found = list(against_model(shape, finding)) or list(against_exports(finding))
        sound &= not found
        yield from (f"finding {number} {problem}" for problem in found)
    ids = [finding.get("id") for finding in findings if isinstance(finding, dict)]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    if sound:
        yield from against_boto3(body, findings)


def validate(names):
    failed = False
    for name in names:
        data = Path(name).read_bytes()
        found = list(problems(data))
        failed |= bool(found)
        count = "" if found else f" ({len(load(data)[0])} findings)"
        print(f"{'FAIL' if found else 'ok'}  {name}{count}")
        for problem in found:
            print(f"      {problem}")
    return failed


# --- self-test ------------------------------------------------------------

RESULT = "classificationDetails.result"
# What is done to a good finding, and what must be said of it.
SPOILT = [
    ("an unknown member", "surprise", 1, "has no member 'surprise'"),
    ("an unknown member far below", f"{RESULT}.status.mood", "good", "has no member 'mood'"),
    ("a member in the wrong case", "resourcesAffected.s3Object.etag", "0", "has no member 'etag'"),
    ("a string for a number", f"{RESULT}.sizeClassified", "80", "a whole number is expected"),
    ("a fraction for a number", f"{RESULT}.sizeClassified", 80.5, "a whole number is expected"),
    ("a boolean for a number", "count", True, "a whole number is expected"),
    ("a number for a boolean", "archived", 0, "a boolean is expected"),
    ("a number for a string", "accountId", 1, "a string is expected"),
    ("an object for an array", f"{RESULT}.sensitiveData", {}, "an array is expected"),
    ("an array for an object", "severity", [], "an object is expected"),
    ("null in an array", f"{RESULT}.sensitiveData", [None], "null in an array"),
    ("a number that is too large", f"{RESULT}.sizeClassified", 2**63, "does not fit"),
    ("a type that is none", "type", "SensitiveData:S3Object/Secret", "is not one of"),
    ("a severity that is none", "severity.description", "Critical", "is not one of"),
    ("a storage class that is none", "resourcesAffected.s3Object.storageClass", "TAPE", "is not one of"),
    ("a day for an instant", "createdAt", "2024-07-01", "an instant like"),
    ("an instant that is none", "createdAt", "2024-13-01T00:00:00.000Z", "$.createdAt:"),
    ("an empty instant", "resourcesAffected.s3Object.lastModified", "", "an instant like"),
    ("a number for an instant", "updatedAt", 1719806706, "an instant like"),
    ("no id", "id", None, "$.id: is missing"),
    ("no status", f"{RESULT}.status", None, "status.code: is missing"),
    ("an id with dashes", "id", "0f0e0d0c-0b0a-0908-0706-050403020100", "32 lower-case hex"),
    ("a score that does not fit", "severity.score", 1, "does not score 1"),
    ("a type that does not fit", "type", "SensitiveData:S3Object/Personal", "$.type:"),
    ("a sum that does not add up", f"{RESULT}.customDataIdentifiers.totalCount", 99, "is not the sum"),
    ("a claim that all is located", f"{RESULT}.additionalOccurrences", False, "$..additionalOccurrences"),
    ("a reason without need", f"{RESULT}.status.reason", "MALFORMED_FILE", "$..status:"),
    ("another bucket", "resourcesAffected.s3Object.bucketArn", "arn:aws:s3:::b", "another bucket"),
    ("a path with a scheme", "resourcesAffected.s3Object.path", "s3://acme/x", "is not bucket and key"),
    ("a later update", "updatedAt", "2025-07-01T04:05:06.789Z", "never updated"),
]


def self_test():
    """Good findings pass, and each spoilt one is refused for its reason."""
    paths = sorted(GOOD_FINDINGS.glob("finding-*.json"))
    # In the form of 2020 some members are absent that Tracie always writes.
    good = {path.stem: json.loads(path.read_bytes()) for path in paths if "-old-" not in path.stem}
    failures = [f"{name} is refused: {found}" for name, finding in good.items() if (found := of_one(finding))]
    base = good["finding-assembled-local"]
    for what, path, value, expected in SPOILT:
        found = of_one(with_member(base, path, value))
        if not any(expected in problem for problem in found):
            failures.append(f"{what} is not refused for it, but: {found}")
    failures += self_test_places(base) + self_test_boto3(base)
    tried = len(good) + len(SPOILT) + 6
    count = f"({tried} documents, {len(failures)} judged wrongly)"
    print(f"{'FAIL' if failures else 'ok'}  self-test {count}")
    for failure in failures:
        print(f"      {failure}")
    return bool(failures) or not good


def of_one(finding):
    return list(problems(json.dumps({"findings": [finding]}).encode()))


def with_member(finding, path, value):
    spoilt = copy.deepcopy(finding)
    *parents, name = path.split(".")
    member = spoilt
    for parent in parents:
        member = member[parent]
    member[name] = value
    return spoilt


def self_test_places(base):
    """Places beyond the room there is, and an empty list of places."""
    path = f"{RESULT}.sensitiveData"
    sensitive = copy.deepcopy(at(base, path))
    detection = sensitive[0]["detections"][0]
    detection["count"] = sensitive[0]["totalCount"] = 40
    detection["occurrences"] = {"pages": [{"pageNumber": 1}] * 16}
    crowded = of_one(with_member(base, path, copy.deepcopy(sensitive)))
    detection["occurrences"] = {"pages": []}
    empty = of_one(with_member(base, path, sensitive))
    cases = [(crowded, "a finding has room for 15"), (empty, "occurrences that hold no place")]
    return [f"not refused: {said!r}: {found}" for found, said in cases if said not in str(found)]


def self_test_boto3(base):
    """A client that reads something else than was meant is noticed."""

    def read(served):
        return str(list(against_boto3(json.dumps(served).encode(), [base])))

    cases = [
        (read({"findings": [with_member(base, "count", 2)]}), "$.count: sent as 1, read as 2"),
        (read({"findings": [with_member(base, "title", None)]}), "$.title: sent only"),
        (read({"findings": [with_member(base, "createdAt", "soon")]}), "boto3 cannot read"),
        (read({"findings": []}), "boto3 reads 0 findings of 1"),
    ]
    return [f"not noticed: {said!r}: {found}" for found, said in cases if said not in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if not arguments.files and not arguments.self_test:
        parser.error("name a file of findings, or --self-test")
    failed = self_test() if arguments.self_test else False
    return int(validate(arguments.files) or failed)


if __name__ == "__main__":
    sys.exit(main())
