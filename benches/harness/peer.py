"""Peers: one small TOML file each, in benches/peers."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

GROUPS = ["tracie", "yardstick", "engine", "scanner"]


@dataclass
class Peer:
    """A tool, how to get it, how to run it, and what it must find."""

    name: str
    what: str
    group: str
    install: dict
    run: dict
    check: dict
    version: list | str = "–"
    threads: list = field(default_factory=lambda: [1])
    default: bool = False
    bin: Path = None
    here: Path = None

    def size(self, asked):
        """The size of its corpora: slow tools get a smaller one."""
        largest = self.run.get("largest", asked)
        return min(asked, largest, key=bytes_of)

    def command(self, template, corpus, threads, report):
        """A command with its placeholders filled in; `{files}` becomes several."""
        words = []
        for word in template:
            if word == "{files}":
                words += [str(file) for file in corpus.files]
                continue
            words.append(fill(word, bin=self.bin, here=self.here, path=corpus.path,
                              threads=threads, report=report))
        return words

    def environment(self, threads):
        """Variables that its runs need."""
        return {key: fill(value, threads=threads) for key, value in self.run.get("env", {}).items()}


def fill(word, **values):
    """A word with its placeholders filled in; other braces are left alone."""
    for key, value in values.items():
        word = word.replace("{" + key + "}", str(value))
    return word


UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "KB": 1000, "MB": 10**6, "GB": 10**9}


def bytes_of(size):
    """The bytes that a text such as `64MiB` says."""
    for unit, factor in UNITS.items():
        if size.endswith(unit):
            return int(size.removesuffix(unit)) * factor
    return int(size)


def load(directory):
    """All peers, in the order of their groups and names."""
    peers = []
    for file in directory.glob("*.toml"):
        peers.append(Peer(here=directory, **tomllib.loads(file.read_text())))
    return sorted(peers, key=lambda one: (GROUPS.index(one.group), one.name))


def choose(peers, names):
    """The peers of these names; `default` and `all` stand for several."""
    if names == "all":
        return peers
    wanted = set(names.split(","))
    chosen = [one for one in peers if one.name in wanted or ("default" in wanted and one.default)]
    unknown = wanted - {one.name for one in peers} - {"default"}
    if unknown:
        raise SystemExit(f"no such peer: {', '.join(sorted(unknown))}; --list --peers all shows them")
    return chosen
