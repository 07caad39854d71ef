"""`./run references`: take the reference pictures of the pages anew where they have changed."""

import os
import subprocess

from dev.tasks import ROOT

FOLDER = ROOT / "tests" / "journeys" / "references"
TESTS = "tests/journeys/test_accessibility.py"


def main(arguments: list[str]) -> int:
    """Visit every page as the test does; return its exit code. `--all`: forget the old ones."""
    if "--all" in arguments:
        for path in FOLDER.glob("*.png"):
            path.unlink()
    before = {path.name: path.read_bytes() for path in FOLDER.glob("*.png")}
    command = ["pytest", TESTS, "-k", "against_axe", *(set(arguments) - {"--all"})]
    environment = os.environ | {"REFERENCES": "retake"}
    code = subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode
    after = {path.name: path.read_bytes() for path in FOLDER.glob("*.png")}
    for name in sorted(after):
        if after[name] != before.get(name):
            print(f"taken: {name}")
    return code
