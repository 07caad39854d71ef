"""
`./run check-scopes`: leave out each clause that narrows what somebody sees; a test must notice.

The clauses are read from the source and from the row policies (dev/clauses.py). One after the other
is left out, in the running code or in the policy; each time the rows that everybody sees are
compared with what the design says of each row (tests/architecture/test_sights.py). What nobody
misses is named: it is dead, or wants a test.
"""

import re
import subprocess
import time

from dev.clauses import clauses
from dev.tasks import ROOT

TESTS = ("tests/architecture/test_sights.py", "tests/core/test_scope.py")
IDLE = re.compile(r"^E +(?:AssertionError: )?(nobody misses .*)$", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Run the check (pytest's arguments follow); 1 if a clause is missed by nobody."""
    began = time.monotonic()
    command = ["pytest", *TESTS, "-n", "0", "-q", "-m", "deep or not deep", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    idle = sorted(set(IDLE.findall(done.stdout)))
    for line in idle:
        print(f"  {line}")
    if done.returncode and not idle:
        print(done.stdout + done.stderr)
    took = time.monotonic() - began
    asked = f"{len(clauses())} clauses and each row policy's conditions"
    print(f"{asked}; {len(idle)} idle; {took:.0f} s")
    return int(done.returncode != 0)
