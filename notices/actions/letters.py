"""Letters: written with the act, made into one PDF afterwards, proven when they arrive."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from audit.numbers import next_numbers
from core.errors import IllegalMove, Invalid, Stale
from core.papers import Paper, PaperRefused, read_paper, refuse_unclean
from core.persian import display_safe
from notices.actions.outbox import Order, put_many
from notices.facts.letters import LETTER_KINDS
from notices.models import Dispatch, Letter, LetterFile, LetterTemplate
from notices.printing import as_pdf
from notices.rules import CODE_LENGTH, CODE_LETTERS, check_template, filled, one_line
from notices.states import CarrierName, Channel, ProofKind, Provenance

REGISTER = "notice"
INFIX = "N-"
LEAST_BODY = 40


@dataclass(frozen=True)
class LetterDraft:
    """
    What an act says of the letter that it writes.

    `body` replaces the template's text when a person has written the letter. `table` has a first
    row of headings. `number` is given when the act has taken it already.
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
    body: str = ""
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
        title=one_line(filled(template.subject, draft.values))[:240],
        sender=draft.sender[:160],
        addressee=draft.addressee[:200],
        body=draft.body or filled(template.body, draft.values),
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
    require(actor, Permission.LETTER_RENDER)
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
) -> None:
    """Keep what proves that a letter arrived, and open it to its office; a step of the service."""
    letter = Letter.objects.filter(subject_id=subject_id, kind=kind).order_by("-pk").first()
    if letter is None:
        return  # a notice from before letters were kept
    Dispatch.objects.create(
        letter=letter,
        channel=channel,
        proof=ProofKind.SHOWN if channel == Channel.PORTAL else ProofKind.RECEIPT,
        words=words[:400],
        proven_on=on,
        proven_at=at,
        recorded_by=recorded_by,
        scan_sha256=receipt_sha256,
    )
    open_letters(subject_id=subject_id, kind=kind, at=at)


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

    It proves the way of the letter; the service itself is recorded on the page of its record.

    Raises:
        NotPermitted: the role serves no notices.
        Letter.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the letter has such a receipt.
        Invalid: by field scan, words, received_on.
    """
    require(actor, Permission.LETTER_RECEIPT)
    letter = Letter.objects.visible_to(actor).lock(letter_id)
    if letter.dispatches.filter(channel=Channel.PAPER, scan__isnull=False).exists():
        raise IllegalMove(_("The scan of the receipt has been kept."))
    wrong: dict[str, list[str]] = {}
    if not letter.issued_on <= received_on <= on:
        wrong["received_on"] = [_("The day lies between the letter's date and today.")]
    if len(words.strip()) < 3:
        wrong["words"] = [_("Say who received it, and the number of the receipt.")]
    if wrong:
        raise Invalid(fields=wrong)
    paper = _clean(data, file_name)
    dispatch = Dispatch.objects.create(
        letter=letter,
        channel=Channel.PAPER,
        proof=ProofKind.RECEIPT,
        words=display_safe(words).strip()[:400],
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


def _clean(data: bytes, file_name: str) -> Paper:
    """Decode a scan in a limited process and ask the scanner; a doubt means no."""
    if len(data) > settings.EVIDENCE_MAX_BYTES:
        raise Invalid(fields={"scan": [_("The file is too large. Scan it in grey, at 150 dpi.")]})
    try:
        paper = read_paper(data, file_name)
    except PaperRefused as error:
        raise Invalid(fields={"scan": [error.message]}) from error
    refuse_unclean(data, file_name, field="scan")
    return paper


@transaction.atomic
def add_template(
    *,
    kind: str,
    subject: str,
    body: str,
    provenance: str,
    source: str,
    starts_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    after: int | None = None,
) -> LetterTemplate:
    """
    Add the next version of the words of a kind of letter, in force from a day that is to come.

    `after` is the newest version of the kind that the writer has seen, 0 for none.

    Raises:
        NotPermitted: the role may not change how the house writes.
        Stale: somebody has added a version of this kind since.
        Invalid: by field kind, subject, body, provenance, source, starts_on.
    """
    require(actor, Permission.TEMPLATE_EDIT)
    known = LETTER_KINDS.get(kind)
    if known is None:
        raise Invalid(fields={"kind": [_("There is no such kind of letter.")]})
    wrong: dict[str, list[str]] = {}
    if provenance not in Provenance.values:
        wrong["provenance"] = [_("Say whence the text comes.")]
    if starts_on < on:
        wrong["starts_on"] = [_("A version begins today or later.")]
    if len(body.strip()) < LEAST_BODY:
        wrong["body"] = [_("The text is too short for a letter.")]
    if wrong:
        raise Invalid(fields=wrong)
    check_template(subject, known.placeholders, "subject")
    check_template(body, known.placeholders, "body")
    last = LetterTemplate.objects.filter(kind=kind).order_by("-version").first()
    if after is not None and after != (last.version if last else 0):
        raise Stale
    template = LetterTemplate.objects.create(
        kind=kind,
        version=last.version + 1 if last else 1,
        subject=one_line(display_safe(subject))[:240],
        body=display_safe(body).strip(),
        provenance=provenance,
        source=display_safe(source).strip()[:400],
        starts_on=starts_on,
        written_by=actor.user_id,
    )
    record(
        actor=actor,
        verb="template.added",
        target=template,
        changes={"version": (last.version if last else None, template.version),
                 "starts_on": (None, starts_on)},
        note=template.source,
        at=at,
    )  # fmt: skip
    return template
