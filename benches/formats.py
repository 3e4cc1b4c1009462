#!/usr/bin/env python3
"""How fast formats are read, beside the best other reader of each.

    python3 benches/formats.py --quick              # minutes
    python3 benches/formats.py --system --out benches/FORMATS.md

Writes documents of made-up text, each with marks at known places; builds or
installs the other readers; has each reader show that it finds all marks; then
times all in turn. `--system` may install poppler-utils and unzip by apt-get.
"""

import argparse
import gzip
import os
import random
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path

from harness import install, measure
from harness.corpora import cargo_binary

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "target" / "bench" / "formats"
PYTHON = ["openpyxl==3.1.5", "pyarrow==26.0.1", "python-docx==1.2.0", "reportlab==5.1.0"]
WORDS = ("order invoice account ledger harbour window street evening copper signal market number "
         "travel winter garden letter station motor paper island").split()
MARK = "TRACIEMARK"


class Case:
    """A document, who reads it, and how much text comes out."""

    def __init__(self, name, path, peer, command, bar):
        self.name, self.path, self.peer, self.command, self.bar = name, path, peer, command, bar
        self.ours, self.scans, self.theirs = [], [], []


def line(random):
    """A line of text: words and numbers."""
    words = " ".join(random.choice(WORDS) for _ in range(8))
    return f"{random.randrange(10**9)},{words},{random.randrange(10**6)}"


def text(size, seed, marks=50):
    """So many bytes of lines, and marks among them."""
    chance = random.Random(seed)
    block = [line(chance) for _ in range(20_000)]
    lines, have = [], 0
    while have < size:
        at = chance.randrange(len(block))
        lines.append(f"{chance.randrange(10**9)},{block[at]}")
        have += len(lines[-1]) + 1
    for n in range(marks):
        lines[(n * len(lines)) // marks] += f",{MARK}"
    return "\n".join(lines).encode() + b"\n"


def write_gz(path, size):
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write(text(size, 1))


def write_zip(path, size):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(16):
            archive.writestr(f"part{n:02}.csv", text(size // 16, n))


def write_xlsx(path, size):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    chance = random.Random(2)
    rows = size // 100
    for n in range(rows):
        mark = MARK if n % max(rows // 50, 1) == 0 else chance.choice(WORDS)
        texts = [f"{chance.choice(WORDS)} {chance.randrange(10**5)}" for _ in range(4)]
        sheet.append(texts + [mark, n, chance.randrange(10**9), chance.random()])
    book.save(path)


def write_pdf(path, size):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pageCompression=1)
    chance = random.Random(3)
    for n in range(max(size // 4000, 1)):
        for row in range(50):
            canvas.drawString(50, 780 - 14 * row, line(chance)[:80])
        canvas.drawString(50, 60, f"{MARK} page {n}")
        canvas.showPage()
    canvas.save()


def write_parquet(path, size):
    import pyarrow
    import pyarrow.parquet

    chance = random.Random(4)
    block = [line(chance) for _ in range(20_000)]
    rows = size // 160
    columns = {
        "note": [chance.choice(block) for _ in range(rows)],
        "text": [f"{chance.choice(block)} {n}" for n in range(rows)],
        "mark": [MARK if n % max(rows // 50, 1) == 0 else None for n in range(rows)],
        "number": [chance.randrange(10**9) for _ in range(rows)],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path, compression="snappy")


def write_mixed(folder, count):
    """Small documents of many kinds."""
    from docx import Document

    folder.mkdir(parents=True, exist_ok=True)
    models = folder.parent / "models"
    models.mkdir(exist_ok=True)
    write_xlsx(models / "a.xlsx", 20_000)
    write_pdf(models / "a.pdf", 8_000)
    write_parquet(models / "a.parquet", 100_000)
    write_gz(models / "a.csv.gz", 50_000)
    write_zip(models / "a.zip", 160_000)
    document = Document()
    for row in text(20_000, 5).decode().splitlines():
        document.add_paragraph(row)
    document.save(str(models / "a.docx"))
    (models / "a.txt").write_bytes(text(40_000, 6))
    (models / "a.jsonl").write_text("".join(f'{{"id": {n}, "note": "{line(random.Random(n))}"}}\n' for n in range(300)))
    contents = [(path.suffix, path.read_bytes()) for path in sorted(models.iterdir())]
    for n in range(count):
        suffix, content = contents[n % len(contents)]
        (folder / f"d{n:05}{suffix}").write_bytes(content)


def documents(quick):
    """The cases; documents are written once."""
    scale = 1 if quick else 8
    WORK.mkdir(parents=True, exist_ok=True)
    made = {
        f"text-{scale}.csv.gz": (write_gz, 32_000_000 * scale),
        f"text-{scale}.zip": (write_zip, 32_000_000 * scale),
        f"book-{scale}.xlsx": (write_xlsx, 2_000_000 * scale),
        f"pages-{scale}.pdf": (write_pdf, 1_000_000 * scale),
        f"table-{scale}.parquet": (write_parquet, 32_000_000 * scale),
    }
    for name, (write, size) in made.items():
        if not (WORK / name).exists():
            say(f"write {name}")
            write(WORK / f"new-{name}", size)
            os.rename(WORK / f"new-{name}", WORK / name)
    gz, archive, book, pages, table = [WORK / name for name in made]
    return [
        Case("gzip", gz, "zcat", ["zcat", gz], 1.0),
        Case("zip", archive, "unzip -p", ["unzip", "-p", archive], 1.0),
        Case("xlsx", book, "calamine", ["calamine-driver", book], 1.0),
        Case("PDF", pages, "pdftotext", ["pdftotext", pages, "-"], 1.0),
        Case("Parquet", table, None, None, None),
    ]


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
    done = subprocess.run(["grep", "-a", "-o", MARK, str(out)], stdout=subprocess.PIPE)
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
        write_mixed(folder, count)
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
    subprocess.run([str(interpreter), "-m", "pip", "install", "--quiet"] + PYTHON, check=True)
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
    parser.add_argument("--quick", action="store_true", help="small documents, three runs")
    parser.add_argument("--system", action="store_true", help="may install system packages with apt-get")
    parser.add_argument("--tracie", type=Path, help="the command (default: built here)")
    parser.add_argument("--out", type=Path, help="also write the table to this file")
    parser.add_argument("--pin", type=int, metavar="PROCESSOR",
                        help="run each command on this processor, before all others (needs root)")
    options = parser.parse_args()
    python()
    peers(options.system)
    tracie = options.tracie or cargo_binary(ROOT, "tracie-cli", "tracie")
    missing = lambda case: case.command and not install.shutil.which(str(case.command[0]))
    cases = documents(options.quick)
    for case in filter(missing, cases):
        say(f"left out: {case.name}: no {case.command[0]} here")
    cases = [case for case in cases if not missing(case)]
    check(cases, tracie)
    for case in cases:
        if case.name == "Parquet":
            case.bytes = parquet_values(case.path)
    runs = 3 if options.quick else 5
    first = alone(options.pin) if options.pin is not None else ()
    for n in range(runs):
        say(f"run {n + 1} of {runs}")
        for case in cases:
            case.ours.append(once([tracie, "extract", "--plain", case.path], first)[0].wall)
            scan = [tracie, "scan", case.path, "--threads", "1", "--output", f"jsonl={WORK / 'report.jsonl'}", "--quiet"]
            case.scans.append(once(scan, first)[0].wall)
            if case.command:
                case.theirs.append(once(case.command, first)[0].wall)
    count = 1_000 if options.quick else 10_000
    documents_take = many(tracie, count, runs, options.pin is not None)
    table = ["| format | seconds to extract (range) | to scan (range) | MB/s of text scanned | beside | its seconds "
             "| extracted so many times as fast | scanned |",
             "|---|---|---|---|---|---|---|---|", *map(row, cases), "",
             documents_take]
    print("\n".join(table))
    if options.out:
        options.out.write_text("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
