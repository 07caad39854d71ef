"""
`./run check-api`: fuzz the REST API of a running installation from its own document, in each role.

Start the installation with `API_LIMIT_KEY=1000000 API_LIMIT_ADDRESS=1000000 ./run app --fresh`: it
is the sample's data that is written to. No answer may be an error of the system, tell a stack, have
a status that the document does not name, or another form than the document says. Every role goes
through all phases. The coverage phase tries the edges of every value, ten thousand cases: each
operation's are tried by three of the roles, each a sixth (`--whole`: each role takes all, which
takes hours). `--plain` asks schemathesis alone, without what `dev.fuzzing` adds: all of its own
checks, in the first role or those of `--logins`, each for some minutes. What it may find stands
with its reason in `dev/explained.toml`; whatever else it finds is named, and is a failure. `--only`
tries some addresses alone, as in
`--only "/service$|/serve-notice$" --whole --examples 50 --least 1`.
"""

import argparse
import base64
import hmac
import json
import os
import re
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.house import VAR
from dev.tasks import ROOT

LEAST = 5000  # cases
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "no_stack_text",
)  # fmt: skip
PHASES = ("examples", "coverage", "fuzzing", "stateful")
LOGINS = VAR / "demo-logins.json"
STEP = 30  # seconds that a one-time code lasts
NAMED = 8  # records of each resource that the fuzz names
RESOURCE = re.compile(r"/api/v1/([a-z-]+)/\{public_id\}")
# What is told to `dev.fuzzing`, in whose process the cases are made: a file of the ids that the
# caller sees by resource, with their versions; "2/6", the third of six parts of the coverage phase;
# a file to write, with the number of answers of each status and of those in which WRONG is found.
KNOWN, SHARE, TOLD = "CHECK_API_KNOWN", "CHECK_API_SHARE", "CHECK_API_TOLD"
HOLDERS, PARTS = 3, 6  # roles that take an operation's coverage phase, and the parts of it
WRONG = "wrong"


@dataclass
class Told:
    """What became of one role's run."""

    login: str
    answers: Counter[str]
    seconds: float
    is_good: bool

    @property
    def cases(self) -> int:
        """Return how many answers were looked at."""
        return sum(count for status, count in self.answers.items() if status != WRONG)

    @property
    def errors(self) -> int:
        """Return how many answers were errors of the system."""
        return sum(count for status, count in self.answers.items() if status.startswith("5"))

    def __str__(self) -> str:
        verdict = "ok" if self.is_good else "FAIL"
        return (
            f"{self.login:<20}{self.cases:>7}{self.answers[WRONG]:>8}{self.errors:>8}"
            f"{self.seconds:>8.0f} s  {verdict}"
        )


def main(arguments: list[str]) -> int:
    """Fuzz in each role; 1 if an answer was wrong anywhere or too few cases were tried."""
    parser = argparse.ArgumentParser(prog="./run check-api", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--examples", type=int, default=1, help="of each operation and role")
    parser.add_argument("--phases", default=",".join(PHASES), help="some of them")
    parser.add_argument("--logins", default="", help="some of them, separated by commas")
    parser.add_argument("--only", default="", help="addresses that this expression is found in")
    parser.add_argument("--plain", action="store_true", help="schemathesis as it comes")
    parser.add_argument("--minutes", type=int, default=10, help="of each plain run")
    parser.add_argument("--whole", action="store_true", help="the coverage phase in each role")
    parser.add_argument("--least", type=int, default=LEAST, help="fewer cases are a failure")
    options = parser.parse_args(arguments)
    everybody = people(LOGINS)
    chosen = [*filter(None, options.logins.split(","))] or [
        person["username"] for person in everybody
    ]
    if options.plain:
        named = chosen if options.logins else chosen[:1]
        return plain_runs(options, [one for one in everybody if one["username"] in named])
    print(f"{'role':<20}{'cases':>7}{'wrong':>8}{'5xx':>8}{'time':>10}", flush=True)

    def try_out(place: int) -> Told:
        person = everybody[place]
        secret = key(options.address, person)
        return fuzz(options, person["username"], secret, place, len(everybody))

    places = [place for place, person in enumerate(everybody) if person["username"] in chosen]
    done: list[Told] = []
    began = time.monotonic()
    # Two processes of one thread each: Python 3.11 can't compile in two threads at once without
    # "AST constructor recursion depth mismatch", and schemathesis compiles a lot.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for told in pool.map(try_out, places):
            done.append(told)
            print(told, flush=True)
    answers = sum((told.answers for told in done), Counter[str]())
    is_good = bool(done) and all(told.is_good for told in done)
    whole = Told(f"{len(done)} roles", answers, time.monotonic() - began, is_good)
    print(whole)
    statuses = ((status, count) for status, count in answers.items() if status != WRONG)
    print("  ".join(f"{status}: {count}" for status, count in sorted(statuses)))
    return int(not is_good or whole.cases < options.least)


def people(path: Path) -> list[dict[str, str]]:
    """Return the login of one sample person of each role: username, password, secret."""
    found: dict[str, dict[str, str]] = {}
    for person in json.loads(path.read_text(encoding="utf-8")):
        found.setdefault(str(person["role"]).split(" · ")[0], person)
    return list(found.values())


def code_of(secret: str, at: float) -> str:
    """Return the one-time code of a moment, in seconds (RFC 6238)."""
    counter = struct.pack(">Q", int(at) // STEP)
    made = hmac.digest(base64.b32decode(secret), counter, "sha1")
    (number,) = struct.unpack_from(">I", made, made[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def key(address: str, person: Mapping[str, str]) -> str:
    """Return a fresh key of a person; the present code may have been used a moment ago."""
    for attempt in (1, 2):
        body = {
            "username": person["username"], "password": person["password"],
            "one_time_code": code_of(person["secret"], time.time()), "name": "check-api", "days": 1,
        }  # fmt: skip
        request = urllib.request.Request(  # noqa: S310 # the address of our own installation
            f"{address}/api/v1/tokens",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return str(json.load(answer)["token"])
        except urllib.error.HTTPError as error:
            if attempt == 2:
                raise SystemExit(f"no key: {error.code} {error.read()!r}") from error
            time.sleep(STEP - time.time() % STEP + 1)
    raise AssertionError


def asked(address: str, secret: str, path: str, accept: str = "application/json") -> Any:
    """Return what the API answers to a key."""
    request = urllib.request.Request(  # noqa: S310 # the address of our own installation
        f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {secret}", "Accept": accept}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def records(address: str, secret: str, document: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return by resource the ids and versions of some records that a key sees."""
    names = {found[1] for path in document["paths"] if (found := RESOURCE.match(path))}
    return {
        name: {
            row["id"]: row.get("version") or 0
            for row in asked(address, secret, f"{name}?page_size={NAMED}")["results"]
        }
        for name in sorted(names - {"tokens"})
    }


def left_out(document: Mapping[str, Any], place: int, roles: int) -> str:
    """Return the settings by which one of the roles leaves operations out of its coverage phase."""
    labels = [
        label
        for path, operations in document["paths"].items()
        for method in operations
        if (zlib.crc32((label := f"{method.upper()} {path}").encode()) + place) % roles >= HOLDERS
    ]
    names = ", ".join(json.dumps(label) for label in labels)
    return f"[[operations]]\ninclude-name = [{names}]\nphases.coverage.enabled = false\n"


def plain_runs(options: Any, persons: Sequence[Mapping[str, str]]) -> int:
    """Run schemathesis as it comes for some people in turn; 1 where it finds what none explains."""
    codes: dict[str, int] = {}
    for person in persons:
        print(f"== {person['username']}", flush=True)
        codes[person["username"]] = plain(options, key(options.address, person))
    for login, code in codes.items():
        print(f"{login:<20}{'FAIL' if code else 'ok'}")
    return int(not codes or any(codes.values()))


def plain(options: Any, secret: str) -> int:
    """Run schemathesis as it comes; return its exit code, 0 where all it finds is explained."""
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run",
        f"{options.address}/api/v1/schema", "--header", f"Authorization: Bearer {secret}",
        "--max-time", str(options.minutes * 60),
        "--max-examples", str(options.examples), "--phases", options.phases, "--workers", "1",
        "--continue-on-failure", "--request-timeout", "30", "--no-color",
        "--exclude-path-regex", "tokens",
        *(("--include-path-regex", options.only) if options.only else ()),
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "dev.explained", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=VAR, env={**os.environ, **hooks}, check=False).returncode


def fuzz(options: Any, login: str, secret: str, place: int, roles: int) -> Told:
    """Run schemathesis with a key; return what was tried and whether all was well."""
    report, settings, known, told = (
        VAR / "log" / f"check-api-{login}.{ending}" for ending in ("txt", "toml", "known", "json")
    )
    document = asked(options.address, secret, "schema", "application/vnd.oai.openapi+json")
    found = records(options.address, secret, document)
    known.write_text(json.dumps(found), encoding="utf-8")
    settings.write_text("" if options.whole else left_out(document, place, roles))
    told.unlink(missing_ok=True)
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(settings), "run",
        f"{options.address}/api/v1/schema", "--header", f"Authorization: Bearer {secret}",
        "--checks", ",".join(CHECKS), "--max-examples", str(options.examples),
        "--phases", options.phases, "--workers", "1", "--continue-on-failure", "--no-shrink",
        "--suppress-health-check", "all", "--request-timeout", "30", "--no-color",
        "--exclude-path-regex", "tokens",
        *(("--include-path-regex", options.only) if options.only else ()),
    ]  # fmt: skip
    hooks = {
        "SCHEMATHESIS_HOOKS": "dev.fuzzing", "PYTHONPATH": str(ROOT),
        SHARE: "0/1" if options.whole else f"{place % PARTS}/{PARTS}",
        KNOWN: str(known), TOLD: str(told),
    }  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=VAR, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
    )
    report.write_text(done.stdout + done.stderr, encoding="utf-8")
    answers = Counter[str](json.loads(told.read_text()) if told.exists() else {})
    return Told(login, answers, time.monotonic() - began, done.returncode == 0)
