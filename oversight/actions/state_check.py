"""The nightly look for states that no event explains; it changes nothing but its own row."""

import logging
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from oversight.actions.nights import allow_long_statements, counts_before, finish_row, row_of_day
from oversight.facts import state_check
from oversight.models import RuleRun
from oversight.states import STATE_CHECK, RunState

LOGGED = 200  # so many lines a run writes to the log; the event of each that is new says the rest
LOG = logging.getLogger(__name__)


@transaction.atomic
def compare_states(*, as_of: date, actor: Principal, at: datetime) -> RuleRun:
    """
    Compare the state of each record with its last event; one row a day names what differs.

    What differs is an alarm: an error in the log, which names the records. What did not differ in
    the run before leaves an event of its own, of which the platform's admins are told. A second
    start finds the day done and looks no more.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    run = row_of_day(STATE_CHECK, as_of, actor, at)
    if run.state == RunState.DONE:
        return run
    found = _look(run, at)
    known = {tuple(row) for row in counts_before(run).get("named", [])}
    fresh = [one for one in found if tuple(_row(one)) not in known]
    _log(found, fresh)
    record_many(
        actor=actor,
        verb="states.differ",
        targets=[(run, _changes(one)) for one in fresh],
        at=at,
    )
    record(
        actor=actor, verb="states.compared", target=run, changes={"untrue": (None, len(found))},
        at=at,
    )  # fmt: skip
    return run


def _look(run: RuleRun, at: datetime) -> list[state_check.Difference]:
    """Return all that differs; the row of the run names it, so that the next run knows it."""
    allow_long_statements()
    started = monotonic()
    found = state_check.differences()
    counts = {"untrue": len(found), "named": [_row(one) for one in found]}
    finish_row(run, counts, at, started)
    return found


def _log(found: list[state_check.Difference], fresh: list[state_check.Difference]) -> None:
    """Write an error for each difference, the new ones first; of too many, how many are left."""
    is_new = set(fresh)
    lines = fresh + [one for one in found if one not in is_new]
    for one in lines[:LOGGED]:
        LOG.error(
            "%s %s is %s; its last event says %s", one.kind, one.number, one.state, one.recorded
        )
    if len(lines) > LOGGED:
        LOG.error("%d more states differ from their last events", len(lines) - LOGGED)


def _row(found: state_check.Difference) -> list[str]:
    """Return a difference as the row of a run names it."""
    return [found.kind, found.number, found.state, found.recorded]


def _changes(found: state_check.Difference) -> dict[str, Any]:
    """Return what the event of a difference says: which record, and both states."""
    return {
        "record_type": (None, found.kind),
        "record": (None, found.number),
        "held": (found.recorded, found.state),
    }
