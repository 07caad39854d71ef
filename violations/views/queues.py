"""The queues of each role: what waits for whom, how much of it, and what lies beside a record."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from lists.waiting import waiting
from violations.facts import awaiting
from violations.models import Case, ViolationReport
from violations.states import OBJECTED, TO_DECIDE, CaseState, ReportState, Track

# First what waits for the office: an unread notice, a defence, a decision that may be appealed.
WAITS_FOR_OFFICE = models.Case(
    When(Q(state__in=[CaseState.OPENED, CaseState.NOTIFIED]), then=0),
    When(Q(state=CaseState.DECIDED, appeal_due_on__isnull=False, outcome="proven"), then=1),
    default=2,
    output_field=models.IntegerField(),
)


@dataclass(frozen=True)
class Queue:
    """
    A tab of the list: which records, in which order, by which clock.

    `due` is the column of the running clock (empty: none); `order` is a keyset order over
    columns that are never null in this queue.
    """

    name: str
    label: str | Promise
    kind: str
    where: Q = field(default_factory=Q)
    due: str = ""
    empty: str | Promise = ""

    @property
    def is_report(self) -> bool:
        """Tell whether the queue holds reports; otherwise cases."""
        return self.kind == "report"

    @property
    def newest(self) -> tuple[str, str]:
        """Return the order by age, newest first."""
        return ("-submitted_on", "-id") if self.is_report else ("-opened_on", "-id")

    @property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """Return the orders offered, the default first."""
        newest = self.newest
        if self.name == "own":
            return {"newest": ("waits", *newest)}
        oldest = tuple(name.lstrip("-") for name in newest)
        plain = {"newest": newest, "oldest": oldest}
        if not self.due:
            return plain
        return {"due": (self.due, "id"), **plain, "-due": (f"-{self.due}", "-id")}

    def rows(self, principal: Principal, on: date) -> QuerySet[Any]:
        """Return what the principal sees of the queue on a day."""
        if self.name in MINE_TO_DO:
            model: Any = ViolationReport if self.is_report else Case
            found: QuerySet[Any] = waiting(model.objects.visible_to(principal), principal, on)
            return found
        if self.is_report:
            reports = ViolationReport.objects.visible_to(principal).filter(self.where)
            mine = {"reporter_id": principal.user_id} if self.name == "mine" else {}
            return reports.filter(**mine)
        cases = Case.objects.visible_to(principal).filter(self.where)
        if self.name == "judgment":
            return awaiting.judgments(principal, cases, on)
        return cases.annotate(waits=WAITS_FOR_OFFICE) if self.name == "own" else cases


# A decision that was not served is in nobody's objection window.
UNSERVED_DECISION = Q(state=CaseState.DECIDED, appeal_due_on__isnull=True)
IN_WINDOW = Q(state=CaseState.DECIDED, appeal_due_on__isnull=False)

TRIAGE = Queue(
    "triage", _("Awaiting triage"), "report", Q(state=ReportState.SUBMITTED),
    due="triage_due_on", empty=_("No report waits to be triaged"),
)  # fmt: skip
RETURNED = Queue(
    "returned", _("Returned"), "report", Q(state=ReportState.RETURNED),
    due="triage_due_on", empty=_("No report was returned"),
)  # fmt: skip
SERVE = Queue(
    "serve", _("Awaiting service"), "case", Q(state=CaseState.OPENED),
    due="serve_due_on", empty=_("No case waits for its notice"),
)  # fmt: skip
DEFENCE = Queue(
    "defence", _("In defence"), "case", Q(state=CaseState.NOTIFIED),
    due="defence_due_on", empty=_("No office is in its defence window"),
)  # fmt: skip
DECIDE = Queue(
    "decide", _("Awaiting decision"), "case", Q(state__in=TO_DECIDE),
    due="decision_due_on", empty=_("The decision queue is empty"),
)  # fmt: skip
UNSERVED = Queue(
    "unserved", _("Decided, not served yet"), "case", UNSERVED_DECISION,
    empty=_("Every decision was served"),
)  # fmt: skip
APPEAL = Queue(
    "appeal", _("Under objection"), "case",
    IN_WINDOW | Q(state=CaseState.APPEALED) | OBJECTED,
    empty=_("No decision is in its objection window"),
)  # fmt: skip
OBJECTIONS = Queue(
    "objections", _("Objections to decide"), "case", OBJECTED,
    empty=_("No objection waits to be decided"),
)  # fmt: skip
FINAL = Queue(
    "final", _("Final"), "case", Q(state=CaseState.FINAL),
    empty=_("No final case waits to be closed"),
)  # fmt: skip
JUDGMENT = Queue(
    "judgment", _("Judgments to record"), "case",
    empty=_("No judgment is yours to record"),
)  # fmt: skip
MINE = Queue("mine", _("My reports"), "report", empty=_("You have filed no report"))
REPORTS = Queue("reports", _("All reports"), "report", empty=_("There is no report"))
WAITING_CASES = Queue(
    "waiting", _("Cases that wait for you"), "case", empty=_("No case waits for you")
)  # fmt: skip
WAITING_REPORTS = Queue(
    "waiting-reports", _("Reports that wait for you"), "report",
    empty=_("No report waits for you"),
)  # fmt: skip
MINE_TO_DO = frozenset({WAITING_CASES.name, WAITING_REPORTS.name})
OWN = Queue("own", _("Cases of the office"), "case", empty=_("No case against your office"))
CASES = Queue("cases", _("All cases"), "case", empty=_("There is no case"))


def _licence(queue: Queue) -> Queue:
    """Return the queue's part that the committee and the secretariat handle."""
    track = Q(type__track__in=["licence", "both"]) if queue.is_report else Q(track=Track.LICENCE)
    return replace(queue, where=queue.where & track)


STAGES = (SERVE, DEFENCE, DECIDE, UNSERVED, APPEAL, FINAL)
WATCHED = (CASES, TRIAGE, *STAGES, REPORTS)
COMMITTEE = (
    _licence(DECIDE), _licence(UNSERVED), _licence(APPEAL), _licence(FINAL), CASES, REPORTS
)  # fmt: skip
QUEUES: dict[Role, tuple[Queue, ...]] = {
    Role.AGENCY_MANAGER: (
        DECIDE, TRIAGE, SERVE, DEFENCE, UNSERVED, APPEAL, FINAL, RETURNED, MINE, CASES, REPORTS
    ),
    Role.AGENCY_CLERK: (
        SERVE, RETURNED, TRIAGE, DEFENCE, DECIDE, UNSERVED, APPEAL, FINAL, MINE, CASES, REPORTS
    ),
    Role.AGENCY_APPEAL: (OBJECTIONS, APPEAL, DECIDE, UNSERVED, FINAL, CASES),
    Role.SECRETARIAT: (
        _licence(TRIAGE), *(_licence(queue) for queue in STAGES), JUDGMENT, RETURNED, MINE, CASES,
        REPORTS,
    ),
    Role.COMMITTEE_CHAIR: COMMITTEE,
    Role.COMMITTEE_MEMBER: COMMITTEE,
    Role.EXPERT: (*WATCHED, MINE),
    Role.DEPUTY: WATCHED,
    Role.AUDITOR: WATCHED,
    Role.COUNTY_REP: (CASES, RETURNED, MINE),
    Role.ASSOCIATION: (CASES, RETURNED, MINE),
    Role.OPERATOR: (OWN,),
}  # fmt: skip


# Whose work is behind several queues finds all of it in one.
for _role, _queues in QUEUES.items():
    if _role not in {Role.OPERATOR, Role.AUDITOR, Role.COMMITTEE_MEMBER}:
        _reports = (WAITING_REPORTS,) if MINE in _queues else ()
        QUEUES[_role] = (_queues[0], WAITING_CASES, *_reports, *_queues[1:])


def queues_of(principal: Principal) -> list[Queue]:
    """Return the role's tabs, the one to open with first; none for a role without violations."""
    return list(QUEUES.get(principal.role, ()))


def queue_named(principal: Principal, name: str) -> Queue | None:
    """Return the role's queue of this name, the first one for an unknown name."""
    queues = queues_of(principal)
    return next((queue for queue in queues if queue.name == name), queues[0] if queues else None)
