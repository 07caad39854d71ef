"""Violation types on the form: the agency's frequent ones first, by number key."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from core.clock import today
from violations.models import ViolationReport, ViolationType
from violations.states import Severity

FREQUENT = 6
SAMPLE = 500  # of the agency's latest reports, to know its frequent types


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


def type_cards(
    agency: Agency | None, chosen: str, actor: Any
) -> tuple[list[TypeCard], list[TypeCard]]:
    """Return the agency's frequent types with number keys, and all the others."""
    kinds = list(
        ViolationType.objects.in_force(today())
        .order_by("code", "pk")
        .values_list("code", "title", "severity", "track")
    )
    ranked = _frequency(agency, actor)
    heavy = {severity: place for place, severity in enumerate(reversed(Severity.values))}
    fits = "licence" if agency is None else "contract"

    def rank(kind: tuple[str, str, str, str]) -> tuple[int, bool, int, str]:
        code, _title, severity, track = kind
        return -ranked.get(code, 0), track not in {fits, "both"}, heavy[severity], code

    kinds.sort(key=rank)
    cards = [
        TypeCard(code, title, severity, place if place <= FREQUENT else None, code == chosen)
        for place, (code, title, severity, _track) in enumerate(kinds, start=1)
    ]
    others = sorted(cards[FREQUENT:], key=lambda card: card.code)
    return cards[:FREQUENT], others


def _frequency(agency: Agency | None, actor: Any) -> Counter[str]:
    reports = ViolationReport.objects.visible_to(actor)
    if agency:
        reports = reports.filter(agency=agency)
    latest = reports.order_by("-submitted_on", "-id").values_list("type__code", flat=True)
    return Counter(latest[:SAMPLE])
