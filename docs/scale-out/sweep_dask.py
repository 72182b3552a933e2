#!/usr/bin/env python3
"""Run one `concede sweep` on many workers with Dask, and merge the shards.

A sample is a pure function of the design and its number, so shards need no talk between
workers: each runs `concede sweep --shard I/N`, and `concede merge` joins the files to the
one that a single run would have written, byte for byte. A shard that is lost is run again;
one that was interrupted goes on from its parts.

    pip install "dask[distributed]"
    python3 sweep_dask.py --shards 64 -o all.parquet -- scenario.toml --sample 1000000000 --seed 7

Without --scheduler the workers are processes on this machine and every socket stays on the
loopback interface. With --scheduler tcp://HOST:PORT the same script drives a cluster whose
workers see the same directory and have `concede` on their path.
"""

import argparse
import os
import subprocess
import sys


def run_shard(command, index, count, path, threads):
    """One shard on one worker; returns its path."""
    if not os.path.exists(path):
        environment = dict(os.environ, RAYON_NUM_THREADS=str(threads))
        arguments = [*command, "--shard", f"{index}/{count}", "-o", path]
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"shard {index}/{count} failed: {done.stderr.strip()}")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concede", default="concede", help="the program (default: on the path)")
    parser.add_argument("--shards", type=int, default=16, help="how many shares; several per worker balance the load")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="local worker processes")
    parser.add_argument("--threads", type=int, default=1, help="threads of each sweep")
    parser.add_argument("--scheduler", help="address of a running scheduler instead of local workers")
    parser.add_argument("-o", "--output", required=True, help=".csv or .parquet")
    parser.add_argument("sweep", nargs="+", help="the arguments of `concede sweep`, after --")
    arguments = parser.parse_args()

    import dask
    from dask.distributed import Client, LocalCluster, as_completed

    output = os.path.abspath(arguments.output)
    extension = os.path.splitext(output)[1]
    directory = output + ".shards"
    os.makedirs(directory, exist_ok=True)
    command = [arguments.concede, "sweep", *arguments.sweep]
    if arguments.scheduler:
        client = Client(arguments.scheduler)
    else:
        dask.config.set({"distributed.worker.daemon": False})
        cluster = LocalCluster(
            n_workers=arguments.workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        )
        client = Client(cluster)
    with client:
        paths = [os.path.join(directory, f"{index:06d}{extension}") for index in range(1, arguments.shards + 1)]
        futures = [
            client.submit(run_shard, command, index, arguments.shards, path, arguments.threads, pure=False, retries=2)
            for index, path in enumerate(paths, start=1)
        ]
        for number, future in enumerate(as_completed(futures), start=1):
            future.result()
            print(f"{number}/{len(futures)} shards", file=sys.stderr)
        subprocess.run([arguments.concede, "merge", *paths, "-o", output], check=True)
    if not arguments.scheduler:
        cluster.close()
    for path in paths:
        os.remove(path)
    os.rmdir(directory)


if __name__ == "__main__":
    main()
