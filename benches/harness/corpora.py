"""The corpora: made once by the project's own generator, with their truth."""

import json
import subprocess

KINDS = ["logs", "csv", "jsonl", "json", "source", "prose"]

# To check tools with: small where every row holds values, larger where few lines do.
SMALL = {"csv": "256KiB", "jsonl": "256KiB", "json": "256KiB"}


class Corpus:
    """The files of one kind and size, and what is planted in them."""

    def __init__(self, kind, path, truth):
        self.kind, self.path, self.truth_file = kind, path, truth
        self.files = sorted(path.iterdir())
        self.bytes = sum(file.stat().st_size for file in self.files)

    def warm(self):
        """Reads all files, so that no run pays for the disk."""
        for file in self.files:
            with file.open("rb") as stream:
                while stream.read(1 << 20):
                    pass

    def planted(self):
        """Pairs of an identifier and its value, for all that is planted."""
        contents = {file.name: file.read_bytes() for file in self.files}
        pairs = []
        for line in self.truth_file.read_text().splitlines():
            place = json.loads(line)
            pairs.append((place["identifier"], contents[place["file"]][place["start"]:place["end"]]))
        return pairs


class Generator:
    """Makes corpora, or finds them made."""

    def __init__(self, root, work, seed):
        self.root, self.seed, self.made = root, seed, {}
        self.folder = work / "corpora"
        self.binary = None

    def of_size(self, kind, size):
        """The corpus of a kind; its truth only where somebody asks for it."""
        return self.make(kind, size, truth=False)

    def small(self, kind):
        """A corpus to check tools with, along with its truth."""
        return self.make(kind, SMALL.get(kind, "2MiB"), truth=True)

    def make(self, kind, size, truth):
        key = f"{kind}-{size}-{self.seed}"
        if key not in self.made:
            path, places = self.folder / key, self.folder / f"{key}.truth.jsonl"
            # Generated anew each time: the generator may have changed, and it is fast.
            command = [self.build(), "generate", "--kind", kind, "--size", size,
                       "--seed", str(self.seed), "--out", str(path)]
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(command + (["--truth", str(places)] if truth else []),
                           check=True, stderr=subprocess.DEVNULL)
            self.made[key] = Corpus(kind, path, places)
        return self.made[key]

    def build(self):
        """The generator's command."""
        if self.binary is None:
            self.binary = cargo_binary(self.root, "tracie-corpus", "corpus")
        return self.binary


def cargo_binary(root, package, name):
    """Builds a package of the workspace and returns the path of its command."""
    command = ["cargo", "build", "--release", "--package", package, "--bin", name,
               "--message-format", "json"]
    done = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        executable = json.loads(line).get("executable")
        if executable and executable.endswith(name):
            return executable
    raise SystemExit(f"cargo built no {name}")
