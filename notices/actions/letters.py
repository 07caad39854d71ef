"""Letters: written with the act, made into one PDF afterwards, proven when they arrive."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.numbers import next_numbers
from core.acts import need_role
from core.errors import IllegalMove
from core.papers import Paper
from notices.actions.outbox import Order, put_many
from notices.acts import RENDER
from notices.facts.letters import letter_body
from notices.models import Dispatch, Letter, LetterFile, LetterTemplate
from notices.printing import as_pdf
from notices.rules import CODE_LENGTH, CODE_LETTERS, filled, one_line
from notices.states import CarrierName, Channel, ProofKind

REGISTER = "notice"
INFIX = "N-"


@dataclass(frozen=True)
class LetterDraft:
    """
    What an act says of the letter that it writes.

    `addition` is what a person adds to the template's text. `table` has a first row of headings.
    `number` is given when the act has taken it already.
    """

    kind: str
    subject: models.Model
    values: Mapping[str, str]
    url: str
    sender: str
    addressee: str
    signer: str
    record: str
    signer_role: str = ""
    agency_id: UUID | None = None
    office_id: UUID | None = None
    channel: str = Channel.PORTAL
    addition: str = ""
    number: str = ""
    subject_id: UUID | None = None  # of a notice that is no row of its own; else the subject's
    table: Sequence[Sequence[str]] = field(default=())


@transaction.atomic
def write_letter(*, draft: LetterDraft, issued_by: int, on: date, at: datetime) -> Letter:
    """Write one letter; a step of an act, which leaves the event."""
    return write_letters(drafts=[draft], issued_by=issued_by, on=on, at=at)[0]


@transaction.atomic
def write_letters(
    *, drafts: Sequence[LetterDraft], issued_by: int, on: date, at: datetime
) -> list[Letter]:
    """
    Write letters with numbers of the year's register; their files are made from the outbox.

    Raises:
        LetterTemplate.DoesNotExist: a kind has no template in force.
    """
    if not drafts:
        return []
    templates = {row.kind: row for row in LetterTemplate.objects.in_force(on)}
    lacking = {draft.kind for draft in drafts} - set(templates)
    if lacking:
        raise LetterTemplate.DoesNotExist(", ".join(sorted(lacking)))
    bare = sum(1 for draft in drafts if not draft.number)
    fresh = iter(next_numbers(REGISTER, on, bare, infix=INFIX) if bare else ())
    letters = Letter.objects.bulk_create(
        [
            _letter(draft, templates[draft.kind], draft.number or next(fresh), issued_by, on, at)
            for draft in drafts
        ],
        batch_size=500,
    )
    put_many(
        [
            Order(
                CarrierName.LETTER,
                {"letter": str(letter.public_id)},
                not_before=at,
                once=f"letter/{letter.public_id}",
            )
            for letter in letters
        ]
    )
    return letters


def _letter(
    draft: LetterDraft,
    template: LetterTemplate,
    number: str,
    issued_by: int,
    on: date,
    at: datetime,
) -> Letter:
    key: Any = draft.subject
    return Letter(
        number=number,
        template=template,
        kind=draft.kind,
        title=one_line(filled(template.subject, draft.values)),
        sender=draft.sender[:160],
        addressee=draft.addressee[:200],
        body=letter_body(template, draft.values, draft.addition),
        table=[list(row) for row in draft.table],
        signer=draft.signer[:160],
        signer_role=draft.signer_role[:160],
        record=draft.record[:60],
        subject_type=draft.subject._meta.label_lower,
        subject_id=draft.subject_id or key.public_id,
        url=draft.url,
        agency_id=draft.agency_id,
        office_id=draft.office_id,
        channel=draft.channel,
        check_code="".join(secrets.choice(CODE_LETTERS) for _each in range(CODE_LENGTH)),
        issued_on=on,
        issued_at=at,
        issued_by=issued_by,
    )


@transaction.atomic
def render_letter(*, letter_id: UUID, actor: Principal, at: datetime) -> LetterFile:
    """
    Make the letter's PDF, once, and keep it with its hash; called again it returns the same.

    Raises:
        NotPermitted: only the clock does this.
        Letter.DoesNotExist: there is none with this id.
    """
    need_role(RENDER, actor)
    letter = Letter.objects.select_for_update().get(public_id=letter_id)
    made = LetterFile.objects.filter(letter=letter).first()
    if made is not None:
        return made
    pdf = as_pdf(letter)
    file = LetterFile.objects.create(
        letter=letter,
        content=pdf.content,
        sha256=hashlib.sha256(pdf.content).hexdigest(),
        pages=pdf.pages,
        made_at=at,
    )
    record(
        actor=actor,
        verb="letter.rendered",
        target=letter,
        changes={"sha256": (None, file.sha256), "pages": (None, file.pages)},
        at=at,
    )
    return file


@transaction.atomic
def open_letters(*, subject_id: UUID, kind: str, at: datetime) -> None:
    """Open a letter to its office: the notice that it carries has been served."""
    Letter.objects.filter(subject_id=subject_id, kind=kind, opened_at__isnull=True).update(
        opened_at=at, updated_at=at
    )


@transaction.atomic
def prove_service(
    *,
    subject_id: UUID,
    kind: str,
    channel: str,
    words: str,
    on: date,
    at: datetime,
    recorded_by: int,
    receipt_sha256: str = "",
    scan: Paper | None = None,
    opens: bool = True,
) -> Dispatch | None:
    """
    Keep what proves that a letter arrived, and open it to its office; a step of the service.

    `scan` is the receipt of a service on paper; `receipt_sha256` names one that the record keeps.
    Without `opens` the letter stays closed, until another person confirms the service. Return None
    for a notice without a letter.

    Raises:
        IllegalMove: there is a scan, and no letter with which it could be kept.
    """
    letter = Letter.objects.filter(subject_id=subject_id, kind=kind).order_by("-pk").first()
    if letter is None and scan is not None:
        raise IllegalMove(
            _(
                "No letter of this notice is kept, so that its receipt could be kept with it. "
                "Let the office receive the notice in the portal, or issue it again."
            )
        )
    if letter is None:
        return None  # a notice from before letters were kept
    if scan is not None:
        receipt_sha256 = hashlib.sha256(scan.copy).hexdigest()
    dispatch = Dispatch.objects.create(
        letter=letter,
        channel=channel,
        proof=ProofKind.SHOWN if channel == Channel.PORTAL else ProofKind.RECEIPT,
        words=words,
        proven_on=on,
        proven_at=at,
        recorded_by=recorded_by,
        scan=scan.copy if scan else None,
        scan_type=scan.media_type if scan else "",
        scan_sha256=receipt_sha256,
    )
    if opens:
        open_letters(subject_id=subject_id, kind=kind, at=at)
    return dispatch
