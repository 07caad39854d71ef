"""`./run test`: the whole suite on all cores; a part of it, named by its path, on one."""

import os
import subprocess
from collections.abc import Sequence

from dev.tasks import ROOT


def workers(arguments: Sequence[str]) -> list[str]:
    """Return the options for several workers; none where a part is named or a number said."""
    is_part = any((ROOT / argument.partition("::")[0]).exists() for argument in arguments)
    is_said = any(argument.startswith(("-n", "--dist", "--pdb")) for argument in arguments)
    cores = os.cpu_count() or 1
    if is_part or is_said or cores < 2:
        return []
    # Neighbours stay together, so that what a module shares is made seldom.
    return ["-n", str(min(cores, 8)), "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    """Run pytest; return its exit code."""
    command = ["pytest", *workers(arguments), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
