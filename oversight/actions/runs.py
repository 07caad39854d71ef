"""The nightly job: weighs the rules, raises flags, opens reviews; safe to start twice or kill."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from core.acts import need_role
from core.clock import day_in_tehran
from core.errors import Busy, IllegalMove, Invalid
from oversight.actions.duties import date_duties
from oversight.actions.flags import end_flags, end_stale, raise_flags
from oversight.actions.nights import allow_long_statements, row_of_day
from oversight.actions.openings import open_reviews, supersede_reviews
from oversight.acts.policies import RUN
from oversight.facts import sweep
from oversight.facts.affected import affected_offices, take_touched
from oversight.facts.policies import Policy, policy_in_force, rules_of
from oversight.facts.runs import JOB, last_run
from oversight.models import Flag, RuleRun
from oversight.states import FlagEndKind, RuleCode, RunMode, RunState

# The number of the advisory lock under which one run at a time works.
_LOCK = 0x70697368_666C6167
_INTERRUPTED_AFTER = timedelta(minutes=30)
SHOWN = 200


class _TryOnly(Exception):
    """Carries the counts of a dry run out of the savepoint that it undoes."""

    def __init__(self, counts: dict[str, Any]) -> None:
        super().__init__()
        self.counts = counts


@dataclass(frozen=True)
class _Reach:
    """What a run looks at: all offices (None) or some, and which of them it was due to look at."""

    mode: RunMode
    offices: list[int] | None
    expected: frozenset[int] | None


@transaction.atomic
def begin_run(
    *,
    as_of: date,
    actor: Principal,
    at: datetime,
    mode: str = RunMode.FULL,
    dry: bool = False,
    scheduled: bool = False,
) -> RuleRun:
    """
    Write that a run begins, so that a dead one can be seen; a scheduled day has one row.

    The row of a scheduled day that failed, or whose process died, is taken up again.

    Raises:
        NotPermitted: the role may not run the rules.
        Invalid: the day lies ahead, or no policy is in force on it.
    """
    need_role(RUN, actor)
    if as_of > day_in_tehran(at) and not dry:
        raise Invalid(fields={"as_of": [_("Only a dry run can look ahead.")]})
    policy = policy_in_force(as_of)
    if policy is None:
        raise Invalid(fields={"as_of": [_("No policy is in force on this day.")]})
    if not scheduled or dry:
        return RuleRun.objects.create(
            job=JOB, as_of=as_of, is_dry=dry, mode=RunMode(mode), version_id=policy.version_id,
            started_at=at, triggered_by=actor.user_id, triggered_by_name=actor.name,
        )  # fmt: skip
    run = row_of_day(JOB, as_of, actor, at, mode=RunMode(mode), version_id=policy.version_id)
    if run.state == RunState.FAILED:
        run.state, run.error, run.started_at, run.finished_at = RunState.RUNNING, "", at, None
        run.version_id = policy.version_id
        run.save(
            update_fields=[
                "state", "error", "started_at", "finished_at", "version", "updated_at",
            ]
        )  # fmt: skip
    return run


@transaction.atomic
def execute_run(*, run_id: int, actor: Principal, at: datetime) -> RuleRun:
    """
    Do the work of a run that has begun, in one transaction; a run that is done stays as it is.

    A process that dies takes its transaction and its lock along: the next start takes the row up.

    Raises:
        NotPermitted: the role may not run the rules.
        RuleRun.DoesNotExist: there is none with this key in the actor's scope.
        Busy: another run is at work.
    """
    need_role(RUN, actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy(_("The rules are being run right now."))
    allow_long_statements()
    run = RuleRun.objects.visible_to(actor).lock(run_id)
    if run.state != RunState.RUNNING:
        return run
    _sweep_orphans(run, at)
    started = time.monotonic()
    try:
        with transaction.atomic():
            counts = _work(run, actor, at)
            if run.is_dry:
                raise _TryOnly(counts)
    except _TryOnly as tried:
        counts = tried.counts
    elapsed = time.monotonic() - started
    run.counts = counts | {"seconds": round(elapsed, 3)}
    run.state = RunState.DONE
    run.finished_at = at + timedelta(seconds=elapsed)
    run.save(update_fields=["counts", "state", "finished_at", "updated_at"])
    record(
        actor=actor,
        verb="rules.tried" if run.is_dry else "rules.run",
        target=run,
        changes={name: (None, value) for name, value in counts.items() if name != "shown"},
        at=at,
    )
    return run


@transaction.atomic
def fail_run(*, run_id: int, error: str, actor: Principal, at: datetime) -> None:
    """
    Write why a run failed; its day may be run again.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    need_role(RUN, actor)
    run = RuleRun.objects.visible_to(actor).lock(run_id)
    if run.state == RunState.RUNNING:
        run.state, run.error, run.finished_at = RunState.FAILED, error[:2000], at
        run.save(update_fields=["state", "error", "finished_at", "updated_at"])


@transaction.atomic
def flag_termination_review(
    *,
    as_of: date,
    actor: Principal,
    at: datetime,
    mode: str = RunMode.FULL,
    dry: bool = False,
    scheduled: bool = False,
) -> RuleRun:
    """
    Run the rules as of a day in one step, for doors that have one transaction.

    A dry run does all the work and undoes it; its row keeps what would have been flagged.

    Raises:
        NotPermitted: the role may not run the rules.
        Invalid: the day lies ahead, or no policy is in force on it.
        Busy: another run is at work.
    """
    run = begin_run(as_of=as_of, actor=actor, at=at, mode=mode, dry=dry, scheduled=scheduled)
    return execute_run(run_id=run.pk, actor=actor, at=at)


def _sweep_orphans(run: RuleRun, at: datetime) -> None:
    """Mark the runs of dead processes; this one holds the lock, so that no other is at work."""
    RuleRun.objects.filter(
        job=JOB,
        state=RunState.RUNNING,
        is_scheduled=False,
        started_at__lt=at - _INTERRUPTED_AFTER,
    ).exclude(pk=run.pk).update(state=RunState.FAILED, error="interrupted", finished_at=at)


def _policy_of(run: RuleRun) -> Policy:
    if run.version is None:
        raise IllegalMove
    return Policy(run.version.pk, run.version.number, rules_of(run.version))


def _reach(run: RuleRun, policy: Policy, at: datetime) -> _Reach:
    """
    Return what the run looks at.

    Without an earlier run under the same policy, or looking back, only all offices are enough.
    """
    last = last_run()
    # A look back leaves what has changed since to the run that comes after it.
    touched = take_touched() if run.as_of >= day_in_tehran(at) else []
    if last is None or last.version_id != policy.version_id or run.as_of < last.as_of:
        return _Reach(RunMode.FULL, None, None)
    affected = sorted({*touched, *affected_offices(last.as_of, run.as_of, dict(policy.rules))})
    if run.mode == RunMode.INCREMENTAL:
        return _Reach(RunMode.INCREMENTAL, affected, frozenset(affected))
    return _Reach(RunMode.FULL, None, frozenset(affected))


def _work(run: RuleRun, actor: Principal, at: datetime) -> dict[str, Any]:
    """Weigh, raise, open, let go; return the counts."""
    policy = _policy_of(run)
    reach = _reach(run, policy, at)
    # What a look back finds is written today; only a scheduled run makes up for its day.
    day = run.as_of if run.is_scheduled else max(run.as_of, day_in_tehran(at))
    stale = end_stale(as_of=day, actor=actor, at=at)
    # A duty of the last minute has no end yet; the clock gives it one, whoever started the run.
    date_duties(actor=User.objects.system())
    found = sweep(policy.rules, run.as_of, offices=reach.offices)
    cleared = end_flags(
        Flag.objects.open().filter(pk__in=found.lapsed).order_by("pk"),
        FlagEndKind.CLEARED,
        on=day,
        reason=_("The condition no longer holds."),
        actor=actor,
        at=at,
    )
    silences = [one for one in found.fresh if one.code == RuleCode.AGENCY_INACTION]
    others = [one for one in found.fresh if one.code != RuleCode.AGENCY_INACTION]
    flags = raise_flags(run, policy, others, actor=actor, at=at)
    opened, joined = open_reviews(flags, as_of=day, actor=actor, at=at)
    superseded = supersede_reviews(as_of=day, actor=actor, at=at)
    # Nobody is late with a review that has just become void.
    void = {f"review:{key}" for key in superseded}
    silences = [one for one in silences if not void.intersection(one.facts)]
    flags += raise_flags(run, policy, silences, actor=actor, at=at)
    return {
        "mode": str(reach.mode),
        "offices": None if reach.offices is None else len(reach.offices),
        "flags": len(flags),
        "watches": sum(flag.is_watch for flag in flags),
        "by_rule": _tally(flags),
        "cleared": cleared,
        "superseded_flags": stale,
        "opened": len(opened),
        "joined": joined,
        "superseded": len(superseded),
        "unexpected": _unexpected(flags, reach),
        "shown": [
            {
                "code": flag.code,
                "watch": flag.is_watch,
                "scope": flag.scope,
                "label": flag.inputs["subject"]["label"],
                "sentence": flag.sentence,
            }
            for flag in flags[:SHOWN]
        ]
        if run.is_dry
        else [],
    }


def _tally(flags: list[Flag]) -> dict[str, int]:
    codes = [flag.code for flag in flags]
    return {code: codes.count(code) for code in sorted(set(codes))}


def _unexpected(flags: list[Flag], reach: _Reach) -> list[str]:
    """Return what a full run found where nothing was said to have changed: an alarm."""
    if reach.expected is None or reach.offices is not None:
        return []
    return [
        f"{flag.code} {flag.subject}"
        for flag in flags
        if flag.office_id is not None and flag.office_id not in reach.expected
    ][:SHOWN]
