#!/usr/bin/env python3
"""Does `tracie findings` answer as Macie does?

    ask_findings.py --tracie target/release/tracie

Scans the samples into a store under the names of two buckets, archives some of
what is found, and then

1. holds each answer against the output shape of its operation in botocore's
   model: ListFindings, GetFindings, GetFindingStatistics;
2. asks with a few hundred criteria, made from what the findings have, whatever
   botocore's own validation of requests lets through, and compares with what a
   plain reading of the rules over the documents says;
3. has the real AWS CLI read the same options, shorthand too, and sees that
   Tracie takes them to mean what the CLI sends.

Prints one line; exit status 0 if all is right.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import botocore.loaders
import botocore.model
import botocore.validate
from validate_findings import against_exports, against_model, server

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpus" / "samples"
BUCKETS = ("acme-a", "acme-b")
CRITERIA = 150

GROUPS = ("resourcesAffected.s3Bucket.name", "type", "classificationDetails.jobId", "severity.description")
RESULT = "classificationDetails.result."
# What may be matched exactly, and how it may be written as well.
EXACT = {
    RESULT + "customDataIdentifiers.detections.arn",
    RESULT + "customDataIdentifiers.detections.name",
    RESULT + "sensitiveData.category",
    RESULT + "sensitiveData.detections.type",
    "resourcesAffected.s3Bucket.tags.key",
    "resourcesAffected.s3Object.tags.key",
}
TIMES = {"createdAt", "updatedAt", "resourcesAffected.s3Object.lastModified"}
NUMBERS = {
    "count",
    "severity.score",
    "resourcesAffected.s3Object.size",
    RESULT + "sizeClassified",
    RESULT + "sensitiveData.totalCount",
    RESULT + "customDataIdentifiers.totalCount",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    tracie = parser.parse_args().tracie
    with tempfile.TemporaryDirectory() as folder:
        store = Store(tracie, Path(folder) / "findings.db")
        store.fill()
        findings = store.get()
        listed = check_answers(store, findings)
        asked = check_criteria(store, findings)
        typed = check_aws_cli(store)
    print(f"{len(findings)} findings, {listed} answers, {asked} criteria, {typed} commands of the AWS CLI")


class Store:
    """A store, asked through the command."""

    def __init__(self, tracie, path):
        self.tracie, self.path = tracie, path

    def fill(self):
        for bucket in BUCKETS:
            self.call("scan", SAMPLES, "--bucket", bucket, "--managed", "all", "--extras",
                      "--quiet", "--format", "jsonl", may_end_with=(0, 1, 3))
        self.call("findings", "archive", "--finding-criteria",
                  'criterion={resourcesAffected.s3Bucket.name={eq=acme-a},severity.description={neq=High}}')

    def call(self, *arguments, may_end_with=(0,)):
        command = [self.tracie, *arguments, "--store", self.path]
        done = subprocess.run([str(it) for it in command], capture_output=True, timeout=300)
        if done.returncode not in may_end_with:
            sys.exit(f"{arguments} ended with {done.returncode}:\n{done.stderr.decode()}")
        return done.stdout

    def ask(self, *arguments):
        return json.loads(self.call("findings", *arguments))

    def get(self):
        return self.ask("get", "--finding-criteria", "{}")["findings"]

    def ids(self, criteria):
        return self.ask("list", "--finding-criteria", criteria)["findingIds"]


# --- 1: the model ---------------------------------------------------------


def model():
    document = botocore.loaders.Loader().load_service_model("macie2", "service-2")
    return botocore.model.ServiceModel(document, "macie2")


def hold(operation, answer):
    """Ends with what is wrong with an answer, if anything is."""
    shape = model().operation_model(operation).output_shape
    for problem in against_model(shape, answer, operation):
        sys.exit(problem)
    return answer


def check_answers(store, findings):
    if len(findings) < 20:
        sys.exit(f"only {len(findings)} findings, so that little was tested")
    hold("GetFindings", {"findings": findings})
    for finding in findings:
        for problem in against_exports(finding):
            sys.exit(f"{finding['id']}: {problem}")
    ids = hold("ListFindings", store.ask("list"))["findingIds"]
    expect(sorted(ids), sorted(it["id"] for it in findings), "list")
    expect(pages(store), ids, "list by pages")
    some = ids[3:9] + ["unknown"]
    got = hold("GetFindings", store.ask("get", "--finding-ids", *some))["findings"]
    expect([it["id"] for it in got], some[:-1], "get")
    for group in GROUPS:
        answer = hold("GetFindingStatistics", store.ask("statistics", "--group-by", group))
        expect(counted(answer), Counter(value for it in findings for value in values(it, group)), group)
    return 4 + len(GROUPS)


def pages(store):
    ids, token = [], None
    while True:
        more = ["--next-token", token] if token else []
        answer = hold("ListFindings", store.ask("list", "--max-results", "7", *more))
        if len(answer["findingIds"]) > 7:
            sys.exit("a page is longer than was asked for")
        ids += answer["findingIds"]
        token = answer.get("nextToken")
        if not token:
            return ids


def counted(answer):
    counts = Counter({it["groupKey"]: it["count"] for it in answer["countsByGroup"]})
    if len(counts) != len(answer["countsByGroup"]):
        sys.exit("a group stands twice")
    return counts


def expect(got, wanted, what):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


# --- 2: criteria ----------------------------------------------------------


def values(value, path):
    """All values at the end of a path, in every element of lists on it."""
    if isinstance(value, list):
        return [found for item in value for found in values(item, path)]
    if not path:
        return [] if value is None else [value]
    name, _, rest = path.partition(".")
    return values(value.get(name), rest) if isinstance(value, dict) else []


def written(value):
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def milliseconds(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(moment.timestamp() * 1000)


def meets(finding, criterion):
    return all(meets_one(finding, field, operators) for field, operators in criterion.items())


def meets_one(finding, field, operators):
    found = values(finding, field)
    texts = {written(it) for it in found}
    numbers = [milliseconds(it) if field in TIMES else it for it in found]
    bounds = {
        "gt": lambda it, at: it > at,
        "gte": lambda it, at: it >= at,
        "lt": lambda it, at: it < at,
        "lte": lambda it, at: it <= at,
    }
    ranges = [(bounds[name], at) for name, at in operators.items() if name in bounds]
    return (
        ("eq" not in operators or bool(texts & set(operators["eq"])))
        and ("neq" not in operators or not texts & set(operators["neq"]))
        and ("eqExactMatch" not in operators or texts == set(operators["eqExactMatch"]))
        and (not ranges or any(all(holds(it, at) for holds, at in ranges) for it in numbers))
    )


def fields(findings):
    """The fields that findings have, and values of each."""
    found = {}
    for finding in findings:
        collect(finding, "", found)
    return {path: sorted(texts) for path, texts in found.items() if ".occurrences." not in path}


def collect(value, path, into):
    if isinstance(value, list):
        for item in value:
            collect(item, path, into)
    elif isinstance(value, dict):
        for name, member in value.items():
            collect(member, f"{path}.{name}" if path else name, into)
    elif value is not None:
        into.setdefault(path, set()).add(written(value))


def random_condition(chance, field, known):
    some = chance.sample(known, min(len(known), chance.randint(1, 3)))
    choices = [{"eq": some}, {"neq": some}]
    if field in EXACT:
        choices.append({"eqExactMatch": some})
    if field in NUMBERS | TIMES:
        at = sorted(milliseconds(it) if field in TIMES else int(it) for it in some)
        choices += [{"gte": at[0]}, {"lt": at[-1]}, {"gt": at[0], "lte": at[-1]}]
    return chance.choice(choices)


def check_criteria(store, findings):
    chance = random.Random(7)
    known = fields(findings)
    shape = model().shape_for("FindingCriteria")
    empty = 0
    for _ in range(CRITERIA):
        names = chance.sample(sorted(known), chance.randint(1, 2))
        criterion = {name: random_condition(chance, name, known[name]) for name in names}
        report = botocore.validate.ParamValidator().validate({"criterion": criterion}, shape)
        if report.has_errors():
            sys.exit(f"no request: {report.generate_report()}")
        wanted = sorted(it["id"] for it in findings if meets(it, criterion))
        short = {name.removeprefix(RESULT) if name in EXACT else name: it for name, it in criterion.items()}
        for asked in (criterion, short):
            got = sorted(store.ids(json.dumps({"criterion": asked})))
            expect(got, wanted, json.dumps(asked))
        empty += not wanted
    if empty > CRITERIA / 2:
        sys.exit(f"{empty} of {CRITERIA} criteria mean nothing, so that little was tested")
    return CRITERIA


# --- 3: the AWS CLI -------------------------------------------------------

COMMANDS = [
    ("get-finding-statistics", ["--group-by", "resourcesAffected.s3Bucket.name"]),
    (
        "get-finding-statistics",
        ["--group-by", "type", "--finding-criteria", "criterion={resourcesAffected.s3Bucket.name={eq=acme-a}}"],
    ),
    ("get-finding-statistics", ["--group-by", "type", "--sort-criteria", "attributeName=groupKey,orderBy=DESC", "--size", "2"]),
    ("list-findings", ["--finding-criteria", "criterion={resourcesAffected.s3Bucket.name={eq=acme-b}}"]),
    ("list-findings", ["--finding-criteria", "criterion={severity.description={eq=[High,Low]},archived={eq=false}}"]),
    ("list-findings", ["--finding-criteria", "criterion={severity.description={eq=High},count={gte=1,lt=2}}"]),
    ("list-findings", ["--finding-criteria", "criterion={type={neq='SensitiveData:S3Object/Personal'}}"]),
    ("list-findings", ["--finding-criteria", '{"criterion": {"severity.score": {"gte": 3}}}', "--sort-criteria",
                       "attributeName=resourcesAffected,orderBy=ASC"]),
]
VERBS = {"get-finding-statistics": "statistics", "list-findings": "list"}


def check_aws_cli(store):
    for operation, options in COMMANDS:
        sent = request(operation, options)
        same = [part for name, value in sent.items() for part in (option(name), as_text(value))]
        expect(store.ask(VERBS[operation], *options), store.ask(VERBS[operation], *same), options)
    return len(COMMANDS)


def request(operation, options):
    """What the AWS CLI sends."""
    with server(b"{}") as (url, asked):
        command = [sys.executable, "-m", "awscli", "macie2", operation, "--endpoint-url", url,
                   "--region", "eu-west-1", "--no-sign-request", *options]
        done = subprocess.run(command, capture_output=True, timeout=300)
    if done.returncode != 0 or len(asked) != 1:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stderr.decode()}")
    return asked[0][1]


def option(name):
    return "--" + "".join(f"-{it.lower()}" if it.isupper() else it for it in name)


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    main()
