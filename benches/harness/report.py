"""RESULTS.md."""

import datetime
import os
import platform
import shlex
import statistics
import subprocess

from harness.peer import fill


def render(timed, peers, absent, options):
    """The whole page."""
    parts = [head(options), machine(), *(table(kind, jobs) for kind, jobs in timed.items()),
             summary(timed, peers), tools(peers), left_out(absent)]
    return "\n".join(part for part in parts if part)


def head(options):
    today = datetime.date.today().isoformat()
    return (f"# Side by side\n\n"
            f"Written by `python3 benches/compare.py --size {options.size} --runs {options.runs} "
            f"--seed {options.seed} --peers {options.peers}` on {today}.\n"
            f"Whole processes, start-up included; warm page cache; median of {options.runs} runs in turn.\n"
            f"MB are 10^6 bytes. What is and is not compared: [METHODOLOGY.md](METHODOLOGY.md).\n")


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


def speed(job):
    return job.corpus.bytes / 1e6 / statistics.median(run.wall for run in job.runs)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(kind, jobs):
    lines = [f"## {kind}\n",
             "| tool | threads | MB | median s | fastest–slowest s | MB/s | of tracie's | CPU s | peak MiB |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    lines += [row(job, jobs) for job in jobs]
    return "\n".join(lines) + "\n"


def row(job, jobs):
    walls = [run.wall for run in job.runs]
    cells = [job.peer.name, str(job.threads), number(job.corpus.bytes / 1e6),
             f"{statistics.median(walls):.3f}", f"{min(walls):.3f}–{max(walls):.3f}", number(speed(job)),
             ratio(job, jobs), f"{statistics.median(run.cpu for run in job.runs):.2f}",
             f"{max(run.peak_mib for run in job.runs):.0f}"]
    return f"| {' | '.join(cells)} |"


def ratio(job, jobs):
    """Its speed in tracie's with as many threads."""
    same = [one for one in jobs if one.peer.group == "tracie" and one.threads == job.threads]
    return f"{speed(job) / speed(same[0]):.3g}×" if same else "–"


def summary(timed, peers):
    kinds = list(timed)
    lines = ["## MB/s at a glance\n", f"| tool | threads | {' | '.join(kinds)} |", f"|---|---:|{'---:|' * len(kinds)}"]
    for peer in peers:
        for threads in peer.threads:
            speeds = [number(speed(job)) for kind in kinds for job in timed[kind]
                      if job.peer is peer and job.threads == threads]
            lines.append(f"| {peer.name} | {threads} | {' | '.join(speeds)} |")
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
    return "## Left out\n\n" + "\n".join(f"- {peer.name}: {why.splitlines()[0]}" for peer, why in absent) + "\n"
