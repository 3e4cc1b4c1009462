"""What tracie is held to, and the tables that hold it to that."""

from harness import corpora
from harness.measure import number, rate

ALL, STRONG = "tracie", "tracie without names"

# MB/s of a whole scan, one thread. With names and addresses it is held to what the engine alone is.
WHOLE = {
    ALL: {"logs": 800, "csv": 300, "jsonl": 300, "source": 1500, "prose": 1500,
          **dict.fromkeys(corpora.ADVERSARIAL, 150)},
    STRONG: {"logs": 800, "csv": 400, "jsonl": 400, **dict.fromkeys(corpora.ADVERSARIAL, 150)},
}

# MB/s of the engine alone, in the words of its example.
ENGINE = {
    "all": {"logs": 800, "csv": 300, "jsonl": 300, "source": 1500, "prose": 1500},
    "all but names and addresses": {"logs": 1000, "csv": 600, "jsonl": 600, "source": 3000, "prose": 5000},
}

# How many times as fast as a peer, one thread each.
TIMES = {
    "ripgrep": dict.fromkeys(corpora.TEXTS, 1),
    "dd-sensitive-data-scanner": dict.fromkeys(corpora.TEXTS, 10),
    "hyperscan": dict.fromkeys(corpora.TEXTS, 10),
    "regex-automata": dict.fromkeys(corpora.TEXTS, 10),
    "betterleaks": {"mixed": 5},
    "kingfisher": {"mixed": 5},
    **dict.fromkeys(["datafog", "detect-secrets", "ferret-scan", "presidio-analyzer"],
                    dict.fromkeys([*corpora.TEXTS, "mixed"], 50)),
}
WC = {"prose": 1, "source": 0.7}

# Two threads in one.
THREADS = dict.fromkeys([*corpora.TEXTS, "small"], 1.85)

# Seconds to start and scan one small file; times slower from 10 to 1,166 identifiers.
START, GROWTH = 0.05, 2


def glance(timed, peers, absent):
    """One table for each set of identifiers, with all that was measured against."""
    kinds = [kind for kind in [*corpora.TEXTS, *corpora.TREES] if kind in timed]
    if not kinds:
        return ""
    lines = ["## Against the bar\n",
             "How many times as fast as each tool, one thread each. "
             "✓ and ✗ say whether what we hold ourselves to is reached; other cells have no bar.\n"]
    for name in [ALL, STRONG]:
        if any(one.name == name for one in peers):
            lines += [f"### {name}\n", *rows(name, kinds, timed, peers, absent), ""]
    return "\n".join(lines)


def rows(name, kinds, timed, peers, absent):
    lines = [f"| against | at least | {' | '.join(kinds)} |", f"|---|---|{'---:|' * len(kinds)}"]
    cells = [judged(speed(timed, kind, name, 1), WHOLE[name].get(kind)) for kind in kinds]
    lines.append(line("MB/s", WHOLE[name], "", kinds, cells))
    others = [one.name for one in peers if one.group != "tracie"]
    for other in others:
        bars = WC if (other, name) == ("wc -l", STRONG) else TIMES.get(other, {})
        cells = [judged(times(timed, kind, (name, 1), (other, 1)), bars.get(kind), "×") for kind in kinds]
        lines.append(line(other, bars, "×", kinds, cells))
    for other in sorted({one.name for one, _ in absent if one.group != "tracie"} - set(others)):
        lines.append(line(other, TIMES.get(other, {}), "×", kinds, ["left out"] + ["–"] * (len(kinds) - 1)))
    cells = [judged(times(timed, kind, (name, 2), (name, 1)), THREADS.get(kind), "×") for kind in kinds]
    lines.append(line("itself, two threads against one", THREADS, "×", kinds, cells))
    return lines


def line(what, bars, unit, kinds, cells):
    """A row, its bar in words: one number and where it holds, or a number for each kind."""
    asked = {kind: bars[kind] for kind in kinds if kind in bars}
    words = ", ".join(f"{kind} {number(value)}{unit}" for kind, value in asked.items()) or "–"
    if len(set(asked.values())) == 1:
        free = [kind for kind in kinds if kind not in asked]
        where = {tuple(corpora.TEXTS): "texts", tuple(kinds): ""}.get(tuple(asked), ", ".join(asked))
        where = f"all but {free[0]}" if len(free) == 1 else where
        words = f"{number(next(iter(asked.values())))}{unit}" + (f", {where}" if where else "")
    return f"| {what} | {words} | {' | '.join(cells)} |"


def judged(value, least, unit=""):
    """A number, and whether it is as large as it must be."""
    if value is None:
        return "–"
    mark = "" if least is None else " ✓" if value >= least else " ✗"
    return f"{number(value)}{unit}{mark}"


def speed(timed, kind, name, threads):
    found = [rate(job) for job in timed[kind] if (job.peer.name, job.threads) == (name, threads)]
    return found[0] if found else None


def times(timed, kind, one, other):
    """How many times as fast one is as the other."""
    ours, theirs = speed(timed, kind, *one), speed(timed, kind, *other)
    return ours / theirs if ours and theirs else None


def adversarial(timed):
    """Texts made to be slow, for tracie alone."""
    kinds = [kind for kind in corpora.ADVERSARIAL if timed.get(kind)]
    if not kinds:
        return ""
    lines = ["## Texts made to be slow\n", "MB/s, one thread; at least 150.\n",
             f"| tool | {' | '.join(kinds)} |", f"|---|{'---:|' * len(kinds)}"]
    for name in [ALL, STRONG]:
        cells = [judged(speed(timed, kind, name, 1), WHOLE[name][kind]) for kind in kinds]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def engine(sets):
    """The engine alone, and what more identifiers cost."""
    if not sets:
        return ""
    kinds = corpora.TEXTS
    lines = ["## The engine alone\n",
             "MB/s, one thread, text in memory, cut and laid out before the clock starts; medians of five "
             "(`crates/scan/examples/throughput.rs`, `growth.rs`).\n",
             f"| managed identifiers | built in | KiB | {' | '.join(kinds)} |", f"|---|---:|---:|{'---:|' * len(kinds)}"]
    for one in sets["throughput"]:
        bars = ENGINE.get(one.name, {})
        lines.append(engine_line(one, [judged(one.rates[kind], bars.get(kind)) for kind in kinds]))
    lines += ["", f"| as they grow | built in | KiB | {' | '.join(kinds)} |", f"|---|---:|---:|{'---:|' * len(kinds)}"]
    lines += [engine_line(one, [number(one.rates[kind]) for kind in kinds]) for one in sets["growth"]]
    first, last = sets["growth"][0], sets["growth"][-1]
    slower = [first.rates[kind] / max(1, last.rates[kind]) for kind in kinds]
    cells = [f"{value:.3g}× {'✓' if value < GROWTH else '✗'}" for value in slower]
    lines.append(f"| times slower, first to last (under {GROWTH}) | | | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def engine_line(one, cells):
    return f"| {one.name} | {one.built} | {number(one.kib)} | {' | '.join(cells)} |"
