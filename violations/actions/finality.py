"""What follows when decisions become final, and when one is annulled later."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from accounts.principal import Principal
from audit.row_seals import add_seals, digests_of
from audit.words import SEALED
from contracts.actions import follow_annulment, shorten_suspension
from core.scope import across_tenants
from offices.actions import touch_offices
from violations.actions.windows import begin_windows
from violations.facts import Reckonings, official
from violations.facts.annulled import FOLLOWERS
from violations.models import Case, CorrectiveAction, PointEntry, ViolationType
from violations.states import COUNTED, Outcome, SanctionKind
from workdays.actions import keep_deadlines
from workdays.facts import Deadline, Kept, RuleSnapshot, calendars_for
from workdays.models import Provenance
from workdays.rules import Calendar, DeadlineKey, Unit, steps

_REACH = timedelta(days=200)


def follow(case: Case, reasons: str, actor: Principal, on: date, at: datetime) -> None:
    """
    Let contracts, flags and reviews follow what a judgment or a late appeal changed.

    A suspension that was carried out has at once the days of the reduced sanction. What follows is
    the same whoever acts: it reaches records that the actor does not see.
    """
    with across_tenants():
        _follow(case, reasons, actor, on, at)


def _follow(case: Case, reasons: str, actor: Principal, on: date, at: datetime) -> None:
    """Let them follow, in a scope that sees them all."""
    follow_annulment(office_id=case.office_id, actor=actor, at=at)
    if case.sanction == SanctionKind.SUSPENSION and case.sanction_days:
        shorten_suspension(
            source_id=case.public_id, days=case.sanction_days, reason=reasons, actor=actor, on=on,
            at=at,
        )  # fmt: skip
    for follower in FOLLOWERS:
        follower.follow(case, actor, on, at)


def settle(cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """
    Write what follows from cases that have just become final: points, corrections, windows.

    Linked twins tell of one event: the first that is final and proven carries its points. Return
    the changes of each case, by key. The number of queries is constant.
    """
    proven = [case for case in cases if case.outcome == Outcome.PROVEN and case.final_on]
    changes: dict[int, dict[str, Any]] = {case.pk: {} for case in cases}
    if proven:
        entries = _points_of(proven)
        seals = digests_of("points", entries) if entries else {}
        for entry in entries:
            changes[entry.case_id] |= {
                "points": (None, entry.points), SEALED: (None, seals[entry.pk])
            }  # fmt: skip
        for correction in _corrections_of(proven):
            changes[correction.case_id]["correction_due_on"] = (None, correction.due_on)
    touch_offices(office_ids=sorted({case.office_id for case in cases}))
    begun = begin_windows({case: case.final_on for case in cases if case.final_on})
    for key, windows in begun.items():
        changes[key] |= windows
    return changes


def _points_of(cases: Sequence[Case]) -> list[PointEntry]:
    twins = [case.linked_id for case in cases if case.linked_id]
    carried = set(
        PointEntry.objects.filter(case_id__in=twins, points__gt=0, reversal__isnull=True)
        .values_list("case_id", flat=True)
    )  # fmt: skip
    reckonings = Reckonings()
    entries = []
    for case in cases:
        if case.linked_id in carried or case.points == 0 or case.final_on is None:
            continue
        carried.add(case.pk)
        entries.append(_entry(case, case.final_on, reckonings))
    return PointEntry.objects.bulk_create(entries)


def _entry(case: Case, effective_on: date, reckonings: Reckonings) -> PointEntry:
    final_on = case.final_on or effective_on
    return PointEntry(
        office_id=case.office_id,
        holder_id=case.holder_id,
        case=case,
        points=case.points,
        effective_on=effective_on,
        expires_on=reckonings.on(final_on).points_expire(final_on),
    )


def _corrections_of(cases: Sequence[Case]) -> list[CorrectiveAction]:
    """Write what the types ask to be put right, each within its days to cure."""
    kinds = ViolationType.objects.filter(
        pk__in={case.type_id for case in cases}, cure_days__isnull=False
    ).in_bulk()
    wanted = [case for case in cases if case.type_id in kinds and case.final_on]
    if not wanted:
        return []
    calendars = _calendars(wanted)
    made, due = [], []
    for case in wanted:
        kind = kinds[case.type_id]
        assert case.final_on  # noqa: S101 - both were asked for above
        assert kind.cure_days  # noqa: S101
        due.append(_cured_by(case.final_on, kind.cure_days, calendars[case.pk]))
        made.append(
            CorrectiveAction(
                case=case,
                text=official(gettext_noop("To be put right: {type}"), type=kind.title),
                due_on=due[-1].due_on,
            )
        )
    corrections = CorrectiveAction.objects.bulk_create(made)
    keep_deadlines(
        kept=[
            Kept("case.correction", correction, until, correction.case.county_id)
            for correction, until in zip(corrections, due, strict=True)
        ]
    )
    return corrections


def _cured_by(final_on: date, days: int, calendar: Calendar) -> Deadline:
    """Return until when something is put right, by the days of its violation type."""
    rule = RuleSnapshot(DeadlineKey.CURE_PERIOD, days, Unit.DAY, Provenance.ASSUMED, "")
    taken = tuple(steps(final_on, days, Unit.DAY, calendar))
    return Deadline(final_on, taken[-1].day, rule, calendar.version, taken)


def _calendars(cases: Sequence[Case]) -> dict[int, Calendar]:
    county_of = dict(
        Case.objects.filter(pk__in=[case.pk for case in cases]).values_list(
            "pk", "county__public_id"
        )
    )
    days = [case.final_on for case in cases if case.final_on]
    calendars = calendars_for(set(county_of.values()), min(days), max(days) + _REACH)
    return {pk: calendars[county] for pk, county in county_of.items()}


def reverse_points(case: Case, on: date) -> dict[str, Any]:
    """
    Take back the live points of an annulled case from `on`; its proven twin then carries them.

    Return the changes for the case's event.
    """
    entry = PointEntry.objects.filter(
        case=case, points__gt=0, reversal__isnull=True, expires_on__gt=on
    ).first()
    if entry is None:
        return {}
    reversal = PointEntry.objects.create(
        office_id=entry.office_id,
        holder_id=entry.holder_id,
        case=case,
        points=-entry.points,
        effective_on=max(on, entry.effective_on),
        expires_on=entry.expires_on,
        reverses=entry,
    )
    changes: dict[str, Any] = add_seals({"points": (entry.points, 0)}, points=reversal)
    twin = Case.objects.filter(
        linked=case, state__in=COUNTED, outcome=Outcome.PROVEN, points__gt=0
    ).first()
    live = PointEntry.objects.filter(case=twin, points__gt=0, reversal__isnull=True)
    if twin is not None and not live.exists():
        carried = _entry(twin, on, Reckonings())
        if carried.expires_on > on:
            carried.save(force_insert=True)
            changes["points_carried_by"] = (None, twin.number)
            changes = add_seals(changes, points=carried)
    return changes
