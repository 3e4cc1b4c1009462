"""Running a command and what it took."""

import os
import statistics
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
        """Runs it once more. Says why it failed, or None."""
        report = work / "report.jsonl"
        report.unlink(missing_ok=True)
        command = self.peer.command(self.peer.run["command"], self.corpus, self.threads, report)
        usage = timed(command, work / "stdout", self.peer.environment(self.threads))
        if usage.status not in self.peer.run.get("exit", [0]):
            return f"ended with {usage.status} on {self.corpus.kind}"
        self.runs.append(usage)
        return None


def timed(command, stdout, env):
    """Runs a command to its end, standard output to a file."""
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(stdout)]
    done = subprocess.run(launch + command, check=True, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **env})
    wall, cpu, peak, status = done.stdout.split()
    return Usage(float(wall), float(cpu), int(peak) / 1024, int(status))


def wall(job):
    """The median of its seconds."""
    return statistics.median(run.wall for run in job.runs)


def rate(job):
    """Its MB/s."""
    return job.corpus.bytes / 1e6 / wall(job)


def number(value):
    """A number with three digits, or whole."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
