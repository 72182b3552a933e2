#!/usr/bin/env python3
"""All Nash equilibria of two-player games: concede beside its peers, same games, one run.

Needs a release build (`cargo build --release`), Debian's `lrslib` and, from Python's
registry, `pygambit`, `quantecon` and `nashpy`; a peer that is missing is left out.

    python3 benches/peers/nash.py --limit 60 > table.md

A row is a family at one size; times are sums over the seeds of the row, each the best of
`--repeats` runs. `concede` and `lrsnash` are timed as whole processes, the Python packages
inside a process that has already imported and compiled them; `in-process` is `concede`
called as a library, one core, as the Python packages are. A peer that passes the limit on
one game of a row is marked `>`; larger games of its family are then left out for it.
"""

import argparse
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from importlib import metadata
from math import lcm
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"


# The games: pairs of integer matrices, rows first.


def uniform(bound, density=1.0):
    def make(n, seed):
        draw = random.Random(f"{bound} {density} {n} {seed}")
        entry = lambda: draw.randint(-bound, bound) if draw.random() < density else 0
        return [[[entry() for _ in range(n)] for _ in range(n)] for _ in range(2)]

    return make


def coordination(n, seed):
    identity = [[int(i == j) for j in range(n)] for i in range(n)]
    return [identity, identity]


def zero_sum(n, seed):
    [a, _] = uniform(100)(n, seed)
    return [a, [[-x for x in row] for row in a]]


def symmetric(n, seed):
    [a, _] = uniform(100)(n, seed)
    return [a, [list(column) for column in zip(*a)]]


def von_stengel(n, seed):
    """75 equilibria: von Stengel 1999, Discrete and Computational Geometry 21."""
    a = [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ]
    swap = [4, 5, 2, 3, 0, 1]
    return [a, [[a[swap[j]][swap[i]] for j in range(6)] for i in range(6)]]


def dual_cyclic(n, seed):
    """Both best-response polytopes are dual cyclic polytopes with 2n facets in dimension n.

    The facets' normals are points of the moment curve seen from their centroid; the first n
    facets meet in a vertex (Gale's evenness), which is moved to the origin.
    """
    points = [[Fraction(t) ** k for k in range(1, n + 1)] for t in range(-n, n) ]
    centre = [sum(column) / len(points) for column in zip(*points)]
    points = [[x - c for x, c in zip(point, centre)] for point in points]
    inverse = invert([list(point) for point in points[:n]])
    rows = []
    for point in points[n:]:
        weights = [sum(p * inverse[k][i] for k, p in enumerate(point)) for i in range(n)]
        offset = 1 - sum(weights)
        rows.append([-w / offset for w in weights])
    scale = lcm(*(x.denominator for row in rows for x in row))
    b = [[int(x * scale) for x in row] for row in rows]
    return [b, [list(column) for column in zip(*b)]]


def invert(matrix):
    n = len(matrix)
    rows = [row + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(n):
            if k != i and rows[k][i] != 0:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i])]
    return [row[n:] for row in rows]


FAMILIES = [
    # name, maker, sizes, seeds
    ("random −100..100", uniform(100), [3, 5, 8, 10, 12, 14, 16, 18, 20, 24], 3),
    ("one random", uniform(100), [28, 32], 1),
    ("degenerate −3..3", uniform(3), [5, 8, 10, 12], 3),
    ("degenerate −1..1", uniform(1), [4, 5, 6, 8], 3),
    ("sparse (4 of 5 zero)", uniform(100, 0.2), [5, 8, 10, 12], 3),
    ("coordination", coordination, [4, 8, 10, 12], 1),
    ("zero-sum", zero_sum, [8, 12, 16, 20], 3),
    ("symmetric", symmetric, [8, 12, 16, 20], 3),
    ("von Stengel's", von_stengel, [6], 1),
    ("dual cyclic", dual_cyclic, [4, 6, 8, 10], 1),
]
QUICK = 8


# The peers: each takes a game and returns seconds and the number of equilibria.


def nfg(game):
    [a, b] = game
    rows, columns = len(a), len(a[0])
    payoffs = " ".join(f"{a[i][j]} {b[i][j]}" for j in range(columns) for i in range(rows))
    return f'NFG 1 R "game" {{ "row" "column" }} {{ {rows} {columns} }}\n\n{payoffs}\n'


def lrs(game):
    text = f"{len(game[0])} {len(game[0][0])}\n"
    for matrix in game:
        text += "\n" + "\n".join(" ".join(map(str, row)) for row in matrix) + "\n"
    return text


def process(command, text, suffix, limit, environment=None):
    with tempfile.NamedTemporaryFile("w", suffix=suffix, delete=False) as file:
        file.write(text)
    try:
        start = time.perf_counter()
        done = subprocess.run(
            command + [file.name], capture_output=True, text=True, timeout=limit, env={**os.environ, **(environment or {})}
        )
        return time.perf_counter() - start, done.stdout
    except subprocess.TimeoutExpired:
        return None, ""
    finally:
        os.unlink(file.name)


def concede(threads):
    def run(game, limit):
        command = [str(CONCEDE), "solve", "--concept", "nash", "--format", "json", "--threads", str(threads)]
        seconds, out = process(command, nfg(game), ".nfg", 10 * limit)
        if seconds is None:
            return None
        [solution] = json.loads(out)["solutions"]
        assert solution["complete"], "an incomplete answer is no answer here"
        return seconds, len(solution["equilibria"])

    return run


def lrsnash(game, limit):
    seconds, out = process(["lrsnash"], lrs(game), ".lrs", limit)
    if seconds is None:
        return None
    return seconds, int(re.search(r"Number of equilibria found: (\d+)", out)[1])


class Within:
    """A Python solver in a process of its own, which is stopped if it passes the limit."""

    def __init__(self, solver):
        self.solver, self.child = solver, None

    def __call__(self, game, limit):
        if self.child is None:
            self.pipe, end = multiprocessing.Pipe()
            self.child = multiprocessing.Process(target=serve, args=(self.solver, end), daemon=True)
            self.child.start()
            self.pipe.recv()  # imported and compiled
        self.pipe.send(game)
        if self.pipe.poll(limit):
            return self.pipe.recv()
        self.child.kill()
        self.child.join()
        self.child = None
        return None


def serve(solver, pipe):
    pipe.send(solver([[[1, 0], [0, 1]]] * 2))
    while True:
        game = pipe.recv()
        start = time.perf_counter()
        count = solver(game)
        pipe.send((time.perf_counter() - start, count))


def gambit(game):
    import pygambit

    arrays = [[[pygambit.Rational(x) for x in row] for row in matrix] for matrix in game]
    result = pygambit.nash.enummixed_solve(pygambit.Game.from_arrays(*arrays), rational=True)
    return len({tuple(str(p[s]) for s in p.game.strategies) for p in result.equilibria})


def quantecon(game):
    import numpy
    import quantecon.game_theory as gt

    a, b = (numpy.array(matrix, dtype=float) for matrix in game)
    players = [gt.Player(a), gt.Player(numpy.ascontiguousarray(b.T))]
    return len(gt.vertex_enumeration(gt.NormalFormGame(players)))


def nashpy(game):
    import warnings

    import nashpy
    import numpy

    warnings.simplefilter("ignore")
    return len(list(nashpy.Game(*(numpy.array(matrix) for matrix in game)).vertex_enumeration()))


def available(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def in_process(games, names):
    """Nanoseconds of the library, one core, for each game, by the bench of that name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, game in zip(names, games):
            (Path(folder) / f"{name}.nfg").write_text(nfg(game))
        command = ["cargo", "bench", "-q", "--bench", "in_process", "--", folder]
        out = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "RAYON_NUM_THREADS": "1"}
        ).stdout
    return {name: float(nanoseconds) * 1e-9 for name, nanoseconds in (line.split() for line in out.splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds for a peer and a game; concede gets ten times that")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a game that takes under a second; the best counts")
    parser.add_argument("--family", action="append", help="this family only (may be repeated)")
    parser.add_argument("--quick", action="store_true", help=f"sizes up to {QUICK} only")
    arguments = parser.parse_args()

    peers = {"concede": concede(1), "2 cores": concede(2)}
    versions = [subprocess.run([str(CONCEDE), "--version"], capture_output=True, text=True, check=True).stdout.strip()]
    if subprocess.run(["which", "lrsnash"], capture_output=True).returncode == 0:
        peers["lrsnash"] = lrsnash
        found = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "lrslib"], capture_output=True, text=True)
        versions.append(f"lrslib {found.stdout}")
    for package, solver in [("pygambit", gambit), ("quantecon", quantecon), ("nashpy", nashpy)]:
        if version := available(package):
            peers[package] = Within(solver)
            versions.append(f"{package} {version}")

    others = [name for name in peers if name not in ("concede", "2 cores")]
    print("| game | size | equilibria | concede | 2 cores | in-process | " + " | ".join(others) + " |")
    print("|" + "---|" * (6 + len(others)), flush=True)
    families = [family for family in FAMILIES if not arguments.family or family[0] in arguments.family]
    for family, make, sizes, seeds in families:
        beyond = set()
        for size in sizes:
            if arguments.quick and size > QUICK:
                continue
            games = [make(size, seed) for seed in range(seeds)]
            inside = sum(in_process(games, map(str, range(seeds))).values())
            answers = {
                name: None if name in beyond else over(games, solver, arguments) for name, solver in peers.items()
            }
            whole, count = answers["concede"]
            cells = []
            for name in others:
                # Whole processes are compared with whole processes.
                ours = whole if name == "lrsnash" else inside
                if name in beyond:
                    cells.append("–")
                elif answers[name] is None:
                    beyond.add(name)
                    cells.append(f"> {arguments.limit / ours:.2g}×")
                else:
                    seconds, found = answers[name]
                    cells.append(f"{seconds / ours:.3g}×" + ("" if found == count else f" (finds {found})"))
            ours = f"{1000 * whole:.3g} ms | {1000 * answers['2 cores'][0]:.3g} ms | {1e6 * inside:.4g} µs"
            print(f"| {family} | {size} | {count} | {ours} | " + " | ".join(cells) + " |", flush=True)
    print("\nTimes and counts are sums over the games of a row: " + ", ".join(f"{n} {name}" for name, _, _, n in families) + ".")
    print(f"Versions: {', '.join(versions)}.")


def over(games, solver, arguments):
    """The best seconds and the equilibria, summed over the games; None if one passes the limit."""
    total, count = 0.0, 0
    for game in games:
        best = None
        for _ in range(arguments.repeats):
            answer = solver(game, arguments.limit)
            if answer is None:
                return None
            best = min(best or answer[0], answer[0])
            if answer[0] > 1:
                break
        total += best
        count += answer[1]
    return total, count


if __name__ == "__main__":
    main()
