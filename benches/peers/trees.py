#!/usr/bin/env python3
"""Two-player trees: concede beside pygambit, same games, one run.

Needs a release build (`cargo build --release`) and, from Python's registry, `pygambit`.

    python3 benches/peers/trees.py --limit 60 > table.md

The value of zero-sum trees (Gambit's `lp_solve`), one equilibrium (`lcp_solve`) and all
extreme ones (`enummixed_solve`, over the reduced normal form), all exact. `concede` is timed
as a whole process, pygambit inside a process that has imported it and read the game, so the
ratios are to Gambit's favour. Times are the best of `--repeats` runs; a solver that passes
the limit is marked `>`, and larger games of its family are then left out for it.
"""

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import tempfile
import time
from importlib import metadata
from queue import Empty
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONCEDE = ROOT / "target" / "release" / "concede"


# The games, as .efg files.


class Tree:
    def __init__(self, title):
        self.lines = [f'EFG 2 R "{title}" {{ "1" "2" }}', '""', ""]
        self.outcomes = self.draws = 0

    def chance(self, branches):
        self.draws += 1
        listed = " ".join(f'"{label}" {probability}' for label, probability in branches)
        self.lines.append(f'c "" {self.draws} "" {{ {listed} }} 0')

    def move(self, player, number, actions):
        self.lines.append(f'p "" {player} {number} "" {{ {" ".join(chr(34) + a + chr(34) for a in actions)} }} 0')

    def end(self, a, b):
        self.outcomes += 1
        self.lines.append(f't "" {self.outcomes} "" {{ {a}, {b} }}')

    def text(self):
        return "\n".join(self.lines) + "\n"


def poker(cards, rake):
    """Kuhn's poker; with a rake on pots that were called it is not zero-sum."""
    tree = Tree(f"poker {cards}")
    deals = [(a, b) for a in range(1, cards + 1) for b in range(1, cards + 1) if a != b]
    tree.chance([(f"{a} {b}", f"1/{len(deals)}") for a, b in deals])
    for a, b in deals:
        sign = 1 if a > b else -1

        def showdown(stake):
            tree.end(*[pays - rake if pays > 0 else pays for pays in (sign * stake, -sign * stake)])

        tree.move(1, a, ["check", "bet"])
        tree.move(2, b, ["check", "bet"])
        showdown(1)
        tree.move(1, cards + a, ["fold", "call"])
        tree.end(-1, 1)
        showdown(2)
        tree.move(2, cards + b, ["fold", "call"])
        tree.end(1, -1)
        showdown(2)
    return tree.text()


def ultimatum(offers):
    tree = Tree(f"ultimatum {offers}")
    tree.move(1, 1, [str(offer) for offer in range(offers)])
    for offer in range(offers):
        tree.move(2, offer + 1, ["accept", "reject"])
        tree.end(offers - 1 - offer, offer)
        tree.end(0, 0)
    return tree.text()


def signals(types, seed=0):
    """Types, as many messages, two answers, random payoffs."""
    draw = random.Random(f"{types} {seed}")
    tree = Tree(f"signals {types}")
    tree.chance([(str(kind), f"1/{types}") for kind in range(types)])
    for kind in range(types):
        tree.move(1, kind + 1, [str(message) for message in range(types)])
        for message in range(types):
            tree.move(2, message + 1, ["yes", "no"])
            for _ in range(2):
                tree.end(draw.randint(-20, 20), draw.randint(-20, 20))
    return tree.text()


FAMILIES = [
    # name, concept, Gambit's solver, maker, sizes
    ("value of Kuhn's poker, cards", "one_behaviour_nash", "lp", lambda n: poker(n, 0), [3, 5, 8, 12, 20, 30]),
    ("one equilibrium of raked poker, cards", "one_behaviour_nash", "lcp", lambda n: poker(n, 1), [3, 4, 5, 6, 8, 10]),
    ("all of raked poker, cards", "behaviour_nash", "enummixed", lambda n: poker(n, 1), [3, 4]),
    ("all of signalling, types", "behaviour_nash", "enummixed", signals, [2, 3, 4]),
    ("subgame perfect, ultimatum offers", "subgame_perfect", "enummixed", ultimatum, [4, 5, 11, 101, 1001]),
]


def concede(program, concept, text, limit):
    with tempfile.NamedTemporaryFile("w", suffix=".efg", delete=False) as file:
        file.write(text)
    try:
        command = [str(program), "solve", "--concept", concept, "--format", "json", "--threads", "1", file.name]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        seconds = time.perf_counter() - start
        [solution] = json.loads(done.stdout)["solutions"]
        found = solution["behaviour_equilibria"]
        return seconds, len(found), found[0]["payoffs"][0]
    except subprocess.TimeoutExpired:
        return None
    finally:
        os.unlink(file.name)


def timed(solver, text, queue):
    import io

    import pygambit

    game = pygambit.read_efg(io.StringIO(text))
    start = time.perf_counter()
    if solver == "enummixed":
        result = pygambit.nash.enummixed_solve(game, rational=True)
    else:
        result = getattr(pygambit.nash, f"{solver}_solve")(game, rational=True, use_strategic=False)
    seconds = time.perf_counter() - start
    equilibria = result.equilibria
    value = str(equilibria[0].payoff("1")) if equilibria else "none"
    queue.put((seconds, len(equilibria), value))


def gambit(solver, text, limit):
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=timed, args=(solver, text, queue))
    child.start()
    try:
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline:
            try:
                return queue.get(timeout=min(1, limit))
            except Empty:
                assert child.exitcode in (None, 0), "a peer that fails is no slow peer"
        return None
    finally:
        child.kill()
        child.join()


def best(run, arguments):
    answer = run()
    for _ in range(arguments.repeats - 1):
        if answer is None or answer[0] > 1:
            break
        again = run()
        answer = answer if again is None else min(answer, again)
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds for a solver and a game")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a game that takes under a second")
    parser.add_argument("--quick", action="store_true", help="the two smallest sizes only")
    parser.add_argument("--concede", type=Path, default=CONCEDE, help="the program to time")
    arguments = parser.parse_args()
    print("| game | size | concede | found | Gambit | found | ratio | first payoffs |")
    print("|---|---|---|---|---|---|---|---|")
    for name, concept, solver, make, sizes in FAMILIES:
        beyond = False
        for size in sizes[:2] if arguments.quick else sizes:
            text = make(size)
            own = best(lambda: concede(arguments.concede, concept, text, arguments.limit), arguments)
            other = None if beyond else best(lambda: gambit(solver, text, arguments.limit), arguments)
            time_of = lambda answer, skipped: f"{1000 * answer[0]:.3g} ms" if answer else "–" if skipped else f"> {arguments.limit} s"
            count = lambda answer: str(answer[1]) if answer else ""
            if own is None or (other is None and beyond):
                ratio = "–"
            elif other is None:
                ratio = f"> {arguments.limit / own[0]:.2g}×"
            else:
                ratio = f"{other[0] / own[0]:.3g}×"
            values = ", ".join(str(answer[2]) for answer in (own, other) if answer)
            print(
                f"| {name} ({solver}) | {size} | {time_of(own, False)} | {count(own)} | {time_of(other, beyond)} "
                f"| {count(other)} | {ratio} | {values} |",
                flush=True,
            )
            beyond = beyond or other is None
    done = subprocess.run([str(arguments.concede), "--version"], capture_output=True, text=True, check=True)
    print(f"\nVersions: {done.stdout.strip()}, pygambit {metadata.version('pygambit')}.")


if __name__ == "__main__":
    main()
