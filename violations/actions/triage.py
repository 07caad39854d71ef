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

from accounts.persons import is_same_person
from accounts.principal import Principal, may
from accounts.roles import Permission
from audit.actions import record
from audit.numbers import next_number
from core.errors import Invalid, NotPermitted
from offices.models import Licence
from violations.actions.steps import Problems, change
from violations.facts import Terms, body_of
from violations.models import Case, CaseReport, ViolationReport
from violations.states import REPORT_FLOW, ReportState, Track
from workdays.actions import keep_deadlines

LEAST_REASON = 10
# A report may join one of these.
LIVE = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)


def _locked(report_id: int, actor: Principal, target: ReportState) -> ViolationReport:
    """Return the report, locked, if the actor may move it to the target state."""
    allowed = {
        Track.CONTRACT.value: may(actor, Permission.REPORT_TRIAGE_CONTRACT),
        Track.LICENCE.value: may(actor, Permission.REPORT_TRIAGE_LICENCE),
    }
    if not any(allowed.values()):
        raise NotPermitted
    report = ViolationReport.objects.visible_to(actor).lock(report_id)
    track = report.type.track
    if track == "both" and report.contract_id is None:
        track = Track.LICENCE.value
    if not (any(allowed.values()) if track == "both" else allowed[track]):
        raise NotPermitted(_("This report is weighed by the other side: each track by its own."))
    if is_same_person(report.reporter_id, actor.user_id):
        raise NotPermitted(_("You filed this report, so somebody else weighs it."))
    REPORT_FLOW.check(ReportState(report.state), target)
    return report


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
    report = _locked(report_id, actor, ReportState.RETURNED)
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
    report = _locked(report_id, actor, ReportState.REJECTED)
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
    report = _locked(report_id, actor, ReportState.REFERRED)
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
        Invalid: by field original: not visible, another office, another agency, not a live report.
    """
    report = _locked(report_id, actor, ReportState.DUPLICATE)
    original = ViolationReport.objects.visible_to(actor).filter(pk=original_id).first()
    if original is None or not _is_like(report, original):
        raise Invalid(fields={"original": [_("Name a live report of the same office and agency.")]})
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
    cases = CaseReport.objects.filter(report=original).values_list("case_id", flat=True)
    _join(cases, ViolationReport.objects.filter(Q(pk=report.pk) | _followers(original, report)))
    return moved


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
        IllegalMove: the report is not waiting for triage.
        Invalid: by field office: nobody held its licence.
    """
    report = _locked(report_id, actor, ReportState.ACCEPTED)
    tracks = _tracks(report)
    kind = report.agency.kind if report.agency else None
    terms = {track: Terms(report.county.public_id, on, body_of(track, kind)) for track in tracks}
    due = {track: terms[track].due("serve_notice", on) for track in tracks}
    holder_id = _holder_on(report)
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


def _tracks(report: ViolationReport) -> list[Track]:
    if report.type.track != "both":
        return [Track(report.type.track)]
    return [Track.CONTRACT, Track.LICENCE] if report.contract_id else [Track.LICENCE]


def _holder_on(report: ViolationReport) -> int:
    """Return who held the licence on the day of the event; a later transfer changes nothing."""
    held = (
        Licence.objects.filter(office_id=report.office_id, issued_on__lte=report.occurred_on)
        .order_by("-issued_on", "-pk")
        .values_list("holder_id", flat=True)
        .first()
    )
    holder_id = held or report.office.holder_id
    if holder_id is None:
        raise Invalid(fields={"office": [_("Nobody holds the licence of this office.")]})
    return int(holder_id)


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
