"""A case walked through the real actions, one step after the other, on days that are passed in."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from contracts.models import Contract
from core.clock import day_in_tehran, now, today
from tests.factories import TODAY, make_principal, make_type
from violations import actions
from violations.facts import earliest_session, proposed_sanction
from violations.models import Case, Evidence, ViolationReport, ViolationType
from violations.states import Track

REASONS = "با بررسی رسیدها و دفاعیه، دریافت وجه مازاد بر تعرفه از سه مشترک محرز است."
MINUTES = "دفتر سخن خود را گفت و رسیدها دیده شد؛ اعضا موضوع را بررسی کردند."
STORY = "از مشترک سی هزار تومان بیش از تعرفهٔ مصوب گرفته شده است."
# Far enough back that every window of a story that begins then is over today.
LONG_AGO = TODAY - timedelta(days=120)


OVERRIDE = "شدت رخداد و شمار مشترکان زیان‌دیده بسیار است."


def of_matrix(case: Case, occurrence: int = 1) -> dict[str, Any]:
    """Return the columns of a proven decision that the matrix and the case give."""
    proposal = proposed_sanction(case.type_id, occurrence)
    return {
        "occurrence": occurrence,
        "points": case.points,
        "proposed_sanction": proposal.sanction if proposal else "",
        "proposed_days": proposal.days if proposal else None,
        "override_reason": OVERRIDE,
    }


def noon(day: date) -> datetime:
    """Return the noon of a Tehran day; the present moment where that is still to come."""
    return no_later(datetime.combine(day, time(8, 30), tzinfo=UTC))


def no_later(at: datetime) -> datetime:
    """Return a moment, or the present one before it: the database refuses moments to come."""
    is_ahead = at > now() and day_in_tehran(at) == today()
    return now() if is_ahead and not time_machine.escape_hatch.is_travelling() else at


def moment(day: date) -> dict[str, Any]:
    """Return the day and moment as actions take them."""
    return {"on": day, "at": noon(day)}


def scan_of(actor: Principal, kind: str, at: datetime, sha256: str = "") -> list[UUID]:
    """
    Return the public id of a sealed picture that the actor has just brought in, in a list.

    Of a role that adds no evidence it is the id of nothing.
    """
    if not actor.has(Permission.EVIDENCE_ADD):
        return [uuid4()]
    evidence = Evidence.objects.create(
        kind=kind, name="scan.png", original="x.png", copy="x.png", media_type="image/png", size=1,
        sha256=sha256 or uuid4().hex * 2, uploaded_at=at, uploaded_by=actor.user_id,
        uploaded_by_name=actor.name,
    )  # fmt: skip
    return [evidence.public_id]


def filed_scan(case: Case) -> Evidence:
    """Return a sealed picture that lies in a case."""
    return Evidence.objects.create(
        case=case, kind="judgment", name="scan.png", original="x.png", copy="x.png",
        media_type="image/png", size=1, sha256=uuid4().hex * 2, uploaded_at=noon(TODAY),
        attached_at=noon(TODAY), uploaded_by=0, uploaded_by_name="x",
    )  # fmt: skip


def file_report(
    contract: Contract, actor: Principal, kind: ViolationType | None = None, **values: Any
) -> ViolationReport:
    """File a report of the contract's office, five days after the event."""
    on = values.pop("on", TODAY)
    defaults = {
        "office_id": contract.office_id,
        "agency_id": contract.agency_id,
        "type_id": (kind or make_type()).pk,
        "occurred_on": on - timedelta(days=5),
        "discovered_on": on - timedelta(days=3),
        "narrative": STORY,
        "actor": actor,
    }
    return actions.submit_report(**(defaults | moment(on) | values))


def confirm_waiting(case: Case, now: dict[str, Any]) -> None:
    """Let a second person of the side that keeps a case, or the deputy, confirm what waits."""
    waiting = PendingAct.objects.waiting().filter(target_id=case.public_id)
    is_licence = case.track == Track.LICENCE
    who = (
        make_principal(Role.COMMITTEE_CHAIR)
        if is_licence
        else make_principal(Role.AGENCY_MANAGER, case.agency)
    )
    for pending in waiting:
        is_above = pending.permission == Permission.CASE_REOPEN
        second = make_principal(Role.DEPUTY) if is_above else who
        confirm_act(pending_id=pending.pk, actor=second, **now)


class Walk:
    """One case and the people who move it; `day` is today in the story."""

    def __init__(self, report: ViolationReport, triager: Principal, operator: Principal) -> None:
        self.report = report
        self.triager = triager
        self.operator = operator
        self.day = report.submitted_on
        self.cases: list[Case] = []

    @property
    def case(self) -> Case:
        """Return the case as it stands."""
        return Case.objects.get(pk=self.cases[0].pk)

    @property
    def now(self) -> dict[str, Any]:
        """Return the day and moment as actions take them."""
        return moment(self.day)

    def open(self) -> "Walk":
        """Accept the report."""
        self.cases = actions.accept_report(report_id=self.report.pk, actor=self.triager, **self.now)
        return self

    def use(self, case: Case) -> "Walk":
        """Go on with another case of the report."""
        self.cases = [case]
        return self

    def notify(self, kind: str = "charge", issuer: Principal | None = None) -> "Walk":
        """Issue a notice in the portal and acknowledge it."""
        actions.issue_notice(
            case_id=self.case.pk, kind=kind, channel="portal", actor=issuer or self.triager,
            **self.now,
        )  # fmt: skip
        actions.acknowledge_notice(case_id=self.case.pk, kind=kind, actor=self.operator, **self.now)
        return self

    def defend(self) -> "Walk":
        """Answer as the office, and end the window that runs, so that the case can be decided."""
        self.answer()
        due = self.case.defence_due_on
        if self.case.state == "notified" and due is not None and self.day <= due:
            self.waive("defence")
        return self

    def answer(self) -> "Walk":
        """Answer as the office; the window stays open."""
        actions.submit_defence(
            case_id=self.case.pk, stance="denies", text="این مبلغ هزینهٔ پست بوده است.",
            evidence_ids=(), actor=self.operator, **self.now,
        )  # fmt: skip
        return self

    def wait(self, days: int) -> "Walk":
        """Let days pass and the clock come by."""
        self.day += timedelta(days=days)
        clock = User.objects.system()
        actions.lapse_defences(as_of=self.day, actor=clock)
        actions.finalize_due(as_of=self.day, actor=clock)
        return self

    def sit(self, chair: Principal, *judges: Principal) -> "Walk":
        """
        Hear the case in a session of the committee on the first day that a summons allows.

        The judges sign the minutes: those named, or the chair and two new members.
        """
        members = judges or [make_principal(Role.COMMITTEE_MEMBER) for _number in range(2)]
        starts_at = noon(earliest_session(self.case, self.day).due_on)
        session = actions.summon_to_hearing(
            case_id=self.case.pk, starts_at=starts_at, place="سالن جلسات",
            judges=[judge.user_id for judge in (chair, *members)], actor=self.triager, **self.now,
        )  # fmt: skip
        actions.acknowledge_notice(
            case_id=self.case.pk, kind="summons", actor=self.operator, **self.now
        )
        self.day = day_in_tehran(starts_at)
        seats = [{"seat": key} for key in session.seats.values_list("public_id", flat=True)]
        held = actions.record_hearing(
            session_id=session.pk, minutes=MINUTES, attendance=seats, actor=self.triager,
            **self.now,
        )  # fmt: skip
        for judge in (self.operator, *(chair, *members)[: held.quorum]):
            actions.sign_minutes(session_id=session.pk, actor=judge, **self.now)
        return self

    def decide(self, actor: Principal, **values: Any) -> "Walk":
        """Decide; by default proven with a written warning."""
        defaults = {"outcome": "proven", "reasons": REASONS, "sanction": "written_warning"}
        actions.decide_case(case_id=self.case.pk, actor=actor, **(self.now | defaults | values))
        return self

    def waive(self, window: str) -> "Walk":
        """End a window early, as the office."""
        actions.waive_window(case_id=self.case.pk, window=window, actor=self.operator, **self.now)
        return self

    def appeal(self) -> "Walk":
        """Object, as the office."""
        actions.file_appeal(
            case_id=self.case.pk, text="رسید هزینهٔ پست پیوست است و رأی درست نیست.",
            actor=self.operator, **self.now,
        )  # fmt: skip
        return self
