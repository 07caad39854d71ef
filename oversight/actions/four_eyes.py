"""The nightly look for one person in two roles; it changes nothing but its own row."""

from datetime import date, datetime, timedelta
from time import monotonic

from django.db import connection, transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from oversight.facts import four_eyes
from oversight.models import RuleRun
from oversight.states import FOUR_EYES, RunMode, RunState

_TIMEOUT = "10min"
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
    row = RuleRun(
        job=FOUR_EYES,
        as_of=as_of,
        mode=RunMode.FULL,
        is_scheduled=True,
        started_at=at,
        triggered_by=actor.user_id,
        triggered_by_name=actor.name,
    )
    RuleRun.objects.bulk_create([row], ignore_conflicts=True)
    run = RuleRun.objects.select_for_update().get(
        job=FOUR_EYES, as_of=as_of, is_scheduled=True, is_dry=False
    )
    if run.state == RunState.DONE:
        return run
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [_TIMEOUT])
    started = monotonic()
    found = four_eyes.breaches()
    unknown = list(four_eyes.unidentified(as_of).values_list("username", flat=True))
    run.counts = {
        "breaches": len(found),
        "unidentified": len(unknown),
        "twice": [[breach.rule, breach.number] for breach in found[:SHOWN]],
        "unknown": unknown[:SHOWN],
    }
    run.state = RunState.DONE
    run.finished_at = at + timedelta(seconds=monotonic() - started)
    run.save(update_fields=["counts", "state", "finished_at", "updated_at"])
    changes = {"breaches": (None, len(found)), "unidentified": (None, len(unknown))}
    record(actor=actor, verb="four_eyes.checked", target=run, changes=changes, at=at)
    return run
