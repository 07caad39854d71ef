"""
Lists that are the paper of what they change: put before the deputy, and opened.

A list whose letter is of an earlier day than one person may enter (rule `paper_entry`) is applied
when the deputy has confirmed it (docs/adr/0070-documents-of-the-register.md).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.actions import propose_act
from approvals.facts import PendingKind
from approvals.models import PendingAct
from approvals.states import PendingState
from audit.actions import record
from core.jalali import short
from core.persian import isolated, persian_digits
from offices.acts.imports import CONFIRM
from offices.acts.interests import INTEREST
from offices.facts.imports import (
    lacks_letter,
    needs_second,
    opens_list,
    read_import,
    stored_file,
)
from offices.facts.interests import OWN_SIDE, offices_of_interest
from offices.models import Licence, Office, RegisterImport
from workdays.facts import deadline
from workdays.rules import DeadlineKey

Arguments = Mapping[str, Any]


def propose_list(
    batch: RegisterImport, *, leaves_errors: bool, actor: Principal, on: date, at: datetime
) -> PendingAct:
    """
    Put a checked list before the deputy, with the offices of the licences that it names.

    The caller has asked the row of the act. The worker tried each of its rows when it checked them,
    and tries them again when it is applied.
    """
    named = read_import(batch, on).values("licence_number")
    offices = Office.objects.filter(licences__in=Licence.objects.filter(number__in=named))
    with translation.override("fa"):
        title = _("Enter the list “{file}”").format(file=batch.file_name)
    return propose_act(
        act=CONFIRM.key,
        target=batch,
        arguments={
            "leaves_errors": leaves_errors, "grant": actor.grant_id, "day": batch.document_on,
            "entered_on": on, "offices": sorted({*offices.values_list("public_id", flat=True)}),
        },
        title=title,
        summary=title,
        expires_on=deadline(DeadlineKey.CONFIRM_PAPER, on, None).due_on,
        actor=actor,
        on=on,
        at=at,
    )  # fmt: skip


def stands_against(batch: RegisterImport, on: date) -> str:
    """Return why a list that was confirmed is not applied on a day; its letter has grown old."""
    if told := lacks_letter(batch):
        return told
    if not needs_second(batch, on):
        return ""
    confirmed = PendingAct.objects.filter(
        act=CONFIRM.key, target_id=batch.public_id, state=PendingState.CONFIRMED
    )
    if confirmed.exists():
        return ""
    return _("Its letter is by now of so early a day that the deputy confirms it. Enter it again.")


@transaction.atomic
def open_list(*, import_id: int, actor: Principal, at: datetime) -> tuple[RegisterImport, bytes]:
    """
    Return a list as it was brought, compared with its seal; who opened it is recorded.

    What differs from its seal is not handed out: nothing is returned of it.

    Raises:
        RegisterImport.DoesNotExist: there is no such list in the actor's scope.
    """
    batch = RegisterImport.objects.visible_to(actor).get(pk=import_id)
    if not opens_list(batch):
        raise RegisterImport.DoesNotExist
    data = stored_file(batch)
    is_whole = hashlib.sha256(data).hexdigest() == batch.sha256
    record(
        actor=actor,
        verb="import.file_opened",
        target=batch,
        changes={"file": (None, batch.file_name), "sha256": (None, batch.sha256)},
        note="" if is_whole else _("The file differs from its seal."),
        at=at,
    )
    return batch, data if is_whole else b""


def _rows(batch: RegisterImport, arguments: Arguments) -> Sequence[tuple[str, str]]:
    counts = batch.counts
    left = counts.get("wrong", 0)
    return [
        (_("list of renewed licences"), batch.file_name),
        (_("Document"), f"{isolated(batch.document_no)} · {batch.document_issuer}"),
        (_("Day of the paper"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        (_("licences that it renews"), persian_digits(counts.get("insert", 0))),
        *([(_("rows left out because of errors"), persian_digits(left))] if left else []),
        (_("SHA-256 of the file"), isolated(batch.sha256)),
    ]


def _interested(batch: RegisterImport, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that the actor's person holds or runs an office of the list."""
    held = () if actor.role in OWN_SIDE else offices_of_interest(actor, on)
    if held and Office.objects.filter(pk__in=held, public_id__in=arguments["offices"]).exists():
        return str(INTEREST)
    return ""


def _blocked(batch: RegisterImport, arguments: Arguments, actor: Principal, on: date) -> str:
    return "" if batch.state in (CONFIRM.states or ()) else str(CONFIRM.state_error)


def _papers(
    batch: RegisterImport, arguments: Arguments, actor: Principal
) -> Sequence[tuple[str, str]]:
    if not RegisterImport.objects.visible_to(actor).filter(pk=batch.pk).exists():
        return ()
    return [(batch.file_name, reverse("offices:list_file", args=[batch.public_id]))]


def list_kind(
    confirm: Callable[[RegisterImport, Arguments, Principal, datetime], None],
) -> PendingKind:
    """Return the kind of pending act by which the deputy lets a list be applied."""

    def perform(
        batch: RegisterImport, arguments: Arguments, actor: Principal, on: date, at: datetime
    ) -> None:
        confirm(batch, arguments, actor, at)

    return PendingKind(
        name=CONFIRM.key,
        title=CONFIRM.title,
        permission=Permission.CASE_REOPEN,
        proposal=CONFIRM.key,
        content=lambda batch, arguments: {
            "state": batch.state, "file": batch.sha256, "counts": batch.counts,
            "letter": [batch.document_no, batch.document_on, batch.document_issuer],
        },
        rows=_rows,
        papers=_papers,
        perform=perform,
        excluded=_interested,
        blocked=_blocked,
        model="offices.registerimport",
    )  # fmt: skip
