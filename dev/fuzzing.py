"""
What `./run check-api` adds to schemathesis, which loads this module (SCHEMATHESIS_HOOKS).

Half of what is sent names records that the caller really sees, at the version that they have, so
that bodies are read and not only 404 is heard. Of the coverage phase, which tries the edges of each
value, this process takes its part. Each answer is counted.
"""

import atexit
import json
import os
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.generation.meta import TestPhase

import dev.explained  # noqa: F401 # its hook is asked first
from dev.check_api import KNOWN, RESOURCE, SHARE, TOLD, WRONG

# No client may send these in a header (RFC 9110, 5.5): the server in front refuses the whole
# request in its own words, before the product sees it.
NOT_SENT = re.compile(r"[\x00-\x1f\x7f]")
STACK = re.compile(r"Traceback \(most recent call last\)|File \"[^\"]+\.py\", line \d+")

known: dict[str, dict[str, int]] = json.loads(Path(os.environ[KNOWN]).read_text())
place, shares = map(int, os.environ[SHARE].split("/"))
told, seen = Counter[str](), Counter[str]()
wrong: set[str] = set()  # cases
atexit.register(lambda: Path(os.environ[TOLD]).write_text(json.dumps(told)))


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:
    """Take this process's part of the coverage phase."""
    if case.meta is None or case.meta.phase.name != TestPhase.COVERAGE:
        return True
    label = case.operation.label
    seen[label] += 1
    return seen[label] % shares == place


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Name a record that there is, in its version; send no header that none may send."""
    for name, value in list(case.headers.items()):
        case.headers[name] = NOT_SENT.sub("", str(value))
    named = case.path_parameters.get("public_id")
    found = RESOURCE.match(case.path)
    choices = known.get(found[1], {}) if found else {}
    if not choices or (case.meta and case.meta.phase.name == TestPhase.STATEFUL):
        return
    number = zlib.crc32(repr((named, case.query, case.body)).encode())
    if number % 2:  # the same for the same case: it may be sent again
        return
    chosen = sorted(choices)[number // 2 % len(choices)]
    case.path_parameters["public_id"] = chosen
    if "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{choices[chosen]}-0"'


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Count the answer; remember the version that a record has now."""
    told[str(response.status_code)] += 1
    found = RESOURCE.match(case.path)
    if found and response.status_code == 200 and response.content.startswith(b"{"):
        body = response.json()
        if body.get("id") in known.get(found[1], {}):
            known[found[1]][body["id"]] = body.get("version") or 0


@schemathesis.hook
def filter_failure(
    context: HookContext, failure: Failure, case: Case[Any], response: Response
) -> bool:
    """Count the answers with which something is wrong that `dev.explained` has let through."""
    wrong.add(case.id)
    told[WRONG] = len(wrong)
    return True


@schemathesis.check
def no_stack_text(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Fail when an answer tells the inside of the program."""
    if STACK.search(response.content.decode(errors="replace")):
        raise AssertionError("The answer tells a stack.")
    return None
