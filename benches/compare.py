#!/usr/bin/env python3
"""Side by side: tracie, plain readers, pattern engines and other scanners.

    python3 benches/compare.py                      # tracie, wc and ripgrep on 1 GiB of each kind
    python3 benches/compare.py --peers all --size 256MiB
    python3 benches/compare.py --list

Generates the corpora, builds or installs what is asked for, makes each tool
prove that it finds what it should, then times all of them in turn and writes
benches/RESULTS.md. Read benches/METHODOLOGY.md first.
"""

import argparse
import sys
from pathlib import Path

from harness import check, corpora, install, measure, peer, report

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="1GiB", help="of each corpus (default: 1GiB)")
    parser.add_argument("--kinds", default=",".join(corpora.KINDS), help="kinds of corpora, by comma")
    parser.add_argument("--peers", default="default", help="names by comma, `default` or `all`")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpora (default: 1)")
    parser.add_argument("--system", action="store_true", help="may install system packages with apt-get")
    parser.add_argument("--check-only", action="store_true", help="check the tools, time nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "benches" / "RESULTS.md")
    parser.add_argument("--list", action="store_true", help="list the peers and stop")
    return parser.parse_args()


def ready(peers, options, generator):
    """The peers that are installed and find what they should; why others are not."""
    good, absent = [], []
    for one in peers:
        say(f"install {one.name}")
        trouble = install.install(one, ROOT, WORK, options.system) or check.check(one, generator)
        (absent if trouble else good).append((one, trouble))
        if trouble:
            say(f"  left out: {trouble}")
    return [one for one, _ in good], [(one, why) for one, why in absent]


def time_kind(kind, peers, options, generator):
    """Times all peers on one kind in turn: A B C, A B C, and so on."""
    jobs = [measure.Job(one, threads, generator.of_size(kind, one.size(options.size)))
            for one in peers for threads in one.threads]
    for job in jobs:
        job.corpus.warm()
    for turn in range(options.runs):
        say(f"{kind}: run {turn + 1} of {options.runs}")
        for job in jobs:
            job.run(WORK)
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
    good, absent = ready(peers, options, generator)
    if options.check_only:
        return 1 if absent else 0
    kinds = options.kinds.split(",")
    timed = {kind: time_kind(kind, good, options, generator) for kind in kinds}
    options.out.write_text(report.render(timed, good, absent, options))
    say(f"wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
