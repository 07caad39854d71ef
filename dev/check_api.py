"""
`./run check-api`: fuzz the REST API of a running installation from its own document, in each role.

Start the installation with `API_LIMIT_KEY=1000000 API_LIMIT_ADDRESS=1000000 ./run app --fresh`: it
is the sample's data that is written to. No answer may be an error of the system, have a status that
the document does not name, or another form than the document says.
"""

import argparse
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from dev.house import VAR
from dev.tasks import ROOT

WHOLE = 5000  # cases
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance",
)  # fmt: skip
# The second tries the edges of each value: some ten thousand cases a role.
PHASES = ("examples", "coverage", "fuzzing", "stateful")
LOGINS = VAR / "demo-logins.json"
TOTALS = re.compile(r"(\d[\d,]*) generated")


def main(arguments: list[str]) -> int:
    """Fuzz in each role; 1 if an answer was wrong anywhere or too few cases were tried."""
    parser = argparse.ArgumentParser(prog="./run check-api", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--examples", type=int, default=4, help="of each operation and role")
    parser.add_argument("--phases", default=",".join(PHASES), help="some of them")
    parser.add_argument("--logins", default="", help="some of them, separated by commas")
    parser.add_argument("--least", type=int, default=WHOLE, help="fewer cases are a failure")
    options = parser.parse_args(arguments)
    chosen = set(filter(None, options.logins.split(",")))
    tried, wrong = Counter[str](), []
    for login, password in people(LOGINS):
        if chosen and login not in chosen:
            continue
        secret = key(options.address, login, password)
        cases, is_good = fuzz(options.address, secret, options, login)
        tried[login] += cases
        if not is_good:
            wrong.append(login)
        print(f"  {'ok  ' if is_good else 'FAIL'}  {login:<20}{cases:>6} cases", flush=True)
    total = sum(tried.values())
    print(f"{total} cases in {len(tried)} roles; wrong in: {', '.join(wrong) or 'none'}")
    return int(bool(wrong) or not tried or total < options.least)


def people(path: Path) -> list[tuple[str, str]]:
    """Return login and password of one sample person of each role."""
    found: dict[str, tuple[str, str]] = {}
    for person in json.loads(path.read_text(encoding="utf-8")):
        role = str(person["role"]).split(" · ")[0]
        found.setdefault(role, (str(person["username"]), str(person["password"])))
    return list(found.values())


def key(address: str, login: str, password: str) -> str:
    """Return a fresh key of a person; the first code may have been used a moment ago."""
    for attempt in (1, 2):
        code = subprocess.run(
            [ROOT / "run", "code", login], capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        body = {
            "username": login, "password": password, "one_time_code": code, "name": "check-api",
            "days": 1,
        }  # fmt: skip
        request = urllib.request.Request(  # noqa: S310 # the address of our own installation
            f"{address}/api/v1/tokens",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                told: dict[str, Any] = json.load(answer)
                return str(told["token"])
        except urllib.error.HTTPError as error:
            if attempt == 2:
                raise SystemExit(f"no key for {login}: {error.code} {error.read()!r}") from error
    raise AssertionError


def fuzz(address: str, secret: str, options: Any, login: str) -> tuple[int, bool]:
    """Run schemathesis with a key; return how many cases were tried and whether all was well."""
    report = VAR / "log" / f"check-api-{login}.txt"
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{address}/api/v1/schema",
        "--header", f"Authorization: Bearer {secret}", "--checks", ",".join(CHECKS),
        "--max-examples", str(options.examples), "--phases", options.phases,
        "--workers", "2", "--continue-on-failure",
        "--suppress-health-check", "all", "--request-timeout", "30", "--no-color",
        "--exclude-path-regex", "tokens",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=VAR, capture_output=True, text=True, check=False)
    report.write_text(done.stdout + done.stderr, encoding="utf-8")
    found = TOTALS.findall(done.stdout)
    cases = int(found[-1].replace(",", "")) if found else 0
    if done.returncode:
        print(f"        see {report.relative_to(ROOT)}")
    return cases, done.returncode == 0
