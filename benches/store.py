#!/usr/bin/env python3
"""What it costs a scan to store what it finds.

    cargo build --release -p tracie-cli -p tracie-corpus
    python3 benches/store.py

Scans made-up files with and without --store, in turn, and writes the medians
as a table: a scan that prints its findings as JSON Lines, against one that
prints and stores them. What is stored is held against what is printed, and
against the number of files. `--pin 1` runs all of it on one processor and
before everything else there (needs the right to do so): where the machine has
other things to do, nothing else can be compared, and the thread that stores
has no processor of its own.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The kind of text, bytes in all, and the number of files.
CORPORA = {
    "logs, 64 MB in 64 files": ("logs", "64MB", 64),
    "csv, 16 MB in 16 files": ("csv", "16MB", 16),
    "source, 16 MB in 4,000 files": ("source", "16MB", 4000),
    "prose, 16 MB in 4,000 files": ("prose", "16MB", 4000),
    "csv, 16 MB in 4,000 files": ("csv", "16MB", 4000),
}
MOST = 5.0


def main():
    arguments = parse_arguments()
    print("| scanned | findings | printed, s | stored too, s | more | again, changed only, s |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, corpus in CORPORA.items():
            measure(arguments, Path(folder), name, corpus)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, default=ROOT / "target/release/tracie")
    parser.add_argument("--corpus", type=Path, default=ROOT / "target/release/corpus")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, help="of each scan [default: its own choice]")
    parser.add_argument("--pin", metavar="CPU", help="run on this processor only, before all else")
    return parser.parse_args()


def measure(arguments, folder, name, corpus):
    data = generate(arguments, folder, *corpus)
    printed, stored, again = [], [], []
    for run in range(arguments.runs + 1):
        store = folder / f"{run}.db"
        plain, before = scan(arguments, data)
        kept, after = scan(arguments, data, "--store", store)
        repeated, nothing = scan(arguments, data, "--store", store, "--changed-only")
        check(arguments, name, plain, kept, repeated, store, corpus[2])
        # The first run is to warm up.
        if run:
            printed.append(before)
            stored.append(after)
            again.append(nothing)
        for file in folder.glob(f"{run}.db*"):
            file.unlink()
    shutil.rmtree(data)
    before, after, nothing = map(statistics.median, (printed, stored, again))
    more = 100 * (after / before - 1)
    mark = "✓" if more <= MOST else "✗"
    print(f"| {name} | {len(plain)} | {before:.2f} | {after:.2f} | {more:+.1f} % {mark} | {nothing:.2f} |", flush=True)


def generate(arguments, folder, kind, size, files):
    data = folder / "data"
    command = [arguments.corpus, "generate", "--kind", kind, "--size", size, "--files", files, "--out", data]
    subprocess.run([str(it) for it in command], check=True, capture_output=True)
    return data


def scan(arguments, data, *options):
    """What a scan prints, and the seconds that it took: those that it computed where it is pinned,
    and else those that passed."""
    command = [arguments.tracie, "scan", data, "--quiet", "--format", "jsonl", *options]
    if arguments.threads:
        command += ["--threads", arguments.threads]
    if arguments.pin:
        command = ["chrt", "-f", "10", "taskset", "-c", arguments.pin, *command]
    started, computed = time.perf_counter(), cpu()
    done = subprocess.run([str(it) for it in command], capture_output=True)
    if done.returncode not in (0, 1, 3):
        sys.exit(done.stderr.decode())
    seconds = time.perf_counter() - started
    return done.stdout.splitlines(), cpu() - computed if arguments.pin else seconds


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def check(arguments, name, plain, kept, repeated, store, files):
    """A scan that stores less than it prints is not fast."""
    def ids(lines):
        return sorted(json.loads(line)["id"] for line in lines)

    listed = ask(arguments, store, "list")["findingIds"]
    if not ids(plain) == ids(kept) == sorted(listed):
        sys.exit(f"{name}: what is stored is not what is printed")
    scans = [it["coverage"] for it in ask(arguments, store, "scans")["scans"]]
    if scans[0]["total"]["objects"] != files or scans[1]["unchanged"]["objects"] != files or repeated:
        sys.exit(f"{name}: not all was looked at once, and once only")


def ask(arguments, store, verb):
    command = [arguments.tracie, "findings", verb, "--store", store, "--format", "json"]
    return json.loads(subprocess.run([str(it) for it in command], check=True, capture_output=True).stdout)


if __name__ == "__main__":
    main()
