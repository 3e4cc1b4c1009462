#!/usr/bin/env python3
"""Do buckets and their findings have the shapes that a client of Macie expects?

    buckets.py --tracie target/release/tracie

Runs `tracie buckets` over the configuration in tests/cli/buckets.in, and holds
what it writes against botocore's own macie2 service model: DescribeBuckets,
GetBucketStatistics, and, the way of validate_findings.py, GetFindings. All six
types of policy findings must be there.

Exit status: 0 if all is right, 1 if something is not.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import botocore.loaders
import botocore.model

import validate_findings

CONFIGURATION = Path(__file__).resolve().parents[1] / "cli" / "buckets.in"
INSIDE = "444455556666"
SEVERITIES = {
    "Policy:IAMUser/S3BlockPublicAccessDisabled": "High",
    "Policy:IAMUser/S3BucketEncryptionDisabled": "Low",
    "Policy:IAMUser/S3BucketPublic": "High",
    "Policy:IAMUser/S3BucketReplicatedExternally": "High",
    "Policy:IAMUser/S3BucketSharedExternally": "High",
    "Policy:IAMUser/S3BucketSharedWithCloudFront": "Medium",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", required=True)
    tracie = parser.parse_args().tracie
    problems = [*of_list(tracie), *of_statistics(tracie), *of_findings(tracie)]
    for problem in problems:
        print(problem)
    print(f"{'FAIL' if problems else 'ok'}  buckets in the shapes of the model, 6 types of findings")
    return int(bool(problems))


def of_list(tracie):
    answer = run(tracie, "list", "after", "--json")
    yield from against("DescribeBucketsResponse", answer)
    names = [bucket.get("bucketName") for bucket in answer["buckets"]]
    if len(names) != 6 or names != sorted(names):
        yield f"list: six buckets in order are expected, not {names}"


def of_statistics(tracie):
    answer = run(tracie, "statistics", "after", "--json")
    yield from against("GetBucketStatisticsResponse", answer)
    shared = answer["bucketCountBySharedAccessType"]
    if sum(shared.values()) != answer["bucketCount"]:
        yield f"statistics: {shared} do not add up"


def of_findings(tracie):
    answer = run(tracie, "findings", "--before", "before", "--after", "after", "--json", code=1)
    yield from validate_findings.problems(json.dumps(answer).encode())
    found = {one["type"]: one["severity"]["description"] for one in answer["findings"]}
    if found != SEVERITIES:
        yield f"findings: {found} are not {SEVERITIES}"


def run(tracie, verb, *arguments, code=0):
    command = [tracie, "buckets", verb, *arguments, "--organization", INSIDE]
    done = subprocess.run(command, cwd=CONFIGURATION, capture_output=True, timeout=120)
    if done.returncode != code:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def against(shape, answer):
    document = botocore.loaders.Loader().load_service_model("macie2", "service-2")
    model = botocore.model.ServiceModel(document, "macie2")
    yield from validate_findings.against_model(model.shape_for(shape), answer)


if __name__ == "__main__":
    sys.exit(main())
