"""The engine alone: text in memory, one thread, by the examples of the scan crate."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field

from harness import corpora
from harness.measure import number

# Text in memory, laid out: a few times its size.
LARGEST = "64MiB"

# Roughly what both examples take: for the estimate and nothing else.
SECONDS = 60

SET = re.compile(r"(?P<name>.+): built in (?P<built>[0-9.]+)(?P<unit>\S+), (?P<kib>\d+) KiB")
TEXT = re.compile(r"\s*(?P<rate>\d+) MB/s(?:, (?P<matches>\d+) matches)?: (?P<path>.+)")
BY_WORDS = ["ADDRESS", "NAME"]


@dataclass
class Set:
    """One set of identifiers: what it takes to build, and how fast it is on each text."""

    name: str
    built: str
    kib: int
    rates: dict = field(default_factory=dict)
    matches: dict = field(default_factory=dict)


class Engine:
    """The two examples, built when they are first needed."""

    def __init__(self, root, generator):
        self.root, self.generator = root, generator

    def check(self):
        """Why it is not to be timed, or None. It finds no less than is planted, and somewhat more: what
        of one value is more than one identifier's is settled after it."""
        texts = {kind: self.generator.small(kind, LARGEST) for kind in corpora.TEXTS}
        found = self.run("throughput", texts, ["--exclude-words"])[0].matches
        planted = {kind: sum(n for identifier, n in Counter(pair[0] for pair in corpus.planted()).items()
                             if identifier not in BY_WORDS) for kind, corpus in texts.items()}
        short = {kind: f"{found[kind]} of {count}" for kind, count in planted.items() if found[kind] < count}
        return f"finds too little: {short}" if short else None

    def measure(self, size):
        """What both examples print; each takes medians of five by itself."""
        size = min(size, LARGEST, key=corpora.bytes_of)
        texts = {kind: self.generator.of_size(kind, size) for kind in corpora.TEXTS}
        return {name: self.run(name, texts, []) for name in ["throughput", "growth"]}

    def run(self, example, texts, options):
        files = {str(corpus.files[0]): kind for kind, corpus in texts.items()}
        binary = corpora.cargo_binary(self.root, "tracie-scan", example, "--example")
        done = subprocess.run([binary, *options, *files], check=True, stdout=subprocess.PIPE, text=True)
        return parse(done.stdout, files)


def parse(text, files):
    """The sets that an example prints, with the rates of each."""
    sets = []
    for line in text.splitlines():
        if found := SET.fullmatch(line):
            sets.append(Set(found["name"], f"{number(float(found['built']))} {found['unit']}", int(found["kib"])))
        elif found := TEXT.fullmatch(line):
            kind = files[found["path"]]
            sets[-1].rates[kind] = int(found["rate"])
            sets[-1].matches[kind] = int(found["matches"] or 0)
    return sets
