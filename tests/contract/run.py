#!/usr/bin/env python3
"""Runs the contract tests: Tracie against what it has to agree with.

    run.py --tracie target/release/tracie --check target/release/examples/check

Builds nothing. Makes a virtual environment of requirements.txt (kept in
target/contract-venv until the requirements change), and then

  self-test   shows that the validator refuses wrong findings,
  json        validates what `tracie scan corpus/samples` finds, as GetFindings,
  jsonl       the same as JSON Lines,
  stdnum      holds the checks of numbers against python-stdnum,
  planted     has other libraries write documents, and finds what they hold,
  reports     holds reports against the schemas and readers of their formats,
  results     asks a database what Macie's users ask discovery results,
  findings    asks a store what they ask Macie, and the AWS CLI what they mean,
  jobs        holds jobs against the model: what may be asked, what is answered,
  buckets     holds buckets and their findings against the service model,
  s3          fills a store with boto3, and scans it as it is and as it misbehaves,
  model       holds the declarations of macie2 operations against botocore's,
  serve       runs macie2/: the AWS CLI and boto3 against `tracie serve`,
  openapi     has schemathesis ask `tracie serve` what its document allows.

One line a step. Exit status: 0 all is right; 1 something is not; 2 nothing is
wrong, but something could not be run, which is told as NOT RUN.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ROOT / "corpus" / "samples"
GENERATE = ROOT / "crates" / "serve" / "model" / "generate.py"
OLDEST = (3, 9)
OLDEST_FOR_TOML = (3, 11)
OLDEST_FOR_WRITERS = (3, 10)
OLDEST_FOR_SCHEMAS = (3, 11)
# What `tracie scan` may exit with: nothing found, findings, or only part seen.
SCANNED = (0, 1, 3)
# Seconds after which a step counts as hung.
PATIENCE = 900


class Failed(Exception):
    """A step ran, and something is wrong."""


class NotRun(Exception):
    """A step could not be run at all."""


def main():
    arguments = parse_arguments()
    steps = [
        ("self-test", lambda python: validator(python, "--self-test")),
        ("json", lambda python: scan(python, arguments.tracie, "json")),
        ("jsonl", lambda python: scan(python, arguments.tracie, "jsonl")),
        ("stdnum", lambda python: stdnum(python, arguments.check)),
        ("planted", lambda python: planted(python, arguments.tracie)),
        ("reports", lambda python: script(python, arguments.tracie, "validate_reports.py")),
        ("results", lambda python: script(python, arguments.tracie, "query_results.py")),
        ("findings", lambda python: script(python, arguments.tracie, "ask_findings.py")),
        ("jobs", lambda python: script(python, arguments.tracie, "validate_jobs.py")),
        ("buckets", lambda python: script(python, arguments.tracie, "buckets.py")),
        ("s3", lambda python: script(python, arguments.tracie, "s3.py")),
        ("jobs-s3", lambda python: script(python, arguments.tracie, "jobs_s3.py")),
        ("model", lambda python: call([python, GENERATE, "--check"], Failed).strip()),
        ("serve", lambda python: serve(python, arguments.tracie)),
        ("openapi", lambda python: openapi(python, arguments.tracie)),
    ]
    try:
        python = environment(arguments.venv)
    except (Failed, NotRun) as problem:
        for name, _ in steps:
            tell("NOT RUN", name, problem)
        return 2
    outcomes = {run(name, step, python) for name, step in steps}
    # What is wrong outranks what was not run.
    return next((outcome for outcome in (1, 2) if outcome in outcomes), 0)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, help="the tracie command")
    parser.add_argument("--check", type=Path, help="the example `check` of tracie-check")
    parser.add_argument("--venv", type=Path, default=ROOT / "target" / "contract-venv")
    return parser.parse_args()


def run(name, step, python):
    """Runs a step and tells how it went: 0 right, 1 wrong, 2 not run."""
    try:
        tell("ok", name, step(python))
        return 0
    except Failed as problem:
        tell("FAIL", name, problem)
        return 1
    except NotRun as problem:
        tell("NOT RUN", name, problem)
        return 2


def tell(outcome, name, what):
    print(f"{outcome:<8}{name:<10}{what}", flush=True)


# --- the environment ------------------------------------------------------


def environment(folder):
    """The Python of an environment that has the requirements."""
    if sys.version_info < OLDEST:
        raise NotRun(f"needs Python {OLDEST[0]}.{OLDEST[1]} or later, this is {sys.version.split()[0]}")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mark = folder / "requirements.sha256"
    wanted = fingerprint()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    # In a process of its own, so that a Python without `venv` is told of, too.
    call([sys.executable, "-m", "venv", folder], NotRun)
    requirements = HERE / "requirements.txt"
    call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements], NotRun)
    mark.write_text(wanted)
    return python


def fingerprint():
    """What the environment is made from: requirements and this Python."""
    made_from = (HERE / "requirements.txt").read_bytes() + sys.version.encode()
    return hashlib.sha256(made_from).hexdigest()


# --- the steps ------------------------------------------------------------


def validator(python, *arguments):
    """What the validator counted: it stands in brackets at the end."""
    said = call([python, HERE / "validate_findings.py", *arguments], Failed)
    return said.strip().rsplit("(", 1)[-1].rstrip(")")


def scan(python, tracie, name):
    """Scans the samples and validates what is found."""
    command = [program(tracie, "--tracie"), "scan", SAMPLES, "--format", name, "--managed", "all"]
    with tempfile.TemporaryDirectory() as folder:
        findings = Path(folder) / f"findings.{name}"
        findings.write_bytes(scanned(command))
        if b'"classificationDetails"' not in findings.read_bytes():
            raise Failed("no finding in corpus/samples, so that nothing was tested")
        return f"corpus/samples: {validator(python, findings)} valid"


def scanned(command):
    """What a scan writes to its standard output."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(str(error)) from error
    if done.returncode not in SCANNED:
        raise Failed(f"tracie ended with {done.returncode}\n{indented(done.stderr)}")
    return done.stdout


def stdnum(python, check):
    """Another script knows how; it tells a line for each check."""
    if sys.version_info < OLDEST_FOR_TOML:
        raise NotRun("needs Python 3.11 or later, which reads TOML")
    command = [python, HERE / "check_stdnum.py", "--binary", program(check, "--check")]
    return call(command, Failed).strip().splitlines()[-1]


def planted(python, tracie):
    """Another script knows how to write them."""
    if sys.version_info < OLDEST_FOR_WRITERS:
        raise NotRun("needs Python 3.10 or later, as some of the writers do")
    command = [python, HERE / "planted.py", "--tracie", program(tracie, "--tracie")]
    return call(command, Failed).strip().splitlines()[-1]


def serve(python, tracie):
    """Another folder of tests knows how."""
    if sys.version_info < OLDEST_FOR_WRITERS:
        raise NotRun("needs Python 3.10 or later, as boto3 does")
    environment = {"TRACIE": str(program(tracie, "--tracie"))}
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", HERE / "macie2"]
    return call(command, Failed, environment).strip().splitlines()[-1].strip("= ")


def openapi(python, tracie):
    """A short run; fuzz_openapi.py says how to have a long one."""
    if sys.version_info < OLDEST_FOR_WRITERS:
        raise NotRun("needs Python 3.10 or later, as schemathesis does")
    command = [python, HERE / "fuzz_openapi.py", "--tracie", program(tracie, "--tracie"), "--seconds", "30"]
    return call(command, Failed).strip().splitlines()[-1]


def script(python, tracie, name):
    """Another script knows how; its last line tells what it did."""
    if sys.version_info < OLDEST_FOR_SCHEMAS:
        raise NotRun("needs Python 3.11 or later, as some of the packages do")
    command = [python, HERE / name, "--tracie", program(tracie, "--tracie")]
    return call(command, Failed).strip().splitlines()[-1]


def program(path, option):
    if path is None:
        raise NotRun(f"{option} was not given")
    if not path.is_file():
        raise Failed(f"{option}: there is no {path}; build it first")
    return path.resolve()


def call(command, failure, environment=None):
    """Runs a program and returns what it wrote; raises `failure` with that
    if it does not end well."""
    command = [str(part) for part in command]
    environment = {**os.environ, **(environment or {})}
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise failure(str(error)) from error
    if done.returncode != 0:
        raise failure(f"`{' '.join(command)}` ended with {done.returncode}\n{indented(done.stdout)}")
    return done.stdout.decode("utf-8", "replace")


def indented(output):
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return "\n".join(f"        {line}" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
