"""Labelled texts: read, written to files, and held against what was found."""

import datetime
import json
import shutil
from collections import defaultdict


def read(path):
    """The texts that count, by the name of their file."""
    lines = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    counted = (case for case in lines if case.get("scored", True))
    return {f"{case['id']}.{case['ext']}": case for case in counted}


def write_files(cases, folder):
    """Each text as a file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, case in cases.items():
        (folder / name).write_bytes(case["text"].encode())


class Count:
    """Found, wrongly found, missed."""

    def __init__(self):
        self.right, self.wrong, self.missed = 0, 0, 0

    def f1(self):
        """The harmonic mean of precision and recall; None where there is nothing to find."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if self.right + self.missed else None


def score(cases, found, known):
    """By identifier, of those that are known (all, if that is None). `found` has for each file the
    spans with the identifiers that they may be."""
    counts = defaultdict(Count)
    for name, case in cases.items():
        here = found.get(name, [])
        wanted = case["macie_id"]
        if wanted is None:
            for identifier in {one for span in here for one in span["ids"]}:
                counts[identifier].wrong += 1
        elif known is None or wanted in known:
            judge(counts[wanted], case, here)
    return counts


def judge(count, case, here):
    """One text, for the identifier that it is about."""
    right_ids = {case["macie_id"], *case.get("alt_ids", [])}
    lines = case["text"].encode().split(b"\n")
    same = [span for span in here if right_ids & set(span["ids"])]
    if case["label"] == "positive":
        if any(is_right(span, case, lines) for span in same):
            count.right += 1
        else:
            count.missed += 1
    elif any(overlap(span, case, lines) > 0 for span in same):
        count.wrong += 1


# Of a key, a header or a stripe a part is enough: tools tell of what they like of it.
LONG = ("PRIVATE_KEY", "PKCS", "HTTP_", "MAGNETIC_STRIPE", "_UDI")


def is_right(span, case, lines):
    """Whether half of the longer of both is common, or the line is right where only that is told."""
    common = overlap(span, case, lines)
    if case["start"] is None or "line" in span or any(word in case["macie_id"] for word in LONG):
        return common > 0
    longer = max(span["end"] - span["start"], case["end"] - case["start"])
    return 2 * common >= longer


def overlap(span, case, lines):
    """Bytes in common; without a labelled place anything overlaps."""
    if case["start"] is None:
        return 1
    start, end = span.get("start"), span.get("end")
    if "line" in span:
        start = sum(len(line) + 1 for line in lines[:span["line"] - 1])
        end = start + len(lines[span["line"] - 1]) if span["line"] <= len(lines) else start
    return min(end, case["end"]) - max(start, case["start"])


def page(cases, ours, results):
    """A page of tables."""
    positive = sum(case["label"] == "positive" for case in cases.values())
    text = [
        "# Who finds what\n",
        f"Written by `python3 benches/accuracy.py CASES.jsonl` on {datetime.date.today()}, over "
        f"{len(cases):,} labelled texts,\n{positive:,} of them positive. F1 per identifier, of those that "
        "both know; what is right, wrong and\nmissed in brackets. What this does and does not say:",
        "[METHODOLOGY.md](METHODOLOGY.md#who-finds-what).\n",
        "| peer | shared identifiers | ahead | equal | behind |",
        "|---|---:|---:|---:|---:|",
    ]
    tables = []
    for peer, theirs in results:
        rows = [row for row in map(lambda one: compare(one, ours, theirs), sorted(peer.known())) if row]
        signs = [sign for sign, _ in rows]
        text.append(f"| {peer.name} | {len(rows)} | {signs.count('+')} | {signs.count('=')} | "
                    f"{signs.count('-')} |")
        tables += [f"\n## {peer.name}\n", f"{peer.what.capitalize()}.\n",
                   "| identifier | tracie | " + peer.name + " | |", "|---|---:|---:|---|"]
        tables += [line for _, line in rows]
    return "\n".join(text + tables) + "\n"


def compare(identifier, ours, theirs):
    """A row of a table, and who is ahead."""
    one, other = ours[identifier], theirs[identifier]
    if one.f1() is None:
        return None
    gap = one.f1() - other.f1()
    sign = "=" if abs(gap) < 5e-4 else "+" if gap > 0 else "-"
    mark = {"=": "equal", "+": "", "-": "**behind**"}[sign]
    return sign, f"| {identifier} | {told(one)} | {told(other)} | {mark} |"


def told(count):
    """A count in a cell."""
    return f"{count.f1():.3f} ({count.right}, {count.wrong}, {count.missed})"
