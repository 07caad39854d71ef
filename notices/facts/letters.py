"""Kinds of letters with their placeholders, and the template in force."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from audit.words import LABELS
from core.panels import Register
from notices.models import Dispatch, Letter, LetterTemplate
from notices.rules import filled
from notices.states import Provenance


@dataclass(frozen=True)
class Sample:
    """A real record on which a template is previewed: its number, and the placeholders' values."""

    record: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class LetterKind:
    """
    One kind of letter: its name, its title, and what each placeholder stands for.

    Each version names the `required` placeholders in its text; the same names stand in
    notices/sql/templates.sql. `sample` returns the newest record that the principal may see. A
    passage is no letter of its own: letters print it in place of a placeholder.
    """

    name: str
    title: str | Promise
    placeholders: Mapping[str, str | Promise]
    order: int = 100
    required: tuple[str, ...] = ()
    sample: Callable[[Principal], Sample | None] = lambda principal: None
    is_passage: bool = False


@dataclass(frozen=True)
class Preview:
    """A template as it would be printed for a record; without a record, with its placeholders."""

    record: str
    subject: str
    body: str


@dataclass(frozen=True)
class LetterRecord:
    """
    What the app of a kind of record says of its letters; `name` is the type of the record.

    `barred` returns why a person does nothing with them, or "": they stood back from the record, or
    hold or run its office. `needs_second_person` tells whether a receipt of a day is entered, on
    the day of the last argument, so late that another person confirms it.
    """

    name: str
    barred: Callable[[Letter, Principal, date], str]
    needs_second_person: Callable[[Letter, date, date], bool]
    order: int = 100


LETTER_KINDS: Register[LetterKind] = Register()
# Apps above fill it.
LETTER_RECORDS: Register[LetterRecord] = Register()


def has_stood_back(letter: Letter, actor: Principal, on: date) -> str:
    """Return that the actor stood back from, or has an interest in, the record of a letter."""
    found = LETTER_RECORDS.get(letter.subject_type)
    return "" if found is None else found.barred(letter, actor, on)


def receipt_needs_second_person(letter: Letter, day: date, on: date) -> bool:
    """Tell whether a receipt of a day is entered so late that another person confirms it."""
    found = LETTER_RECORDS.get(letter.subject_type)
    return found is not None and found.needs_second_person(letter, day, on)


def add_letter_kind(kind: LetterKind) -> None:
    """Let a kind of letter be written, and called by its title in the history."""
    LETTER_KINDS.add(kind)
    LABELS[kind.name] = kind.title


def letter_kind_of(name: str) -> LetterKind:
    """
    Return the kind of a letter.

    Raises:
        LookupError: no app has registered it.
    """
    kind = LETTER_KINDS.get(name)
    if kind is None:
        raise LookupError(f"no kind of letter {name!r}")
    return kind


def template_for(kind: str, on: date) -> LetterTemplate:
    """
    Return the version of a template that is in force on a day.

    Raises:
        LetterTemplate.DoesNotExist: none has begun.
    """
    return LetterTemplate.objects.in_force(on).get(kind=kind)


@translation.override("fa")
def letter_body(template: LetterTemplate, values: Mapping[str, str], addition: str = "") -> str:
    """Return the text of a letter, a paragraph a line: the template filled, then the addition."""
    text = filled(template.body, values)
    if not addition:
        return text
    return "\n".join((text, _("Additional note of the sender: {text}").format(text=addition)))


def follows_law_alone(kind: str, on: date, without: int | None = None,
                      law_from: date | None = None) -> LetterTemplate | None:  # fmt: skip
    """
    Return a version to come that would follow a law although nobody confirmed it; None for most.

    `without` is the key of a version that is about to be withdrawn, `law_from` the first day of a
    law that is about to be added. notices/sql/templates.sql asks the same.
    """
    rows = LetterTemplate.objects.filter(kind=kind, withdrawal__isnull=True)
    found = [(row.starts_on, row.version, row) for row in rows if row.pk != without]
    order: list[tuple[date, float, LetterTemplate | None]] = [*found]
    if law_from is not None:
        order.append((law_from, float("inf"), None))
    order.sort(key=lambda each: each[:2])
    for (_day, _number, before), (_next_day, _next_number, row) in pairwise(order):
        is_law = before is None or before.provenance == Provenance.LAW
        if is_law and row is not None and row.confirmed_by is None and row.starts_on > on:
            return row
    return None


def needs_second_person(kind: str, provenance: str, starts_on: date) -> bool:
    """Tell whether a version is marked as law, or takes the place of one that is."""
    before = LetterTemplate.objects.in_force(starts_on).filter(kind=kind).first()
    return Provenance.LAW in (provenance, before.provenance if before else "")


@translation.override("fa")
def preview(kind: LetterKind, subject: str, body: str, principal: Principal) -> Preview:
    """Return a template filled on the newest real record of its kind; as it is without one."""
    sample = kind.sample(principal)
    if sample is None:
        return Preview("", subject, body)
    return Preview(sample.record, filled(subject, sample.values), filled(body, sample.values))


def letter_rows(which: Q, actor: Principal) -> list[dict[str, Any]]:
    """
    Return letters as the page of their record lists them, the newest first; two queries.

    Each says what it is, when it was issued, by what way and when its arrival was proven first, and
    whether a receipt waits for its second person.
    """
    proofs = Dispatch.objects.with_standing().defer("scan").order_by("proven_on", "pk")
    found = Letter.objects.visible_to(actor).filter(which).defer("body", "table")
    rows = []
    newest = found.order_by("-issued_on", "-pk")
    for letter in newest.prefetch_related(Prefetch("dispatches", queryset=proofs)):
        kind = LETTER_KINDS.get(letter.kind)
        sent: list[Any] = list(letter.dispatches.all())
        rows.append(
            {
                "number": letter.number,
                "url": letter.get_absolute_url(),
                "title": kind.title if kind else letter.title,
                "issued_on": letter.issued_on,
                "channel": letter.get_channel_display(),
                "proof": next((each for each in sent if each.is_proof), None),
                "is_waiting": any(each.is_waiting for each in sent),
            }
        )
    return rows


def first_proofs(letters: Sequence[int]) -> dict[int, dict[str, Any]]:
    """
    Return what proved the arrival of some letters first, by their keys; one query.

    Where nothing proves it, a receipt that waits for its second person: `is_proof` is false.
    """
    sent: Any = Dispatch.objects.with_standing().filter(letter__in=letters)
    rows = sent.filter(Q(is_proof=True) | Q(is_waiting=True))
    found = rows.order_by("letter", "-is_proof", "proven_on", "pk").distinct("letter")
    shown = found.values("letter", "channel", "proven_on", "is_proof")
    return {row["letter"]: dict(row) for row in shown}


def how_far_served() -> Case:
    """Return the expression of how far the service of a letter is: open, waiting, proven."""
    sent: Any = Dispatch.objects.with_standing().filter(letter=OuterRef("pk"))
    return Case(
        When(Exists(sent.filter(is_proof=True)), then=Value("2")),
        When(Exists(sent.filter(is_waiting=True)), then=Value("1")),
        default=Value("0"),
        output_field=CharField(),
    )


def first_served_on() -> Subquery:
    """Return the expression of the day on which a letter was first proven to have arrived."""
    proofs = Dispatch.objects.proofs().filter(letter=OuterRef("pk"))
    return Subquery(proofs.order_by("proven_on", "pk").values("proven_on")[:1])


def receipt_url(subject_id: UUID, kind: str, actor: Principal) -> str:
    """Return where the actor opens the scan of the receipt of a notice; "" if nowhere."""
    if not may(actor, Permission.EVIDENCE_READ):
        return ""
    letters = Letter.objects.visible_to(actor).filter(subject_id=subject_id, kind=kind)
    kept = letters.filter(dispatches__scan__isnull=False).order_by("-pk")
    public_id = kept.values_list("public_id", flat=True).first()
    return reverse("notices:receipt-scan", args=[public_id]) if public_id else ""


def scan_url(letter: Letter, receipt: str, actor: Principal) -> str:
    """Return where the actor opens one receipt; "" if nowhere, or a later one is in its place."""
    last = letter.dispatches.receipts().order_by("pk").values_list("public_id", flat=True).last()
    if str(last) != receipt or not may(actor, Permission.EVIDENCE_READ):
        return ""
    return reverse("notices:receipt-scan", args=[letter.public_id])
