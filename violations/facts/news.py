"""Who is told of what happens to reports and cases; never who reported (design: DECISIONS 15)."""

from collections.abc import Callable
from dataclasses import replace

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.persons import with_twins
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import TEHRAN, today
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.facts.work import of_job
from notices.states import Topic
from violations.facts.cases import reporters_of
from violations.facts.sessions import minutes_due, stood_back
from violations.facts.triage import triage_turn
from violations.facts.turns import is_objected
from violations.models import Case, HearingSession, SessionSeat, StandIn, ViolationReport
from violations.states import CaseState, Channel, Outcome, SessionState, Track

HOUSE = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK})
DECIDERS = frozenset({Role.AGENCY_MANAGER, Role.COMMITTEE_CHAIR})
SERVERS = HOUSE | {Role.SECRETARIAT}
JUDGES = frozenset({Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR})
OFFICE = frozenset({Role.OPERATOR})
MANAGER = frozenset({Role.AGENCY_MANAGER})
VERIFIERS = MANAGER | {Role.SECRETARIAT}


def _reports() -> QuerySet[ViolationReport]:
    return ViolationReport.objects.select_related("office", "agency", "type")


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("office", "agency")


def of_report(*, is_answer: bool = False) -> Callable[[str], News | None]:
    """Return a reader of news of a report: for whose turn it is, or for the one who filed it."""

    def find(target: str) -> News | None:
        report = _reports().filter(public_id=target).first()
        if report is None:
            return None
        triager = _triager(report)
        return News(
            record=report,
            values={"number": report.number, "office": report.office.name},
            url=report.get_absolute_url(),
            audiences=() if is_answer else [triager],
            acting=frozenset(Role) if is_answer else frozenset({triager.role}),
            user_ids=frozenset({report.reporter_id}) if is_answer else frozenset(),
            apart=frozenset() if is_answer else frozenset(with_twins([report.reporter_id])),
        )

    return find


def _triager(report: ViolationReport) -> Audience:
    """Return who weighs a report now: the side of its first track, in its turn."""
    if report.type.track != Track.LICENCE and report.agency is not None:
        role = Role(triage_turn(report, today()))
        if role is not Role.SECRETARIAT:
            return Audience(role, report.agency.public_id)
    return Audience(Role.SECRETARIAT)


def of_case(
    roles: frozenset[Role],
    acting: frozenset[Role] = frozenset(),
    when: Callable[[Case], bool] = lambda case: True,
    *,
    by_reporters: bool = False,
) -> Callable[[str], News | None]:
    """
    Return a reader of news of a case for roles of its track, and of its office.

    `by_reporters` is for calls to an act that is open to who reported the violation.
    """

    def find(target: str) -> News | None:
        case = _cases().filter(public_id=target).first()
        if case is None or not when(case):
            return None
        return News(
            record=case,
            values={
                "number": case.number,
                "office": case.office.name,
                "due_on": next_day(case),
            },
            url=case.get_absolute_url(),
            audiences=[audience for role in roles for audience in _audience(case, role)],
            acting=acting,
            apart=_apart(case, by_reporters=by_reporters) if acting - OFFICE else frozenset(),
        )

    return find


def _apart(case: Case, *, by_reporters: bool = False) -> frozenset[int]:
    """Return who is not called to act in a case: who stood back from it, or reported it."""
    reporters = set() if by_reporters else reporters_of(case)
    return frozenset(stood_back(case) | reporters)


def of_naming(target: str) -> News | None:
    """Return the news for the member who was named last to decide something in a case."""
    case = _cases().filter(public_id=target).first()
    named = StandIn.objects.filter(subject_id=target).order_by("-pk").first()
    if case is None or named is None:
        return None
    return News(
        record=case,
        values={
            "number": case.number,
            "office": case.office.name,
            "due_on": decided_until(case),
            "last_on": named.last_on.isoformat(),
        },
        url=case.get_absolute_url(),
        audiences=(),
        acting=frozenset({Role.COMMITTEE_MEMBER}),
        user_ids=frozenset({named.member_id}),
    )


def of_assignment(target: str) -> News | None:
    """Return the news of a case for the colleague who has it in hand; none where nobody has."""
    case = _cases().filter(public_id=target).first()
    if case is None or case.assignee_id is None:
        return None
    return News(
        record=case,
        values={"number": case.number, "office": case.office.name},
        url=case.get_absolute_url(),
        audiences=(),
        acting=frozenset(Role),
        user_ids=frozenset({case.assignee_id}),
    )


def _audience(case: Case, role: Role) -> list[Audience]:
    """Return those of a role who have to do with a case; none for the other track's house."""
    is_contract = case.track == Track.CONTRACT
    if role is Role.OPERATOR:
        return [Audience(role, case.office.public_id)]
    if role in HOUSE | {Role.AGENCY_APPEAL}:
        is_theirs = is_contract and case.agency is not None
        return [Audience(role, case.agency.public_id)] if is_theirs and case.agency else []
    if role in {Role.SECRETARIAT, Role.COMMITTEE_CHAIR}:
        return [] if is_contract else [Audience(role)]
    return [Audience(role)]


def decided_until(case: Case) -> str:
    """Return the last day of the decision for which a case waits, as its page and desks show it."""
    day = case.appeal_decision_due_on if is_objected(case) else case.decision_due_on
    return day.isoformat() if day else ""


def of_day(roles: frozenset[Role]) -> Callable[[str], News | None]:
    """Return a reader of the news that the day of the decision of a case was named."""

    def find(target: str) -> News | None:
        news = of_case(roles)(target)
        if news is None or not isinstance(news.record, Case) or not news.record.decision_on:
            return None
        return replace(
            news, values={**news.values, "decision_on": news.record.decision_on.isoformat()}
        )

    return find


def next_day(case: Case) -> str:
    """Return the last day of the office's window that runs in a case; "" where none runs."""
    running = {CaseState.NOTIFIED: case.defence_due_on, CaseState.DECIDED: case.appeal_due_on}
    day = running.get(CaseState(case.state))
    return day.isoformat() if day else ""


def of_session(
    *, is_judged: bool = False, was_there: bool | None = None
) -> Callable[[str], News | None]:
    """
    Return a reader of news of a case's newest session.

    For everybody who was called, for those who judge in it, or, once it was held, for who came or
    who is noted as absent.
    """

    def find(target: str) -> News | None:
        seats = SessionSeat.objects.filter(session__case__public_id=target, user__isnull=False)
        newest = seats.order_by("-session_id").values("session_id")[:1]
        called = seats.filter(session_id=newest, is_recused=False)
        if is_judged:
            called = called.filter(is_judge=True)
        if was_there is not None:
            called = called.filter(is_present=was_there)
        case = _cases().filter(public_id=target).first()
        if case is None:
            return None
        return News(
            record=case,
            values={"number": case.number, "office": case.office.name, **_time_of(target)},
            url=case.get_absolute_url(),
            audiences=(),
            acting=frozenset(Role),
            user_ids=frozenset(called.values_list("user_id", flat=True)),
            apart=_apart(case, by_reporters=True),
        )

    return find


def _time_of(target: str) -> dict[str, str]:
    """Return day and hour of a case's newest session, as values of news; nothing without one."""
    starts = HearingSession.objects.filter(case__public_id=target).order_by("-pk")
    starts_at = starts.values_list("starts_at", flat=True).first()
    if starts_at is None:
        return {}
    local = starts_at.astimezone(TEHRAN)
    return {"session_on": local.date().isoformat(), "hour": f"{local:%H:%M}"}


def of_day_to_keep(target: str) -> News | None:
    """Return the news for the keeper of a case that the day of its session is closed."""
    news = of_case(SERVERS, SERVERS, by_reporters=True)(target)
    return news and replace(news, values={**news.values, **_time_of(target)})


def of_minutes(target: str) -> News | None:
    """Return the news for who came to a case's newest session that its minutes wait, until when."""
    news = of_session(was_there=True)(target)
    held = HearingSession.objects.filter(case__public_id=target, state=SessionState.HELD)
    session = held.select_related("case").order_by("-pk").first()
    until = minutes_due(session) if session else None
    if news is None or session is None or until is None:
        return None  # nothing waits: they are sealed, or nobody who was heard signs
    return replace(news, values={**news.values, "due_on": until.isoformat()})


def of_seal(event: AuditEvent) -> News | None:
    """Return the news for everybody who was called that the event sealed the minutes."""
    if (event.changes.get("session") or ("", ""))[1] != SessionState.SIGNED:
        return None
    news = of_session()(event.target_id)
    session = HearingSession.objects.filter(
        case__public_id=event.target_id, sealed_on__isnull=False
    )
    found = session.select_related("case").order_by("-pk").first()
    if news is None or found is None or found.sealed_on is None:
        return None
    signed = list(found.seats.filter(signed_at__isnull=False).values_list("is_judge", flat=True))
    values = {
        "sealed_on": found.sealed_on.isoformat(),
        "judges": str(sum(signed)),
        "heard": str(len(signed) - sum(signed)),
    }
    # The calls to sign stand at the case; they are over.
    url, ends = found.get_absolute_url(), found.case.get_absolute_url()
    return replace(news, values={**news.values, **values}, url=url, ends=ends)


def waits_in_portal(case: Case) -> bool:
    """Tell whether a notice of the case waits in the portal to be acknowledged."""
    return case.notices.waiting().filter(channel=Channel.PORTAL).exists()


def told(principal: Principal, record: Model) -> bool:
    """Tell whether the decision of a case is open to a principal."""
    return Case.objects.told_to(principal).filter(pk=record.pk).exists()


def is_proven(case: Case) -> bool:
    """Tell whether the violation was found proven."""
    return case.outcome == Outcome.PROVEN


DOSSIER_KINDS = (
    Kind(
        "dossier.made", Topic.SYSTEM, _("The dossier is ready"), find=of_job(), detail="{title}",
        act=_("Download the file"), icon="export", tone="ok", tells_actor=True,
    ),
)  # fmt: skip
NUMBERED = _("{office} · report {number}")
FILED = _("{office} · case {number}")
SESSION = _("{office} · case {number} · session on {session_on}, {hour}")
SEALED = _(
    "{office} · case {number} · sealed on {sealed_on} · signed by {judges} of the forum,"
    " {heard} of the office"
)
ON_DAY = _("{office} · case {number} · on {decision_on}")
DATED = _("{office} · case {number} · until {due_on}")
TO_DECIDE = _("{office} · case {number} · decide until {due_on}")
NAMED = _("{office} · case {number} · decide until {due_on} · named until {last_on}")
EXAMINE, READ = _("Examine"), _("Read")
REPORT_KINDS = (
    Kind(
        "report.submitted", Topic.WORK, _("A report waits to be examined"),
        find=of_report(), detail=NUMBERED, act=EXAMINE, icon="report", tone="warn",
    ),
    Kind(
        "report.supplemented", Topic.ANSWER, _("The report was completed"),
        find=of_report(), detail=NUMBERED, act=EXAMINE, icon="report", tone="warn",
    ),
    Kind(
        "report.returned", Topic.ANSWER, _("Your report came back to be completed"),
        find=of_report(is_answer=True), detail=NUMBERED, act=_("Complete"),
        icon="report", tone="warn",
    ),
    Kind(
        "report.accepted", Topic.ANSWER, _("Your report was accepted"),
        find=of_report(is_answer=True), detail=NUMBERED, icon="ok", tone="ok",
    ),
    Kind(
        "report.rejected", Topic.ANSWER, _("Your report was rejected"),
        find=of_report(is_answer=True), detail=NUMBERED, icon="refused",
    ),
    Kind(
        "report.marked_duplicate", Topic.ANSWER, _("Your report joined another report"),
        find=of_report(is_answer=True), detail=NUMBERED, icon="report",
    ),
    Kind(
        "report.referred", Topic.ANSWER, _("Your report was referred to another authority"),
        find=of_report(is_answer=True), detail=NUMBERED, icon="report",
    ),
)  # fmt: skip
CASE_KINDS = (
    Kind(
        "case.notice_issued", Topic.SERVICE, _("An official notice waits for you"),
        find=of_case(OFFICE, OFFICE, waits_in_portal), detail=FILED, act=_("Receive"),
        icon="contract", tone="danger",
    ),
    Kind(
        "case.notice_reminded", Topic.SERVICE,
        _("Reminder: an official notice waits for you, unopened"),
        find=of_case(OFFICE, OFFICE, waits_in_portal), detail=FILED, act=_("Receive"),
        icon="contract", tone="danger",
    ),
    Kind(
        "case.notice_left", Topic.WORK,
        _("A notice was left unopened in the portal: serve it on paper"),
        find=of_case(SERVERS, SERVERS, waits_in_portal), detail=FILED, act=_("Enter the receipt"),
        icon="message", tone="warn",
    ),
    Kind(
        "case.notice_served", Topic.ANSWER, _("The notice was served"),
        find=of_case(SERVERS | {Role.ASSOCIATION}), detail=FILED, icon="ok", tone="ok",
    ),
    Kind(
        "case.summoned", Topic.WORK, _("You are called to a hearing session"),
        find=of_session(is_judged=True), detail=SESSION, act=READ, icon="case", tone="warn",
    ),
    Kind(
        "case.summoned/office", Topic.SERVICE, _("A summons to a hearing session waits for you"),
        verb="case.summoned", find=of_case(OFFICE, OFFICE, waits_in_portal), detail=FILED,
        act=_("Receive"), icon="contract", tone="danger",
    ),
    Kind(
        "case.summons_served", Topic.ANSWER, _("The summons was served"),
        find=of_case(SERVERS), detail=FILED, icon="ok", tone="ok",
    ),
    Kind(
        "case.hearing_held", Topic.WORK, _("Minutes wait for your signature"),
        find=of_minutes, detail=DATED, act=_("Sign"), icon="case", tone="warn",
    ),
    *(
        Kind(
            f"{verb}/sealed", Topic.ANSWER, _("The minutes of a hearing session are sealed"),
            verb=verb, find_in=of_seal, detail=SEALED, act=READ, icon="case", tone="ok",
            tells_actor=True,
        )
        for verb in ("case.minutes_signed", "case.minutes_sealed")
    ),
    Kind(
        "case.hearing_missed", Topic.ANSWER,
        _("The minutes of a session note you absent: contest it if you came"),
        verb="case.hearing_held", find=of_session(was_there=False), detail=FILED, act=READ,
        icon="case", tone="warn",
    ),
    Kind(
        "case.scheduled", Topic.ANSWER, _("The day of the decision was named"),
        find=of_day(OFFICE | DECIDERS), detail=ON_DAY, act=READ, icon="case",
    ),
    Kind(
        "case.hearing_postponed", Topic.ANSWER, _("A hearing session was postponed"),
        find=of_session(), detail=SESSION, act=READ, icon="case",
    ),
    Kind(
        "case.hearing_cancelled", Topic.ANSWER, _("A hearing session was cancelled"),
        find=of_session(), detail=SESSION, act=READ, icon="case",
    ),
    Kind(
        "case.defended", Topic.ANSWER, _("The office has answered"),
        find=of_case(DECIDERS), detail=FILED, act=READ, icon="evidence", tone="warn",
    ),
    Kind(
        "case.defended_late", Topic.ANSWER, _("The office has answered after its time"),
        find=of_case(DECIDERS, DECIDERS), detail=FILED, act=EXAMINE, icon="evidence", tone="warn",
    ),
    Kind(
        "case.defence_lapsed", Topic.DEADLINE, _("The defence window is over: decide"),
        find=of_case(DECIDERS, DECIDERS), detail=FILED, act=_("Decide"), icon="deadline",
        tone="warn",
    ),
    Kind(
        "case.window_waived", Topic.ANSWER, _("The office ended a window early"),
        find=of_case(DECIDERS | SERVERS), detail=FILED, act=EXAMINE, icon="case",
    ),
    Kind(
        "case.assigned", Topic.WORK, _("A case was put into your hands"), find=of_assignment,
        detail=FILED, act=READ, icon="person", tone="warn",
    ),
    Kind(
        "case.reminded", Topic.DEADLINE, _("The province reminds you of a case"),
        find=of_case(HOUSE, HOUSE), detail=FILED, act=READ, icon="bell", tone="warn",
    ),
    Kind(
        "case.decided", Topic.WORK, _("A decision waits to be served"),
        find=of_case(SERVERS, SERVERS), detail=FILED, act=_("Issue the notice"), icon="case",
    ),
    Kind(
        "case.appealed", Topic.ANSWER, _("The office objects to the decision"),
        find=of_case(JUDGES, JUDGES), detail=FILED, act=EXAMINE, icon="case", tone="warn",
    ),
    Kind(
        "case.contested", Topic.ANSWER, _("An objection that came in time contests a final case"),
        find=of_case(JUDGES | SERVERS, JUDGES), detail=FILED, act=EXAMINE, icon="case", tone="warn",
    ),
    Kind(
        "case.stand_in_named", Topic.WORK, _("You were named to decide a case"),
        find=of_naming, detail=NAMED, act=_("Decide"), icon="case", tone="warn",
    ),
    Kind(
        "case.stand_in_named/office", Topic.ANSWER,
        _("A member of the committee was named to decide your case as a stand-in"),
        verb="case.stand_in_named", find=of_case(OFFICE), detail=FILED, act=READ, icon="case",
    ),
    Kind(
        "case.appeal_decided", Topic.WORK, _("The objection was decided"),
        find=of_case(SERVERS, SERVERS), detail=FILED, act=_("Issue the notice"), icon="case",
    ),
    Kind(
        "case.became_final", Topic.WORK, _("The decision is final and waits to be carried out"),
        find=of_case(MANAGER, MANAGER, is_proven, by_reporters=True),
        detail=FILED, act=_("Carry out"), icon="case", tone="warn",
    ),
    Kind(
        "case.became_final/office", Topic.WORK, _("The decision about your office is final"),
        verb="case.became_final", find=of_case(OFFICE), detail=FILED, act=READ, icon="case",
        sees=told,
    ),
    Kind(
        "case.correction_added", Topic.WORK, _("A correction is asked of your office"),
        find=of_case(OFFICE, OFFICE), detail=FILED, act=READ, icon="wrench", tone="warn",
        sees=told,
    ),
    Kind(
        "case.closed", Topic.WORK, _("A case of your office was closed"), find=of_case(OFFICE),
        detail=FILED, icon="ok", tone="ok", sees=told,
    ),
    Kind(
        "case.correction_reported", Topic.ANSWER, _("A correction waits to be verified"),
        find=of_case(VERIFIERS, VERIFIERS, by_reporters=True),
        detail=FILED, act=EXAMINE, icon="ok", tone="warn",
    ),
    Kind(
        "case.correction_refused", Topic.ANSWER, _("A correction is asked for again"),
        find=of_case(OFFICE, OFFICE), detail=FILED, act=READ, icon="refused", tone="warn",
        sees=told,
    ),
    Kind(
        "case.correction_verified", Topic.ANSWER, _("The correction of your office was verified"),
        find=of_case(OFFICE), detail=FILED, act=READ, icon="ok", tone="ok", sees=told,
    ),
    Kind(
        "case.sanction_sent", Topic.ANSWER,
        _("The sanction on your office was sent to be carried out"),
        find=of_case(OFFICE), detail=FILED, act=READ, icon="case", tone="warn", sees=told,
    ),
    Kind(
        "case.sanction_executed", Topic.ANSWER, _("The sanction on your office was carried out"),
        find=of_case(OFFICE), detail=FILED, act=READ, icon="case", tone="warn", sees=told,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of what."""
    for kind in (*REPORT_KINDS, *CASE_KINDS, *DOSSIER_KINDS):
        KINDS.add(kind)
