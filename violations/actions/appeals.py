"""Appeals, decided by somebody who touched nothing before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import IllegalMove
from offices.actions import touch_offices
from violations import rules
from violations.actions.contesting import refuse_contested, replace_paper
from violations.actions.decisions import check_reduced
from violations.actions.evidence import attach, claim
from violations.actions.finality import follow, reverse_points, settle
from violations.actions.paper import PERFORMED, files_of, propose_paper
from violations.actions.reductions import due_again
from violations.actions.steps import Problems, change, contest_window, terms_of
from violations.actions.windows import begin_windows
from violations.acts.cases import APPEAL, DECIDE_APPEAL, ENTER_PAPER_APPEAL
from violations.facts.typed_days import wrong_in_paper_objection
from violations.models import Appeal, Case, Decision, Evidence
from violations.states import (
    COUNTED,
    AppealResult,
    CaseState,
    Forum,
    Outcome,
    SanctionKind,
)
from workdays.actions import keep_deadlines
from workdays.facts import Kept, is_entered_back


@transaction.atomic
def file_appeal(
    *,
    case_id: int,
    text: str,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> Appeal:
    """
    Object to a decision, as the office, while the appeal window runs.

    An objection that was entered in its name from paper gives way to it: it stays readable.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the decision has not been served, or the window is over.
        Invalid: by field text, evidence.
    """
    case: Case = begin(APPEAL, case_id, actor, on)
    words, files = _read(case, text, evidence_ids, on, actor, at, Problems())
    attach(files, at=at, case=case)
    replaced = replace_paper(case, actor, on)
    said = {"text": words, "filed_by": actor.user_id, "filed_by_name": actor.name}
    return _object(case, said, files, on, actor=actor, at=at, replaced=replaced)


@transaction.atomic
def enter_paper_appeal(
    *,
    case_id: int,
    text: str,
    received_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> Appeal:
    """
    Enter an objection that came on paper on `received_on`, within the appeal window.

    The picture of the paper with its receipt comes along: it is what proves that day. One that
    came in time and is entered after the decision became final contests the final case: nothing is
    carried out or closed on it until the objection is decided and its result served (ADR 36).
    Where the day lies so far back that another person confirms it (rule `paper_entry`), the
    objection is proposed, and returned without being stored.

    Raises:
        NotPermitted: the role enters no paper, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the decision has not been served, or the window was over on that day.
        Invalid: by field text, evidence, received_on.
    """
    case: Case = begin(ENTER_PAPER_APPEAL, case_id, actor, on)
    problems = Problems()
    problems.add_all(wrong_in_paper_objection(case, {"received_on": received_on}, on))
    if not evidence_ids:
        problems.add("evidence", _("Add the picture of the paper with its receipt."))
    words, files = _read(case, text, evidence_ids, received_on, actor, at, problems)
    refuse_contested(case, files)
    said = {
        "text": words, "filed_by": actor.user_id, "filed_by_name": actor.name, "is_paper": True
    }  # fmt: skip
    if is_entered_back(received_on, on, case.county.public_id):
        propose_paper(
            ENTER_PAPER_APPEAL, case, received_on, words, files, actor=actor, on=on, at=at
        )
        return Appeal(case=case, filed_on=received_on, **said)
    attach(files, at=at, case=case)
    return _object(case, said, files, received_on, actor=actor, at=at)


def _confirm_appeal(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Store the paper objection that another person has entered, as its second person."""
    said = {
        "text": arguments["text"],
        "filed_by": arguments["entered_by"],
        "filed_by_name": arguments["entered_by_name"],
        "is_paper": True,
    }
    day = date.fromisoformat(arguments["day"])
    _object(case, said, files_of(arguments), day, actor=actor, at=at)


PERFORMED[ENTER_PAPER_APPEAL.key] = _confirm_appeal


def _read(
    case: Case,
    text: str,
    evidence_ids: Sequence[UUID],
    day: date,
    actor: Principal,
    at: datetime,
    problems: Problems,
) -> tuple[str, list[Evidence]]:
    """Return the words of an objection of a day and its files, or refuse what is wrong."""
    is_late = case.appeal_due_on is not None and day > case.appeal_due_on
    if is_late and not problems.fields:
        raise IllegalMove(_("The objection window is over."))
    words = problems.text("text", text, least=20, most=20_000)
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    return words, files


def _object(
    case: Case,
    said: Mapping[str, Any],
    files: Sequence[Evidence],
    day: date,
    *,
    actor: Principal,
    at: datetime,
    replaced: Appeal | None = None,
) -> Appeal:
    """Store what the office objected on a day of the appeal window, and what it replaces."""
    until = contest_window(case, day_in_tehran(at)) if said.get("is_paper") else None
    appeal = Appeal.objects.create(
        case=case, filed_on=day, filed_at=at, contest_until=until.due_on if until else None, **said
    )
    if until:
        keep_deadlines(kept=[Kept("appeal.contest", appeal, until, case.county_id)])
    contests = case.state in COUNTED
    after: dict[str, Any] = {"is_contested": True} if contests else {"state": CaseState.APPEALED}
    changes = change(case, {} if case.state == CaseState.APPEALED else after)
    changes |= begin_windows({case: day_in_tehran(at)})[case.pk]
    if contests:
        touch_offices(office_ids=[case.office_id])
    record(
        actor=actor,
        verb="case.contested" if contests else "case.appealed",
        target=case,
        changes=add_seals(
            changes
            | {
                "filed_on": (None, day),
                "entered_on": (None, day_in_tehran(at)),
                "paper": (None, appeal.is_paper),
                "contest_until": (None, appeal.contest_until),
                "evidence": (None, [file.sha256 for file in files]),
            },
            objection=appeal,
            objection_contest=replaced,
        ),
        at=at,
    )
    return appeal


@transaction.atomic
def decide_appeal(
    *,
    case_id: int,
    result: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    sanction: str = "",
    sanction_days: int | None = None,
) -> Decision:
    """
    Decide an appeal: `upheld`, `reduced` (to a lighter sanction) or `annulled`; the case is final.

    Where it was final meanwhile it stays so from its day; annulled, its points are reversed.

    The contract track is decided by the agency's appeal decider, or by a committee chair when
    nobody there is free to; the licence track by a chair; a named stand-in where no chair is.
    Never by a reporter, nor by the one who triaged, decided, sat in the committee, or issued a
    notice.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, was involved, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no appeal waits.
        Invalid: by field result, reasons, sanction, sanction_days.
    """
    case: Case = begin(DECIDE_APPEAL, case_id, actor, on)
    problems = Problems()
    text = problems.text("reasons", reasons, least=rules.LEAST_REASONS, most=20_000)
    verdict = _weigh(problems, case, result, sanction, sanction_days)
    problems.raise_if_any()
    decision = write_decision(case, Forum.APPEAL, text, actor, on, points=case.points, **verdict)
    objections = Appeal.objects.counted().filter(case=case)
    objections.update(result=result, decided_on=on)
    was_contested = case.is_contested
    changes = _apply(case, result, verdict, on)
    record(
        actor=actor,
        verb="case.appeal_decided",
        target=case,
        changes=add_seals(
            changes | {"result": (None, result)}, decision=decision, result=objections.first()
        ),
        note=text,
        at=at,
    )
    if was_contested and result != AppealResult.UPHELD:
        follow(case, text, actor, on, at)
    return decision


def _apply(case: Case, result: str, verdict: dict[str, Any], on: date) -> dict[str, Any]:
    """Write a decided objection into its case and what rests on it; return the changes."""
    terms = terms_of(case, on)
    told = terms.due("serve_notice", on)
    until = {"result_serve_due_on": told.due_on, "calendar_version": terms.version}
    keep_deadlines(kept=[terms.kept("case.result_service", case, told)])
    if case.is_contested:
        again = due_again(case, verdict, on)
        changes = change(case, {"is_contested": False, **verdict, **until, **again})
        changes |= begin_windows({case: on})[case.pk]
        if result == AppealResult.ANNULLED:
            changes |= reverse_points(case, on)
    else:
        final = {"state": CaseState.FINAL, "final_on": on}
        changes = change(case, {**final, **verdict, **until})
        changes |= settle([case])[case.pk]
    touch_offices(office_ids=[case.office_id])
    return changes


def _weigh(
    problems: Problems, case: Case, result: str, sanction: str, days: int | None
) -> dict[str, Any]:
    """Return outcome and sanction after an appeal; it may only become lighter."""
    if result not in AppealResult.values:
        problems.add("result", _("Say how the objection is decided."))
    if result == AppealResult.ANNULLED:
        return {
            "outcome": Outcome.NOT_PROVEN, "sanction": SanctionKind.NONE, "sanction_days": None
        }  # fmt: skip
    verdict = {
        "outcome": case.outcome, "sanction": case.sanction, "sanction_days": case.sanction_days
    }  # fmt: skip
    if result == AppealResult.REDUCED:
        chosen, length = check_reduced(problems, case, sanction, days)
        verdict |= {"sanction": chosen, "sanction_days": length}
    return verdict


def write_decision(
    case: Case,
    forum: Forum,
    reasons: str,
    actor: Principal,
    on: date,
    points: int = 0,
    **values: Any,
) -> Decision:
    """Write what was decided after a first decision; the occurrence stays as it was counted."""
    is_proven = values["outcome"] == Outcome.PROVEN
    defaults = {"decided_by": actor.user_id, "decided_by_name": actor.name}
    return Decision.objects.create(
        case=case,
        forum=forum,
        reasons=reasons,
        occurrence=case.occurrence if is_proven else None,
        points=points if is_proven else 0,
        decided_on=on,
        **(defaults | values),
    )
