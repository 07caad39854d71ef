"""Whom a proposed policy would move: both versions on the same records, nothing written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.models import Contract
from offices.models import Office
from offices.states import OfficeState
from oversight.facts.policies import policy_in_force, rules_of
from oversight.facts.sweep import Rules, held
from oversight.models import PolicyVersion
from oversight.states import FlagScope, RuleCode
from violations.facts import sums_of_points

MOST_SHOWN = 20
# Offices that have not been closed for good; only their points lead to a review.
IN_THE_REGISTER = (
    OfficeState.ACTIVE,
    OfficeState.TEMPORARILY_CLOSED,
    OfficeState.INACTIVE,
    OfficeState.SUSPENDED,
)


@dataclass(frozen=True)
class Move:
    """
    A contract that one version flags and the other doesn't.

    `codes` are the rules that flag it, `points` the live points of its office.
    """

    url: str
    contract: str
    office_code: str
    office: str
    codes: Sequence[RuleCode]
    points: int


@dataclass(frozen=True)
class Difference:
    """
    How many contracts each version flags, and which ones differ.

    `number` is the version in force; `rules` are what both say, the one in force first; `spread`
    is how many offices have how many live points, `pointless` how many have none.
    """

    number: int
    before: int
    after: int
    added_count: int
    removed_count: int
    added: Sequence[Move]
    removed: Sequence[Move]
    rules: tuple[Rules, Rules]
    spread: Mapping[int, int]
    pointless: int


def _flagged(rules: Rules, on: date) -> dict[int, set[str]]:
    """Return the contracts that are flagged, with the rules that do so."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for one in held(rules, on):
        if one.scope == FlagScope.CONTRACT and one.level == "flag":
            found[one.subject_id].add(one.code)
    return found


def difference(version: PolicyVersion, on: date) -> Difference | None:
    """
    Return what a version would flag otherwise than the one that it follows; None without one.

    That is the one in force on its first day, which may not have begun yet.
    """
    current = policy_in_force(max(on, version.valid_from))
    if current is None:
        return None
    proposed = rules_of(version)
    before, after = _flagged(current.rules, on), _flagged(proposed, on)
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    offices = Office.objects.filter(state__in=IN_THE_REGISTER)
    points = {key: total for key, total in sums_of_points(offices, on).items() if total > 0}
    return Difference(
        number=current.number,
        before=len(before),
        after=len(after),
        added_count=len(added),
        removed_count=len(removed),
        added=_moves(added[:MOST_SHOWN], after, points),
        removed=_moves(removed[:MOST_SHOWN], before, points),
        rules=(current.rules, proposed),
        spread=Counter(points.values()),
        pointless=offices.count() - len(points),
    )


def _moves(keys: list[int], codes: Mapping[int, set[str]], points: Mapping[int, int]) -> list[Move]:
    contracts = Contract.objects.filter(pk__in=keys).select_related("office").order_by("pk")
    return [
        Move(
            url=contract.get_absolute_url(),
            contract=contract.number,
            office_code=contract.office.code,
            office=contract.office.name,
            codes=[RuleCode(code) for code in sorted(codes[contract.pk])],
            points=points.get(contract.office_id, 0),
        )
        for contract in contracts
    ]
