"""
What schemathesis may find: each rule of `dev/explained.toml`, with its reason in words.

Schemathesis loads this module itself (SCHEMATHESIS_HOOKS) and drops what a rule explains; whatever
else it finds, it names, and fails. At the end each reason stands with the number of its findings.
"""

import atexit
import json
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import Failure

EXPLAINED = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Rule:
    """A kind of finding that no schema can rule out; words that are left out fit all."""

    check: str
    reason: str
    status: int = 0
    type: str = ""
    faults: Sequence[str] = ()
    asked: str = ""
    keyword: str = ""
    at: str = ""

    def fits(self, failure: Failure, asked: Any, status: int, problem: Any) -> bool:
        """Tell whether all words fit a failure, of its query and its answer, but for the faults."""
        kind = str(problem.get("type", "")) if isinstance(problem, dict) else ""
        path = getattr(failure, "schema_path", None) or [""]
        place = "/".join(map(str, getattr(failure, "instance_path", ())))
        return (
            self.check in failure.checks
            and self.status in {0, status}
            and (not self.type or kind.rpartition("#")[2] == self.type)
            and (not self.asked or self.asked in (asked or {}))
            and (not self.keyword or path[-1] == self.keyword)
            and (not self.at or bool(re.fullmatch(self.at, place)))
        )

    def names(self, fault: str) -> bool:
        """Tell whether a field or parameter is one of those whose faults are explained."""
        return any(fnmatchcase(fault, pattern) for pattern in self.faults)


def named(problem: Any) -> set[str]:
    """Return the fields and parameters in which a problem finds a fault, without their places."""
    told = problem.get("errors", ()) if isinstance(problem, dict) else ()
    parts = ([part for part in one["pointer"].split("/") if not part.isdigit()] for one in told)
    return {names[-1] for names in parts}


def explanation(failure: Failure, asked: Any, status: int, problem: Any) -> list[Rule]:
    """Return the rule that explains a failure, or those that explain all its faults; or none."""
    fitting = [rule for rule in RULES if rule.fits(failure, asked, status, problem)]
    if whole := [rule for rule in fitting if not rule.faults]:
        return whole[:1]
    names = named(problem)
    each = [rule for rule in fitting if any(rule.names(name) for name in names)]
    return each if all(any(rule.names(name) for rule in each) for name in names) else []


RULES = [Rule(**rule) for rule in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]]
found = Counter[str]()


@schemathesis.hook
def filter_failure(
    context: HookContext, failure: Failure, case: Case[Any], response: Response
) -> bool:
    """Keep a failure that no rule explains."""
    try:
        problem = json.loads(response.content)
    except ValueError:
        problem = None
    rules = explanation(failure, case.query, response.status_code, problem)
    found.update(rule.reason for rule in rules)
    return not rules


@atexit.register
def tell() -> None:
    """Print each reason with the number of findings that it explains."""
    for reason, count in found.most_common():
        print(f"{count:>6} explained: {reason}")
