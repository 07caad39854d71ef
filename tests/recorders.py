"""Each event that the product records in a test is of a role that may record its verb."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from audit import actions
from audit.models import AuditEvent
from dev.acts import verbs

TESTS = Path(__file__).parent
AUDIT = TESTS.parent / "audit"

# What commands at the prompt record as the clock: the owner of the database is past its guards.
BY_OWNER = {"user.renewed", "user.identified", "user.person_corrected"}


@cache
def _roles() -> dict[str, frozenset[str]]:
    found = verbs()
    return found | {verb: found[verb] | {"system"} for verb in BY_OWNER}


def _is_from_a_test() -> bool:
    """Tell whether a test itself records; it may write the events of anybody."""
    frame = sys._getframe(2)
    while frame.f_back is not None and Path(frame.f_code.co_filename).is_relative_to(AUDIT):
        frame = frame.f_back
    return Path(frame.f_code.co_filename).is_relative_to(TESTS)


# What was refused, also where a job notes that a record failed and goes on.
FAULTS: list[str] = []


@contextmanager
def watched() -> Iterator[None]:
    """Fail where an action records a verb in a role that the database would refuse."""
    append = actions._appended

    def checked(events: Sequence[AuditEvent], *rest: Any) -> Any:
        for event in events:
            roles = _roles().get(event.verb)
            is_known = roles is not None and (event.actor_role in roles or "*" in roles)
            if not is_known and not _is_from_a_test():
                FAULTS.append(f"{event.verb} is not recorded by {event.actor_role}")
                raise AssertionError(FAULTS[-1])
        return append(events, *rest)

    actions._appended = checked  # type: ignore[assignment]
    try:
        yield
    finally:
        actions._appended = append
