"""Running a command and what it took."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass
class Usage:
    """What one run took. Memory is that of its largest process."""

    wall: float
    cpu: float
    peak_mib: float
    status: int


@dataclass
class Job:
    """A peer on a corpus with so many threads, and the runs of it."""

    peer: object
    threads: int
    corpus: object
    runs: list = field(default_factory=list)

    def run(self, work):
        """Runs it once more."""
        report = work / "report.jsonl"
        report.unlink(missing_ok=True)
        command = self.peer.command(self.peer.run["command"], self.corpus, self.threads, report)
        usage = timed(command, work / "stdout", self.peer.environment(self.threads))
        if usage.status not in self.peer.run.get("exit", [0]):
            raise SystemExit(f"{self.peer.name} ended with {usage.status}: {' '.join(command)}")
        self.runs.append(usage)


def timed(command, stdout, env):
    """Runs a command to its end, standard output to a file."""
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(stdout)]
    done = subprocess.run(launch + command, check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **env})
    wall, cpu, peak, status = done.stdout.split()
    return Usage(float(wall), float(cpu), int(peak) / 1024, int(status))
