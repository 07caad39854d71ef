"""What the office puts right, and who verifies it; internal notes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.principal import Principal
from violations.models import CaseNote, CorrectiveAction


def add_correction(
    *, case_id: int, text: str, due_on: date, actor: Principal, on: date, at: datetime
) -> CorrectiveAction:
    """
    Add what the office must put right, by a day.

    Raises:
        NotPermitted: the role adds no corrections, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not decided and proven.
        Invalid: by field text, due_on.
    """
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


def add_note(*, case_id: int, text: str, actor: Principal, at: datetime) -> CaseNote:
    """
    Add an internal note; offices and the association never see it.

    Raises:
        NotPermitted: the role writes no notes.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        Invalid: by field text.
    """
    raise NotImplementedError
