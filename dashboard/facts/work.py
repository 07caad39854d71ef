"""The worklist: what waits for one principal, by legal deadline."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.models import Contract
from contracts.states import ContractState
from oversight.models import TerminationReview
from oversight.states import ReviewState
from violations.models import Case, ViolationReport
from violations.states import CaseState, ReportState, Track
from workdays.facts import Ribbon, calendars_for, ribbon

MOST = 100


@dataclass(frozen=True)
class Task:
    """One thing to do: what, about which office, from when until when, and the way there."""

    icon: str
    title: str
    note: str
    number: str
    office: str
    code: str
    county: UUID
    from_on: date
    due_on: date | None
    act: str
    url: str
    ribbon: Ribbon | None = field(default=None)

    @property
    def is_late(self) -> bool:
        """Tell whether the deadline has passed; known once the ribbon is drawn."""
        return bool(self.ribbon and self.ribbon.late)

    @property
    def is_near(self) -> bool:
        """Tell whether at most two days are left."""
        return bool(self.ribbon and not self.ribbon.late and self.ribbon.left <= 2)


OFFICE = ("office__name", "office__code", "county__public_id")


def work_of(principal: Principal, on: date) -> list[Task]:
    """Return at most 100 tasks of the principal, the earliest deadline first, with ribbons."""
    tasks = [
        *_triage(principal),
        *_returned(principal),
        *_service(principal),
        *_decisions(principal),
        *_answers(principal),
        *_reviews(principal),
        *_contracts(principal, on),
    ]
    tasks.sort(key=lambda task: (task.due_on or date.max, task.number))
    return drawn(tasks[:MOST], on)


def drawn(tasks: list[Task], on: date) -> list[Task]:
    """Return the tasks with their ribbons; the calendars of all counties in two queries."""
    if not tasks:
        return []
    start = min(task.from_on for task in tasks)
    end = max([on, *(task.due_on for task in tasks if task.due_on)]) + timedelta(days=30)
    calendars = calendars_for({task.county for task in tasks}, start, end)
    return [
        replace(
            task,
            ribbon=ribbon(task.from_on, task.due_on, on, calendars[task.county])
            if task.due_on
            else None,
        )
        for task in tasks
    ]


def _task(row: dict[str, Any], **values: Any) -> Task:
    return Task(
        number=str(row["number"]),
        office=str(row["office__name"]),
        code=str(row["office__code"]),
        county=row["county__public_id"],
        **values,
    )


def _file(row: dict[str, Any]) -> str:
    return reverse("violations:file", args=[row["number"]])


def _rows(queryset: QuerySet[Any], *columns: str, order: str) -> Iterator[dict[str, Any]]:
    return iter(queryset.order_by(order, "pk").values("number", *OFFICE, *columns)[:MOST])


def _triage(principal: Principal) -> Iterator[Task]:
    tracks: list[str] = []
    if may(principal, Permission.REPORT_TRIAGE_CONTRACT):
        tracks = [Track.CONTRACT, "both"]
    if may(principal, Permission.REPORT_TRIAGE_LICENCE):
        tracks = [Track.LICENCE, "both"]
    reports = (
        ViolationReport.objects.visible_to(principal)
        .filter(state=ReportState.SUBMITTED, type__track__in=tracks)
        .exclude(reporter_id=principal.user_id)
    )
    for row in _rows(
        reports, "submitted_on", "triage_due_on", "type__title", order="triage_due_on"
    ):
        yield _task(
            row, icon="report", title=_("Decide on the report"), note=row["type__title"],
            from_on=row["submitted_on"], due_on=row["triage_due_on"], act=_("Examine"),
            url=_file(row),
        )  # fmt: skip


def _returned(principal: Principal) -> Iterator[Task]:
    reports = ViolationReport.objects.visible_to(principal).filter(
        state=ReportState.RETURNED, reporter_id=principal.user_id
    )
    for row in _rows(reports, "triaged_on", "triage_reason", order="triaged_on"):
        yield _task(
            row, icon="report", title=_("Complete the returned report"), note=row["triage_reason"],
            from_on=row["triaged_on"], due_on=None, act=_("Complete"), url=_file(row),
        )  # fmt: skip


def _service(principal: Principal) -> Iterator[Task]:
    if not may(principal, Permission.CASE_SERVE):
        return
    cases = Case.objects.visible_to(principal).filter(state=CaseState.OPENED, is_issued=False)
    if principal.is_province:
        cases = cases.filter(track=Track.LICENCE)
    for row in _rows(cases, "opened_on", "serve_due_on", "type__title", order="serve_due_on"):
        yield _task(
            row, icon="message", title=_("Serve the notice"), note=row["type__title"],
            from_on=row["opened_on"], due_on=row["serve_due_on"], act=_("Serve"), url=_file(row),
        )  # fmt: skip


def _decisions(principal: Principal) -> Iterator[Task]:
    waiting = Q(pk__in=[])
    heard = [CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED]
    if may(principal, Permission.CASE_DECIDE_CONTRACT):
        waiting |= Q(state__in=heard, track=Track.CONTRACT)
    if may(principal, Permission.CASE_DECIDE_LICENCE):
        waiting |= Q(state__in=heard, track=Track.LICENCE)
    cases = Case.objects.visible_to(principal).filter(waiting)
    for row in _rows(
        cases, "defence_due_on", "decision_due_on", "type__title", order="decision_due_on"
    ):
        yield _task(
            row, icon="case", title=_("Decide the case"), note=row["type__title"],
            from_on=row["defence_due_on"], due_on=row["decision_due_on"], act=_("Decide"),
            url=_file(row),
        )  # fmt: skip
    if may(principal, Permission.CASE_DECIDE_APPEAL):
        track = Track.LICENCE if principal.is_province else Track.CONTRACT
        appeals = Case.objects.visible_to(principal).filter(state=CaseState.APPEALED, track=track)
        for row in _rows(appeals, "appeal__filed_on", "type__title", order="appeal__filed_on"):
            yield _task(
                row, icon="case", title=_("Decide the appeal"), note=row["type__title"],
                from_on=row["appeal__filed_on"], due_on=None, act=_("Decide"), url=_file(row),
            )  # fmt: skip


def _answers(principal: Principal) -> Iterator[Task]:
    """What an operator has to answer in cases."""
    if not may(principal, Permission.CASE_DEFEND):
        return
    cases = Case.objects.visible_to(principal)
    for row in _rows(
        cases.filter(state=CaseState.OPENED), "opened_on", "serve_due_on", "type__title",
        order="serve_due_on",
    ):  # fmt: skip
        yield _task(
            row, icon="message", title=_("Receive the notice"), note=row["type__title"],
            from_on=row["opened_on"], due_on=None, act=_("See the notice"), url=_file(row),
        )  # fmt: skip
    for row in _rows(
        cases.filter(state=CaseState.NOTIFIED), "served_on", "defence_due_on", "type__title",
        order="defence_due_on",
    ):  # fmt: skip
        yield _task(
            row, icon="evidence", title=_("Answer the report"), note=row["type__title"],
            from_on=row["served_on"], due_on=row["defence_due_on"], act=_("Write the defence"),
            url=_file(row),
        )  # fmt: skip
    for row in _rows(
        cases.filter(state=CaseState.DECIDED), "decided_on", "appeal_due_on", "type__title",
        order="decided_on",
    ):  # fmt: skip
        yield _task(
            row, icon="review", title=_("See the decision"), note=row["type__title"],
            from_on=row["decided_on"], due_on=row["appeal_due_on"], act=_("See the decision"),
            url=_file(row),
        )  # fmt: skip


def _reviews(principal: Principal) -> Iterator[Task]:
    reviews = TerminationReview.objects.visible_to(principal)
    if may(principal, Permission.REVIEW_HEAR):
        reviews, title, act = (
            reviews.filter(state__in=[ReviewState.OPEN, ReviewState.ESCALATED], heard_on=None),
            _("Answer the termination review"),
            _("Answer"),
        )
    elif may(principal, Permission.REVIEW_DECIDE):
        reviews, title, act = reviews.open(), _("Decide the termination review"), _("Examine")
    elif principal.role is Role.DEPUTY:
        reviews = reviews.filter(state=ReviewState.ESCALATED)
        title, act = _("The agency has not decided the review"), _("Follow up")
    else:
        return
    columns = ("opened_on", "hearing_due_on", "decision_due_on", "agency__short_name")
    for row in _rows(reviews, *columns, order="decision_due_on"):
        due = row["hearing_due_on"] if principal.role is Role.OPERATOR else row["decision_due_on"]
        yield _task(
            row, icon="review", title=title, note=row["agency__short_name"],
            from_on=row["opened_on"], due_on=due, act=act,
            url=reverse("oversight:review", args=[row["number"]]),
        )  # fmt: skip


def _contracts(principal: Principal, on: date) -> Iterator[Task]:
    contracts = Contract.objects.visible_to(principal)
    columns = ("starts_on", "agency__short_name", "notice_ends_on", "notice_issued_on")
    found: list[tuple[QuerySet[Any], str, str, str]] = []
    if may(principal, Permission.CONTRACT_SIGN):
        pending = contracts.filter(state=ContractState.PENDING_SIGNATURE)
        found.append((pending, _("Sign the contract"), _("Sign"), "starts_on"))
    if may(principal, Permission.CONTRACT_TERMINATE):
        elapsed = contracts.filter(state=ContractState.TERMINATION_NOTICE, notice_ends_on__lt=on)
        found.append((elapsed, _("The termination notice has ended"), _("Finish"), "starts_on"))
    if principal.role is Role.OPERATOR:
        served = contracts.filter(state=ContractState.TERMINATION_NOTICE, notice_served_on=None)
        found.append(
            (served, _("Receive the termination notice"), _("See the notice"), "starts_on")
        )
    for queryset, title, act, start in found:
        for row in _rows(queryset, *columns, order="starts_on"):
            yield _task(
                row, icon="contract", title=title, note=row["agency__short_name"],
                from_on=row["notice_issued_on"] or row[start], due_on=None, act=act,
                url=reverse("contracts:contract", args=[row["number"]]),
            )  # fmt: skip
