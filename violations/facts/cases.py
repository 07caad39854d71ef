"""A case as its page shows it: who is involved, its files, its official sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
class Hearing:
    """
    The days on which the office was reached and heard.

    It answered or ended its window on `heard_on`; `waived_on` is the latter alone. Likewise it
    filed its objection on `filed_on`, ended that window on `appeal_waived_on`, or one of both on
    `objected_on`.
    """

    heard_on: date | None
    waived_on: date | None
    decision_served_on: date | None
    filed_on: date | None
    appeal_waived_on: date | None
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
        filed_on=filed_on,
        appeal_waived_on=waived.get(WaiverWindow.APPEAL),
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
