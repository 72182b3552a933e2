#!/usr/bin/env python3
"""How many worlds a second: the lead scenario re-solved by concede, and its tree by pygambit.

Needs a release build (`cargo build --release`) and `pygambit` from Python's registry.

    python3 benches/peers/sweep.py

Gambit has no solver by backward induction, so the tree that `concede convert` writes is
solved node by node over pygambit's own objects, with its exact numbers and with floats. It is
solved as it stands: the peer is not charged for setting the payoffs of the next sample, which
concede computes anew from the sampled numbers, and for three trees (strategic, typed, and of
signing at once) where the peer solves the strategic one. One core each.
"""

import os
import resource
import subprocess
import tempfile
import time
from importlib import metadata
from pathlib import Path

import pygambit

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"
SCENARIO = ROOT / "scenarios" / "south-caucasus.toml"


def tree():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tree.efg"
        subprocess.run([CONCEDE, "convert", SCENARIO, "--to", "efg", "-o", path], check=True)
        return pygambit.read_efg(str(path))


def backward_induction(game, number):
    """Every player's payoff at the root: each mover takes the child that is best for it."""
    players = list(game.players)
    place = {player: index for index, player in enumerate(players)}

    def value(node):
        own = [number(node.outcome[player]) if node.outcome else number(0) for player in players]
        if node.is_terminal:
            return own
        below = [value(child) for child in node.children]
        if node.player.is_chance:
            chances = [number(action.prob) for action in node.infoset.actions]
            best = [sum(chance * child[i] for chance, child in zip(chances, below)) for i in range(len(players))]
        else:
            mover = place[node.player]
            best = max(below, key=lambda child: child[mover])
        return [a + b for a, b in zip(own, best)]

    return value(game.root)


def seconds(work, least=2.0):
    """The mean over as many runs as fill `least` seconds."""
    work()
    start, runs = time.perf_counter(), 0
    while time.perf_counter() - start < least:
        work()
        runs += 1
    return (time.perf_counter() - start) / runs


def concede(samples):
    """Samples per second of the whole process on one core, and the time and peak memory of
    writing them as Parquet on all cores."""
    command = [CONCEDE, "sweep", SCENARIO, "--sample", str(samples), "--seed", "7"]
    start = time.perf_counter()
    alone = {**os.environ, "RAYON_NUM_THREADS": "1"}
    subprocess.run(command, check=True, capture_output=True, env=alone)
    rate = samples / (time.perf_counter() - start)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run([*command, "-o", Path(folder) / "sample.parquet"], check=True, capture_output=True)
        written = time.perf_counter() - start
    return rate, written, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    game = tree()
    root = [float(value) for value in backward_induction(game, pygambit.Rational)]
    exact = seconds(lambda: backward_induction(game, pygambit.Rational))
    floats = seconds(lambda: backward_induction(game, float))
    print(f"pygambit {metadata.version('pygambit')}, one tree of {sum(1 for _ in nodes(game.root))} nodes:")
    print(f"  exact {1000 * exact:.3g} ms, floats {1000 * floats:.3g} ms; the owner's value is {root[0]:.6g}\n")
    samples = 1_000_000
    rate, written, memory = concede(samples)
    print(f"concede: {rate:,.0f} samples per second on one core,")
    print(f"  {exact * rate:,.0f}× pygambit exact, {floats * rate:,.0f}× pygambit in floats;")
    print(f"  {samples:,} samples as Parquet on all cores in {written:.1f} s, {memory:.0f} MB at the peak of any process")


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


if __name__ == "__main__":
    main()
