"""`./run lock`: resolve the three locks anew, each built on the one before it."""

import subprocess
import sys

from dev.tasks import ROOT

LOCKS = (
    ("requirements.in", ""),
    ("requirements-local.in", "requirements.txt"),
    ("requirements-dev.in", "requirements-local.txt"),
)


def main(arguments: list[str]) -> int:
    """Write the locks; `--upgrade` takes the newest versions that the .in files allow."""
    for source, below in LOCKS:
        target = source.replace(".in", ".txt")
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", source, "--output-file", target),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
            *("--no-emit-index-url", "--custom-compile-command", "./run lock"),
            *(("--constraint", below) if below else ()),
            *arguments,
        ]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
        print(f"{target} is written")
    return 0
