"""How contracts are secured, for a list."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from contracts.models import Guarantee
from contracts.rules import Cover, cover_on

COVERS = {
    Cover.HELD: "ok",
    Cover.ENDING: "warn",
    Cover.PAST: "danger",
    Cover.NONE: "danger",
    Cover.RELEASED: "neutral",
}


def covers_of(keys: Sequence[int], on: date) -> dict[int, tuple[str, date | None]]:
    """Return how contracts are secured, by key: tone and last day; one query."""
    rows: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for pk, state, expires in Guarantee.objects.filter(contract__in=keys).values_list(
        "contract_id", "state", "expires_on"
    ):
        rows[pk].append((state, expires))
    found = {pk: cover_on(rows.get(pk, []), on) for pk in keys}
    return {pk: (COVERS[cover], last) for pk, (cover, last) in found.items()}
