"""What the actor may do with a record now: the main act first, each a link to its own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.persons import with_twins
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from violations.facts.turns import (
    is_turn,
    needs_stand_in,
    part_in,
    stand_in_of,
    step_of,
)
from violations.models import (
    Case,
    CorrectiveAction,
    HearingSession,
    Notice,
    ViolationReport,
)
from violations.states import (
    HEARD_IN,
    JUDGMENT,
    CaseState,
    Channel,
    NoticeKind,
    Outcome,
    SanctionKind,
    SessionState,
    StandInStep,
    Track,
)
from violations.views.rights import (
    corrects,
    decides,
    enters_paper,
    judges,
    serves,
    triages,
    verifies,
)

TO_DECIDE = {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED}
UNDECIDED = {CaseState.OPENED, CaseState.NOTIFIED, *TO_DECIDE}


@dataclass(frozen=True)
class Offer:
    """One act: where it is done, what its button says, and a sentence about it."""

    name: str
    url: str
    label: str
    text: str = ""
    icon: str = ""
    is_main: bool = False
    is_danger: bool = False


@dataclass(frozen=True)
class Offers:
    """The acts that are open now; `blocked` says why somebody who usually decides may not."""

    all: tuple[Offer, ...]
    blocked: str = ""

    @property
    def main(self) -> Offer | None:
        """Return the act that the page is about, if there is one."""
        return next((offer for offer in self.all if offer.is_main), None)

    @property
    def others(self) -> list[Offer]:
        """Return the acts beside the main one."""
        return [offer for offer in self.all if not offer.is_main]

    def __contains__(self, name: object) -> bool:
        return any(offer.name == name for offer in self.all)


@dataclass(frozen=True)
class _Case:
    """A case, the actor, and what was already read."""

    case: Case
    actor: Principal
    notices: Sequence[Notice]
    reports: Sequence[ViolationReport]
    corrections: Sequence[CorrectiveAction]
    appeal: Any
    on: date
    session: HearingSession | None

    def url(self, name: str, *more: object) -> str:
        return reverse(f"violations:{name}", args=[self.case.number, *more])

    def notice(self, kind: str) -> Notice | None:
        return next((notice for notice in self.notices if notice.kind == kind), None)

    @property
    def waiting(self) -> list[Notice]:
        """Return the notices that are still to be served."""
        return [
            notice
            for notice in self.notices
            if notice.served_on is None and (notice.session is None or notice.session.is_live)
        ]

    @property
    def kind_due(self) -> str:
        """Return the kind of notice that the case's state asks for, or an empty string."""
        return {
            CaseState.OPENED: NoticeKind.CHARGE,
            CaseState.DECIDED: NoticeKind.DECISION,
            CaseState.FINAL: NoticeKind.APPEAL_RESULT if self.appeal else "",
        }.get(CaseState(self.case.state), "")

    @cached_property
    def reported(self) -> bool:
        """Tell whether the actor reported this."""
        reporters = {report.reporter_id for report in self.reports}
        return not reporters.isdisjoint(with_twins([self.actor.user_id]))

    @cached_property
    def is_turn(self) -> bool:
        """Tell whether what the case waits to have decided is the actor's to decide."""
        step = step_of(self.case)
        return step is not None and is_turn(self.actor, self.case, step, self.on)

    @property
    def blocked(self) -> str:
        """Return why somebody who usually decides may not decide here."""
        step, track = step_of(self.case), self.case.track
        if step is None or self.is_turn:
            return ""
        usual = decides if step == StandInStep.DECISION else judges
        return part_in(self.actor, self.case, step) if usual(self.actor, track) else ""


def offers_of(
    case: Case,
    actor: Principal,
    *,
    notices: Sequence[Notice],
    reports: Sequence[ViolationReport],
    corrections: Sequence[CorrectiveAction],
    appeal: Any,
    on: date,
    session: HearingSession | None = None,
) -> Offers:
    """Return the acts on a case that the actor's page offers, the main one first."""
    at = _Case(case, actor, notices, reports, corrections, appeal, on, session)
    found = [
        *_office(at),
        *_session(at),
        *_service(at),
        *_decision(at),
        *_appeal(at),
        *_naming(at),
        *_judgment(at),
        *_after(at),
        *_ending(at),
    ]
    return Offers(tuple(sorted(found, key=lambda offer: not offer.is_main)), at.blocked)


def _office(at: _Case) -> list[Offer]:
    """Return what the office itself may do."""
    if at.actor.role is not Role.OPERATOR:
        return []
    found = [*_acknowledge(at), *_defence(at)]
    state = at.case.state
    if state == CaseState.NOTIFIED or _appeal_runs(at):
        label = _("End the window early")
        found.append(Offer("waive", at.url("waive"), label, icon="fast-forward"))
    if _appeal_runs(at):
        found.append(
            Offer("appeal", at.url("appeal"), _("File an appeal"), icon="scale", is_main=True)
        )
    label = _("Report the correction")
    found += [
        Offer("correction", at.url("correction-report", row.public_id), label, icon="wrench")
        for row in at.corrections
        if row.done_on is None
    ]
    return found


def _defence(at: _Case) -> list[Offer]:
    """Return the answer to the notice: the first one, more of it, or one that comes late."""
    state = at.case.state
    if state not in HEARD_IN:
        return []
    label, is_first = _("Write a defence"), state == CaseState.NOTIFIED
    if is_first:
        text = _("Without a defence nothing is admitted, but it is decided without you.")
    elif at.case.defences.exists():
        label = _("Add to the defence")
        text = _("What was sent stays as it is; this is added to it.")
    else:
        text = _("The window is over; a late answer is kept, and marked as late.")
    return [Offer("defence", at.url("defence"), label, text, "pencil", is_main=is_first)]


def _acknowledge(at: _Case) -> list[Offer]:
    portal = (notice for notice in at.waiting if notice.channel == Channel.PORTAL)
    waiting = next(portal, None)
    if waiting is None or at.case.state == CaseState.CLOSED_NO_ACTION:
        return []
    return [
        Offer(
            "acknowledge",
            at.url("acknowledge", waiting.kind),
            _("Acknowledge and read the notice"),
            icon="mail-open",
            is_main=True,
            text=_("It opens, and your window starts, when you acknowledge it."),
        )
    ]


def _appeal_runs(at: _Case) -> bool:
    due = at.case.appeal_due_on
    return bool(at.case.state == CaseState.DECIDED and due and at.on <= due)


def _service(at: _Case) -> list[Offer]:
    """Return notices to issue and receipts to enter."""
    if not serves(at.actor, at.case.track):
        return []
    found = []
    kind = at.kind_due
    if kind and at.notice(kind) is None:
        label = _("Issue the notice")
        found.append(Offer("notice", at.url("notice"), label, icon="send", is_main=True))
    waiting = next(iter(at.waiting), None)
    if waiting is not None:
        found.append(
            Offer(
                "service", at.url("service", waiting.kind), _("Enter the receipt of service"),
                icon="receipt-text",
                is_main=waiting.channel != Channel.PORTAL,
            )
        )  # fmt: skip
    found += _paper(at)
    if at.case.state in {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED}:
        found.append(
            Offer("schedule", at.url("schedule"), _("Name the day of decision"),
                  icon="calendar-days")
        )  # fmt: skip
    return found


def _paper(at: _Case) -> list[Offer]:
    """Return what came on paper and is entered for the office."""
    if not enters_paper(at.actor, at.case.track):
        return []
    if at.case.state in HEARD_IN:
        label = _("Enter a paper defence")
        return [Offer("paper-defence", at.url("paper-defence"), label, icon="file-pen")]
    if at.case.state == CaseState.DECIDED and at.case.appeal_due_on:
        label = _("Enter a paper appeal")
        return [Offer("paper-appeal", at.url("paper-appeal"), label, icon="file-pen")]
    return []


def _session(at: _Case) -> list[Offer]:
    """Return what is to be done about a hearing session: to call one, or to go to it."""
    if at.session is None:
        if at.case.state not in HEARD_IN or not serves(at.actor, at.case.track):
            return []
        label = _("Call a hearing session")
        return [Offer("summon", at.url("summon"), label, icon="people")]
    if not at.session.is_live:
        return []
    held = at.session.state == SessionState.HELD
    label = _("Minutes that wait for signatures") if held else _("Hearing session")
    url = at.url("hearing", at.session.public_id)
    return [Offer("hearing", url, label, icon="people", is_main=held)]


def _decision(at: _Case) -> list[Offer]:
    if at.case.state not in TO_DECIDE or not at.is_turn:
        return []
    if at.session is not None and at.session.is_live:
        return []
    return [Offer("decision", at.url("decision"), _("Decide"), icon="gavel", is_main=True)]


def _appeal(at: _Case) -> list[Offer]:
    if at.case.state != CaseState.APPEALED or not at.is_turn:
        return []
    return [
        Offer("appeal-decision", at.url("appeal-decision"), _("Decide the appeal"), icon="scale",
              is_main=True)
    ]  # fmt: skip


def _naming(at: _Case) -> list[Offer]:
    """Return the naming of a stand-in where nobody is free; beside the rest once one holds."""
    if not may(at.actor, Permission.STAND_IN_NAME) or not needs_stand_in(at.case, at.on):
        return []
    if part_in(at.actor, at.case, StandInStep.DECISION):
        return []
    url, named = at.url("stand-in"), stand_in_of(at.case, at.on)
    if named is not None:
        return [Offer("stand-in", url, _("Name another member"), icon="gavel")]
    text = _("Nobody whose turn it is is free to decide here.")
    return [Offer("stand-in", url, _("Name who decides"), text, icon="gavel", is_main=True)]


def _judgment(at: _Case) -> list[Offer]:
    if not is_turn(at.actor, at.case, JUDGMENT, at.on):
        return []
    label = _("Record a judgment that annuls")
    return [Offer("judgment", at.url("judgment"), label, icon="landmark", is_danger=True)]


def _after(at: _Case) -> list[Offer]:
    """Return what follows a proven decision: corrections and the sanction."""
    case, found = at.case, []
    proven = case.outcome == Outcome.PROVEN
    if proven and corrects(at.actor, case.track) and case.state != CaseState.CLOSED:
        found.append(
            Offer("correction", at.url("correction"), _("Set a corrective action"), icon="wrench")
        )
    if verifies(at.actor, case.track):
        found += [
            Offer(
                "correction-verify", at.url("correction-verify", correction.public_id),
                _("Verify the correction"), icon="clipboard-check", is_main=True,
            )
            for correction in at.corrections
            if correction.done_on and not correction.verified_on
        ]  # fmt: skip
    if case.state == CaseState.FINAL and proven and _executes(at):
        found.append(
            Offer(
                "execute", at.url("execute"), _("Carry out the sanction"), icon="hammer",
                is_main=True, is_danger=case.sanction in {
                    SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW},
            )
        )  # fmt: skip
    return found


def _executes(at: _Case) -> bool:
    if at.case.executed_on is not None or at.case.sanction in {"", SanctionKind.NONE}:
        return False
    if at.case.track == Track.CONTRACT:
        return may(at.actor, Permission.CONTRACT_SUSPEND)
    return may(at.actor, Permission.LICENCE_SANCTION)


def _ending(at: _Case) -> list[Offer]:
    case, found = at.case, []
    open_work = any(not correction.verified_on for correction in at.corrections)
    carried = case.executed_on is not None or case.sanction in {"", SanctionKind.NONE}
    if case.state == CaseState.FINAL and verifies(at.actor, case.track):
        found.append(
            Offer(
                "close", at.url("close"), _("Close the case"), icon="archive",
                is_main=carried and not open_work,
            )
        )  # fmt: skip
    if case.state in UNDECIDED and triages(at.actor, case.track) and not at.reported:
        found.append(
            Offer("close-no-action", at.url("close-no-action"), _("Close without action"),
                  icon="archive-x")
        )  # fmt: skip
    return found
