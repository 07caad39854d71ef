"""Kinds of letters with their placeholders, and the template in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.functional import Promise

from accounts.principal import Principal, may
from accounts.roles import Permission
from audit.words import LABELS
from core.panels import Register
from notices.models import Dispatch, Letter, LetterTemplate


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter: its name, its title, and what each placeholder stands for."""

    name: str
    title: str | Promise
    placeholders: Mapping[str, str | Promise]
    order: int = 100


LETTER_KINDS: Register[LetterKind] = Register()


def add_letter_kind(kind: LetterKind) -> None:
    """Let a kind of letter be written, and called by its title in the history."""
    LETTER_KINDS.add(kind)
    LABELS[kind.name] = kind.title


def template_for(kind: str, on: date) -> LetterTemplate:
    """
    Return the version of a template that is in force on a day.

    Raises:
        LetterTemplate.DoesNotExist: none has begun.
    """
    return LetterTemplate.objects.in_force(on).get(kind=kind)


def letter_rows(which: Q, actor: Principal) -> list[dict[str, Any]]:
    """
    Return letters as the page of their record lists them, the newest first; two queries.

    Each says what it is, when it was issued, and by what way and when its arrival was proven first.
    """
    proofs = Dispatch.objects.defer("scan").order_by("proven_on", "pk")
    found = Letter.objects.visible_to(actor).filter(which).defer("body", "table")
    rows = []
    newest = found.order_by("-issued_on", "-pk")
    for letter in newest.prefetch_related(Prefetch("dispatches", queryset=proofs)):
        kind = LETTER_KINDS.get(letter.kind)
        rows.append(
            {
                "number": letter.number,
                "url": letter.get_absolute_url(),
                "title": kind.title if kind else letter.title,
                "issued_on": letter.issued_on,
                "channel": letter.get_channel_display(),
                "proof": next(iter(letter.dispatches.all()), None),
            }
        )
    return rows


def first_proofs(letters: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what proved the arrival of some letters first, by their keys; one query."""
    rows = Dispatch.objects.filter(letter__in=letters).order_by("letter", "proven_on", "pk")
    found = rows.distinct("letter").values("letter", "channel", "proven_on")
    return {row["letter"]: dict(row) for row in found}


def receipt_url(subject_id: UUID, kind: str, actor: Principal) -> str:
    """Return where the actor opens the scan of the receipt of a notice; "" if nowhere."""
    if not may(actor, Permission.EVIDENCE_READ):
        return ""
    letters = Letter.objects.visible_to(actor).filter(subject_id=subject_id, kind=kind)
    kept = letters.filter(dispatches__scan__isnull=False).order_by("-pk")
    public_id = kept.values_list("public_id", flat=True).first()
    return reverse("notices:receipt-scan", args=[public_id]) if public_id else ""
