"""Violation types on the report form: those with a number key first."""

from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from core.clock import today
from violations.facts.type_keys import keys_of, types_in_force


@dataclass(frozen=True)
class TypeCard:
    """A violation type on the form; `key` is the digit that chooses it."""

    code: str
    title: str
    severity: str
    key: int | None
    is_chosen: bool


def only_agency(actor: Any) -> Agency | None:
    """Return the agency of somebody who works for exactly one."""
    if not actor.is_agency:
        return None
    own = list(Agency.objects.own(actor).order_by("position", "pk")[:2])
    return own[0] if len(own) == 1 else None


def type_cards(agency: Agency | None, chosen: str) -> tuple[list[TypeCard], list[TypeCard]]:
    """Return the types with a number key, in the order of the keys, and all the others by code."""
    keys = keys_of(agency)
    cards = [
        TypeCard(code, title, severity, keys.get(code), code == chosen)
        for code, title, severity in types_in_force(today())
    ]
    keyed = sorted((card for card in cards if card.key), key=lambda card: card.key or 0)
    return keyed, [card for card in cards if not card.key]
