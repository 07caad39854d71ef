"""The official texts of notices: what was reported or decided, and until when to answer it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from contracts.facts.disputes import contract_court
from core.clock import day_in_tehran
from core.identifiers import mask_national_ids
from core.jalali import short
from core.persian import isolated, persian_digits
from core.scope import across_tenants
from notices.facts import letter_body, template_for
from notices.rules import filled
from violations.facts.cases import official
from violations.facts.terms import Terms
from violations.models import Case, Decision, StandIn
from violations.states import (
    AppealResult,
    Forum,
    JudgmentResult,
    NoticeKind,
    Outcome,
    SanctionKind,
    StandInStep,
    Track,
)
from workdays.rules import Unit

WINDOWS = {NoticeKind.CHARGE: "defence_window", NoticeKind.DECISION: "appeal_window"}
LICENCE_COURT = "court.licence"
ANSWERS = {
    NoticeKind.CHARGE: gettext_noop(
        "Enter your defence in the system or hand it to {sender} in writing by the end of this"
        " time. You may object to the decision that follows."
    ),
    NoticeKind.DECISION: gettext_noop(
        "Enter your objection in the system or hand it to {sender} in writing by the end of this"
        " time."
    ),
}
# How an objection ended, in the notice of its result.
RESULTS = {
    AppealResult.UPHELD: gettext_noop("the decision is upheld ({outcome})"),
    AppealResult.REDUCED: gettext_noop(
        "{outcome}; the sanction is reduced from {before} to {after}"
    ),
    AppealResult.ANNULLED: gettext_noop("the decision is annulled ({outcome})"),
}
COMMITTEE = gettext_noop("Committee of the licences of service counter offices")
LENGTHS = {
    Unit.DAY: gettext_noop("{count} days"),
    Unit.WORKING_DAY: gettext_noop("{count} working days"),
}


@dataclass(frozen=True)
class NoticeDraft:
    """The notice of a decision as it would be written if it were recorded."""

    sender: str
    addressee: str
    title: str
    text: str


def letter_kind(kind: NoticeKind) -> str:
    """Return the name of the letter that carries a notice."""
    return f"case.{kind}"


def notice_values(case: Case, kind: NoticeKind, on: date) -> dict[str, str]:
    """
    Return what stands in the places of a notice issued on a day, in Persian.

    Of a summons only what it says of the case; its session is put beside it.
    """
    values = _about(case, case.outcome) | _to_answer(case, kind, on)
    if kind is NoticeKind.SUMMONS:
        return values
    if kind is NoticeKind.CHARGE:
        return values | {"reported": _charge(case)}
    forums = [Forum.APPEAL] if kind is NoticeKind.APPEAL_RESULT else [Forum.AGENCY, Forum.COMMITTEE]
    decision = case.decisions.filter(forum__in=forums).order_by("-pk").first()
    values["court"] = _court(case, on)
    if decision and decision.forum == Forum.APPEAL:
        values["outcome"] = result_words(decision)
    return values | (_decided(decision) if decision else {})


def decision_draft(case: Case, decision: Decision, on: date) -> NoticeDraft:
    """Return the notice of a decision that has not been recorded, as of a day."""
    kind = NoticeKind.DECISION
    values = _about(case, decision.outcome) | _decided(decision) | _to_answer(case, kind, on)
    values["court"] = _court(case, on)
    template = template_for(letter_kind(kind), on)
    return NoticeDraft(
        sender=notice_sender(case),
        addressee=notice_addressee(case),
        title=filled(template.subject, values),
        text=filled(template.body, values),
    )


def notice_sender(case: Case) -> str:
    """Return whose letter a notice is: the agency's, or the committee's."""
    return case.agency.name if case.agency else official(COMMITTEE)


def notice_addressee(case: Case) -> str:
    """Return to whom a notice is written."""
    return official(
        gettext_noop("To the operator of office {name}, code {code}"),
        name=case.office.name,
        code=persian_digits(case.office.code),
    )


def notice_text(case: Case, kind: NoticeKind, on: date, addition: str = "") -> str:
    """Return the official text of a notice issued on a day and the addition, by paragraphs."""
    template = template_for(letter_kind(kind), on)
    return letter_body(template, notice_values(case, kind, on), addition)


def summons_text(values: dict[str, str], on: date) -> str:
    """Return the official text of a summons issued on a day, a paragraph a line."""
    return filled(template_for(letter_kind(NoticeKind.SUMMONS), on).body, values)


def _about(case: Case, outcome: str) -> dict[str, str]:
    """Return what a notice says of its case; `outcome` may be empty."""
    return {
        "type": case.type.title,
        "occurred": persian_digits(short(case.occurred_on)),
        "office": persian_digits(case.office.code),
        "number": isolated(case.number),
        "outcome": official(str(Outcome(outcome).label)) if outcome else "–",
    }


def _to_answer(case: Case, kind: NoticeKind, on: date) -> dict[str, str]:
    """Return until when and how the office answers a notice; nothing where no window starts."""
    if kind not in WINDOWS:
        return {}
    answer = official(ANSWERS[kind], sender=notice_sender(case))
    return {"window": _window(case, kind, on), "answer": answer}


def _court(case: Case, on: date) -> str:
    """Return where a final decision of the case's track is disputed, by the text of a day."""
    if case.track == Track.CONTRACT:
        return contract_court(case.contract, on)
    return template_for(LICENCE_COURT, on).body


def _charge(case: Case) -> str:
    """Return what was reported, each wording once; of people's numbers only the last digits."""
    told = case.reports.order_by("case_reports__pk").values_list("narrative", "supplement")
    texts = dict.fromkeys(part for parts in told for part in parts if part)
    return mask_national_ids("\n".join(texts))


def _decided(decision: Decision) -> dict[str, str]:
    """Return sanction, occurrence and points of a proven case, and the reasons."""
    reasons = mask_national_ids(decision.reasons)
    return {
        "sanction": _sanction(decision) if decision.outcome == Outcome.PROVEN else "",
        "reasons": "\n".join(
            filter(
                None,
                [_sent_back_by(decision), _heard_in(decision), stood_in(decision), reasons],
            )
        ),
    }


def result_words(decision: Decision) -> str:
    """Return what a decision on an objection did to the decision before it, in Persian."""
    outcome = official(str(Outcome(decision.outcome).label))
    own = decision.case.decisions.filter(round_no=decision.round_no, pk__lt=decision.pk)
    before = own.order_by("-pk").first()
    result = AppealResult.UPHELD
    if before is not None and before.outcome != decision.outcome:
        result = AppealResult.ANNULLED
    elif before is not None and _is_lighter(decision, before):
        result = AppealResult.REDUCED
    return official(
        RESULTS[result],
        outcome=outcome,
        before=_penalty(before) if before else "",
        after=_penalty(decision),
    )


def _is_lighter(decision: Decision, before: Decision) -> bool:
    return (decision.sanction, decision.sanction_days) != (before.sanction, before.sanction_days)


def decision_words(decision: Decision) -> str:
    """Return outcome and sanction of a decision, in Persian."""
    outcome = official(str(Outcome(decision.outcome).label))
    if decision.outcome != Outcome.PROVEN:
        return outcome
    return official(
        gettext_noop("{outcome}, {sanction}"), outcome=outcome, sanction=_penalty(decision)
    )


def _heard_in(decision: Decision) -> str:
    """Return in which hearing session the case was heard; empty where none was held."""
    if decision.session is None:
        return ""
    day = day_in_tehran(decision.session.starts_at)
    text = gettext_noop("The case was heard in the hearing session of {day}.")
    return official(text, day=persian_digits(short(day)))


def stood_in(decision: Decision) -> str:
    """
    Return in which capacity a stand-in decided; empty where nobody was named to.

    Whoever may read the decision is told, also an office, which sees no namings. A draft that
    nobody has decided yet says nothing.
    """
    if decision._state.adding:
        return ""
    step = StandInStep.APPEAL if decision.forum == Forum.APPEAL else StandInStep.DECISION
    naming = StandIn.objects.filter(
        subject_id=decision.case.public_id, step=step, member_id=decision.decided_by,
        named_on__lte=decision.decided_on, last_on__gte=decision.decided_on,
    )  # fmt: skip
    with across_tenants():
        is_named = decision.forum != Forum.JUDGMENT and naming.exists()
    if not is_named:
        return ""
    return official(
        gettext_noop(
            "Decided by a member of the provincial committee as the stand-in whom the deputy named,"
            " in place of those who had a part in the case."
        )
    )


def _sent_back_by(decision: Decision) -> str:
    """Return on which judgment a new decision follows, and which one it takes the place of."""
    case = decision.case
    if case.round_no == 1 or decision.forum == Forum.APPEAL:
        return ""
    former = case.decisions.filter(round_no=case.round_no - 1).order_by("pk")
    judgment = former.filter(judgment_result=JudgmentResult.SENT_BACK).last()
    first = former.exclude(forum__in=[Forum.JUDGMENT, Forum.APPEAL]).first()
    if judgment is None or judgment.document_on is None or first is None:
        return ""
    return official(
        gettext_noop(
            "By judgment {number} of {day} ({issuer}) the decision of {former} lost its effect and"
            " the case was sent back; this decision takes its place."
        ),
        number=isolated(judgment.document_no),
        day=persian_digits(short(judgment.document_on)),
        issuer=judgment.document_issuer,
        former=persian_digits(short(first.decided_on)),
    )


def _penalty(decision: Decision) -> str:
    sanction = official(str(SanctionKind(decision.sanction).label))
    if not decision.sanction_days:
        return sanction
    days = persian_digits(decision.sanction_days)
    return official(gettext_noop("{sanction} for {days} days"), sanction=sanction, days=days)


def _sanction(decision: Decision) -> str:
    return official(
        gettext_noop("Sanction: {sanction}. Occurrence: {occurrence}. Points: {points}."),
        sanction=_penalty(decision),
        occurrence=persian_digits(decision.occurrence or 1),
        points=persian_digits(decision.points),
    )


def _window(case: Case, kind: NoticeKind, on: date) -> str:
    """Return how long the office has; the length is that of the day of issue."""
    rule = Terms(case.county.public_id, on).due(WINDOWS[kind], on).rule
    return official(LENGTHS[rule.unit], count=persian_digits(rule.value))
