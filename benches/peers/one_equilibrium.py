#!/usr/bin/env python3
"""One Nash equilibrium of games with more than two players: concede beside pygambit's path methods.

Needs a release build (`cargo build --release`) and `pygambit` from Python's registry.

    python3 benches/peers/one_equilibrium.py --limit 60 > table.md

A row is a shape of random games with payoffs −100..100. All get the same files in one run:
`concede` as a whole process, one thread, from the file to the JSON report with the first equilibrium
and its proof (`--answer-limit 1`); the others inside a process that has imported `pygambit` and read
the game. A peer's `gnm` follows one ray to its end, from the bonus of each player's first strategy;
`simpdiv` and `logit` start at the even mixture. Times are sums over the games; a cell of a peer is its
time over that of the concept beside it. `proved` counts concede's answers, `far` the answers of a
peer from which somebody gains more than a thousandth of the range of payoffs by deviating, `none` the
games without an answer, passed limits included.
"""

import argparse
import json
import multiprocessing
import random
import subprocess
import tempfile
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"

SHAPES = [[2] * 3, [3] * 3, [5] * 3, [8] * 3, [3] * 4, [5] * 4, [2] * 6, [3] * 6, [2] * 8, [2] * 10, [2] * 12]
METHODS = {"global_newton": "gnm", "simplicial": "simpdiv", "logit": "logit"}


def nfg(shape, seed):
    draw = random.Random(f"one {shape} {seed}")
    names = " ".join(f'"{player}"' for player in range(len(shape)))
    cells = 1
    for count in shape:
        cells *= count
    payoffs = " ".join(str(draw.randint(-100, 100)) for _ in range(cells * len(shape)))
    return f'NFG 1 R "game" {{ {names} }} {{ {" ".join(map(str, shape))} }}\n\n{payoffs}\n'


def concede(path, concept, limit):
    command = [str(CONCEDE), "solve", "--concept", concept, "--answer-limit", "1", "--format", "json", "--threads", "1"]
    start = time.perf_counter()
    try:
        done = subprocess.run(command + [str(path)], capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return limit, False
    seconds = time.perf_counter() - start
    [solution] = json.loads(done.stdout)["solutions"]
    proved = solution.get("regret") is None and (solution.get("equilibria") or solution.get("enclosed"))
    return seconds, bool(proved)


def answer(game, method):
    import pygambit

    if method == "gnm":
        bonus = game.mixed_strategy_profile()
        for player in game.players:
            for place, strategy in enumerate(player.strategies):
                bonus[strategy] = 1.0 if place == 0 else 0.0
        return pygambit.nash.gnm_solve(bonus)
    if method == "simpdiv":
        return pygambit.nash.simpdiv_solve(game.mixed_strategy_profile(rational=True))
    return pygambit.nash.logit_solve(game, use_strategic=True)


def timed(path, method, queue):
    import pygambit

    game = pygambit.read_nfg(str(path))
    start = time.perf_counter()
    try:
        result = answer(game, method)
    except Exception:
        result = None
    seconds = time.perf_counter() - start
    found = list(result.equilibria) if result else []
    queue.put((seconds, len(found), float(found[0].max_regret()) if found else None))


def peer(path, method, limit):
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=timed, args=(path, method, queue))
    child.start()
    try:
        return queue.get(timeout=limit)
    except Exception:
        return limit, 0, None
    finally:
        child.kill()
        child.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds for a game")
    parser.add_argument("--games", type=int, default=5, help="games of each shape")
    parser.add_argument("--most", type=int, default=5000, help="leave out shapes with more profiles")
    arguments = parser.parse_args()

    heads = [head for concept, method in METHODS.items() for head in (concept, "proved", method, "far", "none")]
    print("| shape | games | " + " | ".join(heads) + " |")
    print("|" + "---|" * (2 + len(heads)))
    for shape in SHAPES:
        cells = 1
        for count in shape:
            cells *= count
        if cells > arguments.most:
            continue
        row = []
        for concept, method in METHODS.items():
            ours = theirs = 0.0
            proved = far = none = 0
            for seed in range(arguments.games):
                with tempfile.NamedTemporaryFile("w", suffix=".nfg") as file:
                    file.write(nfg(shape, seed))
                    file.flush()
                    mine, other = concede(file.name, concept, arguments.limit), peer(file.name, method, arguments.limit)
                ours, proved, theirs = ours + mine[0], proved + mine[1], theirs + other[0]
                none += other[1] == 0
                far += other[2] is not None and other[2] > 200 / 1000
            row += [f"{1000 * ours:.3g} ms", str(proved), f"{theirs / ours:.3g}×", str(far), str(none)]
        name = "×".join(map(str, shape))
        print(f"| {name} | {arguments.games} | " + " | ".join(row) + " |", flush=True)
    version = subprocess.run([str(CONCEDE), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"\nVersions: {version}, pygambit {metadata.version('pygambit')}.")


if __name__ == "__main__":
    main()
