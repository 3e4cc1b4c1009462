#!/usr/bin/env python3
"""Asks `tracie serve` whatever its OpenAPI document allows, and more.

    fuzz_openapi.py --tracie target/release/tracie --seconds 600

Schemathesis makes requests from /openapi.json, right ones and wrong ones, until the
time is up. No answer may be a server error, be of another form than the document
says, or stay away for longer than ten seconds. Exit status: 0 all is right, 1 not.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "python"))

from tracie_serve import TracieServer  # noqa: E402

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# Ending these for good would leave nothing to ask for the rest of the time.
LEFT_OUT = ["DisableMacie", "UpdateMacieSession"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    deadline = time.monotonic() + arguments.seconds
    rounds = 0
    with tempfile.TemporaryDirectory() as data, TracieServer(arguments.tracie, data=data) as server:
        fill(server)
        while rounds == 0 or time.monotonic() < deadline:
            rounds += 1
            if status := fuzz(server, data, rounds, deadline - time.monotonic()):
                return status
    print(f"no server error and no hang in {arguments.seconds} s ({rounds} rounds, seeds 1 to {rounds})")
    return 0


def fill(server):
    """Something of each kind, so that ids exist."""
    (server.bucket("fuzzed-bucket") / "people.csv").write_text("name,ssn\nJane Doe,512-58-3904\n")
    client = server.client()
    client.enable_macie()
    client.create_sample_findings()
    client.create_allow_list(name="list", criteria={"regex": "a1"})
    client.create_custom_data_identifier(name="custom", regex="a1")
    client.create_findings_filter(name="filter", action="NOOP", findingCriteria={})


def fuzz(server, folder, seed, seconds):
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "run",
        f"{server.url}/openapi.json",
        "--checks",
        CHECKS,
        "--seed",
        str(seed),
        "--max-examples",
        "20",
        "--request-timeout",
        "10",
        "--suppress-health-check",
        "all",
        "--mode",
        "all",
        "--phases",
        "examples,coverage,fuzzing",
        "--no-color",
    ]
    for name in LEFT_OUT:
        command += ["--exclude-operation-id", name]
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            timeout=max(seconds, 5),
        )
    except subprocess.TimeoutExpired:
        return 0  # The time is up.
    if done.returncode == 0:
        return 0
    print(done.stdout[-20_000:])
    return 1


if __name__ == "__main__":
    sys.exit(main())
