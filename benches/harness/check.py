"""Whether a tool finds what it should, before it is timed."""

import hashlib
import json
import re
from collections import Counter

from harness import corpora, measure

MOST = 100


def check(peer, generator, kinds):
    """Why a peer cannot be compared, or None. Every kind that holds what the
    peer looks for is scanned with the command that is to be timed, or with
    one that differs only in what it prints; and of the other kinds those that
    it is to be timed on."""
    seen = False
    timed = [kind for kind in kinds if kind != "start" and peer.threads_for(kind)]
    for kind in dict.fromkeys(peer.check.get("kinds", corpora.TEXTS) + timed):
        corpus = generator.small(kind, peer.check.get("largest", peer.run.get("largest", "1GiB")))
        planted = [pair for pair in corpus.planted() if wanted(peer, pair[0])]
        # Where nothing is planted, some can still show that they find no more, or that they read it.
        if not planted and peer.check["mode"] not in ["lines", "findings"]:
            continue
        seen = True
        trouble = check_kind(peer, corpus, planted, generator.folder)
        if trouble:
            return f"{kind}: {trouble}"
    return None if seen else "no kind holds anything that it looks for"


def wanted(peer, identifier):
    return any(re.fullmatch(pattern, identifier) for pattern in peer.check.get("identifiers", []))


def check_kind(peer, corpus, planted, folder):
    report, stdout = folder / "report.jsonl", folder / "stdout"
    report.unlink(missing_ok=True)
    template = peer.check.get("command", peer.run["command"])
    command = peer.command(template, corpus, peer.threads[0], report)
    usage = measure.timed(command, stdout, peer.environment(peer.threads[0]))
    if usage.status not in peer.run.get("exit", [0]):
        return f"ended with {usage.status}: {' '.join(command)}"
    said = stdout.read_bytes() + (report.read_bytes() if report.exists() else b"")
    return MODES[peer.check["mode"]](peer, corpus, planted, said)


def values(peer, corpus, planted, said):
    """The planted values must stand in the output; some of each identifier are
    looked up, as reports can be large."""
    planted = sample(planted)
    found = Counter(identifier for identifier, value in planted if value in said)
    return shares(peer, found, Counter(identifier for identifier, _ in planted))


def sample(planted):
    """At most so many pairs of each identifier, from the whole file."""
    by_identifier = {}
    for identifier, value in planted:
        by_identifier.setdefault(identifier, []).append((identifier, value))
    return [pair for pairs in by_identifier.values() for pair in pairs[:: max(1, len(pairs) // MOST)]]


def hashes(peer, corpus, planted, said):
    """The SHA-1 of the planted values must stand in the output."""
    hashed = [(identifier, hashlib.sha1(value).hexdigest().encode()) for identifier, value in planted]
    return values(peer, corpus, hashed, said)


def labels(peer, corpus, planted, said):
    """The output has lines of a label and a count; what the labels stand for."""
    counts = dict(line.rsplit("\t", 1) for line in said.decode().splitlines() if "\t" in line)
    names = peer.check["labels"]
    found, all_of = Counter(), Counter()
    for label, patterns in names.items():
        all_of[label] = sum(1 for identifier, _ in planted if matches(identifier, patterns))
        found[label] = int(counts.get(label, 0))
    return shares(peer, found, all_of)


def matches(identifier, patterns):
    return any(re.fullmatch(pattern, identifier) for pattern in patterns)


def findings(peer, corpus, planted, said):
    """The output is Macie findings; counts must be exactly those planted."""
    found = Counter()
    for finding in documents(said.decode()):
        for group in finding.get("classificationDetails", {}).get("result", {}).get("sensitiveData", []):
            for detection in group["detections"]:
                found[detection["type"]] += detection["count"]
    all_of = Counter(identifier for identifier, _ in planted)
    wrong = {key: (found[key], all_of[key]) for key in all_of | found
             if wanted(peer, key) and found[key] != all_of[key]}
    return f"found and planted differ: {wrong}" if wrong else None


def documents(text):
    """JSON Lines, or one document that holds a list of findings."""
    text = text.strip()
    if text.startswith("[") or text.startswith('{"findings"'):
        whole = json.loads(text)
        return whole if isinstance(whole, list) else whole["findings"]
    return [json.loads(line) for line in text.splitlines()]


def lines(peer, corpus, planted, said):
    """The output counts the lines."""
    expected = sum(file.read_bytes().count(b"\n") for file in corpus.files)
    said = [int(word) for word in said.split() if word.isdigit()]
    return None if expected in said else f"counts {said} lines, not {expected}"


def shares(peer, found, all_of):
    least = peer.check.get("at_least", 1.0)
    short = {key: f"{found[key]} of {count}" for key, count in all_of.items() if found[key] < least * count}
    return f"finds too little: {short}" if short else None


MODES = {"values": values, "hashes": hashes, "labels": labels, "findings": findings, "lines": lines}
