#!/usr/bin/env python3
"""All Nash equilibria of games with more than two players: concede beside pygambit's enumpoly.

Needs a release build (`cargo build --release`) and `pygambit` from Python's registry.

    python3 benches/peers/many_players.py --limit 60 > table.md

A row is a shape of random games with payoffs −100..100. Both get the same files in one run:
`concede` as a whole process, one thread, from the file to the JSON report with its proofs;
`enumpoly_solve` inside a process that has imported `pygambit` and read the game. Times are
sums over the games that both finish. What enumpoly misses is an equilibrium of concede's list,
each of which is proved, that is farther than 1e-4 from all of enumpoly's; what is more, the
other way round: members of families, of which concede lists one. `beyond the limit` are games that
enumpoly does not finish; the times leave them out, and `of these` is what concede takes for them.
"""

import argparse
import json
import multiprocessing
import random
import subprocess
import tempfile
import time
from fractions import Fraction
from importlib import metadata
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"

SHAPES = [[2, 2, 2], [3, 2, 2], [3, 3, 3], [4, 4, 4], [5, 5, 5], [2, 2, 2, 2], [3, 3, 2, 2], [2, 2, 2, 2, 2]]


def nfg(shape, seed):
    draw = random.Random(f"{shape} {seed}")
    names = " ".join(f'"{player}"' for player in range(len(shape)))
    cells = 1
    for count in shape:
        cells *= count
    payoffs = " ".join(str(draw.randint(-100, 100)) for _ in range(cells * len(shape)))
    return f'NFG 1 R "game" {{ {names} }} {{ {" ".join(map(str, shape))} }}\n\n{payoffs}\n'


def concede(path, limit):
    command = [str(CONCEDE), "solve", "--concept", "nash", "--format", "json", "--threads", "1"]
    start = time.perf_counter()
    try:
        done = subprocess.run(command + [str(path)], capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    seconds = time.perf_counter() - start
    [solution] = json.loads(done.stdout)["solutions"]
    exact = [[float(Fraction(x)) for mix in one["profile"] for x in mix] for one in solution["equilibria"]]
    middle = lambda ends: float((Fraction(ends[0]) + Fraction(ends[1])) / 2)
    boxes = [[middle(ends) for mix in one["profile"] for ends in mix] for one in solution.get("enclosed", [])]
    return seconds, exact + boxes, solution["complete"], len(solution.get("families", []))


def timed(path, queue):
    import pygambit

    game = pygambit.read_nfg(str(path))
    start = time.perf_counter()
    result = pygambit.nash.enumpoly_solve(game)
    seconds = time.perf_counter() - start
    found = [[float(one[strategy]) for player in game.players for strategy in player.strategies] for one in profiles(result)]
    queue.put((seconds, found))


def profiles(result):
    """Mixed strategy profiles: the solver may answer in behaviour strategies."""
    as_strategy = lambda one: one.as_strategy() if hasattr(one, "as_strategy") else one
    return [as_strategy(one) for one in result.equilibria]


def enumpoly(path, limit):
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=timed, args=(path, queue))
    child.start()
    try:
        return queue.get(timeout=limit)
    except Exception:
        return None
    finally:
        child.kill()
        child.join()


def absent(these, those):
    near = lambda a, b: max(abs(x - y) for x, y in zip(a, b)) < 1e-4
    return sum(not any(near(one, other) for other in those) for one in these)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds for a game")
    parser.add_argument("--games", type=int, default=5, help="games of each shape")
    parser.add_argument("--most", type=int, default=200, help="leave out shapes with more profiles")
    arguments = parser.parse_args()

    print("| shape | games | equilibria | families | all proved | concede | enumpoly | ratio | beyond the limit | of these | missed | more |")
    print("|" + "---|" * 12)
    for shape in SHAPES:
        if len(list(product(*map(range, shape)))) > arguments.most:
            continue
        count = families = proved = both = beyond = missed = more = 0
        ours = theirs = alone = 0.0
        for seed in range(arguments.games):
            with tempfile.NamedTemporaryFile("w", suffix=".nfg") as file:
                file.write(nfg(shape, seed))
                file.flush()
                mine, peer = concede(file.name, arguments.limit), enumpoly(file.name, arguments.limit)
            if mine is None:
                continue
            count += len(mine[1])
            proved += mine[2]
            families += mine[3]
            if peer is None:
                beyond += 1
                alone += mine[0]
                continue
            both += 1
            ours, theirs = ours + mine[0], theirs + peer[0]
            missed, more = missed + absent(mine[1], peer[1]), more + absent(peer[1], mine[1])
        name = "×".join(map(str, shape))
        ratio = f"{theirs / ours:.3g}×" if both else "–"
        taken = lambda seconds, games: f"{1000 * seconds:.3g} ms" if games else "–"
        print(
            f"| {name} | {arguments.games} | {count} | {families} | {proved} | {taken(ours, both)} | {taken(theirs, both)} | {ratio} "
            f"| {beyond} | {taken(alone, beyond)} | {missed} | {more} |",
            flush=True,
        )
    version = subprocess.run([str(CONCEDE), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"\nVersions: {version}, pygambit {metadata.version('pygambit')}.")


if __name__ == "__main__":
    main()
