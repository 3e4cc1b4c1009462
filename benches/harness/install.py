"""Getting the peers: from PyPI into a virtual environment each, from
crates.io by cargo, from a C file by the C compiler, or from this workspace."""

import shutil
import subprocess
import sys
from pathlib import Path

from harness.corpora import cargo_binary


def install(peer, root, work, system):
    """Installs a peer and sets where its commands are. Returns why it cannot
    be had, or None."""
    steps = {"pip": pip, "cargo": cargo, "workspace": workspace, "cc": compiler, "system": on_path}
    trouble = packages(peer.install.get("apt", []), system)
    for way, step in steps.items():
        if way in peer.install and not trouble:
            trouble = step(peer, peer.install[way], root, work)
    return trouble


def packages(names, system):
    """System packages; installed only where that is allowed."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\n"]
    missing = [name for name in names if "installed" != run(query + [name]).stdout.strip()]
    if missing and system:
        done = run(["apt-get", "install", "--yes", "--quiet"] + missing)
        return None if done.returncode == 0 else f"apt-get install {' '.join(missing)} failed"
    return f"needs the system package {', '.join(missing)} (see --system)" if missing else None


def pip(peer, requirements, root, work):
    """A virtual environment of its own for each peer: some exclude each other."""
    home = root / "target" / "bench-venv" / peer.name
    if not (home / "bin" / "python").exists():
        run([sys.executable, "-m", "venv", str(home)])
    peer.bin = home / "bin"
    done = run([str(peer.bin / "python"), "-m", "pip", "install", "--quiet"] + requirements)
    return None if done.returncode == 0 else f"pip install {' '.join(requirements)} failed"


def cargo(peer, folder, root, work):
    """A driver of ours, in a workspace of its own."""
    target = work / "drivers" / peer.name
    manifest = peer.here / folder / "Cargo.toml"
    done = run(["cargo", "build", "--release", "--manifest-path", str(manifest), "--target-dir", str(target)])
    peer.bin = target / "release"
    return None if done.returncode == 0 else f"cargo build of {folder} failed:\n{done.stderr[-2000:]}"


def workspace(peer, names, root, work):
    """A command of this workspace."""
    peer.bin = Path(cargo_binary(root, *names)).parent
    return None


def compiler(peer, words, root, work):
    """A driver of ours in C: the file, then flags."""
    peer.bin = work / "drivers" / peer.name
    peer.bin.mkdir(parents=True, exist_ok=True)
    source = peer.here / words[0]
    done = run(["cc", "-O2", "-o", str(peer.bin / source.stem), str(source)] + words[1:])
    return None if done.returncode == 0 else f"cc {words[0]} failed:\n{done.stderr[-2000:]}"


def on_path(peer, command, root, work):
    """A command that the system has."""
    found = shutil.which(command)
    peer.bin = Path(found).parent if found else None
    return None if found else f"no {command} on this system"


def run(command):
    """A command to its end, with what it said."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
