"""What came back on paper: the scan of a letter's receipt."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.acts import begin
from core.errors import Invalid
from core.papers import Paper, take
from core.persian import display_safe
from core.texts import need_length
from notices.acts import ADD_RECEIPT
from notices.facts.letters import receipt_needs_second_person
from notices.models import Dispatch, Letter
from notices.states import RECEIPT_NEEDED, Channel, ProofKind

LONGEST_WORDS = 400


def take_receipt(scan: "File[bytes] | None") -> Paper:
    """
    Return the scan of the receipt of a service on paper, checked; a step before the service.

    Raises:
        Invalid: there is none, or it is refused; the text under `scan` says why and what helps.
    """
    if scan is None:
        raise Invalid(fields={"scan": [str(RECEIPT_NEEDED)]})
    return take(scan, field="scan").paper


def wrong_in_receipt(letter: Letter, typed: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """Return what is wrong with the day on which a letter was received."""
    day = typed.get("received_on")
    if day is None:
        return {}
    if not letter.issued_on <= day <= on:
        return {"received_on": [_("The day lies between the letter's date and today.")]}
    if not receipt_needs_second_person(letter, day, on):
        return {}
    text = _(
        "A second person confirms a receipt of so early a day: record the service on the page of"
        " {record}, with this scan."
    )
    return {"received_on": [text.format(record=letter.record)]}


@transaction.atomic
def add_receipt(
    *,
    letter_id: int,
    data: bytes,
    file_name: str,
    words: str,
    received_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> Dispatch:
    """
    Keep the scan of the receipt of a letter that went on paper.

    It proves the way of the letter; the service itself is recorded on the page of its record. So is
    a receipt of an earlier day than one person may enter (rule `paper_entry`).

    Raises:
        NotPermitted: the role serves no notices.
        Letter.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the letter has such a receipt.
        Invalid: by field scan, words, received_on; words too where they are too long.
    """
    letter: Letter = begin(ADD_RECEIPT, letter_id, actor, on)
    wrong = wrong_in_receipt(letter, {"received_on": received_on}, on)
    words = display_safe(words).strip()
    if len(words) < 3:
        wrong["words"] = [_("Say who received it, and the number of the receipt.")]
    if wrong:
        raise Invalid(fields=wrong)
    need_length(words, "words", LONGEST_WORDS)
    paper = take_receipt(ContentFile(data, name=file_name))
    dispatch = Dispatch.objects.create(
        letter=letter,
        channel=Channel.PAPER,
        proof=ProofKind.RECEIPT,
        words=words,
        proven_on=received_on,
        proven_at=at,
        scan=paper.copy,
        scan_type=paper.media_type,
        scan_sha256=hashlib.sha256(paper.copy).hexdigest(),
        recorded_by=actor.user_id,
    )
    record(
        actor=actor,
        verb="letter.received",
        target=letter,
        changes={"received_on": (None, received_on), "sha256": (None, dispatch.scan_sha256)},
        note=dispatch.words,
        at=at,
    )
    return dispatch


@dataclass(frozen=True)
class OpenedReceipt:
    """The scan of a receipt on its way out; `is_whole` tells whether it is what was kept."""

    dispatch: Dispatch
    content: bytes
    is_whole: bool


@transaction.atomic
def open_receipt(*, receipt_id: int, actor: Principal, at: datetime) -> OpenedReceipt:
    """
    Read the scan of a letter's receipt, compare it with its seal, leave the event of its opening.

    Raises:
        NotPermitted: the role reads no evidence.
        Dispatch.DoesNotExist: there is none with this key and a scan in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    kept = Dispatch.objects.visible_to(actor).receipts().select_related("letter")
    dispatch = kept.get(pk=receipt_id)
    content = bytes(dispatch.scan or b"")
    is_whole = hashlib.sha256(content).hexdigest() == dispatch.scan_sha256
    record(
        actor=actor,
        verb="letter.receipt_opened",
        target=dispatch.letter,
        changes={"sha256": (None, dispatch.scan_sha256)},
        note="" if is_whole else _("The file differs from its seal."),
        at=at,
    )
    return OpenedReceipt(dispatch, content if is_whole else b"", is_whole)
