"""What scanners found, in one form: for each file its spans, with the identifiers they may be."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path

from harness.corpora import cargo_binary
from harness.peer import fill


def ours(root, folder):
    """What tracie finds with all managed identifiers."""
    binary = cargo_binary(root, "tracie-scan", "spans", "--example")
    found = defaultdict(list)
    for line in said([binary, str(folder)]).splitlines():
        one = json.loads(line)
        span = {"start": one["start"], "end": one["end"], "ids": [one["macie_id"]]}
        found[Path(one["file"]).name].append(span)
    return found


def theirs(peer, folder, work):
    """What a peer finds, by its own names made to identifiers."""
    report = work / f"{peer.name}.{peer.run.get('suffix', 'json')}"
    report.unlink(missing_ok=True)
    values = {"bin": peer.bin, "here": peer.here, "path": folder, "report": report}
    command = [fill(word, **values) for word in peer.run["command"]]
    output = said(command, peer.run.get("exit", [0]), cwd=folder)
    text = report.read_text() if report.exists() else output
    found = defaultdict(list)
    for file, entity, place in READERS[peer.run["report"]](text):
        ids = identifiers(peer, entity, folder / Path(file).name, place)
        span = locate(folder / Path(file).name, place)
        if ids and span:
            found[Path(file).name].append({**span, "ids": ids})
    return found


def identifiers(peer, entity, path, place):
    """Of an IBAN the country decides."""
    ids = peer.identifiers(entity)
    if ids != ["IBAN"]:
        return ids
    text = place.get("text") or path.read_bytes()[place["start"]:place["end"]].decode(errors="replace")
    return peer.entities.get("IBAN " + text.strip()[:2].upper(), [])


def locate(path, place):
    """Where something is in a file: by its bytes, else by its text in or after its line, else by
    its line alone."""
    if "start" in place:
        return place
    data = path.read_bytes()
    if text := place.get("text"):
        line_start = sum(len(line) + 1 for line in data.split(b"\n")[:place["line"] - 1])
        wanted = text.encode()
        for start in (data.find(wanted, line_start), data.find(wanted)):
            if start >= 0:
                return {"start": start, "end": start + len(wanted)}
    return {"line": place["line"]}


def kingfisher(text):
    """JSON Lines, a finding each, and a summary."""
    for one in objects(text):
        if "rule" in one:
            finding = one["finding"]
            place = {"line": finding["line"], "text": finding["snippet"]}
            yield finding["path"], one["rule"]["id"], place


def betterleaks(text):
    """JSON Lines, a finding each, and a summary."""
    for one in objects(text):
        if finding := one.get("finding"):
            place = {"line": finding["location"]["start_line"], "text": finding["match"]["value"]}
            yield finding["location"]["path"], finding["rule_id"], place


def detect_secrets(text):
    """One document; of a secret only its line is told."""
    for file, secrets in json.loads(text)["results"].items():
        for secret in secrets:
            yield file, secret["type"], {"line": secret["line_number"]}


def ferret_scan(text):
    """One document."""
    for one in json.loads(text)["results"]:
        yield one["filename"], one["type"], {"line": one["line_number"], "text": one["text"]}


def credsweeper(text):
    """One document; columns count characters, so the value is looked for."""
    for one in json.loads(text):
        first = one["line_data_list"][0]
        yield first["path"], one["rule"], {"line": first["line_num"], "text": first["value"]}


def driver(text):
    """What our drivers print: JSON Lines with bytes."""
    for one in objects(text):
        yield one["file"], one["entity"], {"start": one["start"], "end": one["end"]}


READERS = {"kingfisher": kingfisher, "betterleaks": betterleaks, "detect-secrets": detect_secrets,
           "ferret-scan": ferret_scan, "credsweeper": credsweeper, "driver": driver}


def objects(text):
    """The objects of JSON Lines."""
    return (json.loads(line) for line in text.splitlines() if line.strip())


def said(command, codes=(0,), cwd=None):
    """What a command writes to standard output."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd)
    if done.returncode not in codes:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
