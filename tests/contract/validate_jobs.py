#!/usr/bin/env python3
"""Are jobs what Macie's API takes and gives?

    validate_jobs.py --tracie target/release/tracie

Everything is held against botocore's macie2 service model:

1. what its CreateClassificationJobRequest may hold, our reader takes: a job with
   every member, and one for each value of each enumeration; a member that the
   model does not have is refused, and so is one that it wants and is missing;
2. what `tracie job create`, `show`, `list` and `run` answer is, member for member,
   CreateClassificationJobResponse, DescribeClassificationJobResponse,
   ListClassificationJobsResponse and GetFindingsResponse;
3. what our reader accepts, boto3 accepts as well before it sends anything.

Exit status: 0 if all is right, 1 if something is not, 2 for wrong usage.
"""

import argparse
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import botocore.loaders
import botocore.model
import botocore.validate
from validate_findings import against_model

ROOT = Path(__file__).resolve().parents[2]
WHOLE = ROOT / "crates/job/tests/data/whole.json"
PATIENCE = 120
ACCOUNT = "111122223333"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(arguments.tracie.resolve(), Path(folder))
        for check in (requests, refusals, answers, runs):
            check(checks)
    for problem in checks.problems:
        print(problem)
    if checks.problems:
        return 1
    print(f"{checks.count} requests and answers hold against the model")
    return 0


class Checks:
    def __init__(self, tracie, folder):
        self.tracie, self.folder = tracie, folder
        self.problems, self.count = [], 0
        document = botocore.loaders.Loader().load_service_model("macie2", "service-2")
        self.model = botocore.model.ServiceModel(document, "macie2")

    def shape(self, name):
        return self.model.shape_for(name)

    def job(self, *arguments, ends=(0,), stdin=None):
        """Runs `tracie job`, and returns what it wrote to standard output and error."""
        command = [self.tracie, "job", *arguments, "--store", self.folder / "t.db", "--account-id", ACCOUNT]
        done = subprocess.run(
            [str(part) for part in command],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=self.folder,
        )
        if done.returncode not in ends:
            self.problems.append(f"{' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
        return done.stdout, done.stderr

    def create(self, request):
        """Creates a job; whether it was taken, and what was said."""
        said = self.job("create", "-", ends=(0, 2), stdin=json.dumps(request))
        return json.loads(said[0]) if said[0] else None, said[1]

    def hold(self, what, shape, value):
        self.count += 1
        for problem in against_model(self.shape(shape), value):
            self.problems.append(f"{what}: {problem}")

    def expect(self, holds, problem):
        self.count += 1
        if not holds:
            self.problems.append(problem)


# --- 1: what may be asked -------------------------------------------------


def requests(checks):
    whole = json.loads(WHOLE.read_text())
    checks.hold("whole.json", "CreateClassificationJobRequest", whole)
    missing = members_of(checks.shape("CreateClassificationJobRequest")) - names_in(whole)
    # What excludes another member is in the variants below.
    missing -= {"bucketCriteria", "dailySchedule", "weeklySchedule", "dayOfWeek", "simpleCriterion", "tagCriterion"}
    checks.expect(not missing, f"whole.json lacks {sorted(missing)}")
    for request in variants(checks, whole):
        created, said = checks.create(request)
        checks.expect(created is not None, f"refused, though the model takes it: {said.strip()}")
        validator = botocore.validate.ParamValidator()
        report = validator.validate(dict(request, clientToken="t"), checks.shape("CreateClassificationJobRequest"))
        checks.expect(not report.has_errors(), f"boto3 refuses {request['name']}: {report.generate_report()}")


def members_of(shape, seen=()):
    """The names of all members of a shape and of what is in it."""
    if shape.name in seen:
        return set()
    seen = (*seen, shape.name)
    if shape.type_name == "structure":
        inner = [members_of(member, seen) for member in shape.members.values()]
        return set(shape.members).union(*inner)
    if shape.type_name == "list":
        return members_of(shape.member, seen)
    return set()


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    return set()


def variants(checks, whole):
    """Jobs that have all members and all values of enumerations between them."""
    count = 0

    def variant(**members):
        nonlocal count
        count += 1
        job = {**copy.deepcopy(whole), **members, "name": f"variant {count}", "clientToken": f"token {count}"}
        job["customDataIdentifierIds"] = ["made-up"]
        return {name: value for name, value in job.items() if value is not None}

    one_time = dict(jobType="ONE_TIME", scheduleFrequency=None, initialRun=None)
    yield variant()
    yield variant(**one_time)
    for day in checks.shape("DayOfWeek").enum:
        yield variant(scheduleFrequency={"weeklySchedule": {"dayOfWeek": day}})
    yield variant(scheduleFrequency={"dailySchedule": {}})
    for selector in checks.shape("ManagedDataIdentifierSelector").enum:
        ids = ["NAME"] if selector in ("INCLUDE", "EXCLUDE") else None
        yield variant(managedDataIdentifierSelector=selector, managedDataIdentifierIds=ids)
    for comparator in ("EQ", "NE", "GT", "GTE", "LT", "LTE"):
        for key, value in (("OBJECT_SIZE", "5"), ("OBJECT_LAST_MODIFIED_DATE", "2024-01-01T00:00:00Z")):
            term = {"simpleScopeTerm": {"comparator": comparator, "key": key, "values": [value]}}
            yield variant(s3JobDefinition=definition({"includes": {"and": [term]}}))
    for comparator in ("EQ", "NE"):
        simple = {
            "ACCOUNT_ID": [ACCOUNT],
            "S3_BUCKET_NAME": ["acme"],
            "S3_BUCKET_EFFECTIVE_PERMISSION": checks.shape("EffectivePermission").enum,
            "S3_BUCKET_SHARED_ACCESS": checks.shape("SharedAccess").enum,
        }
        keys = set(checks.shape("SimpleCriterionKeyForJob").enum)
        checks.expect(keys == set(simple), f"the model has the criteria {sorted(keys)}")
        terms = [
            {"simpleCriterion": {"comparator": comparator, "key": key, "values": list(values)}}
            for key, values in simple.items()
        ]
        terms.append({"tagCriterion": {"comparator": comparator, "tagValues": [{"key": "a", "value": "b"}]}})
        yield variant(s3JobDefinition={"bucketCriteria": {"includes": {"and": terms}, "excludes": {"and": terms}}})
    yield variant(s3JobDefinition=definition({}))


def definition(scoping):
    return {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["acme"]}], "scoping": scoping}


# --- 2: what must not be asked --------------------------------------------


def refusals(checks):
    """Each object of a job refuses a member that the model does not have, and
    wants those that it requires."""
    whole = json.loads(WHOLE.read_text())
    for path in objects_in(whole):
        spoilt = copy.deepcopy(whole)
        at(spoilt, path)["madeUp"] = 1
        created, said = checks.create(spoilt)
        where = told([*path, "madeUp"])
        checks.expect(created is None and where in said, f"{where} was not refused: {said.strip()}")
    for name in ("name", "jobType", "s3JobDefinition"):
        spoilt = {member: value for member, value in whole.items() if member != name}
        created, said = checks.create(spoilt)
        checks.expect(created is None and f"{name}: it is missing" in said, f"{name} may be missing: {said}")


def objects_in(value, path=()):
    if isinstance(value, dict):
        yield list(path)
        for name, inner in value.items():
            yield from objects_in(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from objects_in(inner, (*path, index))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def told(path):
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


# --- 3: what is answered --------------------------------------------------


def answers(checks):
    out, _ = checks.job("list")
    listed = json.loads(out)
    checks.hold("job list", "ListClassificationJobsResponse", listed)
    checks.expect(len(listed["items"]) > 20, "the jobs that were created are not listed")
    for summary in listed["items"]:
        out, _ = checks.job("show", summary["jobId"])
        checks.hold("job show", "DescribeClassificationJobResponse", json.loads(out))
    created, _ = checks.create(dict(json.loads(WHOLE.read_text()), name="answered", clientToken="answered"))
    checks.hold("job create", "CreateClassificationJobResponse", created)
    paused = created["jobId"]
    checks.job("pause", paused)
    out, _ = checks.job("show", paused)
    described = json.loads(out)
    checks.hold("job show", "DescribeClassificationJobResponse", described)
    checks.expect(described["jobStatus"] == "USER_PAUSED", f"it is {described['jobStatus']}")
    details = described["userPausedDetails"]
    checks.hold("userPausedDetails", "UserPausedDetails", details)
    for number in described["statistics"].values():
        checks.expect(isinstance(number, float), f"{number!r} has no fraction")
    sent = json.loads(WHOLE.read_text())
    for name in ("description", "tags", "s3JobDefinition", "scheduleFrequency", "samplingPercentage", "initialRun"):
        checks.expect(described[name] == sent[name], f"{name} does not come back as it was sent")


def runs(checks):
    bucket = checks.folder / "buckets" / "acme"
    bucket.mkdir(parents=True)
    # The number is made up.
    (bucket / "staff.csv").write_text("name,ssn\nAda,512-58-3904\n")
    job = {"name": "run", "jobType": "ONE_TIME", "s3JobDefinition": definition({})}
    (checks.folder / "run.json").write_text(json.dumps(job))
    out, _ = checks.job("run", "run.json", "--dump", "buckets", "--format", "json", ends=(1,))
    found = json.loads(out)
    checks.hold("job run", "GetFindingsResponse", found)
    checks.expect(len(found["findings"]) == 1, f"{len(found['findings'])} findings")
    out, _ = checks.job("events", "run")
    for line in out.splitlines():
        event(checks, json.loads(line))


ALWAYS = {"adminAccountId", "jobId", "eventType", "occurredAt", "description", "jobName"}


def event(checks, document):
    """The model does not have these: they go to CloudWatch Logs."""
    checks.expect(ALWAYS <= set(document), f"an event without {sorted(ALWAYS - set(document))}")
    fraction = document["occurredAt"].partition(".")[2]
    checks.expect(len(fraction) == 7 and fraction.endswith("Z"), f"{document['occurredAt']} has no microseconds")


if __name__ == "__main__":
    sys.exit(main())
