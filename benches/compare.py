#!/usr/bin/env python3
"""Side by side: tracie, plain readers, pattern engines and other scanners.

    python3 benches/compare.py                      # tracie, wc and ripgrep on 1 GiB of each text
    python3 benches/compare.py --full --system --size 256MiB
    python3 benches/compare.py --list

Generates the corpora, builds or installs what is asked for, makes each tool
prove that it finds what it should, then times all of them in turn and writes
benches/RESULTS.md. Read benches/METHODOLOGY.md first.
"""

import argparse
import sys
from pathlib import Path

from harness import check, corpora, engine, install, measure, peer, report

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="1GiB", help="of each corpus (default: 1GiB)")
    parser.add_argument("--kinds", default="texts", help="kinds of corpora, by comma, or of families: "
                        + "; ".join(f"`{name}`: {', '.join(kinds)}" for name, kinds in corpora.FAMILIES.items())
                        + " (default: texts)")
    parser.add_argument("--peers", default="default", help="names by comma, `default` or `all`")
    parser.add_argument("--engine", action="store_true", help="also measure the engine alone, in memory")
    parser.add_argument("--full", action="store_true", help="the same as --peers all --kinds all --engine")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: 1)")
    parser.add_argument("--system", action="store_true", help="may install system packages with apt-get")
    parser.add_argument("--check-only", action="store_true", help="check the tools, time nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "benches" / "RESULTS.md")
    parser.add_argument("--list", action="store_true", help="list the peers and stop")
    options = parser.parse_args()
    if options.full:
        options.peers, options.kinds, options.engine = "all", "all", True
    options.kinds = corpora.named(options.kinds)
    return options


def ready(peers, options, generator):
    """The peers that are installed and find what they should; why others are not."""
    good, absent = [], []
    for one in peers:
        say(f"install {one.name}")
        trouble = install.install(one, ROOT, WORK, options.system)
        if not trouble:
            say(f"check {one.name}")
            trouble = check.check(one, generator, options.kinds)
        (absent if trouble else good).append((one, trouble))
        if trouble:
            say(f"  left out: {trouble}")
    return [one for one, _ in good], absent


def planned(kind, peers, options):
    """What is to be run on a kind: peers, threads and the size of the corpus."""
    return [(one, threads, corpora.settle(kind, one.size(options.size, kind)))
            for one in peers for threads in one.threads_for(kind)]


def estimate(peers, options):
    """About how many minutes the timed runs take."""
    plan = [job for kind in options.kinds for job in planned(kind, peers, options)]
    seconds = options.runs * sum(one.seconds(size, threads) for one, threads, size in plan)
    return (seconds + (engine.SECONDS if options.engine else 0)) / 60


def time_kind(kind, peers, options, generator, absent):
    """Times all peers on one kind in turn: A B C, A B C, and so on. A peer that fails is left out."""
    jobs = [measure.Job(one, threads, generator.of_size(kind, size))
            for one, threads, size in planned(kind, peers, options)]
    for job in jobs:
        job.corpus.warm()
    for turn in range(options.runs):
        say(f"{kind}: run {turn + 1} of {options.runs}")
        for job in list(jobs):
            if trouble := job.run(WORK):
                say(f"  left out: {job.peer.name}: {trouble}")
                absent.append((job.peer, trouble))
                jobs.remove(job)
    return jobs


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    options = arguments()
    peers = peer.choose(peer.load(ROOT / "benches" / "peers"), options.peers)
    if options.list:
        for one in peers:
            print(f"{one.name:28} {one.group:10} {one.what}")
        return 0
    generator = corpora.Generator(ROOT, WORK, options.seed)
    alone = engine.Engine(ROOT, generator) if options.engine else None
    good, absent = ready(peers, options, generator)
    if trouble := alone and alone.check():
        raise SystemExit(f"the engine alone: {trouble}")
    say(f"about {estimate(good, options):.0f} minutes of timed runs on a quiet machine, and the time to write corpora")
    if options.check_only:
        return 1 if absent else 0
    sets = alone.measure(options.size) if alone else {}
    timed = {}
    for kind in options.kinds:
        timed[kind] = time_kind(kind, good, options, generator, absent)
        # After each kind, so that a run that is cut short leaves what it has.
        options.out.write_text(report.render(timed, good, absent, sets, options))
    say(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
