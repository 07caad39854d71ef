"""
What the clock does to the duties of agencies: it dates them, and lets them climb.

That a finding has its duty, and that the step asked for ends it, is the database's own work
(oversight/sql/duties.sql).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from oversight.actions.duty_letters import write_duty_reminders
from oversight.actions.nights import allow_long_statements, finish_row, row_of_day
from oversight.facts import duty_check
from oversight.facts.duties import (
    AT_THE_SEAT,
    BODY,
    COUNTED_IN,
    HELD,
    OWN_CLOCK,
    Rungs,
    deadlines_of,
    rungs_on,
)
from oversight.facts.untold import results_to_serve
from oversight.models import Duty, RuleRun
from oversight.states import (
    DUTY_CHECK,
    DUTY_FLOW,
    OPEN_DUTIES,
    RAISED,
    STEP_DAYS,
    DutyState,
    RunState,
)
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept
from workdays.facts.calendars import Place

SHOWN = 200


def _rows(found: QuerySet[Duty]) -> list[Duty]:
    """Return duties with all that is said of them, locked, in a fixed number of queries."""
    return list(
        found.select_related(
            "agency__seat", "case__county", "contract__county", "review__county", "flag"
        )
        .prefetch_related("flag__reviews")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _where(duty: Duty) -> tuple[int | None, str]:
    """Return the county and the kind of body of a duty's own clock."""
    if duty.agency is not None:
        return duty.agency.seat_id, duty.agency.kind
    return (duty.case.county_id if duty.case is not None else None), ""


@transaction.atomic
def date_duties(*, actor: Principal) -> int:
    """
    Compute the ends of the periods that nobody has computed yet; return how many.

    A flag that waits for the service of a result has a period of its own where the agency itself
    owes that service (docs/adr/0027-untold-results.md); its review, once opened, brings another.

    No event of its own: the period is part of the finding, whose event tells of it.

    Raises:
        NotPermitted: the role may not follow duties.
    """
    require(actor, Permission.DUTY_FOLLOW)
    bare = Duty.objects.visible_to(actor).filter(due_on__isnull=True, kind__in=AT_THE_SEAT)
    if not bare.exists():
        return 0
    held = _rows(bare.open().filter(HELD))
    owing = results_to_serve(held)
    duties = _rows(bare.filter(kind__in=OWN_CLOCK))
    duties += [duty for duty in held if duty.pk in owing]
    found = deadlines_of(duties)
    dated = [duty for duty in duties if duty.pk in found]
    for duty in dated:
        duty.due_on = found[duty.pk].due_on
        duty.calendar_version = found[duty.pk].calendar_version
    Duty.objects.bulk_update(dated, ["due_on", "calendar_version"], batch_size=1000)
    keep_deadlines(kept=[Kept("duty", duty, found[duty.pk], *_where(duty)) for duty in dated])
    return len(dated)


@transaction.atomic
def follow_duties(
    *, as_of: date, actor: Principal, at: datetime | None = None
) -> dict[DutyState, Moved]:
    """
    Let each duty climb one step at most, as of a day; return the keys that moved, by step.

    Near the end of its period the agency is reminded, then its head; after it the duty comes
    before the deputy, and later on the agenda of the working group. Run twice, it moves nothing.

    Raises:
        NotPermitted: the role may not follow duties.
        NoRule: the lengths of the ladder are missing from the data.
    """
    require(actor, Permission.DUTY_FOLLOW)
    date_duties(actor=actor)
    waiting = Duty.objects.visible_to(actor).open().filter(due_on__isnull=False)
    results = results_to_serve(waiting.filter(HELD))
    # What was served since waits for the night that opens the review, and not for the agency.
    waiting = waiting.exclude(HELD & ~Q(pk__in=results))
    placed = waiting.annotate(counted_in=COUNTED_IN, body=BODY)
    places = placed.order_by().values_list("counted_in", "body").distinct()
    steps = _steps(placed, as_of, _by_rungs(rungs_on(as_of, list(places))))
    climbed: dict[DutyState, list[Duty]] = {}
    moved: dict[DutyState, Moved] = {}
    for state, duties in steps.items():
        climbed[state], moved[state] = _climb(duties, state, as_of, actor, at)
    write_duty_reminders(climbed, results, as_of, actor, at)
    return moved


def _reaches(state: DutyState, as_of: date, rungs: Rungs) -> Q:
    """Return which duties are due for a step."""
    match state:
        case DutyState.REMINDED:
            return Q(due_on__lte=rungs.reminded)
        case DutyState.HEAD:
            return Q(due_on__lte=rungs.head)
        case DutyState.AGENDA:
            # What the deputy reopened has its time before the agenda anew.
            anew = Q(reopened_on__isnull=True) | Q(reopened_on__lte=rungs.agenda)
            return Q(due_on__lte=rungs.agenda) & anew
        case _:
            return Q(due_on__lt=as_of)


def _by_rungs(rungs: Mapping[Place, Rungs]) -> dict[Rungs, Q]:
    """Return which duties have the same ladder on a day: those of some places and bodies."""
    found: dict[Rungs, dict[str, list[UUID | None]]] = {}
    for (county, body), known in rungs.items():
        found.setdefault(known, {}).setdefault(body, []).append(county)
    return {
        known: reduce(or_, map(_of_places, *zip(*bodies.items(), strict=True)))
        for known, bodies in found.items()
    }


def _of_places(body: str, counties: Sequence[UUID | None]) -> Q:
    """Return which duties count the working days of a kind of body in some counties."""
    within = Q(counted_in__in=[county for county in counties if county])
    return Q(body=body) & (within | Q(counted_in=None) if None in counties else within)


def _steps(
    waiting: QuerySet[Any, Duty], as_of: date, rungs: Mapping[Rungs, Q]
) -> dict[DutyState, list[Duty]]:
    """Return the duties that are due for each step, from above down, locked; one statement."""
    due = Q(pk__in=[])
    for state in STEP_DAYS:
        for known, of_places in rungs.items():
            due |= Q(state__in=_below(state)) & of_places & _reaches(state, as_of, known)
    # A step is never taken on the day of the one before it.
    same_day = reduce(or_, (Q(state=step, **{day: as_of}) for step, day in STEP_DAYS.items()))
    begun = Q(reopened_on=None) | Q(reopened_on__lt=as_of)
    found = _rows(waiting.filter(due, begun, starts_on__lt=as_of).exclude(same_day))
    return {
        state: [duty for duty in found if duty.state in _below(state)]
        for state in reversed(STEP_DAYS)
    }


def _below(state: DutyState) -> set[DutyState]:
    """Return from where an open duty climbs to a step; no two steps have a state in common."""
    return {*DUTY_FLOW.sources_of(state)} & {*OPEN_DUTIES}


def _climb(
    duties: Sequence[Duty],
    state: DutyState,
    as_of: date,
    actor: Principal,
    at: datetime | None,
) -> tuple[list[Duty], Moved]:
    column = STEP_DAYS[state]

    def store(found: Sequence[Duty]) -> None:
        Duty.objects.filter(pk__in=[duty.pk for duty in found]).update(
            state=state, updated_at=Now(), **{column: as_of}
        )
        record_many(
            actor=actor,
            verb=RAISED[state],
            targets=[
                (duty, {"state": (duty.state, state), column: (getattr(duty, column), as_of)})
                for duty in found
            ],
            at=at,
        )

    moved = move_apart(duties, store, name=lambda duty: f"{duty} {duty.public_id}")
    keys = set(moved)
    return [duty for duty in duties if duty.pk in keys], moved


@transaction.atomic
def check_duties(*, as_of: date, actor: Principal, at: datetime) -> RuleRun:
    """
    Look for findings without exactly one duty, by a query of its own; one row a day says what.

    A second start finds the day done and looks no more.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    run = row_of_day(DUTY_CHECK, as_of, actor, at)
    if run.state == RunState.DONE:
        return run
    allow_long_statements()
    started = monotonic()
    findings, astray = duty_check.look()
    counts = {
        "findings": findings,
        "astray": len(astray),
        "stray": [[one.kind, one.number, one.duties] for one in astray[:SHOWN]],
    }
    finish_row(run, counts, at, started)
    changes: dict[str, Any] = {"findings": (None, findings), "astray": (None, len(astray))}
    record(actor=actor, verb="duties.checked", target=run, changes=changes, at=at)
    return run
