"""
`python -m dev.bench.replay ADDRESS PID`: does a worker's memory stay flat while all is replayed?

The Python client walks `/changes` from zero to its end, with the key in PISHKHAN_KEY, against a
running installation of one worker, whose process is PID. Its memory is told every so many changes,
and the client's at the end; `--times` walks one after the other, as copies that begin anew do.
"""

import argparse
import os
import sys
import time

from dev.bench.processes import memory
from dev.tasks import ROOT

sys.path.append(str(ROOT / "clients" / "python"))
from pishkhan_client import Client  # not installed here

STEP = 20_000


def main(arguments: list[str]) -> int:
    """Walk, and print what the worker had; 1 if it grew by more than `--most` after the first."""
    parser = argparse.ArgumentParser(prog="python -m dev.bench.replay", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("pid", type=int)
    parser.add_argument("--resources", default="", help="some of them, separated by commas")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--most", type=float, default=4, help="MiB")
    options = parser.parse_args(arguments)
    client = Client(options.address, os.environ["PISHKHAN_KEY"], timeout=60)
    found = [walk(client, options.pid, options.resources) for _time in range(options.times)]
    growth = max(found[1:], default=found[0]) - found[0]
    print(f"after the first walk the worker grew by {growth:.1f} MiB, client {memory():.1f} MiB")
    return int(growth > options.most)


def walk(client: Client, pid: int, resources: str) -> float:
    """Return the most memory that the worker had during one walk, in MiB."""
    began, count, told, most = time.monotonic(), 0, 0, memory(pid)
    print(f"{0:>9,} changes {0:>6.0f} s {most:>7.1f} MiB", flush=True)
    for page in client.changes(resources=resources):
        count += len(page["changes"])
        most = max(most, memory(pid))
        if count - told >= STEP or not page["has_more"]:
            told = count
            seconds = time.monotonic() - began
            print(f"{count:>9,} changes {seconds:>6.0f} s {memory(pid):>7.1f} MiB", flush=True)
    return most


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
