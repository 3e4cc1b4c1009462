#!/usr/bin/env python3
"""64 clients that ask `tracie serve` at once, over 100,000 findings, while a job runs.

    serve.py --tracie target/release/tracie [--clients 64] [--findings 100000] [--seconds 20]

Findings come from a job over objects with made-up values, so that they are real ones.
Then each client asks in a loop: a page of findings by a criterion, their contents, how
many there are of which type. A second job over the same objects runs meanwhile. Prints
a table of latencies; ends with 1 if any answer was an error.
"""

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

from tracie_serve import TracieServer  # noqa: E402

ACCOUNT = "000000000000"
# Objects with three sorts of findings, so that criteria have something to choose.
CONTENTS = [
    "SSN 512-58-3904\n",
    "credit card 4897 3977 4647 7379\n",
    '{"ssn": "512-58-3904", "credit_card_number": "4897 3977 4647 7379"}\n',
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", required=True)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        fill(folder / "buckets" / "objects", arguments.findings)
        with TracieServer(arguments.tracie, data=folder / "data", buckets=folder / "buckets") as server:
            return measure(server, arguments)


def fill(bucket, count):
    for index in range(count):
        path = bucket / f"{index % 500:03}" / f"{index:06}.{'json' if index % 3 == 2 else 'txt'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CONTENTS[index % 3])


def measure(server, arguments):
    ask = Client(server.url)
    ask("POST", "/macie", {})
    began = time.monotonic()
    job(ask, "first", wait=True)
    print(f"a job over {arguments.findings} objects took {time.monotonic() - began:.1f} s")
    job(ask, "meanwhile", wait=False)
    samples, errors = {}, []
    deadline = time.monotonic() + arguments.seconds
    threads = [
        threading.Thread(target=client, args=(server.url, deadline, samples, errors))
        for _ in range(arguments.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report(samples, errors, arguments)
    return 1 if errors else 0


def job(ask, name, wait):
    definition = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["objects"]}]}
    body = {"clientToken": name, "jobType": "ONE_TIME", "name": name, "s3JobDefinition": definition}
    created = ask("POST", "/jobs", body)["jobId"]
    while wait and ask("GET", f"/jobs/{created}")["jobStatus"] != "COMPLETE":
        time.sleep(0.2)


class Client:
    """One connection that is used again and again."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def __call__(self, method, path, body=None):
        data = None if body is None else json.dumps(body)
        self.connection.request(method, path, body=data)
        response = self.connection.getresponse()
        answer = json.loads(response.read() or "{}")
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {answer}")
        return answer


def client(url, deadline, samples, errors):
    ask = Client(url)
    kinds = ["Personal", "Financial", "Multiple"]
    turn = 0
    while time.monotonic() < deadline:
        turn += 1
        criterion = {"type": {"eq": [f"SensitiveData:S3Object/{kinds[turn % 3]}"]}, "archived": {"eq": ["false"]}}
        criteria = {"criterion": criterion}
        try:
            page = timed(samples, "ListFindings by type", ask, "POST", "/findings", {"findingCriteria": criteria})
            ids = page["findingIds"][:50]
            timed(samples, "GetFindings, 50", ask, "POST", "/findings/describe", {"findingIds": ids})
            next_page = {"findingCriteria": criteria, "nextToken": page["nextToken"]}
            timed(samples, "ListFindings, next page", ask, "POST", "/findings", next_page)
            groups = {"groupBy": "severity.description", "findingCriteria": criteria}
            timed(samples, "GetFindingStatistics", ask, "POST", "/findings/statistics", groups)
        except Exception as error:  # What goes wrong is what is looked for.
            errors.append(error)
            return


def timed(samples, name, ask, *request):
    began = time.perf_counter()
    answer = ask(*request)
    samples.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return answer


def report(samples, errors, arguments):
    print(f"\n{arguments.clients} clients for {arguments.seconds:g} s while a job runs; milliseconds\n")
    print("| operation | answers | p50 | p90 | p99 | max |\n|---|---|---|---|---|---|")
    for name, times in samples.items():
        times.sort()
        at = [times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.9, 0.99, 1)]
        print(f"| {name} | {len(times)} | " + " | ".join(f"{it:.0f}" for it in at) + " |")
    print(f"\nerrors: {len(errors)}")
    for error in errors[:3]:
        print(f"  {error}")


if __name__ == "__main__":
    sys.exit(main())
