"""`./run check`: all that can be judged without running the product; all of it, each time."""

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dev import messages
from dev.keys import key
from dev.tasks import ROOT

SCHEMA = ROOT / "docs" / "api" / "openapi.yaml"
SPECTACULAR = ("spectacular", "--lang", "en")
# Their text stands in <app>/sql; docs/operation.md, "Released schemas".
SQL_OBJECT = re.compile(
    r"\b(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+|MATERIALIZED\s+)?"
    r"(FUNCTION|TRIGGER|POLICY|VIEW)\b",
    re.IGNORECASE,
)
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"  # checks need no database


@dataclass(frozen=True)
class Check:
    """One judgement: a command, and the file without which there is nothing to judge."""

    name: str
    command: tuple[str, ...]
    needs: str = ""
    env: Mapping[str, str] = field(default_factory=dict)


def manage(*arguments: str) -> tuple[str, ...]:
    """Return one of Django's commands; that no database answers is no news here."""
    return (sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", *arguments)


def production() -> dict[str, str]:
    """Return the least environment in which the production settings start."""
    return {
        "DJANGO_SETTINGS_MODULE": "pishkhan.settings.base",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEY": key(),
        "AUDIT_KEY": key(),
        "ALLOWED_HOSTS": "pishkhan.example",
        "CLAMD_URL": "tcp://127.0.0.1:1",
        "DATABASE_URL": NOWHERE,
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def table() -> tuple[Check, ...]:
    """Return all checks, quick ones first."""
    python = (sys.executable, "-m")
    tests = {"DJANGO_SETTINGS_MODULE": "pishkhan.settings.test", "DATABASE_URL": NOWHERE}
    return (
        Check("format", (*python, "ruff", "format", "--check", "--quiet", ".")),
        Check("lint", (*python, "ruff", "check", "--quiet", "--output-format=concise", ".")),
        Check("floors", ("lint-imports", "--no-logo")),
        Check("messages", (sys.executable, "dev/messages.py", "check")),
        Check("templates", (*python, "djlint", "templates", "--lint", "--quiet"), "templates"),
        Check("sql", (*python, "dev.checks", "sql")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run"), env=tests),
        Check("schema", (*python, "dev.checks", "schema"), "docs/api/openapi.yaml", tests),
        Check("judges", (*python, "dev.judges"), "docs/api/openapi.yaml", tests),
        Check("acts", (*python, "dev.acts", "--check"), "docs/acts.md", tests),
        Check(
            "deployment",
            manage("check", "--deploy", "--fail-level", "WARNING"),
            env=production(),
        ),
        Check("types", (*python, "mypy"), env=tests),
    )


def judge(check: Check, say: Callable[[str], None]) -> bool:
    """Run one check, print its line (and what it found); return whether it passed."""
    if check.needs and not (ROOT / check.needs).exists():
        say(f"  skip  {check.name:<12}{check.needs} isn't there yet")
        return True
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    is_good = done.returncode == 0
    seconds = time.monotonic() - started
    say(f"  {'ok  ' if is_good else 'FAIL'}  {check.name:<12}{seconds:5.1f} s")
    if not is_good:
        say("\n".join(f"        {line}" for line in done.stdout.strip().splitlines()))
    return is_good


def compare_schema() -> int:
    """Return 0 if the committed OpenAPI document is what the code generates."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        command = manage(*SPECTACULAR, "--validate", "--fail-on-warn", "--file", str(fresh))
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
        if fresh.read_text() == SCHEMA.read_text():
            return 0
    print(f"{SCHEMA.relative_to(ROOT)} is out of date. Write it anew:")
    print(f"  ./run manage {' '.join(SPECTACULAR)} --file docs/api/openapi.yaml")
    return 1


def refuse_sql(root: Path) -> int:
    """Return 1 and name each migration that carries the text of a function, trigger or the like."""
    faults = [
        f"{path.relative_to(root)}:{number} speaks of a {found[1].upper()}:"
        " put it into a file of <app>/sql and load that with LoadSQL."
        for path in sorted(root.glob("*/migrations/*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := SQL_OBJECT.search(line))
    ]
    print("\n".join(faults))
    return int(bool(faults))


def main(arguments: list[str]) -> int:
    """Run all checks, or those named; 1 if one failed."""
    messages.compile_all(ROOT, [])  # the OpenAPI document's examples are in Persian
    checks = [check for check in table() if not arguments or check.name in arguments]
    results = [judge(check, lambda line: print(line, flush=True)) for check in checks]
    failed = results.count(False)
    print(
        f"{len(results)} checks, {failed} failed" if failed else f"{len(results)} checks, all good"
    )
    return int(failed > 0 or not results)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["schema"]:
            sys.exit(compare_schema())
        case ["sql"]:
            sys.exit(refuse_sql(ROOT))
        case names:
            sys.exit(main(names))
