"""`./run bench`: measure the bars of docs/performance.md on whatever data DATABASE_URL holds."""

import subprocess
import sys
from collections.abc import Mapping

from dev import one_off
from dev.house import given
from dev.tasks import ROOT


def main(arguments: list[str]) -> int:
    """Measure as the runtime role, beside servers that are started where none is given."""
    if not given().get("DATABASE_URL"):
        print("Name the database with synthetic data: see docs/performance.md.", file=sys.stderr)
        return 2
    return one_off.within(
        lambda environments: measure(arguments, environments.get("runtime", given()))
    )


def measure(arguments: list[str], env: Mapping[str, str]) -> int:
    """Measure in a process that has the environment of the product."""
    command = [sys.executable, "-m", "dev.bench.bars", *arguments]
    own = {**env, "STATEMENT_TIMEOUT": "0"}
    return subprocess.run(command, cwd=ROOT, env=own, check=False).returncode
