"""`./run check-runtime`: the tests of the pages, answered by the role that serves people."""

import subprocess
from collections.abc import Sequence

from dev.tasks import ROOT
from dev.testing import workers


def pages() -> list[str]:
    """Return the tests that ask for pages, by their names."""
    found = (ROOT / "tests").glob("*/test_views*.py")
    return sorted(str(path.relative_to(ROOT)) for path in found)


def command(arguments: Sequence[str]) -> list[str]:
    """Return the call of pytest for the tests that are named, or those of all pages."""
    return ["pytest", "--runtime-role", *workers([]), *(arguments or pages())]


def main(arguments: list[str]) -> int:
    """Run pytest; return its exit code."""
    return subprocess.run(command(arguments), cwd=ROOT, check=False).returncode
