#!/usr/bin/env python3
"""Do the questions that Macie's users ask their discovery results have the
right answers over Tracie's?

    query_results.py --tracie PATH

Plants objects whose content is known, scans them as two jobs with
`tracie scan --results`, and asks DuckDB the fifteen questions of the project
aws-samples/amazon-macie-results-analytics, which its users ask Athena: the
same columns, conditions and sums, in words of our own. The table is declared
with the types of theirs, so that what does not fit them is noticed. What is
expected is worked out from what was planted, not from what was written.

Exit status: 0 if all answers are right, 1 if one is not.
"""

import argparse
import gzip
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb

ACCOUNT = "111122223333"
REGION = "eu-west-1"
ALL = "a" * 32
SOME = "b" * 32
SSN = "USA_SOCIAL_SECURITY_NUMBER"
CARD = "CREDIT_CARD_NUMBER"
PERSONAL = "PERSONAL_INFORMATION"
FINANCIAL = "FINANCIAL_INFORMATION"
BADGE = "badge number"

# --- what is planted; all values are made up ------------------------------

PEOPLE = b"name,ssn\nA,512-58-3904\nB,409-17-6632\nC,238-61-7045\n"
CALL = b"one\nmy SSN: 512-58-3904\n"
NOTES = b"nothing to see here\n"
BADGES = b"badge TR-000123\nbadge TR-000124\nbadge TR-000125\nbadge TR-000126\n"
ORDERS = b'{"card": {"number": "4532010735192641"}}\n{"card": {"number": "4532019182736453"}}\n'
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
CUSTOM = {"name": BADGE, "regex": "TR-[0-9]{6}", "keywords": ["badge"]}


def archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("hr/people.csv", PEOPLE)
        out.writestr("call.txt", CALL)
        out.writestr("logo.png", PICTURE)
    return packed.getvalue()


def plant(folder):
    objects = {
        "alpha/people.csv": PEOPLE,
        "alpha/notes.txt": NOTES,
        "alpha/logo.png": PICTURE,
        "beta/export.zip": archive(),
        "beta/badges.txt": BADGES,
        "beta/orders.jsonl": ORDERS,
    }
    for name, content in objects.items():
        path = folder / "dump" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "badge.json").write_text(json.dumps(CUSTOM))


def scan(tracie, folder, job, *targets):
    command = [tracie, "scan", *targets, "--custom", folder / "badge.json"]
    command += ["--results", folder / "results", "--job-id", job]
    command += ["--account-id", ACCOUNT, "--region", REGION, "--format", "jsonl", "--quiet"]
    done = subprocess.run([str(it) for it in command], capture_output=True)
    if done.returncode != 1:
        sys.exit(f"tracie ended with {done.returncode}: {done.stderr.decode()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- the table ------------------------------------------------------------

ENCRYPTION = "STRUCT(encryptionType VARCHAR, kmsMasterKeyId VARCHAR)"
BLOCKED = "STRUCT(ignorePublicAcls BOOLEAN, restrictPublicBuckets BOOLEAN, blockPublicAcls BOOLEAN, blockPublicPolicy BOOLEAN)"
GRANTS = "STRUCT(allowsPublicReadAccess BOOLEAN, allowsPublicWriteAccess BOOLEAN)"
PLACES = """STRUCT(
    lineRanges STRUCT("start" VARCHAR, "end" VARCHAR, startColumn VARCHAR)[],
    pages STRUCT(pageNumber VARCHAR)[],
    records STRUCT(recordIndex VARCHAR, jsonPath VARCHAR)[],
    cells STRUCT("row" VARCHAR, "column" VARCHAR, columnName VARCHAR, cellReference VARCHAR)[])"""
RESULT = f"""STRUCT(
    status STRUCT(code VARCHAR, reason VARCHAR), sizeClassified VARCHAR, mimeType VARCHAR,
    sensitiveData STRUCT(category VARCHAR, totalCount VARCHAR,
        detections STRUCT(type VARCHAR, count VARCHAR, occurrences {PLACES})[])[],
    customDataIdentifiers STRUCT(totalCount VARCHAR,
        detections STRUCT(arn VARCHAR, name VARCHAR, count VARCHAR, occurrences {PLACES})[]))"""
COLUMNS = {
    "accountId": "VARCHAR",
    "category": "VARCHAR",
    "classificationDetails": f"""STRUCT(jobArn VARCHAR, result {RESULT},
        detailedResultsLocation VARCHAR, jobId VARCHAR, originType VARCHAR)""",
    "createdAt": "VARCHAR",
    "description": "VARCHAR",
    "id": "VARCHAR",
    "partition": "VARCHAR",
    "region": "VARCHAR",
    "resourcesAffected": f"""STRUCT(
        s3Bucket STRUCT(arn VARCHAR, name VARCHAR, createdAt VARCHAR,
            owner STRUCT(displayName VARCHAR, id VARCHAR), tags VARCHAR[],
            defaultServerSideEncryption {ENCRYPTION},
            publicAccess STRUCT(permissionConfiguration STRUCT(
                bucketLevelPermissions STRUCT(accessControlList {GRANTS}, bucketPolicy {GRANTS},
                    blockPublicAccess {BLOCKED}),
                accountLevelPermissions STRUCT(blockPublicAccess {BLOCKED})),
                effectivePermission VARCHAR)),
        s3Object STRUCT(bucketArn VARCHAR, key VARCHAR, path VARCHAR, extension VARCHAR,
            lastModified VARCHAR, eTag VARCHAR, serverSideEncryption {ENCRYPTION}, size VARCHAR,
            storageClass VARCHAR, tags VARCHAR[],
            embeddedFileDetails STRUCT(filePath VARCHAR, fileExtension VARCHAR, fileSize VARCHAR,
                fileLastModified VARCHAR),
            publicAccess BOOLEAN))""",
    "schemaVersion": "VARCHAR",
    "severity": "STRUCT(description VARCHAR, score INTEGER)",
    "title": "VARCHAR",
    "type": "VARCHAR",
    "updatedAt": "VARCHAR",
}

# What the questions have in common.
JOB = "classificationDetails.jobId"
KEY = "resourcesAffected.s3Object.key"
BUCKET = "resourcesAffected.s3Bucket.name"
MEMBER = "resourcesAffected.s3Object.embeddedFileDetails.filePath"
WHOLE = "resourcesAffected.s3Object.embeddedFileDetails IS NULL"
MANAGED = """results, UNNEST(classificationDetails.result.sensitiveData) AS s(data),
    UNNEST(data.detections) AS d(one)"""
OWN = "results, UNNEST(classificationDetails.result.customDataIdentifiers.detections) AS d(one)"
SIZE = "classificationDetails.result.sizeClassified"
STATUS = "classificationDetails.result.status"


def counts(by, where):
    """Occurrences by some columns, category and type."""
    first = f"{by}, " if by else ""
    groups = f"GROUP BY {first}data.category, one.type"
    own = f"GROUP BY {by}, one.name" if by else "GROUP BY one.name"
    return f"""
        SELECT {first}data.category, one.type, SUM(CAST(one.count AS INT)) AS total
        FROM {MANAGED} WHERE {where} {groups}
        UNION
        SELECT {first}'CustomIdentifier', one.name, SUM(CAST(one.count AS INT)) AS total
        FROM {OWN} WHERE {where} {own}"""


def listing(by, where):
    """Detections one by one."""
    return f"""
        SELECT {by}, data.category, one.type, CAST(one.count AS INT)
        FROM {MANAGED} WHERE {where}
        UNION
        SELECT {by}, 'CustomIdentifier', one.name, CAST(one.count AS INT)
        FROM {OWN} WHERE {where}"""


def outcomes(by, where):
    """How many records ended how."""
    first = f"{by}, " if by else ""
    return f"""SELECT {first}{STATUS}.code, {STATUS}.reason, COUNT(*)
        FROM results WHERE {where} GROUP BY {first}{STATUS}.code, {STATUS}.reason"""


def sizes(by, where):
    """How much was inspected."""
    first, group = (f"{by}, ", f"GROUP BY {by}") if by else ("", "")
    return f"""SELECT {first}SUM(CAST({SIZE} AS INT)),
        ROUND(SUM(CAST({SIZE} AS DECIMAL(20, 8)) / 1073741824), 6)
        FROM results WHERE {where} {group}"""


def locations(source, category, name, where):
    """Where each occurrence is, by the kind of place."""
    kinds = ["lineRanges", "pages", "records", "cells"]

    def of(kind):
        columns = ", ".join("place" if it == kind else "NULL" for it in kinds)
        return f"""SELECT {KEY}, {MEMBER}, {category}, {name}, {columns}
            FROM {source}, UNNEST(one.occurrences.{kind}) AS p(place) WHERE {where}"""

    # Types differ from arm to arm, so each is text.
    arms = [of(kind).replace("SELECT", "SELECT DISTINCT") for kind in kinds]
    return [arm.replace(" place", " CAST(place AS VARCHAR)") for arm in arms]


ONE_JOB = f"{JOB} = '{ALL}'"


def rows(*lists):
    return [row for part in lists for row in part]


def gigabytes(size):
    return round(size / 1073741824, 6)


IN_ALL = len(PEOPLE) + len(NOTES) + len(PEOPLE) + len(CALL) + len(BADGES) + len(ORDERS)
IN_SOME = len(PEOPLE) + len(NOTES)
UNSUPPORTED = ("SKIPPED", "UNSUPPORTED_FILE_TYPE_EXCEPTION")
UNPROCESSED = ("PARTIAL", "ARCHIVE_CONTAINS_UNPROCESSED_FILES")
COMPLETE = ("COMPLETE", None)


def cell(row):
    return f"{{'row': {row}, 'column': 2, 'columnName': ssn, 'cellReference': NULL}}"


def line(start, column):
    return f"{{'start': {start}, 'end': {start}, 'startColumn': {column}}}"


def record(index):
    return f"{{'recordIndex': {index}, 'jsonPath': $.card.number}}"


# By name, the question and the right answer.
QUESTIONS = {
    "a job by category and type": (
        counts("", f"{ONE_JOB} AND {WHOLE}"),
        [(PERSONAL, SSN, 7), ("CustomIdentifier", BADGE, 4), (FINANCIAL, CARD, 2)],
    ),
    "a job by object, category and type": (
        listing(KEY, f"{ONE_JOB} AND {WHOLE}"),
        [
            ("people.csv", PERSONAL, SSN, 3),
            ("export.zip", PERSONAL, SSN, 4),
            ("badges.txt", "CustomIdentifier", BADGE, 4),
            ("orders.jsonl", FINANCIAL, CARD, 2),
        ],
    ),
    "a job by outcome": (
        outcomes("", ONE_JOB),
        [(*COMPLETE, 6), (*UNSUPPORTED, 2), (*UNPROCESSED, 1)],
    ),
    "a job's size": (sizes("", f"{ONE_JOB} AND {WHOLE}"), [(IN_ALL, gigabytes(IN_ALL))]),
    "accounts by category and type": (
        counts("accountId", WHOLE),
        [(ACCOUNT, PERSONAL, SSN, 10), (ACCOUNT, "CustomIdentifier", BADGE, 4), (ACCOUNT, FINANCIAL, CARD, 2)],
    ),
    "accounts by outcome": (
        outcomes("accountId", "TRUE"),
        [(ACCOUNT, *COMPLETE, 8), (ACCOUNT, *UNSUPPORTED, 3), (ACCOUNT, *UNPROCESSED, 1)],
    ),
    "buckets by category and type": (
        counts(BUCKET, WHOLE),
        [
            ("alpha", PERSONAL, SSN, 6),
            ("beta", PERSONAL, SSN, 4),
            ("beta", "CustomIdentifier", BADGE, 4),
            ("beta", FINANCIAL, CARD, 2),
        ],
    ),
    "buckets by outcome": (
        outcomes(BUCKET, "TRUE"),
        [
            ("alpha", *COMPLETE, 4),
            ("alpha", *UNSUPPORTED, 2),
            ("beta", *COMPLETE, 4),
            ("beta", *UNSUPPORTED, 1),
            ("beta", *UNPROCESSED, 1),
        ],
    ),
    "jobs by category and type": (
        counts(JOB, WHOLE),
        [
            (ALL, PERSONAL, SSN, 7),
            (ALL, "CustomIdentifier", BADGE, 4),
            (ALL, FINANCIAL, CARD, 2),
            (SOME, PERSONAL, SSN, 3),
        ],
    ),
    "jobs by object, category and type": (
        listing(f"{JOB}, {KEY}", WHOLE),
        [
            (ALL, "people.csv", PERSONAL, SSN, 3),
            (ALL, "export.zip", PERSONAL, SSN, 4),
            (ALL, "badges.txt", "CustomIdentifier", BADGE, 4),
            (ALL, "orders.jsonl", FINANCIAL, CARD, 2),
            (SOME, "people.csv", PERSONAL, SSN, 3),
        ],
    ),
    "jobs by outcome": (
        outcomes(JOB, "TRUE"),
        [
            (ALL, *COMPLETE, 6),
            (ALL, *UNSUPPORTED, 2),
            (ALL, *UNPROCESSED, 1),
            (SOME, *COMPLETE, 2),
            (SOME, *UNSUPPORTED, 1),
        ],
    ),
    "jobs' sizes": (
        sizes(JOB, WHOLE),
        [(ALL, IN_ALL, gigabytes(IN_ALL)), (SOME, IN_SOME, gigabytes(IN_SOME))],
    ),
    "where managed identifiers found something": (
        locations(MANAGED, "data.category", "one.type", ONE_JOB),
        rows(
            [("people.csv", None, PERSONAL, SSN, None, None, None, cell(it)) for it in (2, 3, 4)],
            [("export.zip", "hr/people.csv", PERSONAL, SSN, None, None, None, cell(it)) for it in (2, 3, 4)],
            [("export.zip", "call.txt", PERSONAL, SSN, line(2, 9), None, None, None)],
            [("orders.jsonl", None, FINANCIAL, CARD, None, None, record(it), None) for it in (0, 1)],
        ),
    ),
    "where custom identifiers found something": (
        locations(OWN, "'CustomIdentifier'", "one.name", ONE_JOB),
        [
            ("badges.txt", None, "CustomIdentifier", BADGE, line(it, 7), None, None, None)
            for it in (1, 2, 3, 4)
        ],
    ),
    "objects, and the files in archives": (
        listing(f"{BUCKET}, {KEY}, {MEMBER}", "TRUE"),
        [
            ("alpha", "people.csv", None, PERSONAL, SSN, 3),
            ("beta", "export.zip", None, PERSONAL, SSN, 4),
            ("beta", "export.zip", "hr/people.csv", PERSONAL, SSN, 3),
            ("beta", "export.zip", "call.txt", PERSONAL, SSN, 1),
            ("beta", "badges.txt", None, "CustomIdentifier", BADGE, 4),
            ("beta", "orders.jsonl", None, FINANCIAL, CARD, 2),
        ],
    ),
}


def plain(value):
    """Numbers of all types as Python has them."""
    return float(value) if type(value).__name__ == "Decimal" else value


def ask(database, question):
    arms = question if isinstance(question, list) else [question]
    answers = [row for arm in arms for row in database.execute(arm).fetchall()]
    return [tuple(plain(value) for value in row) for row in answers]


def in_order(answer):
    return sorted(answer, key=repr)


def check_layout(folder, findings):
    """Yields what is wrong with where the files are."""
    root = folder / "results" / "AWSLogs" / ACCOUNT / "Macie" / REGION
    for job in (ALL, SOME):
        files = list((root / job / ACCOUNT).glob("*.jsonl.gz"))
        if not files:
            yield f"there are no files of the job {job}"
        for file in files:
            for record in gzip.decompress(file.read_bytes()).splitlines():
                location = json.loads(record)["classificationDetails"]["detailedResultsLocation"]
                if location != f"s3://results/{file.relative_to(folder / 'results')}":
                    yield f"{file.name} holds a record that says it is at {location}"
    for finding in findings:
        location = finding["classificationDetails"]["detailedResultsLocation"]
        if not (folder / location.removeprefix("s3://")).is_file():
            yield f"there is nothing at {location}, which a finding names"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    tracie = parser.parse_args().tracie
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plant(folder)
        findings = scan(tracie, folder, ALL, "--dump", folder / "dump")
        findings += scan(tracie, folder, SOME, folder / "dump" / "alpha")
        problems = list(check_layout(folder, findings))
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in escaped(COLUMNS))
        database = duckdb.connect()
        database.execute(
            f"CREATE TABLE results AS SELECT * FROM read_json('{folder}/results/**/*.jsonl.gz', "
            f"format = 'newline_delimited', compression = 'gzip', columns = {{{columns}}})"
        )
        for question, (asked, expected) in QUESTIONS.items():
            answer = in_order(ask(database, asked))
            if answer != in_order(expected):
                problems.append(f"{question}:\n      expected {in_order(expected)}\n      answered {answer}")
    if len(QUESTIONS) != 15:
        problems.append("there are fifteen questions")
    for problem in problems:
        print(f"FAIL  {problem}")
    print(f"{len(QUESTIONS)} questions, {len(problems)} answered wrongly")
    return int(bool(problems))


def escaped(columns):
    return [(name, " ".join(kind.split()).replace("'", "''")) for name, kind in columns.items()]


if __name__ == "__main__":
    sys.exit(main())
