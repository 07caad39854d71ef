"""A case as its page shows it: its windows, its steps, its files, its official sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.persons import with_twins
from accounts.principal import Principal
from contracts.models import Waiver
from contracts.states import WaiverWindow
from core.clock import day_in_tehran
from core.jalali import short
from core.persian import always_persian_digits, isolated, persian_digits
from violations.facts.terms import Terms, kept_by_body
from violations.facts.unopened import on_paper
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    Decision,
    Defence,
    Evidence,
    Notice,
    ViolationReport,
)
from violations.states import COUNTED, CaseState, Forum, NoticeKind
from workdays.rules import DeadlineKey

FIRST = (Forum.AGENCY, Forum.COMMITTEE)


@dataclass(frozen=True)
class Clock:
    """
    A window of a case: counted from `from_on`, open to the end of `due_on`.

    `is_ahead` says that the proceedings have not come to it yet.
    """

    key: str
    from_on: date
    due_on: date
    done_on: date | None
    is_running: bool
    is_ahead: bool
    subject: UUID | None = None  # of a correction; empty of the case itself


@dataclass(frozen=True)
class Step:
    """A step of the proceedings: `status` is done, now, next or skipped."""

    key: str
    label: str
    status: str
    done_on: date | None
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class Hearing:
    """
    The days on which the office was reached and heard.

    It answered or ended its window on `heard_on`; `waived_on` is the latter alone.
    """

    heard_on: date | None
    waived_on: date | None
    decision_served_on: date | None
    objected_on: date | None
    result_on: date | None
    entered_on: date | None


def hearing_of(case: Case) -> Hearing:
    """Return when the office answered, was told the decision, and objected; or waived."""
    answered = (
        Defence.objects.counted().filter(case=case).aggregate(first=Min("submitted_on"))["first"]
    )
    waived = dict(waivers_of(case).values_list("window", "given_on"))
    notices = Notice.objects.filter(case=case, round_no=case.round_no)
    served = notices.filter(kind=NoticeKind.DECISION).values_list("served_on", flat=True)
    appeal = Appeal.objects.counted().filter(case=case)
    found = appeal.values_list("filed_on", "decided_on", "filed_at").first()
    filed_on, result_on, filed_at = found or (None, None, None)
    return Hearing(
        heard_on=answered or waived.get(WaiverWindow.DEFENCE),
        waived_on=waived.get(WaiverWindow.DEFENCE),
        decision_served_on=served.first(),
        objected_on=filed_on or waived.get(WaiverWindow.APPEAL),
        result_on=result_on,
        entered_on=day_in_tehran(filed_at) if filed_at else None,
    )


def first_decision(case: Case) -> Decision | None:
    """Return the decision of the present round to which the office may object."""
    return case.decisions.filter(round_no=case.round_no, forum__in=FIRST).first()


def objected_to(case: Case) -> UUID:
    """Return what the objection window is about: the case, or the decision of a further round."""
    if case.round_no == 1:
        return case.public_id
    first = first_decision(case)
    return first.public_id if first else case.public_id


def waivers_of(case: Case) -> QuerySet[Waiver]:
    """Return by which declarations the office ended its windows, in the present round."""
    defence = Q(window=WaiverWindow.DEFENCE, subject_id=case.public_id)
    appeal = Q(window=WaiverWindow.APPEAL, subject_id=objected_to(case))
    is_open = case.round_no > 1 and case.decided_on is None
    return Waiver.objects.filter(defence if is_open else defence | appeal)


def appeal_of(case: Case) -> Appeal | None:
    """Return the objection of the office in the present round, if there is one."""
    return Appeal.objects.counted().filter(case=case).first()


def in_time() -> QuerySet[Defence]:
    """Return the answers that came within the defence window."""
    return Defence.objects.counted().filter(is_late=False)


def was_ended(case: Case) -> bool:
    """Tell whether the office ended its defence window by its own declaration."""
    return Waiver.objects.filter(
        subject_id=case.public_id, window=WaiverWindow.DEFENCE, office=case.office_id
    ).exists()


def against_window(case: Case, day: date) -> str:
    """Return why nothing is decided or held on a day: the defence window runs; empty if not."""
    due = case.defence_due_on
    if due is None or day > due or was_ended(case):
        return ""
    words = _(
        "The office may answer and complete its answer until the end of {due}, unless it ends its"
        " window itself. Before that nothing is decided and no session is held."
    )
    return words.format(due=isolated(short(due)))


def decided_until(case: Case, day: date) -> date:
    """Return until when a case is decided whose defence window the office ends on a day."""
    terms = Terms(case.county.public_id, day, kept_by_body(case))
    return terms.due(DeadlineKey.DECISION, day).due_on


def involved_in(case: Case) -> set[int]:
    """
    Return who had a part in a case before its appeal: triage, notices, decision, sitting.

    With every account of theirs. The reporters are counted apart (design: DECISIONS 7).
    """
    reports = ViolationReport.objects.filter(case_reports__case=case)
    people = set(reports.values_list("triaged_by", flat=True))
    people |= set(case.notices.values_list("issued_by", flat=True))
    first = case.decisions.filter(forum__in=FIRST)
    for decider, attendance in first.values_list("decided_by", "attendance"):
        people.add(decider)
        people |= _sat_in(attendance)
    return with_twins(person for person in people if person is not None)


def deciders_before(case: Case) -> set[int]:
    """
    Return who decided in an earlier round of a case, or sat in its decision, by every account.

    `violations_decided_before` in violations/sql/four_eyes.sql is the same.
    """
    if case.round_no == 1:
        return set()
    earlier = case.decisions.filter(round_no__lt=case.round_no).exclude(forum=Forum.JUDGMENT)
    people: set[int | None] = set()
    for decider, attendance in earlier.values_list("decided_by", "attendance"):
        people.add(decider)
        people |= _sat_in(attendance)
    return with_twins(person for person in people if person is not None)


def _sat_in(attendance: Iterable[Mapping[str, Any]]) -> set[int | None]:
    """Return the accounts of those who were present and not recused."""
    return {
        member["user_id"]
        for member in attendance
        if member["is_present"] and not member["is_recused"]
    }


def reporters_of(case: Case) -> set[int]:
    """Return the users whose reports are in the case, with every account of theirs."""
    found = ViolationReport.objects.filter(case_reports__case=case)
    return with_twins(found.values_list("reporter_id", flat=True))


def clocks_of(case: Case, today: date) -> list[Clock]:
    """
    Return the windows in the order of the proceedings.

    They are service, defence, decision, service of the decision until it is served, appeal, its
    decision, service of the appeal's result until it is served, execution, the verification of
    each correction that was reported, closing, and the service on paper of notices that were left
    unopened.
    """
    hearing = hearing_of(case)
    state = CaseState(case.state)
    windows = (
        ("service", case.opened_on, case.serve_due_on, case.served_on, {CaseState.OPENED}),
        (
            "defence", case.served_on, case.defence_due_on, hearing.waived_on,
            {CaseState.NOTIFIED},
        ),
        (
            "decision", hearing.waived_on or case.defence_due_on, case.decision_due_on,
            case.decided_on,
            {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED},
        ),
        (
            "decision_service", None if case.appeal_due_on else case.decided_on,
            case.decision_serve_due_on, hearing.decision_served_on, {CaseState.DECIDED},
        ),
        (
            "appeal", hearing.decision_served_on, case.appeal_due_on, hearing.objected_on,
            {CaseState.DECIDED},
        ),
        (
            "result_service", None if case.result_served_on else hearing.result_on,
            case.result_serve_due_on, case.result_served_on, set(COUNTED),
        ),
    )  # fmt: skip
    return [
        Clock(
            key, start, due, done,
            is_running=state in running and done is None,
            is_ahead=_PLACES.get(state, len(_ORDER)) < min(map(_PLACES.__getitem__, running)),
        )
        for key, start, due, done, running in windows
        if start is not None and due is not None
    ] + _handling_of(case, hearing) + _paper_of(case)  # fmt: skip


def _handling_of(case: Case, hearing: Hearing) -> list[Clock]:
    """Return the windows of those who handle a case after its decision, that run or were used."""
    final = case.state == CaseState.FINAL
    objected = case.state == CaseState.APPEALED or case.is_contested
    appeal, until = hearing.entered_on, case.appeal_decision_due_on
    clocks = []
    if appeal and until:
        clocks.append(_handling("appeal_decision", appeal, until, hearing.result_on, objected))
    own = case.corrections.filter(round_no=case.round_no)
    rows = list(own.order_by("pk")) if case.final_on or objected or appeal else []
    if until := case.execution_due_on:
        start = max(filter(None, (case.final_on, hearing.result_on)), default=until)
        done = case.executed_on
        clocks.append(_handling("execution", start, until, done, final and done is None))
    for row in rows:
        if row.verify_due_on and row.done_on:
            runs = row.verified_on is None
            clock = _handling("verification", row.done_on, row.verify_due_on, row.verified_on, runs)
            clocks.append(replace(clock, subject=row.public_id))
    if until := case.closing_due_on:
        days = (case.final_on, case.executed_on, case.result_served_on)
        start = max(filter(None, (*days, *(row.verified_on for row in rows))), default=until)
        clocks.append(_handling("closing", start, until, case.closed_on, final))
    return clocks


def _paper_of(case: Case) -> list[Clock]:
    """Return the windows in which notices that were left unopened are served on paper."""
    left = Notice.objects.filter(on_paper(), case=case).order_by("paper_since", "pk")
    return [
        replace(
            _handling("paper_service", notice.paper_since, notice.paper_due_on, None, True),
            subject=notice.public_id,
        )
        for notice in left
        if notice.paper_since and notice.paper_due_on
    ]


def _handling(key: str, start: date, until: date, done: date | None, runs: bool) -> Clock:
    return Clock(key, min(start, until), until, done, is_running=runs, is_ahead=False)


_ORDER = (
    (CaseState.OPENED,),
    (CaseState.NOTIFIED,),
    (CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED),
    (CaseState.DECIDED, CaseState.APPEALED),
    (CaseState.FINAL,),
    (CaseState.CLOSED,),
)
_PLACES = {state: place for place, states in enumerate(_ORDER) for state in states}


def stepper_of(case: Case, today: date, filed_on: date | None = None) -> list[Step]:
    """
    Return the steps of the proceedings with what is done, now and next.

    The first is that a report was filed, long done; `filed_on` is its day, for who may read it.
    """
    hearing = hearing_of(case)
    state = CaseState(case.state)
    steps = (
        ("service", _("Service of the notice"), case.served_on, case.serve_due_on),
        ("defence", _("Defence"), hearing.heard_on, case.defence_due_on),
        ("decision", _("Decision"), case.decided_on, case.decision_due_on),
        ("appeal", _("Objection"), hearing.objected_on, case.appeal_due_on),
        ("final", _("Finality"), case.final_on, None),
        ("closed", _("Closure"), case.closed_on, None),
    )
    reached = next((i for i, states in enumerate(_ORDER) if state in states), None)
    if state in {CaseState.FINAL, CaseState.CLOSED}:
        reached = 5 if state is CaseState.FINAL else 6
    made = [Step("filed", _("Filing"), "done", filed_on, None, is_overdue=False)]
    for index, (key, label, done_on, due_on) in enumerate(steps):
        status = _status(index, reached, done_on)
        waits = status == "now" and done_on is None
        is_overdue = waits and due_on is not None and due_on < today
        made.append(Step(key, label, status, done_on, due_on, is_overdue))
    return made


def _status(index: int, reached: int | None, done_on: date | None) -> str:
    if reached is None:  # closed without action
        return "done" if done_on else "skipped"
    if index < reached:
        return "done" if done_on else "skipped"
    return "now" if index == reached else "next"


def official(text: str, **values: Any) -> str:
    """Return an official sentence in Persian, whatever language the reader uses."""
    told = {name: always_persian_digits(value) for name, value in values.items()}
    with translation.override("fa"):
        return _(text).format(**told)


def notice_due(case: Case, appeal: Appeal | None) -> str:
    """Return the kind of notice that the case's state asks for; empty where it asks for none."""
    if case.state in COUNTED:
        is_decided = appeal is not None and appeal.decided_on is not None
        return NoticeKind.APPEAL_RESULT if is_decided else ""
    return {CaseState.OPENED: NoticeKind.CHARGE, CaseState.DECIDED: NoticeKind.DECISION}.get(
        CaseState(case.state), ""
    )


def waiver_text(case: Case, window: str) -> str:
    """Return the official sentence by which the office ends a window early; shown and kept."""
    texts = {
        WaiverWindow.DEFENCE: gettext_noop(
            "As the operator of office {office} I have read the notice of case {number}, I know"
            " that I may answer until the end of {due}, and I end the defence window now by my own"
            " will."
        ),
        WaiverWindow.APPEAL: gettext_noop(
            "As the operator of office {office} I have read the decision in case {number}, I know"
            " that I may object until the end of {due}, and I end the objection window now by my"
            " own will. The decision becomes final today."
        ),
    }
    due = case.defence_due_on if window == WaiverWindow.DEFENCE else case.appeal_due_on
    return official(
        texts[WaiverWindow(window)],
        office=persian_digits(case.office.code),
        number=isolated(case.number),
        due=short(due) if due else "–",
    )


def closed_files(case: Case, actor: Principal) -> int:
    """Return how many restricted files of a case in scope are closed to the actor."""
    restricted = Evidence.objects.of_case(case).filter(is_restricted=True)
    return restricted.exclude(pk__in=Evidence.objects.visible_to(actor).values("pk")).count()


def evidence_of(case: Case, actor: Principal) -> list[Any]:
    """Return the evidence rows of a case that the actor may see, its reports' included."""
    joined = CaseReport.objects.filter(case=case).values("report")
    visible = Evidence.objects.visible_to(actor)
    rows = (visible.filter(case=case) | visible.filter(report__in=joined)).order_by("pk")
    return list(
        rows.values(
            "public_id", "name", "kind", "media_type", "size", "pages", "sha256", "is_restricted",
            "checked_by", "attached_at", "report__number",
        )
    )  # fmt: skip
