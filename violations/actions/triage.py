"""
What is done with a submitted report.

A type of the contract track is weighed by the manager of the report's agency, one of the licence
track by the secretariat; for a type of both tracks either may, and acceptance opens both cases.
The person who reported never triages.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.numbers import next_number
from core.acts import begin
from core.errors import Invalid, NotPermitted
from violations.actions.steps import Problems, change
from violations.acts.reports import (
    ACCEPT,
    DUPLICATE,
    REFER,
    REJECT,
    RETURN,
    holder_on,
    tracks_of,
)
from violations.facts import Terms, body_of
from violations.facts.recusals import why_recused
from violations.models import Case, CaseReport, ViolationReport
from violations.states import ReportState, Track
from workdays.actions import keep_deadlines

LEAST_REASON = 10
# A report may join one of these.
LIVE = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)


def _move(
    report: ViolationReport,
    target: ReportState,
    verb: str,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    **values: Any,
) -> ViolationReport:
    """Write the outcome of the triage and leave its event."""
    changes = change(
        report,
        {
            "state": target,
            "triaged_on": on,
            "triaged_by": actor.user_id,
            "triage_reason": reason,
            **values,
        },
    )
    record(actor=actor, verb=verb, target=report, changes=changes, note=reason, at=at)
    return report


def _reason(reason: str) -> str:
    problems = Problems()
    safe = problems.text("reason", reason, least=LEAST_REASON)
    problems.raise_if_any()
    return safe


@transaction.atomic
def return_report(
    *, report_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Send a report back to its reporter for completion.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is the reporter.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is not waiting for triage.
        Invalid: by field reason.
    """
    report: ViolationReport = begin(RETURN, report_id, actor, on)
    return _move(report, ReportState.RETURNED, "report.returned", _reason(reason), actor, on, at)


@transaction.atomic
def reject_report(
    *, report_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Refuse a report, with a reason.

    Raises:
        As `return_report`.
    """
    report: ViolationReport = begin(REJECT, report_id, actor, on)
    return _move(report, ReportState.REJECTED, "report.rejected", _reason(reason), actor, on, at)


@transaction.atomic
def refer_report(
    *, report_id: int, referred_to: str, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Refer a report to another authority: judiciary, police, regulator.

    Raises:
        As `return_report`.
        Invalid: by field referred_to, reason.
    """
    report: ViolationReport = begin(REFER, report_id, actor, on)
    problems = Problems()
    authority = problems.text("referred_to", referred_to, least=3, most=160)
    why = problems.text("reason", reason, least=LEAST_REASON)
    problems.raise_if_any()
    return _move(
        report, ReportState.REFERRED, "report.referred", why, actor, on, at, referred_to=authority
    )


@transaction.atomic
def mark_duplicate(
    *, report_id: int, original_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Mark a report as a duplicate of another of the same office; it and its evidence join the case.

    Raises:
        As `return_report`.
        NotPermitted: the actor stood back from the case that it joins.
        Invalid: by field original: not visible, another office, another agency, not a live report.
    """
    report: ViolationReport = begin(DUPLICATE, report_id, actor, on)
    original = ViolationReport.objects.visible_to(actor).filter(pk=original_id).first()
    if original is None or not _is_like(report, original):
        raise Invalid(fields={"original": [_("Name a live report of the same office and agency.")]})
    cases = _joined(original, actor)
    ViolationReport.objects.filter(duplicate_of=report).update(duplicate_of=original)
    moved = _move(
        report,
        ReportState.DUPLICATE,
        "report.marked_duplicate",
        _reason(reason),
        actor,
        on,
        at,
        duplicate_of=original,
    )
    _join(cases, ViolationReport.objects.filter(Q(pk=report.pk) | _followers(original, report)))
    return moved


def _joined(original: ViolationReport, actor: Principal) -> list[int]:
    """
    Return the cases of a report, locked, which another report joins.

    Raises:
        NotPermitted: the actor stood back from one of them, or from its contracts.
    """
    keys = CaseReport.objects.filter(report=original).values_list("case_id", flat=True)
    cases = list(keys.order_by("case_id"))
    for case in Case.objects.filter(pk__in=cases).select_for_update(of=("self",)).order_by("pk"):
        if why := why_recused(case, actor.user_id):
            raise NotPermitted(why)
    return cases


def _is_like(report: ViolationReport, original: ViolationReport) -> bool:
    """Tell whether a report may join another; an agency's evidence never reaches another one."""
    is_same_agency = original.agency_id == report.agency_id or report.agency_id is None
    return (
        original.pk != report.pk
        and original.office_id == report.office_id
        and original.state in LIVE
        and is_same_agency
    )


def _followers(original: ViolationReport, moved: ViolationReport) -> Q:
    return Q(duplicate_of=original) & ~Q(pk=moved.pk)


def _join(case_ids: Iterable[int], reports: Iterable[ViolationReport]) -> None:
    known = list(reports)
    CaseReport.objects.bulk_create(
        [CaseReport(case_id=case, report=report) for case in case_ids for report in known],
        ignore_conflicts=True,
    )


@transaction.atomic
def accept_report(*, report_id: int, actor: Principal, on: date, at: datetime) -> list[Case]:
    """
    Open the report's case; two linked ones for a type of both tracks, the contract's first.

    The first case takes the report's number, its twin the next. Duplicates join them.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is the reporter.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is not waiting for triage, or nobody held the office's licence.
    """
    report: ViolationReport = begin(ACCEPT, report_id, actor, on)
    tracks, holder_id = tracks_of(report), holder_on(report)
    assert holder_id is not None  # noqa: S101 - ACCEPT is blocked where nobody held the licence
    kind = report.agency.kind if report.agency else None
    terms = {track: Terms(report.county.public_id, on, body_of(track, kind)) for track in tracks}
    due = {track: terms[track].due("serve_notice", on) for track in tracks}
    changes = change(
        report,
        {
            "state": ReportState.ACCEPTED,
            "triaged_on": on,
            "triaged_by": actor.user_id,
            "triage_reason": "",
        },
    )
    cases: list[Case] = []
    for track in tracks:
        number = report.number if not cases else next_number("violation", on)
        cases.append(_open(report, track, number, holder_id, on, due[track].due_on))
    keep_deadlines(
        kept=[
            terms[track].kept("case.service", case, due[track])
            for track, case in zip(tracks, cases, strict=True)
        ]
    )
    if len(cases) > 1:
        cases[0].linked, cases[1].linked = cases[1], cases[0]
        Case.objects.bulk_update(cases, ["linked"])
    for case in cases:
        CaseReport.objects.create(case=case, report=report, is_primary=True)
    _join([case.pk for case in cases], report.duplicates.all())
    record(
        actor=actor,
        verb="report.accepted",
        target=report,
        changes=changes | {"cases": (None, [case.number for case in cases])},
        at=at,
    )
    return cases


def _open(
    report: ViolationReport, track: Track, number: str, holder_id: int, on: date, due_on: date
) -> Case:
    is_contract = track is Track.CONTRACT
    return Case.objects.create(
        number=number,
        track=track,
        agency=report.agency if is_contract else None,
        contract=report.contract if is_contract else None,
        office=report.office,
        county=report.county,
        holder_id=holder_id,
        type=report.type,
        severity=report.type.severity,
        points=report.type.points,
        occurred_on=report.occurred_on,
        opened_on=on,
        serve_due_on=due_on,
    )
