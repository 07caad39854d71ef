"""Whom a proposed policy would move: both versions on the same records, nothing written."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.models import Contract
from oversight.facts.policies import policy_in_force, rules_of
from oversight.facts.sweep import Rules, held
from oversight.models import PolicyVersion
from oversight.states import FlagScope

MOST_SHOWN = 20


@dataclass(frozen=True)
class Difference:
    """How many contracts are flagged by each version, and which ones differ."""

    before: int
    after: int
    added_count: int
    removed_count: int
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]


def _flagged(rules: Rules, on: date) -> dict[int, set[str]]:
    """Return the contracts that are flagged, with the rules that do so."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for one in held(rules, on):
        if one.scope == FlagScope.CONTRACT and one.level == "flag":
            found[one.subject_id].add(one.code)
    return found


def difference(version: PolicyVersion, on: date) -> Difference | None:
    """Return what a version would flag otherwise than the one in force; None without one."""
    current = policy_in_force(on)
    if current is None:
        return None
    before, after = _flagged(current.rules, on), _flagged(rules_of(version), on)
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    return Difference(
        before=len(before),
        after=len(after),
        added_count=len(added),
        removed_count=len(removed),
        added=_rows(added[:MOST_SHOWN], after),
        removed=_rows(removed[:MOST_SHOWN], before),
    )


def _rows(keys: list[int], codes: dict[int, set[str]]) -> list[dict[str, Any]]:
    contracts = Contract.objects.filter(pk__in=keys).select_related("office").order_by("pk")
    return [
        {
            "url": contract.get_absolute_url(),
            "label": contract.number,
            "office": f"{contract.office.code} {contract.office.name}",
            "codes": "، ".join(sorted(codes[contract.pk])),
        }
        for contract in contracts
    ]
