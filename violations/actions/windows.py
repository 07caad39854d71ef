"""
The windows of those who handle a case after its decision: each begins with an act.

They decide the objection, carry out the sanction, verify what was put right, and close the case
(docs/adr/0057-windows-after-the-decision.md).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from violations.facts.terms import body_of
from violations.facts.windows import to_be_dated, verifications_to_be_dated
from violations.models import Appeal, Case, CorrectiveAction
from violations.rules.windows import CaseWindow, Standing, running_windows
from violations.states import CaseState, Track
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Deadline, Kept, Lengths, calendars_of, deadline
from workdays.rules import Calendar, DeadlineKey

W = CaseWindow
COLUMNS = {
    W.APPEAL_DECISION: "appeal_decision_due_on",
    W.EXECUTION: "execution_due_on",
    W.CLOSING: "closing_due_on",
}
_KEYS = {
    W.APPEAL_DECISION: DeadlineKey.APPEAL_DECISION,
    W.EXECUTION: DeadlineKey.EXECUTION,
    W.CLOSING: DeadlineKey.CLOSING,
}
# These are cleared when something stands against them again; a decided objection is over.
_CLEARED = (W.EXECUTION, W.CLOSING)
_MARGIN = timedelta(days=120)
Changes = dict[str, Any]


class _Clocks:
    """The lengths and calendars by which windows of some cases are computed; three queries."""

    def __init__(self, keys: Sequence[DeadlineKey], cases: Sequence[Case], days: Sequence[date]):
        self._lengths = Lengths(keys)
        found = Case.objects.filter(pk__in=[case.pk for case in cases])
        self._places = {
            pk: (county, body_of(track, kind))
            for pk, county, track, kind in found.values_list(
                "pk", "county__public_id", "track", "agency__kind"
            )
        }
        last = max(days) + timedelta(days=2 * self._lengths.longest) + _MARGIN
        self._calendars = calendars_of(set(self._places.values()), min(days), last)

    def due(self, key: DeadlineKey, case: Case, start: date) -> tuple[Deadline, str]:
        """Return the end of a window of a case from a day, and whose working days count."""
        county, body = self._places[case.pk]
        calendar: Calendar = self._calendars[county, body]
        rule = self._lengths.on(key, start)
        return deadline(key, start, county, calendar, rule=rule), body


def begin_windows(starts: Mapping[Case, date]) -> dict[int, Changes]:
    """
    Let the windows that the cases ask for begin on a day, where they do not run yet.

    Call it in the transaction of the act, when the act has been written. A window against which
    something stands again is cleared, and begins anew later. Return the changes of each case
    for the event of the act, by key. The number of queries is constant.
    """
    changes: dict[int, Changes] = {case.pk: {} for case in starts}
    cases = [case for case in starts if _is_past_decision(case)]
    if not cases:
        return changes
    keys = [case.pk for case in cases]
    # Two corrections that are verified at once see each other.
    list(
        Case.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)).values("pk")
    )
    wanted: list[tuple[Case, CaseWindow, date]] = []
    cured = _cured(keys)
    correcting = _correcting(keys)
    for case in cases:
        running = running_windows(standing_of(case, corrects=case.pk in correcting))
        for window, column in COLUMNS.items():
            before = getattr(case, column)
            if window in running and before is None:
                start = starts[case]
                if window is W.EXECUTION:
                    start = max(start, cured.get(case.pk, start))
                wanted.append((case, window, start))
            elif window not in running and before is not None and _is_cleared(case, window):
                setattr(case, column, None)
                changes[case.pk][column] = (before, None)
    _date(wanted, changes)
    written = [case for case in cases if changes[case.pk]]
    if written:
        Case.objects.bulk_update(written, [*COLUMNS.values()])
    return changes


def _is_past_decision(case: Case) -> bool:
    """Tell whether an objection waits in the case, or it is final."""
    return case.state == CaseState.APPEALED or case.final_on is not None


def _is_cleared(case: Case, window: CaseWindow) -> bool:
    """Tell whether a window that does not run any more was not used: it may begin anew."""
    used = case.executed_on if window is W.EXECUTION else case.closed_on
    return window in _CLEARED and used is None


def _cured(keys: Sequence[int]) -> dict[int, date]:
    """Return until when the office has to put things right at last, by the key of its case."""
    found = CorrectiveAction.objects.of_round().filter(case__in=keys).values_list("case_id")
    return dict(found.annotate(Max("due_on")).order_by())


def _correcting(keys: Sequence[int]) -> set[int]:
    """Return the cases in which something is not verified."""
    found = CorrectiveAction.objects.of_round().filter(case__in=keys, verified_on__isnull=True)
    return set(found.values_list("case_id", flat=True))


def standing_of(case: Case, *, corrects: bool) -> Standing:
    """Return where a case stands after its decision."""
    return Standing(
        state=case.state,
        outcome=case.outcome,
        sanction=case.sanction,
        is_executed=case.executed_on is not None,
        is_contested=case.is_contested,
        waits_to_serve=case.result_serve_due_on is not None and case.result_served_on is None,
        corrects=corrects,
    )


def _date(wanted: Sequence[tuple[Case, CaseWindow, date]], changes: dict[int, Changes]) -> None:
    """Compute the ends of windows, write them into the cases, and keep how."""
    if not wanted:
        return
    clocks = _Clocks(
        sorted({_KEYS[window] for _case, window, _start in wanted}),
        [case for case, _window, _start in wanted],
        [start for _case, _window, start in wanted],
    )
    kept: list[Kept] = []
    for case, window, start in wanted:
        due, body = clocks.due(_KEYS[window], case, start)
        setattr(case, COLUMNS[window], due.due_on)
        changes[case.pk][COLUMNS[window]] = (None, due.due_on)
        kept.append(Kept(f"case.{window}", case, due, case.county_id, body))
    keep_deadlines(kept=kept)


def date_verification(corrections: Sequence[CorrectiveAction], on: date) -> None:
    """Let the time to verify begin on a day; the caller saves `verify_due_on`. Three queries."""
    if not corrections:
        return
    clocks = _Clocks([DeadlineKey.VERIFICATION], [each.case for each in corrections], [on])
    kept = []
    for correction in corrections:
        due, body = clocks.due(DeadlineKey.VERIFICATION, correction.case, on)
        correction.verify_due_on = due.due_on
        kept.append(Kept("case.verification", correction, due, correction.case.county_id, body))
    keep_deadlines(kept=kept)


@transaction.atomic
def date_windows(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Give the windows of older records their days: from `as_of` on, so that nothing is late at once.

    An execution of the contract track has run since finality already, as a duty of its agency.
    Return the keys of the cases that were dated; run twice, it dates none. A case that fails stays
    as it is.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    cases = _locked(Case.objects.visible_to(actor).filter(to_be_dated()))
    dated = move_apart(cases, lambda found: _date_cases(found, as_of, actor, at))
    rows = CorrectiveAction.objects.visible_to(actor).filter(verifications_to_be_dated())
    rows = rows.select_related("case").select_for_update(of=("self",), skip_locked=True)
    corrections = list(rows.order_by("pk"))
    verified = move_apart(
        corrections,
        lambda found: _date_corrections(found, as_of, actor, at),
        name=lambda each: each.case.number,
    )
    of_cases = {each.case_id for each in corrections if each.pk in verified}
    return Moved(sorted({*dated, *of_cases}), [*dated.failed, *verified.failed])


def _date_cases(cases: Sequence[Case], as_of: date, actor: Principal, at: datetime | None) -> None:
    changes = begin_windows(_starts_of(cases, as_of))
    dated = [(case, changes[case.pk]) for case in cases if changes[case.pk]]
    record_many(actor=actor, verb="case.windows_dated", targets=dated, at=at)


def _date_corrections(
    corrections: Sequence[CorrectiveAction], as_of: date, actor: Principal, at: datetime | None
) -> None:
    date_verification(corrections, as_of)
    CorrectiveAction.objects.bulk_update(corrections, ["verify_due_on"])
    dated = [(each.case, {"verify_due_on": (None, each.verify_due_on)}) for each in corrections]
    record_many(actor=actor, verb="case.windows_dated", targets=dated, at=at)


def _locked(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.select_for_update(of=("self",), skip_locked=True).order_by("pk"))


def _starts_of(cases: Sequence[Case], as_of: date) -> dict[Case, date]:
    """Return from when the windows of older cases run."""
    keys = [case.pk for case in cases]
    decided = dict(
        Appeal.objects.counted().filter(case__in=keys, decided_on__isnull=False)
        .values_list("case_id", "decided_on")
    )  # fmt: skip
    starts = dict.fromkeys(cases, as_of)
    for case in cases:
        running = running_windows(standing_of(case, corrects=False))
        if case.track == Track.CONTRACT and W.EXECUTION in running and case.final_on:
            since = (case.final_on, decided.get(case.pk), case.execution_since)
            starts[case] = max(filter(None, since))
    return starts
