#!/usr/bin/env python3
"""Who finds what: tracie and other scanners over labelled texts, identifier by identifier.

    python3 benches/accuracy.py CASES.jsonl                 # all peers; writes benches/ACCURACY.md
    python3 benches/accuracy.py CASES.jsonl --peers kingfisher,presidio

A line of CASES.jsonl is one short text:

    {"id": "c1", "ext": "csv", "text": "ssn\\n512-58-3904\\n", "macie_id": "USA_SOCIAL_SECURITY_NUMBER",
     "label": "positive", "start": 4, "end": 15, "alt_ids": []}

`start` and `end` are bytes. In a negative the identifier must not be found there; without a
`macie_id` no identifier may be found anywhere. `"scored": false` leaves a line out. The labels are
not part of this repository. How the peers' own names are told apart stands in benches/accuracy/*.toml;
read benches/METHODOLOGY.md, "Who finds what", first.
"""

import argparse
import tomllib
from pathlib import Path

from harness import install, labels, spans

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benches" / "accuracy"
WORK = ROOT / "target" / "bench" / "accuracy"


class Peer:
    """A scanner, how to get and run it, and which of its names are which identifiers."""

    def __init__(self, file):
        said = tomllib.loads(file.read_text())
        self.name, self.what, self.install, self.run = (
            said["name"], said["what"], said["install"], said["run"])
        self.entities = said["entities"]
        self.bin, self.here = None, HERE

    def identifiers(self, entity):
        """The identifiers that one of its names stands for."""
        return self.entities.get(entity, [])

    def known(self):
        """All identifiers that it has a name for."""
        return {identifier for ids in self.entities.values() for identifier in ids}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", type=Path, help="labelled texts")
    parser.add_argument("--peers", default="all", help="names by comma, or `all`")
    parser.add_argument("--out", type=Path, default=ROOT / "benches" / "ACCURACY.md")
    options = parser.parse_args()
    cases = labels.read(options.cases)
    folder = WORK / "cases"
    labels.write_files(cases, folder)
    ours = labels.score(cases, spans.ours(ROOT, folder), None)
    results = []
    for file in sorted(HERE.glob("*.toml")):
        peer = Peer(file)
        if options.peers != "all" and peer.name not in options.peers.split(","):
            continue
        print(peer.name, flush=True)
        trouble = install.install(peer, ROOT, WORK, False)
        if trouble:
            print(f"  left out: {trouble}")
            continue
        found = spans.theirs(peer, folder, WORK)
        results.append((peer, labels.score(cases, found, peer.known())))
    options.out.write_text(labels.page(cases, ours, results))
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
