"""`./run check-runtime`: the tests of pages and REST, answered by the role that serves people."""

import subprocess
from collections.abc import Sequence

from dev.tasks import ROOT
from dev.testing import workers

# How the tests are called that ask for pages and REST.
CALLED = ("test_views*.py", "test_*page.py", "test_*pages.py", "test_api*.py")


def pages() -> list[str]:
    """Return the tests that ask for pages and REST, by their names."""
    found = {path for name in CALLED for path in (ROOT / "tests").glob(f"*/{name}")}
    return sorted(str(path.relative_to(ROOT)) for path in found)


def command(arguments: Sequence[str]) -> list[str]:
    """Return the call of pytest for the tests that are named, or those of all pages and of REST."""
    return ["pytest", "--runtime-role", *workers([]), *(arguments or pages())]


def main(arguments: list[str]) -> int:
    """Run pytest; return its exit code."""
    return subprocess.run(command(arguments), cwd=ROOT, check=False).returncode
