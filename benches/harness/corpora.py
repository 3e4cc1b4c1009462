"""The corpora: made once by the project's own generator, with their truth."""

import json
import shutil
import subprocess
from pathlib import Path

from harness.sizes import bytes_of

TEXTS = ["logs", "csv", "jsonl", "source", "prose"]
TREES = ["mixed", "small"]
ADVERSARIAL = ["all-digits", "all-separators", "all-keywords", "long-base64", "one-line", "near-misses"]

# What may be asked for by one name.
FAMILIES = {"texts": TEXTS, "trees": TREES, "adversarial": ADVERSARIAL,
            "all": ["start", *TEXTS, *TREES, *ADVERSARIAL]}
KINDS = [*FAMILIES["all"], "json"]

# One file of a kilobyte: what it costs to start.
START = "1KiB"

# 10,000 files of a page each, whatever size is asked for.
PAGE = 4 << 10
PAGES = "40000KiB"

# A mixed tree: a quarter of each text in files of each of these sizes, the first in one file.
FILES_OF = {"whole": None, "large": 4 << 20, "medium": 256 << 10, "little": 16 << 10}

# To check tools with: small where every row holds values, larger where few lines do.
SMALL = {"csv": "256KiB", "jsonl": "256KiB", "json": "256KiB", "mixed": "2MiB", "small": "400KiB", "start": START,
         **dict.fromkeys(ADVERSARIAL, "256KiB")}


def named(kinds):
    """The kinds that a list by comma names, those of families included."""
    found = [kind for name in kinds.split(",") for kind in FAMILIES.get(name, [name])]
    unknown = sorted(set(found) - set(KINDS))
    if unknown:
        raise SystemExit(f"no such kind: {', '.join(unknown)}; there are {', '.join([*KINDS, *FAMILIES])}")
    return list(dict.fromkeys(found))


def settle(kind, size):
    """The size that a kind has when so much is asked for."""
    most = {"start": START, "small": PAGES}.get(kind, size)
    return min(size, most, key=bytes_of)


def parts(kind, size):
    """What a corpus is made of: for each part its folder, kind, bytes and number of files."""
    if kind == "start":
        return [("", "logs", bytes_of(size), 1)]
    if kind == "small":
        share = bytes_of(size) // len(TEXTS)
        return [(text, text, share, max(1, share // PAGE)) for text in TEXTS]
    if kind == "mixed":
        share = bytes_of(size) // len(TEXTS) // len(FILES_OF)
        return [(f"{text}-{name}", text, share, max(1, share // one) if one else 1)
                for text in TEXTS for name, one in FILES_OF.items()]
    return [("", kind, bytes_of(size), 1)]


class Corpus:
    """The files of one kind and size, and what is planted in them."""

    def __init__(self, kind, path, truth):
        self.kind, self.path, self.truth = kind, path, truth
        self.files = sorted(file for file in path.rglob("*") if file.is_file())
        self.bytes = sum(file.stat().st_size for file in self.files)

    def warm(self):
        """Reads all files, so that no run pays for the disk."""
        for file in self.files:
            with file.open("rb") as stream:
                while stream.read(1 << 20):
                    pass

    def planted(self):
        """Pairs of an identifier and its value, for all that is planted."""
        contents = {str(file.relative_to(self.path)): file.read_bytes() for file in self.files}
        pairs = []
        for folder, truth in self.truth.items():
            for line in truth.read_text().splitlines():
                place = json.loads(line)
                content = contents[str(Path(folder) / place["file"])]
                pairs.append((place["identifier"], content[place["start"]:place["end"]]))
        return pairs


class Generator:
    """Makes corpora, or finds them made."""

    def __init__(self, root, work, seed):
        self.root, self.seed, self.made = root, seed, {}
        self.folder = work / "corpora"
        self.binary = None

    def of_size(self, kind, size):
        """The corpus of a kind; its truth only where somebody asks for it."""
        return self.make(kind, settle(kind, size), truth=False)

    def small(self, kind, largest):
        """A corpus to check tools with, along with its truth."""
        return self.make(kind, min(SMALL.get(kind, "2MiB"), largest, key=bytes_of), truth=True)

    def make(self, kind, size, truth):
        """The corpus, generated anew in each run: the generator may have changed, and it is fast."""
        key = f"{kind}-{size}-{self.seed}"
        if (key, truth) not in self.made:
            path, places = self.folder / key, {}
            shutil.rmtree(path, ignore_errors=True)
            for index, (folder, text, share, files) in enumerate(parts(kind, size)):
                places[folder] = self.folder / f"{key}.truth.{index}.jsonl" if truth else None
                # No two parts are the same text.
                self.generate(text, share, files, self.seed + 1000 * index, path / folder, places[folder])
            self.made[key, truth] = Corpus(kind, path, places)
        return self.made[key, truth]

    def generate(self, kind, size, files, seed, out, truth):
        """One run of the generator."""
        command = [self.build(), "generate", "--kind", kind, "--size", str(size), "--files", str(files),
                   "--seed", str(seed), "--out", str(out)]
        out.mkdir(parents=True)
        subprocess.run(command + (["--truth", str(truth)] if truth else []), check=True, stderr=subprocess.DEVNULL)

    def build(self):
        """The generator's command."""
        if self.binary is None:
            self.binary = cargo_binary(self.root, "tracie-corpus", "corpus")
        return self.binary


def cargo_binary(root, package, name, what="--bin"):
    """Builds a package of the workspace and returns the path of its command, or of an example."""
    command = ["cargo", "build", "--release", "--package", package, what, name,
               "--message-format", "json"]
    done = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        executable = json.loads(line).get("executable")
        if executable and executable.endswith(name):
            return executable
    raise SystemExit(f"cargo built no {name}")
