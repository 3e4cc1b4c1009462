"""Peers: one small TOML file each, in benches/peers."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from harness import corpora
from harness.sizes import bytes_of

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

    def size(self, asked, kind):
        """The size of its corpora: slow tools get smaller ones, but for kinds that it gets `whole`."""
        if kind in self.run.get("whole", []):
            return asked
        return min(asked, self.run.get("largest", asked), key=bytes_of)

    def threads_for(self, kind):
        """The numbers of threads that it is timed with on a kind; none where it is not."""
        if kind in corpora.ADVERSARIAL:
            return self.threads[:1] if self.group == "tracie" else []
        return self.threads[:1] if kind == "start" else self.threads

    def seconds(self, size, threads):
        """Roughly what one run takes: for the estimate and nothing else."""
        return 0.1 + bytes_of(size) / 1e6 / self.run.get("about", 300) / threads

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
