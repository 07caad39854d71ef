"""The nightly look for one person in two roles; it changes nothing but its own row."""

from datetime import date, datetime
from time import monotonic

from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from oversight.actions.nights import allow_long_statements, finish_row, row_of_day
from oversight.facts import four_eyes
from oversight.models import RuleRun
from oversight.states import FOUR_EYES, RunState

SHOWN = 200


@transaction.atomic
def check_four_eyes(*, as_of: date, actor: Principal, at: datetime) -> RuleRun:
    """
    Look for records in which one person stands twice, and for staff whose person is not known.

    One row a day says what was found; a second start finds the day done and looks no more.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    run = row_of_day(FOUR_EYES, as_of, actor, at)
    if run.state == RunState.DONE:
        return run
    allow_long_statements()
    started = monotonic()
    found = four_eyes.breaches()
    unknown = list(four_eyes.unidentified(as_of).values_list("username", flat=True))
    counts = {
        "breaches": len(found),
        "unidentified": len(unknown),
        "twice": [[breach.rule, breach.number] for breach in found[:SHOWN]],
        "unknown": unknown[:SHOWN],
    }
    finish_row(run, counts, at, started)
    changes = {"breaches": (None, len(found)), "unidentified": (None, len(unknown))}
    record(actor=actor, verb="four_eyes.checked", target=run, changes=changes, at=at)
    return run
