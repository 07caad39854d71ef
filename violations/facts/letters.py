"""The official texts of notices: what was reported or decided, and until when to answer it."""

from datetime import date

from django.utils.translation import gettext_noop

from core.identifiers import mask_national_ids
from core.jalali import short
from core.persian import isolated, persian_digits
from violations.facts.cases import official
from violations.facts.terms import Terms
from violations.models import Case, Decision
from violations.states import Forum, NoticeKind, Outcome, SanctionKind
from workdays.rules import Unit

TEXTS = {
    NoticeKind.CHARGE: gettext_noop(
        "A violation of the type «{type}» on {occurred} has been reported of office {office} and"
        " the report has been accepted under number {number}. You may read the evidence and answer"
        " within the defence window, which starts with the service of this notice. Nothing has been"
        " decided yet."
    ),
    NoticeKind.DECISION: gettext_noop(
        "In case {number} of office {office}, of the type «{type}» on {occurred}, a decision has"
        " been made: {outcome}. You may object within the objection window, which starts with the"
        " service of this notice. After that you may turn to the Administrative Justice Court."
    ),
    NoticeKind.APPEAL_RESULT: gettext_noop(
        "Your objection in case {number} of office {office} has been decided; the result now is:"
        " {outcome}. You may turn to the Administrative Justice Court within the time of the law."
    ),
}
WINDOWS = {
    NoticeKind.CHARGE: ("defence_window", gettext_noop("Time to answer: {length} after service.")),
    NoticeKind.DECISION: ("appeal_window", gettext_noop("Time to object: {length} after service.")),
}
LENGTHS = {
    Unit.DAY: gettext_noop("{count} days"),
    Unit.WORKING_DAY: gettext_noop("{count} working days"),
}


def notice_text(case: Case, kind: NoticeKind, on: date) -> str:
    """Return the official text of a notice issued on a day, in Persian, a paragraph a line."""
    opening = official(
        TEXTS[kind],
        type=case.type.title,
        occurred=persian_digits(short(case.occurred_on)),
        office=persian_digits(case.office.code),
        number=isolated(case.number),
        outcome=official(str(case.get_outcome_display())) if case.outcome else "–",
    )
    body = _charge(case) if kind is NoticeKind.CHARGE else _decision(case, kind)
    return "\n\n".join([opening, *body, *_window(case, kind, on)])


def _charge(case: Case) -> list[str]:
    """Return what was reported; of people's numbers only the last digits."""
    told = case.reports.order_by("case_reports__pk").values_list("narrative", "supplement")
    texts = ["\n".join(part for part in parts if part) for parts in told]
    said = gettext_noop("What was reported: {words}")
    return [official(said, words=mask_national_ids(text)) for text in texts]


def _decision(case: Case, kind: NoticeKind) -> list[str]:
    """Return sanction, occurrence and points of a proven case, and the reasons."""
    forums = [Forum.APPEAL] if kind is NoticeKind.APPEAL_RESULT else [Forum.AGENCY, Forum.COMMITTEE]
    decision = case.decisions.filter(forum__in=forums).order_by("-pk").first()
    if decision is None:
        return []
    said = [_sanction(decision)] if decision.outcome == Outcome.PROVEN else []
    said.append(
        official(gettext_noop("Reasons: {words}"), words=mask_national_ids(decision.reasons))
    )
    return said


def _sanction(decision: Decision) -> str:
    sanction = official(str(SanctionKind(decision.sanction).label))
    if decision.sanction_days:
        days = persian_digits(decision.sanction_days)
        sanction = official(
            gettext_noop("{sanction} for {days} days"), sanction=sanction, days=days
        )
    return official(
        gettext_noop("Sanction: {sanction}. Occurrence: {occurrence}. Points: {points}."),
        sanction=sanction,
        occurrence=persian_digits(decision.occurrence or 1),
        points=persian_digits(decision.points),
    )


def _window(case: Case, kind: NoticeKind, on: date) -> list[str]:
    """Return how long the office has; the length is that of the day of issue."""
    if kind not in WINDOWS:
        return []
    key, said = WINDOWS[kind]
    rule = Terms(case.county.public_id, on).due(key, on).rule
    length = official(LENGTHS[rule.unit], count=persian_digits(rule.value))
    return [official(said, length=length)]
