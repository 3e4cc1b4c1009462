#!/usr/bin/env python3
"""How fast formats are read, beside the best other reader of each.

    python3 benches/formats.py --quick              # minutes
    python3 benches/formats.py --system --out benches/FORMATS.md

Writes documents of made-up text, each with marks at known places; builds or
installs the other readers; has each reader show that it finds all marks; then
times all in turn. `--system` may install poppler-utils and unzip by apt-get.
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

from harness import documents, install, measure
from harness.corpora import cargo_binary

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "target" / "bench" / "formats"


class Case:
    """A document, who reads it, and how much text comes out."""

    def __init__(self, name, path, peer, command):
        self.name, self.path, self.peer, self.command = name, path, peer, command
        self.ours, self.scans, self.theirs = [], [], []


def cases(quick):
    """The documents, which are written once, each with who reads it too."""
    # Starting takes some 40 ms: what is timed takes several times as long.
    size = 1 if quick else 4
    megabyte = 1_000_000 * size
    tables, pages = ["calamine-driver"], ["pdftotext"]
    made = [
        ("gzip", "text.csv.gz", documents.write_gz, 32 * megabyte, "zcat", ["zcat"]),
        ("zip", "text.zip", documents.write_zip, 32 * megabyte, "unzip -p", ["unzip", "-p"]),
        ("xlsx, openpyxl", "openpyxl.xlsx", documents.write_openpyxl, 24 * megabyte, "calamine", tables),
        ("xlsx, XlsxWriter", "xlsxwriter.xlsx", documents.write_xlsxwriter, 24 * megabyte, "calamine", tables),
        ("xlsx, as Calc", "calc.xlsx", documents.write_calc, 24 * megabyte, "calamine", tables),
        ("PDF, standard font", "standard.pdf", documents.write_pdf, 12 * megabyte, "pdftotext", pages),
        ("PDF, TrueType", "truetype.pdf", documents.write_pdf_truetype, 12 * megabyte, "pdftotext", pages),
        ("PDF, Type 1, as TeX", "type1.pdf", documents.write_pdf_type1, 12 * megabyte, "pdftotext", pages),
        ("PDF, Type 0, fpdf2", "type0.pdf", documents.write_pdf_type0, 12 * megabyte, "pdftotext", pages),
        ("Parquet", "table.parquet", documents.write_parquet, 128 * megabyte, None, None),
    ]
    WORK.mkdir(parents=True, exist_ok=True)
    return [document(f"{size}-{file}", *rest, name=name) for name, file, *rest in made]


def document(file, write, size, peer, command, name):
    """One of them, which is complete once it has its name."""
    path = WORK / file
    if not path.exists():
        say(f"write {file}")
        new = path.with_stem(f"new-{path.stem}")
        write(new, size)
        os.rename(new, path)
    if command:
        command = [*command, path] + ["-"] * (peer == "pdftotext")
    return Case(name, path, peer, command)


def once(command, first=()):
    """Runs a command, its output to a file; what it took and how much came."""
    out = WORK / "stdout"
    usage = measure.timed([str(part) for part in [*first, *command]], out, {})
    return usage, out


def alone(processor=None):
    """What runs a command before all others, on one processor if that is named."""
    pin = ["taskset", "-c", str(processor)] if processor is not None else []
    return ["chrt", "-f", "10", *pin]


def marks(out):
    """Marks in an output."""
    done = subprocess.run(["grep", "-a", "-o", documents.MARK, str(out)], stdout=subprocess.PIPE)
    return done.stdout.count(b"\n")


def check(cases, tracie):
    """Each reader finds the same marks; who does not is left out."""
    for case in cases:
        _, out = once([tracie, "extract", "--plain", case.path])
        ours, case.bytes = marks(out), out.stat().st_size
        theirs = ours
        if case.command:
            theirs = marks(once(case.command)[1])
        # Names of columns stand in front of the values of records.
        if ours == 0 or (case.command and ours != theirs):
            sys.exit(f"{case.name}: {ours} marks found, and {theirs} by {case.peer}")


def parquet_values(path):
    """Bytes of the values of a table as text."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    return sum(len(str(value)) for column in table.columns for value in column.to_pylist() if value is not None)


def row(case):
    """A line of the table."""
    ours, scan = statistics.median(case.ours), statistics.median(case.scans)
    cells = [case.name, f"{ours:.3f} ({min(case.ours):.3f}-{max(case.ours):.3f})",
             f"{scan:.3f} ({min(case.scans):.3f}-{max(case.scans):.3f})", f"{case.bytes / 1e6 / scan:,.0f}"]
    if case.theirs:
        theirs = statistics.median(case.theirs)
        cells += [case.peer, f"{theirs:.3f}", f"{theirs / ours:.2f}", f"{theirs / scan:.2f}"]
    return f"| {' | '.join(cells + [''] * (8 - len(cells)))} |"


def many(tracie, count, runs, pinned):
    """What many documents take with one thread and with two, and how busy two processors are."""
    folder = WORK / f"mixed-{count}"
    if not folder.exists():
        say(f"write {count} documents")
        documents.write_mixed(folder, count)
    said = []
    for threads in (1, 2):
        command = [tracie, "scan", folder, "--threads", threads, "--output", f"jsonl={WORK / 'report.jsonl'}", "--quiet"]
        usages = [once(command, alone() if pinned else ())[0] for _ in range(runs)]
        wall = statistics.median(usage.wall for usage in usages)
        share = statistics.median(usage.cpu / usage.wall for usage in usages)
        said.append(f"{wall:.2f} s with {threads} thread{'s' * (threads > 1)} ({share:.0%} of a processor)")
    return f"{count:,} mixed documents: {', '.join(said)}."


def python():
    """Runs again in an environment that can write the documents."""
    home = ROOT / "target" / "bench-venv" / "formats"
    interpreter = home / "bin" / "python"
    if Path(sys.prefix) == home:
        return
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    subprocess.run([str(interpreter), "-m", "pip", "install", "--quiet"] + documents.PYTHON, check=True)
    os.execv(interpreter, [str(interpreter), __file__] + sys.argv[1:])


def peers(system):
    """Builds or finds the other readers."""
    for trouble in [install.packages(["poppler-utils", "unzip"], system)]:
        if trouble:
            say(f"  {trouble}")
    home = WORK / "calamine"
    manifest = HERE / "peers" / "drivers" / "calamine" / "Cargo.toml"
    build = ["cargo", "build", "--locked", "--release", "--manifest-path", str(manifest), "--target-dir", str(home)]
    subprocess.run(build, check=True)
    os.environ["PATH"] = f"{home / 'release'}:{os.environ['PATH']}"


def say(what):
    print(what, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="documents of a quarter of the size")
    parser.add_argument("--system", action="store_true", help="may install system packages with apt-get")
    parser.add_argument("--tracie", type=Path, help="the command (default: built here)")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    parser.add_argument("--pin", type=int, metavar="PROCESSOR",
                        help="run each command on this processor, before all others (needs root)")
    options = parser.parse_args()
    python()
    peers(options.system)
    tracie = options.tracie or cargo_binary(ROOT, "tracie-cli", "tracie")
    found = cases(options.quick)
    for case in found:
        if case.command and not install.shutil.which(str(case.command[0])):
            sys.exit(f"{case.name}: no {case.command[0]} here")
    check(found, tracie)
    for case in found:
        if case.name == "Parquet":
            case.bytes = parquet_values(case.path)
    runs = 5
    first = alone(options.pin) if options.pin is not None else ()
    for n in range(runs):
        say(f"run {n + 1} of {runs}")
        for case in found:
            case.ours.append(once([tracie, "extract", "--plain", case.path], first)[0].wall)
            scan = [tracie, "scan", case.path, "--threads", "1", "--output", f"jsonl={WORK / 'report.jsonl'}", "--quiet"]
            case.scans.append(once(scan, first)[0].wall)
            if case.command:
                case.theirs.append(once(case.command, first)[0].wall)
    count = 1_000 if options.quick else 10_000
    documents_take = many(tracie, count, runs, options.pin is not None)
    table = ["| format | seconds to extract (range) | to scan (range) | MB/s of text scanned | beside | its seconds "
             "| extracted so many times as fast | scanned |",
             "|---|---|---|---|---|---|---|---|", *map(row, found), "",
             documents_take]
    print("\n".join(table))
    if options.out:
        options.out.write_text("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
