"""The deadlines of reports and cases, as the calendar's floor knows them (docs/adr/0001)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from violations.facts.absences import register_absences
from violations.facts.owed import owed_by_own, triaged_by_own
from violations.facts.paper_clocks import register_contests
from violations.facts.sessions import stood_back_by
from violations.facts.told import OUTSIDE
from violations.facts.windows import TO_VERIFY
from violations.models import (
    Case,
    CaseReport,
    CorrectiveAction,
    Notice,
    SessionSeat,
    ViolationReport,
)
from violations.models.hearing import on_paper
from violations.states import (
    COUNTED,
    OBJECTED,
    TO_DECIDE,
    CaseState,
    ReportState,
    SessionState,
    Track,
)
from workdays.models import CLOCKS, ClockKind
from workdays.rules import Unit

S = CaseState


def _of_the_office(principal: Principal) -> QuerySet[Case]:
    """Return the cases whose windows the principal keeps, without those they stood back from."""
    cases = Case.objects.visible_to(principal)
    cases = cases.exclude(stood_back_by(accounts_of(principal.user_id)))
    if principal.role is Role.AGENCY_MANAGER:
        return cases.filter(track=Track.CONTRACT)
    if principal.role is Role.SECRETARIAT:
        return cases.filter(track=Track.LICENCE)
    return cases.none()


def _with_a_part(principal: Principal) -> QuerySet[Case]:
    """Return the cases that the person of the principal reported or stood back from."""
    accounts = accounts_of(principal.user_id)
    reported = CaseReport.objects.filter(report__reporter_id__in=accounts)
    return Case.objects.filter(stood_back_by(accounts) | Q(pk__in=reported.values("case")))


def _decided_by_own(principal: Principal) -> QuerySet[Case]:
    """Return the cases that the principal's own side decides within the clock."""
    cases = Case.objects.visible_to(principal)
    if principal.is_agency:
        return cases.filter(track=Track.CONTRACT)
    if principal.role in (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER):
        return cases.filter(track=Track.LICENCE)
    return cases.none()


def _of_the_keeper(principal: Principal) -> QuerySet[Case]:
    """Return the cases whose keeper the principal may give time: he oversees, he keeps none."""
    cases = Case.objects.visible_to(principal)
    return cases if principal.role is Role.DEPUTY else cases.none()


# A clock that stops although the state stays, because its day has been reached by the act.
_STOPPED = {
    "decision_serve_due_on": {"appeal_due_on__isnull": True},
    "result_serve_due_on": {"result_served_on__isnull": True},
}


def _running(column: str, states: Sequence[str]) -> QuerySet[Case]:
    """Return the cases on which the clock of a column runs."""
    has_day = {f"{column}__isnull": False} | _STOPPED.get(column, {})
    return Case.objects.filter(state__in=states, **has_day)


IN_DAYS = frozenset({"defence", "decision", "appeal"})
OF_THE_OFFICE = frozenset({"defence", "appeal"})


def _case_clock(name: str, label: Any, column: str, seen: Any, movable: Any, *states: str) -> None:
    CLOCKS.add(
        ClockKind(
            name=f"case.{name}",
            label=label,
            model=Case,
            column=column,
            seen=seen,
            movable=movable,
            running=lambda: _running(column, states),
            order=20 if name == "decision" else 10,
            has_version=True,
            barred=_with_a_part,
            binds=_decided_by_own if name == "decision" else None,
            owed=None if name in OF_THE_OFFICE else owed_by_own,
            unit=Unit.DAY if name in IN_DAYS else Unit.WORKING_DAY,
        )
    )


def register_clocks() -> None:
    """Tell which columns of reports, cases and corrections are deadlines, and who moves them."""
    _register_triage()
    _register_windows()
    _register_handling()
    _register_verification()
    _register_paper_service()
    _register_signature()
    _register_correction()
    register_contests()
    register_absences()


def _register_triage() -> None:
    """Tell that the time to triage a report is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="report.triage",
            label=_("triage"),
            model=ViolationReport,
            column="triage_due_on",
            seen=ViolationReport.objects.visible_to,
            movable=lambda principal: ViolationReport.objects.visible_to(principal).filter(
                Q() if principal.role is Role.DEPUTY else Q(pk__in=[])
            ),
            running=lambda: ViolationReport.objects.filter(state=ReportState.SUBMITTED),
            has_version=True,
            owed=triaged_by_own,
            barred=lambda principal: ViolationReport.objects.filter(
                reporter_id__in=accounts_of(principal.user_id)
            ),
        )
    )


def _register_windows() -> None:
    """Tell which columns are the windows of a case until its decision is final."""
    read, keeper, office = Case.objects.read_by, _of_the_keeper, _of_the_office
    _case_clock(
        "service", _("service of the notice"), "serve_due_on", Case.objects.visible_to, keeper,
        S.OPENED,
    )  # fmt: skip
    _case_clock("defence", _("defence deadline"), "defence_due_on", read, office, S.NOTIFIED)
    _case_clock(
        "decision", _("decision deadline"), "decision_due_on", read, keeper, S.NOTIFIED, *TO_DECIDE
    )
    _case_clock(
        "decision_service", _("service of the decision"), "decision_serve_due_on", read, keeper,
        S.DECIDED,
    )  # fmt: skip
    _case_clock(
        "result_service", _("service of the objection's result"), "result_serve_due_on", read,
        keeper,
        *COUNTED,
    )  # fmt: skip
    _case_clock(
        "appeal", _("objection deadline"), "appeal_due_on", Case.objects.told_to, office, S.DECIDED
    )


def _register_correction() -> None:
    """Tell that the time of the office to put something right is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="case.correction",
            unit=Unit.DAY,
            label=_("deadline of the correction"),
            model=CorrectiveAction,
            column="due_on",
            seen=CorrectiveAction.objects.visible_to,
            movable=lambda principal: CorrectiveAction.objects.visible_to(principal).filter(
                case__in=_of_the_office(principal)
            ),
            running=lambda: (
                CorrectiveAction.objects.of_round()
                .filter(done_on__isnull=True, verified_on__isnull=True)
                .select_related("case")
            ),
            barred=lambda principal: CorrectiveAction.objects.filter(
                case__in=_with_a_part(principal)
            ),
        )
    )


def _register_signature() -> None:
    """Tell that the time to sign minutes after a noted refusal is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="session.signature",
            label=_("time to sign the minutes after all"),
            model=SessionSeat,
            column="refusal_due_on",
            seen=SessionSeat.objects.visible_to,
            movable=lambda principal: SessionSeat.objects.visible_to(principal).filter(
                session__case__in=_of_the_keeper(principal)
            ),
            barred=lambda principal: SessionSeat.objects.filter(
                session__case__in=_with_a_part(principal)
            ),
            running=lambda: SessionSeat.objects.filter(
                session__state=SessionState.HELD, refused_at__isnull=False, signed_at__isnull=True
            ).select_related("session__case"),
        )
    )


def _inside(principal: Principal) -> QuerySet[Case]:
    """Return the cases whose handling the principal follows; none for who stands outside."""
    cases = Case.objects.visible_to(principal)
    return cases.none() if principal.role in OUTSIDE else cases


def _verified_by_keeper(principal: Principal) -> QuerySet[CorrectiveAction]:
    return CorrectiveAction.objects.filter(case__in=_of_the_keeper(principal))


def _register_handling() -> None:
    """Tell which columns are the windows of those who handle a case after its decision."""
    kinds = (
        ("appeal_decision", _("decision on the objection"), Case.objects.told_to,
         lambda: Case.objects.filter(OBJECTED, appeal_decision_due_on__isnull=False)),
        ("execution", _("carrying out of the sanction"), _inside,
         lambda: Case.objects.filter(
             state=S.FINAL, executed_on=None, execution_due_on__isnull=False)),
        ("closing", _("closing of the case"), _inside,
         lambda: Case.objects.filter(state=S.FINAL, closing_due_on__isnull=False)),
    )  # fmt: skip
    for name, label, seen, running in kinds:
        CLOCKS.add(
            ClockKind(
                name=f"case.{name}",
                label=label,
                model=Case,
                column=f"{name}_due_on",
                seen=seen,
                movable=_of_the_keeper,
                running=running,
                order=10,
                has_version=True,
                barred=_with_a_part,
                owed=owed_by_own,
            )
        )


def _register_verification() -> None:
    """Tell that the time to verify a correction is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="case.verification",
            label=_("verification of the correction"),
            model=CorrectiveAction,
            column="verify_due_on",
            seen=lambda principal: CorrectiveAction.objects.visible_to(principal).filter(
                case__in=_inside(principal)
            ),
            movable=_verified_by_keeper,
            barred=lambda principal: CorrectiveAction.objects.filter(
                case__in=_with_a_part(principal)
            ),
            owed=lambda principal: CorrectiveAction.objects.filter(case__in=owed_by_own(principal)),
            running=lambda: (
                CorrectiveAction.objects.of_round()
                .filter(TO_VERIFY, verify_due_on__isnull=False)
                .select_related("case")
            ),
        )
    )


def _register_paper_service() -> None:
    """Tell that the time to serve an unopened notice on paper is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="case.paper_service",
            label=_("service on paper"),
            model=Notice,
            column="paper_due_on",
            seen=lambda principal: Notice.objects.visible_to(principal).filter(
                case__in=_inside(principal)
            ),
            movable=lambda principal: Notice.objects.filter(case__in=_of_the_keeper(principal)),
            barred=lambda principal: Notice.objects.filter(case__in=_with_a_part(principal)),
            owed=lambda principal: Notice.objects.filter(case__in=owed_by_own(principal)),
            running=lambda: Notice.objects.filter(on_paper()).select_related("case"),
        )
    )
