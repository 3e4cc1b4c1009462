"""RESULTS.md."""

import datetime
import os
import platform
import shlex
import statistics
import subprocess

from harness import bar, corpora
from harness.measure import number, rate, wall
from harness.peer import fill

# Kinds with a table of their own.
DETAILED = [*corpora.TEXTS, "json", *corpora.TREES]


def render(timed, peers, absent, sets, options):
    """The whole page."""
    parts = [head(options), machine(), bar.glance(timed, peers, absent), bar.engine(sets), bar.adversarial(timed),
             start(timed.get("start")), summary(timed, peers), left_out(absent),
             *(table(kind, jobs) for kind, jobs in timed.items() if kind in DETAILED), tools(peers)]
    return "\n".join(part for part in parts if part)


def head(options):
    today = datetime.date.today().isoformat()
    words = ["--size", options.size, "--runs", str(options.runs), "--seed", str(options.seed)]
    words += ["--full"] if options.full else ["--peers", options.peers, "--kinds", ",".join(options.kinds)]
    words += ["--engine"] if options.engine and not options.full else []
    words += ["--system"] if options.system else []
    return (f"# Side by side\n\n"
            f"Written by `python3 benches/compare.py {shlex.join(words)}` on {today}.\n"
            f"Whole processes, start-up included; warm page cache; median of {options.runs} runs in turn.\n"
            f"MB are 10^6 bytes; where MB is less than asked for, the tool is slow and got less. Every tool\n"
            f"showed first that it finds what it should. "
            f"What is and is not compared: [METHODOLOGY.md](METHODOLOGY.md).\n")


def machine():
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    rustc = output(["rustc", "--version"])
    return (f"Machine: {cpu_model()}, {os.cpu_count()} cores, {memory} GiB; "
            f"{platform.system()} {platform.release()}; {rustc}; Python {platform.python_version()}.\n")


def cpu_model():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return models[0] if models else platform.machine()


def output(command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError:
        return "?"
    lines = [line.strip() for line in done.stdout.splitlines() if any(char.isdigit() for char in line)]
    return lines[0] if lines else "?"


def start(jobs):
    """What it costs to start, in a table of its own: no speed says it."""
    if not jobs:
        return ""
    lines = ["## To start\n", f"One file of a kilobyte, one thread; tracie in at most {bar.START * 1000:.0f} ms.\n",
             "| tool | median ms | peak MiB |", "|---|---:|---:|"]
    for job in jobs:
        mark = (" ✓" if wall(job) <= bar.START else " ✗") if job.peer.group == "tracie" else ""
        lines.append(f"| {job.peer.name} | {wall(job) * 1000:.0f}{mark} | {peak(job):.0f} |")
    return "\n".join(lines) + "\n"


def peak(job):
    return max(run.peak_mib for run in job.runs)


def table(kind, jobs):
    lines = [f"## {kind}\n",
             "| tool | threads | MB | median s | fastest–slowest s | MB/s | of tracie's | of one thread "
             "| CPU s | peak MiB |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    lines += [row(job, jobs) for job in jobs]
    return "\n".join(lines) + "\n"


def row(job, jobs):
    walls = [run.wall for run in job.runs]
    tracie = [one for one in jobs if one.peer.group == "tracie" and one.threads == job.threads]
    single = [one for one in jobs if one.peer is job.peer and one.threads == 1 != job.threads]
    cells = [job.peer.name, str(job.threads), number(job.corpus.bytes / 1e6),
             f"{wall(job):.3f}", f"{min(walls):.3f}–{max(walls):.3f}", number(rate(job)),
             ratio(job, tracie), ratio(job, single), f"{statistics.median(run.cpu for run in job.runs):.2f}",
             f"{peak(job):.0f}"]
    return f"| {' | '.join(cells)} |"


def ratio(job, others):
    """Its speed in that of the first of others."""
    return f"{rate(job) / rate(others[0]):.3g}×" if others else "–"


def summary(timed, peers):
    kinds = [kind for kind in timed if kind in DETAILED]
    lines = ["## MB/s at a glance\n", f"| tool | threads | {' | '.join(kinds)} |", f"|---|---:|{'---:|' * len(kinds)}"]
    for peer in peers:
        for threads in peer.threads:
            speeds = [bar.speed(timed, kind, peer.name, threads) for kind in kinds]
            lines.append(f"| {peer.name} | {threads} | {' | '.join(bar.judged(speed, None) for speed in speeds)} |")
    return "\n".join(lines) + "\n"


def tools(peers):
    lines = ["## Tools\n", "| tool | version | what it looks for | command |", "|---|---|---|---|"]
    for peer in peers:
        words = [fill(word.removeprefix("{bin}/"), here="benches/peers", path="CORPUS", threads="N",
                      report="REPORT", files="FILES") for word in peer.run["command"]]
        command = shlex.join(words)
        lines.append(f"| {peer.name} | {cell(version(peer))} | {cell(peer.what)} | `{cell(command)}` |")
    return "\n".join(lines) + "\n"


def version(peer):
    """What it says of itself, or the version that its driver pins."""
    if isinstance(peer.version, str):
        return peer.version
    return output([fill(word, bin=peer.bin, here=peer.here) for word in peer.version])


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def left_out(absent):
    if not absent:
        return ""
    reasons = dict.fromkeys(f"- {peer.name}: {why.splitlines()[0]}" for peer, why in absent)
    return "## Left out\n\n" + "\n".join(reasons) + "\n"
