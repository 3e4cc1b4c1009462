"""Running a command and what it took."""

import os
import subprocess
import time
from dataclasses import dataclass, field


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
    with open(stdout, "wb") as out:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL,
                                 stdin=subprocess.DEVNULL, env={**os.environ, **env})
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode)
