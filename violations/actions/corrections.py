"""What the office puts right, and who verifies it; internal notes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin, need, need_role
from core.clock import day_in_tehran
from core.jalali import short
from core.persian import isolated, persian_digits
from offices.actions import touch_offices
from violations.actions.evidence import attach, claim
from violations.actions.steps import Problems, terms_of
from violations.actions.windows import begin_windows, date_verification
from violations.acts.cases import ADD_CORRECTION, ADD_NOTE
from violations.acts.corrections import REPORT_CORRECTION, VERIFY_CORRECTION
from violations.facts import against_day
from violations.models import Case, CaseNote, CorrectiveAction
from workdays.rules import DeadlineKey

FURTHEST = timedelta(days=730)


def first_correction_day(case: Case, on: date) -> date:
    """Return the first day on which the office can be asked to have put something right."""
    return terms_of(case, on).due(DeadlineKey.WINDOW_AFTER_ENTRY, on).due_on


def wrong_in_correction(case: Case, typed: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """Return what is wrong with the day by which the office has to put something right."""
    due_on, first = typed.get("due_on"), first_correction_day(case, on)
    if due_on is None:
        return {}
    if due_on < first:
        text = _("The office needs time to see what is asked; the first day is {day}.")
        against = text.format(day=isolated(persian_digits(short(first))))
    elif due_on > on + FURTHEST:
        against = _("The day is too far away.")
    else:
        against = against_day(case, due_on)
    return {"due_on": [against]} if against else {}


@transaction.atomic
def add_correction(
    *, case_id: int, text: str, due_on: date, actor: Principal, on: date, at: datetime
) -> CorrectiveAction:
    """
    Add what the office must put right, by a working day of its county.

    The day leaves the office the time of every window after it can see what is asked.

    Raises:
        NotPermitted: the role adds no corrections, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not decided and proven, its decision was not served, or the time to
            close it is over.
        Invalid: by field text, due_on.
    """
    case: Case = begin(ADD_CORRECTION, case_id, actor, on)
    problems = Problems()
    what = problems.text("text", text, least=5, most=2000)
    problems.add_all(wrong_in_correction(case, {"due_on": due_on}, on))
    problems.raise_if_any()
    correction = CorrectiveAction.objects.create(case=case, text=what, due_on=due_on)
    windows = begin_windows({case: on})[case.pk]
    record(
        actor=actor,
        verb="case.correction_added",
        target=case,
        changes={"due_on": (None, due_on), **windows},
        note=what,
        at=at,
    )
    return correction


@transaction.atomic
def report_correction(
    *,
    correction_id: int,
    note: str,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> CorrectiveAction:
    """
    Say, as the office, that it has been put right.

    Raises:
        NotPermitted: the actor is not the office's operator.
        CorrectiveAction.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been reported or verified.
        Invalid: by field note, evidence.
    """
    correction: CorrectiveAction = begin(REPORT_CORRECTION, correction_id, actor, on)
    problems = Problems()
    words = problems.text("note", note, least=5, most=2000)
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    correction.done_on, correction.done_note = on, words
    date_verification([correction], on)
    correction.save(update_fields=["done_on", "done_note", "verify_due_on", "updated_at"])
    attach(files, at=at, case=correction.case)
    record(
        actor=actor,
        verb="case.correction_reported",
        target=correction.case,
        changes={
            "done_on": (None, on),
            "verify_due_on": (None, correction.verify_due_on),
            "evidence": (None, [file.sha256 for file in files]),
        },
        note=words,
        at=at,
    )  # fmt: skip
    return correction


@transaction.atomic
def verify_correction(
    *,
    correction_id: int,
    is_done: bool,
    note: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> CorrectiveAction:
    """
    Confirm what the office reported, or ask for it again.

    Raises:
        NotPermitted: the role does not verify, or not in this track.
        CorrectiveAction.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has not been reported, or has been verified.
        Invalid: by field note.
    """
    correction: CorrectiveAction = begin(VERIFY_CORRECTION, correction_id, actor, on)
    problems = Problems()
    words = problems.text("note", note, least=5, most=2000)
    problems.raise_if_any()
    done_on = correction.done_on
    if is_done:
        correction.verified_on, correction.verified_by = on, actor.user_id
    else:
        # The time to verify begins anew with the next report.
        correction.done_on, correction.verify_due_on, correction.refused_on = None, None, on
    correction.verified_note = words
    correction.save(
        update_fields=[
            "done_on", "verify_due_on", "refused_on", "verified_on", "verified_by",
            "verified_note", "updated_at",
        ]
    )  # fmt: skip
    windows = begin_windows({correction.case: on})[correction.case_id]
    touch_offices(office_ids=[correction.case.office_id])
    record(
        actor=actor,
        verb="case.correction_verified" if is_done else "case.correction_refused",
        target=correction.case,
        changes={
            "done_on": (done_on, correction.done_on),
            "verified_on": (None, correction.verified_on),
            **windows,
        },
        note=words,
        at=at,
    )
    return correction


@transaction.atomic
def add_note(*, case_id: int, text: str, actor: Principal, at: datetime) -> CaseNote:
    """
    Add an internal note; offices and the association never see it.

    Raises:
        NotPermitted: the role writes no notes, or the actor stood back from the case.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        Invalid: by field text.
    """
    need_role(ADD_NOTE, actor)
    case = Case.objects.visible_to(actor).get(pk=case_id)
    need(ADD_NOTE, case, actor, day_in_tehran(at))
    problems = Problems()
    words = problems.text("text", text, least=1)
    problems.raise_if_any()
    note = CaseNote.objects.create(
        case=case,
        text=words,
        written_at=at,
        written_by=actor.user_id,
        written_by_name=actor.name,
    )
    record(actor=actor, verb="case.note_added", target=case, at=at)
    return note
