"""What hangs on a review: the office's contracts, what became of each, who else serves there."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from accounts.principal import Principal
from contracts.models import Contract, ContractService
from contracts.states import ContractState
from offices.facts.nearby import in_words, square_from
from offices.models import Office
from oversight.models import TerminationReview

RUNNING = (ContractState.ACTIVE, ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE)
NEAREST = 3
MOST_OTHERS = 20
EARTH_METRES = 6_371_000


def contracts_at_stake(review: TerminationReview, actor: Principal) -> dict[str, Any]:
    """
    Return the contract under review and the office's others, and who else serves in the county.

    Each row says what its own agency has said in its last review, and which office stands nearest
    that gives one of its services too. Other agencies' contracts are a count for whoever may not
    see them (design: DECISIONS 15).
    """
    others = Contract.objects.filter(office=review.office, state__in=RUNNING).exclude(
        pk=review.contract_id
    )
    visible = others.visible_to(actor)
    shown: list[Any] = list(  # contracts, each with the key of its `substitute`
        (Contract.objects.filter(pk=review.contract_id) | visible)
        .select_related("agency")
        .annotate(substitute=Subquery(_nearest(review)))
        .order_by("agency__position", "pk")[: MOST_OTHERS + 1]
    )
    shown.sort(key=lambda contract: contract.pk != review.contract_id)
    services = list(
        review.contract.contract_services.order_by("service__code").values_list(
            "service", "service__title"
        )
    )
    nearby = _nearby(review, [key for key, _title in services])
    reviews = _last_reviews(shown, actor)
    substitutes = _offices(contract.substitute for contract in shown)
    return {
        "rows": [
            {
                "contract": contract,
                "is_own": contract.pk == review.contract_id,
                "review": review if contract.pk == review.contract_id else reviews.get(contract.pk),
                "substitute": substitutes.get(contract.substitute),
                "distance": distance(metres(review.office, substitutes.get(contract.substitute))),
            }
            for contract in shown
        ],
        "services": [title for _key, title in services],
        "hidden": others.count() - (len(shown) - 1),
        "nearby": list(nearby[:NEAREST]),
        "nearby_count": nearby.count(),
    }


def _nearest(review: TerminationReview) -> QuerySet[Contract, Any]:
    """
    Return, for a contract of the office, the nearest other office with a service of it.

    Of the county's, by contracts in force; those whose place is not known come last.
    """
    office = review.office
    shared = ContractService.objects.filter(contract=OuterRef(OuterRef("pk"))).values("service")
    found = Contract.objects.filter(
        agency=OuterRef("agency"),
        state=ContractState.ACTIVE,
        office__county=review.county_id,
        contract_services__service__in=shared,
    ).exclude(office=office)
    if office.latitude is not None and office.longitude is not None:
        far = square_from(float(office.latitude), float(office.longitude), "office__")
        found = found.order_by(far.asc(nulls_last=True), "office__code")
    else:
        found = found.order_by("office__code")
    return found.values("office")[:1]


def _nearby(review: TerminationReview, services: Sequence[int]) -> QuerySet[Office, Any]:
    """Return the other offices of the county with a service of the contract, most shared first."""
    return (
        Office.objects.filter(
            county=review.county_id,
            contracts__state=ContractState.ACTIVE,
            contracts__contract_services__service__in=services,
        )
        .exclude(pk=review.office_id)
        .annotate(shared=Count("contracts__contract_services__service", distinct=True))
        .order_by("-shared", "code")
        .values("code", "name", "place__name", "shared")
    )


def _last_reviews(contracts: Sequence[Contract], actor: Principal) -> dict[int, TerminationReview]:
    """Return the last review of each contract that the actor may see, by the contract's key."""
    reviews = TerminationReview.objects.visible_to(actor).filter(contract__in=contracts)
    found = reviews.order_by("contract", "-opened_on", "-pk").distinct("contract")
    return {review.contract_id: review for review in found}


def _offices(keys: Iterable[int | None]) -> dict[int | None, Office]:
    wanted = {key for key in keys if key is not None}
    return {office.pk: office for office in Office.objects.filter(pk__in=wanted)}


def metres(one: Office, other: Office | None) -> int | None:
    """Return how far two offices are apart as the crow flies; None where one has no place."""
    here, there = _place(one), _place(other)
    if here is None or there is None:
        return None
    north, east = math.radians(there[0] - here[0]), math.radians(there[1] - here[1])
    lower, upper = math.radians(here[0]), math.radians(there[0])
    chord = math.sin(north / 2) ** 2 + math.cos(lower) * math.cos(upper) * math.sin(east / 2) ** 2
    return round(2 * EARTH_METRES * math.asin(math.sqrt(chord)))


def _place(office: Office | None) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees."""
    if office is None or office.latitude is None or office.longitude is None:
        return None
    return float(office.latitude), float(office.longitude)


def distance(far: int | None) -> str:
    """Return a distance in words; nothing where it is not known."""
    return "" if far is None else in_words(far)
