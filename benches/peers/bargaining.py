#!/usr/bin/env python3
"""The Pareto frontier and the Nash point of additive multi-issue domains: concede beside negmas,
same domains, one run.

Needs a release build (`cargo build --release`) and, for the peer, an interpreter that has
`negmas` from Python's registry; without it the peer is left out.

    python3 benches/peers/bargaining.py --python /path/to/venv/bin/python > table.md

A row is a domain: so many issues, options and parties, utilities of three decimals. `concede` is a
whole process that reads the domain from a file and writes both answers as JSON. negmas is timed
inside a process that has already imported it and built the utility functions. Memory is the
peak of the process, for negmas less what it takes before it starts. Both must find the same
number of efficient payoffs and the same Nash product.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from math import prod
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"

DOMAINS = [
    # parties, options of each issue
    (2, [10] * 4),
    (3, [10] * 4),
    (2, [5] * 8),
    (3, [5] * 8),
    (2, [12, 10, 10, 10, 8, 10, 6]),
]


def utilities(parties, sizes):
    """Thousandths by issue, option and party."""
    draw = random.Random(f"{parties} {sizes}")
    return [[[draw.randrange(1000) for _ in range(parties)] for _ in range(size)] for size in sizes]


def toml(domain):
    parties = len(domain[0][0])
    lines = ["[game.bargaining]", f"players = {json.dumps([f'p{k}' for k in range(parties)])}", "hull = false"]
    lines += [f"disagreement = {[0] * parties}", "[game.bargaining.issues]"]
    for index, options in enumerate(domain):
        cells = [f'o{k} = [{", ".join(f"{x / 1000:.3f}" for x in own)}]' for k, own in enumerate(options)]
        lines.append(f"i{index} = {{ {', '.join(cells)} }}")
    return "\n".join(lines) + "\n"


def concede(domain):
    with tempfile.NamedTemporaryFile("w", suffix=".toml", delete=False) as file:
        file.write(toml(domain))
    command = [str(CONCEDE), "solve", file.name, "--format", "json", "--threads", "1"]
    command += ["--concept", "pareto_frontier", "nash_bargaining"]
    try:
        with tempfile.TemporaryFile() as out:
            start = time.perf_counter()
            child = subprocess.Popen(command, stdout=out)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            assert status == 0, f"{command} ended with {status}"
            out.seek(0)
            answers = {one["concept"]: one for one in json.load(out)["solutions"]}
    finally:
        os.unlink(file.name)
    payoff = answers["nash_bargaining"]["payoff"]
    product = float(prod(Fraction(text) for text in payoff))
    return {
        "seconds": seconds,
        "bytes": usage.ru_maxrss * 1024,
        "points": len(answers["pareto_frontier"]["points"]),
        "product": product,
    }


def negmas(domain):
    """Runs in the peer's interpreter."""
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction, ops

    issues = [make_issue([f"o{k}" for k in range(len(own))], f"i{index}") for index, own in enumerate(domain)]
    space = make_os(issues)
    functions = []
    for party in range(len(domain[0][0])):
        values = {
            f"i{index}": {f"o{k}": option[party] / 1000 for k, option in enumerate(own)}
            for index, own in enumerate(domain)
        }
        functions.append(LinearAdditiveUtilityFunction(values=values, outcome_space=space, reserved_value=0.0))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    frontier, _ = ops.pareto_frontier(functions, issues=issues)
    [(payoff, _), *_] = ops.nash_points(functions, frontier, outcome_space=space)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    points = len({tuple(round(1000 * x) for x in point) for point in frontier})
    return {"seconds": seconds, "bytes": (after - before) * 1024, "points": points, "product": prod(payoff)}


def peer(python, domain, limit):
    try:
        done = subprocess.run(
            [python, __file__, "--serve"],
            input=json.dumps(domain),
            capture_output=True,
            text=True,
            check=True,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has negmas")
    parser.add_argument("--limit", type=float, default=150, help="seconds for the peer and a domain")
    parser.add_argument("--repeats", type=int, default=3, help="runs of concede; the best counts")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return print(json.dumps(negmas(json.load(sys.stdin))))
    version = subprocess.run(
        [arguments.python, "-c", "import negmas; print(negmas.__version__)"], capture_output=True, text=True
    )
    print("| outcomes | parties | efficient | concede | memory | negmas | memory |")
    print("|---|---|---|---|---|---|---|")
    for parties, sizes in DOMAINS:
        domain = utilities(parties, sizes)
        ours = min((concede(domain) for _ in range(arguments.repeats)), key=lambda one: one["seconds"])
        cells = ["–", "–"]
        if version.returncode == 0:
            theirs = peer(arguments.python, domain, arguments.limit)
            if theirs is None:
                cells[0] = f"> {arguments.limit / ours['seconds']:.3g}×"
            else:
                same = theirs["points"] == ours["points"] and abs(theirs["product"] / ours["product"] - 1) < 1e-9
                cells = [f"{theirs[key] / ours[key]:.3g}×" for key in ("seconds", "bytes")]
                if not same:
                    cells[0] += f" (finds {theirs['points']}, product {theirs['product'] / ours['product']:.6g} of ours)"
        own = f"{1000 * ours['seconds']:.3g} ms | {ours['bytes'] / 2**20:.3g} MB"
        print(f"| {prod(sizes):,} | {parties} | {ours['points']} | {own} | " + " | ".join(cells) + " |", flush=True)
    print(f"\nVersions: {subprocess.run([str(CONCEDE), '--version'], capture_output=True, text=True).stdout.strip()}, "
          f"negmas {version.stdout.strip() or 'absent'}.")


if __name__ == "__main__":
    main()
