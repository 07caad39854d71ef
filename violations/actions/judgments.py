"""Judgments from outside: a final decision is annulled, reduced or sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from offices.actions import touch_offices
from violations import rules
from violations.actions.appeals import write_decision
from violations.actions.decisions import check_reduced
from violations.actions.evidence import attach, claim_scan
from violations.actions.finality import follow, reverse_points
from violations.actions.paper import PERFORMED, files_of, propose_paper
from violations.actions.reductions import due_again
from violations.actions.steps import Problems, change, terms_of
from violations.actions.windows import begin_windows
from violations.acts.cases import RECORD_JUDGMENT
from violations.facts.cases import in_time
from violations.facts.typed_days import wrong_in_judgments_day
from violations.models import Case, Evidence
from violations.states import CaseState, Forum, JudgmentResult, Outcome, SanctionKind
from workdays.actions import keep_deadlines
from workdays.facts import is_entered_back
from workdays.rules import DeadlineKey

NOT_PROVEN: dict[str, Any] = {
    "outcome": Outcome.NOT_PROVEN, "sanction": SanctionKind.NONE, "sanction_days": None
}  # fmt: skip
# What a case has after its decision, and loses when it is sent back.
UNDECIDED: dict[str, Any] = {
    "decision_on": None,
    "decided_on": None,
    "decision_serve_due_on": None,
    "appeal_due_on": None,
    "result_serve_due_on": None,
    "result_served_on": None,
    "outcome": "",
    "occurrence": None,
    "sanction": "",
    "sanction_days": None,
    "final_on": None,
    "executed_on": None,
    "executed_by": None,
    "appeal_decision_due_on": None,
    "execution_due_on": None,
    "execution_since": None,
    "closing_due_on": None,
    "closed_on": None,
    "closed_by": None,
    "closing_note": "",
}
EVENTS = {
    JudgmentResult.ANNULLED: "case.annulled",
    JudgmentResult.REDUCED: "case.reduced",
    JudgmentResult.SENT_BACK: "case.sent_back",
}


@dataclass(frozen=True)
class _Judgment:
    """A judgment as its document reads; the first file is its scan."""

    result: JudgmentResult
    verdict: dict[str, Any]
    reasons: str
    document: dict[str, Any]
    files: Sequence[Evidence]
    recorder: dict[str, Any]


@transaction.atomic
def record_judgment(
    *,
    case_id: int,
    document_no: str,
    document_on: date,
    document_issuer: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    result: str = JudgmentResult.ANNULLED,
    sanction: str = "",
    sanction_days: int | None = None,
    evidence_ids: Sequence[UUID] = (),
) -> Case:
    """
    Record that a court or higher authority `annulled`, `reduced` or `sent_back` a final decision.

    The first file is the scan of the judgment, which is not older than the decision. Annulled, the
    outcome becomes not proven and the points are reversed; reduced, the sanction becomes a lighter
    one; the case stays final or closed. Sent back, the decision stands no more: the case waits
    for a new decision of another person, within a whole window from `on`
    (docs/adr/0060-judgments.md).

    A judgment of an earlier day than one person may enter it (rule `paper_entry`) is proposed, and
    takes effect when another person, who did not decide in the case, confirms it.

    Who decides the case's objections records it; where nobody of those is free the secretariat
    does: the decision is the court's (docs/adr/0014-stand-ins.md).

    Raises:
        NotPermitted, FactorRequired: not the recording role, was involved, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final and proven, an objection in it still waits, or a judgment
            waits for its second person.
        Invalid: by field result, sanction, sanction_days, document_no, document_on,
            document_issuer, reasons, evidence.
    """
    case: Case = begin(RECORD_JUDGMENT, case_id, actor, on)
    problems = Problems()
    chosen, verdict = _weigh(problems, case, result, sanction, sanction_days)
    document = _document(problems, case, document_no, document_on, document_issuer, on)
    text = problems.text("reasons", reasons, least=rules.LEAST_REASONS, most=20_000)
    files = claim_scan(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    if is_entered_back(document_on, on, case.county.public_id):
        propose_paper(
            RECORD_JUDGMENT, case, document_on, text, files, actor=actor, on=on, at=at,
            result=chosen, sanction=sanction, sanction_days=sanction_days,
            document_no=document["document_no"], document_issuer=document["document_issuer"],
        )  # fmt: skip
        return case
    recorder = {"decided_by": actor.user_id, "decided_by_name": actor.name}
    attach(files, at=at, case=case)
    _judge(case, _Judgment(chosen, verdict, text, document, files, recorder), actor, on, at)
    return case


def _confirm_judgment(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """
    Let the judgment take effect that another person has entered, as its second person.

    Raises:
        Invalid: the sanction is not lighter than what stands by now.
    """
    problems = Problems()
    result, sanction = arguments["result"], arguments["sanction"]
    chosen, verdict = _weigh(problems, case, result, sanction, arguments["sanction_days"])
    problems.raise_if_any()
    document = {
        "document_no": arguments["document_no"],
        "document_on": date.fromisoformat(arguments["day"]),
        "document_issuer": arguments["document_issuer"],
    }
    recorder = {
        "decided_by": arguments["entered_by"], "decided_by_name": arguments["entered_by_name"]
    }  # fmt: skip
    judgment = _Judgment(
        chosen, verdict, arguments["text"], document, files_of(arguments), recorder
    )
    _judge(case, judgment, actor, on, at)


PERFORMED[RECORD_JUDGMENT.key] = _confirm_judgment


def _judge(case: Case, judgment: _Judgment, actor: Principal, on: date, at: datetime) -> None:
    """Write a judgment with all that follows from it."""
    decision = write_decision(
        case, Forum.JUDGMENT, judgment.reasons, actor, on, points=case.points,
        judgment_result=judgment.result, scan=judgment.files[0], **judgment.document,
        **judgment.verdict, **judgment.recorder,
    )  # fmt: skip
    changes = add_seals(_apply(case, judgment, on, at), decision=decision)
    _record(case, judgment, changes, actor, at)
    follow(case, judgment.reasons, actor, on, at)


def _weigh(
    problems: Problems, case: Case, result: str, sanction: str, days: int | None
) -> tuple[JudgmentResult, dict[str, Any]]:
    """Return what a judgment did, and the outcome and sanction after it."""
    if result not in JudgmentResult.values:
        problems.add("result", _("Choose what the judgment did with the decision."))
        return JudgmentResult.ANNULLED, NOT_PROVEN
    if result != JudgmentResult.REDUCED:
        return JudgmentResult(result), NOT_PROVEN
    chosen, length = check_reduced(problems, case, sanction, days)
    reduced = {"outcome": Outcome.PROVEN, "sanction": chosen, "sanction_days": length}
    return JudgmentResult.REDUCED, reduced


def _document(
    problems: Problems, case: Case, number: str, day: date, issuer: str, on: date
) -> dict[str, Any]:
    """Return number, day and issuer of a judgment; note what is wrong with them."""
    problems.add_all(wrong_in_judgments_day(case, {"document_on": day}, on))
    return {
        "document_no": problems.number("document_no", number),
        "document_on": day,
        "document_issuer": problems.text("document_issuer", issuer, least=3, most=160),
    }


def _apply(case: Case, judgment: _Judgment, on: date, at: datetime) -> dict[str, Any]:
    """Write a judgment into its case and what rests on it; return the changes."""
    if judgment.result == JudgmentResult.SENT_BACK:
        changes = _send_back(case, on, at)
    else:
        changes = change(case, judgment.verdict | due_again(case, judgment.verdict, on))
        changes |= begin_windows({case: on})[case.pk]
    if judgment.result != JudgmentResult.REDUCED:
        changes |= reverse_points(case, on)
    touch_offices(office_ids=[case.office_id])
    return changes


def _send_back(case: Case, on: date, at: datetime) -> dict[str, Any]:
    """Put a case back to where it was decided, its defence with it; return the changes."""
    heard = in_time().filter(case=case).exists()
    terms = terms_of(case, on)
    until = terms.due(DeadlineKey.DECISION, on)
    changes = change(
        case,
        {
            **UNDECIDED,
            "state": CaseState.DEFENDED if heard else CaseState.DEFENCE_LAPSED,
            "decision_due_on": until.due_on,
            "calendar_version": terms.version,
            "round_no": case.round_no + 1,
            "sent_back_at": at,
        },
    )
    keep_deadlines(kept=[terms.kept("case.decision", case, until)])
    return changes


def _record(
    case: Case, judgment: _Judgment, changes: dict[str, Any], actor: Principal, at: datetime
) -> None:
    """Record the event of a judgment with its document."""
    document = {name: (None, value) for name, value in judgment.document.items()}
    record(
        actor=actor,
        verb=EVENTS[judgment.result],
        target=case,
        changes=changes | document | {"evidence": (None, [file.sha256 for file in judgment.files])},
        note=judgment.reasons,
        at=at,
    )
