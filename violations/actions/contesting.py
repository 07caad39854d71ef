"""The office contests what was entered in its name from paper (docs/adr/0053-paper.md)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.errors import Invalid
from violations.actions.steps import Problems, change, terms_of
from violations.actions.windows import begin_windows
from violations.acts.cases import CONTEST_OBJECTION, CONTEST_PAPER
from violations.facts import official
from violations.facts.cases import in_time
from violations.models import Appeal, Case, Defence, Evidence
from violations.states import CaseState
from workdays.actions import keep_deadlines
from workdays.models import KeptDeadline
from workdays.rules import DeadlineKey

LEAST_REASON = 20


@transaction.atomic
def contest_paper(
    *, case_id: int, defence: UUID | None, reason: str, actor: Principal, on: date, at: datetime
) -> Defence:
    """
    Contest a defence that was entered from paper: the case stands as if it had not been entered.

    It stays readable, marked as contested. The agency may enter it again with another proof, and
    the office may answer itself.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case has been decided, or nothing was entered in the office's name.
        Invalid: by field defence, reason.
    """
    case: Case = begin(CONTEST_PAPER, case_id, actor, on)
    problems = Problems()
    papers = case.defences.counted().filter(is_paper=True).select_for_update(of=("self",))
    found = papers.filter(public_id=defence).first() if defence else None
    if found is None:
        problems.add("defence", _("Choose what was entered in the office's name."))
    why = problems.text("reason", reason, least=LEAST_REASON)
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - refused above
    found.contested_on, found.contest_reason = on, why
    found.contested_by, found.contested_by_name = actor.user_id, actor.name
    found.save(
        update_fields=[
            "contested_on", "contest_reason", "contested_by", "contested_by_name", "updated_at",
        ]
    )  # fmt: skip
    changes = change(case, _as_if_not_entered(case))
    record(
        actor=actor,
        verb="case.paper_contested",
        target=case,
        changes=add_seals(
            changes | {"submitted_on": (found.submitted_on, None)}, defence_contest=found
        ),
        note=why,
        at=at,
    )
    return found


@transaction.atomic
def contest_objection(
    *, case_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Appeal:
    """
    Contest an objection that was entered from paper: the case stands as if it had not been entered.

    The objection stays readable, marked as contested. The window of the office runs again, at least
    for the rule `window_after_entry` from `on`; a case that had become final before the paper was
    entered stays so.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no objection from paper waits for its decision.
        Invalid: by field reason.
    """
    case: Case = begin(CONTEST_OBJECTION, case_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON)
    problems.raise_if_any()
    found = Appeal.objects.counted().select_for_update(of=("self",)).get(case=case)
    found.contested_on, found.contest_reason = on, why
    found.contested_by, found.contested_by_name = actor.user_id, actor.name
    found.save(
        update_fields=[
            "contested_on", "contest_reason", "contested_by", "contested_by_name", "updated_at",
        ]
    )  # fmt: skip
    changes = change(case, _as_if_not_objected(case, on))
    changes |= begin_windows({case: on})[case.pk]
    record(
        actor=actor,
        verb="case.objection_contested",
        target=case,
        changes=add_seals(changes | {"filed_on": (found.filed_on, None)}, objection_contest=found),
        note=why,
        at=at,
    )
    return found


def _as_if_not_objected(case: Case, on: date) -> dict[str, Any]:
    """Return where the case stands without the objection; its window leaves the office time."""
    if case.is_contested:
        return {"is_contested": False, "appeal_decision_due_on": None}
    terms = terms_of(case, on)
    again = terms.due(DeadlineKey.WINDOW_AFTER_ENTRY, on)
    values: dict[str, Any] = {"state": CaseState.DECIDED, "appeal_decision_due_on": None}
    if case.appeal_due_on is None or again.due_on > case.appeal_due_on:
        values |= {"appeal_due_on": again.due_on, "calendar_version": terms.version}
        # The clock goes on under the key with which it began.
        began = KeptDeadline.objects.filter(clock="case.appeal", subject_id=case.public_id).first()
        key = began.key if began else DeadlineKey.APPEAL_WINDOW
        again = replace(again, rule=replace(again.rule, key=key))
        keep_deadlines(kept=[terms.kept("case.appeal", case, again)])
    return values


def _as_if_not_entered(case: Case) -> dict[str, Any]:
    """Return where the case stands without the paper; the time to decide stays as it is."""
    if case.state != CaseState.DEFENDED or in_time().filter(case=case).exists():
        return {}
    return {"state": CaseState.DEFENCE_LAPSED}


def replace_paper(case: Case, actor: Principal, on: date) -> Appeal | None:
    """Let an objection from paper count no more, as the office files its own; return it."""
    paper = Appeal.objects.counted().filter(case=case, is_paper=True).first()
    if paper is not None:
        Appeal.objects.filter(pk=paper.pk).update(
            contested_on=on,
            contested_by=actor.user_id,
            contested_by_name=actor.name,
            contest_reason=official(gettext_noop("The office has filed its own objection.")),
        )
    return paper


def refuse_contested(case: Case, files: Sequence[Evidence]) -> None:
    """Refuse a picture that lies in the case already where the office contested an objection."""
    if not case.appeals.filter(contested_on__isnull=False).exists():
        return
    known = Evidence.objects.filter(case=case, sha256__in=[file.sha256 for file in files])
    if known.exists():
        text = _("The office has contested this picture; enter the objection with another proof.")
        raise Invalid(fields={"evidence": [text]})
