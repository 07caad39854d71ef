"""What contracts say on the pages of agencies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.facts.places import mark_of
from contracts.models import Contract, ContractService
from contracts.states import ContractState
from core.persian import group
from lists.sorting import number_of


def of_agency(agency: Agency, actor: Principal, on: date) -> dict[str, Any] | None:
    """Return how many of the agency's contracts stand where; None when none is in scope."""
    counted = (
        Contract.objects.visible_to(actor)
        .filter(agency=agency)
        .values("state")
        .order_by()
        .annotate(number=Count("pk"))
    )
    found = {row["state"]: row["number"] for row in counted}
    if not found:
        return None
    address = f"{reverse('contracts:list')}?view=all&agency={agency.code}"
    return {
        "rows": [
            {"mark": mark_of(state), "number": found[state], "url": f"{address}&state={state}"}
            for state in ContractState
            if state in found
        ],
        "total": group(sum(found.values())),
        "url": address,
    }


def list_of_agency(agency: Agency, actor: Principal) -> str:
    """Return the list of the agency's contracts; "" where they are no matter of the actor's."""
    is_strange = actor.is_agency and agency.public_id not in actor.agency_ids
    if is_strange or actor.role in {Role.COUNTY_REP, Role.PLATFORM_ADMIN}:
        return ""
    return f"{reverse('contracts:list')}?agency={agency.code}"


def running_of_agency(agency: Agency, actor: Principal, on: date) -> int:
    """Return how many of the agency's contracts run, which is what its list opens with."""
    return Contract.objects.visible_to(actor).filter(agency=agency).running().count()


def offices_of_services(agency: Agency, actor: Principal, on: date) -> Mapping[int, Any] | None:
    """Return, by service, how many offices may give it on a day."""
    if not (actor.is_province or agency.public_id in actor.agency_ids):
        return None
    visible = Contract.objects.visible_to(actor).filter(agency=agency)
    counted = (
        ContractService.objects.serving(on)
        .filter(contract__in=visible)
        .values("service")
        .order_by()
        .annotate(number=Count("office", distinct=True))
    )
    return {row["service"]: group(row["number"]) for row in counted}


def number_of_running(actor: Principal, on: date) -> Coalesce:
    """Return the expression by which agencies are sorted: their contracts that run."""
    contracts = Contract.objects.visible_to(actor).filter(agency=OuterRef("pk"))
    return number_of(contracts.running(), "agency")


def running_of_agencies(keys: Sequence[int], actor: Principal, on: date) -> dict[int, int]:
    """Return how many contracts in scope run, by agency; one query."""
    counted = (
        Contract.objects.visible_to(actor)
        .filter(agency__in=keys)
        .running()
        .values("agency")
        .order_by()
        .annotate(number=Count("pk"))
    )
    return {row["agency"]: row["number"] for row in counted}


def counts_of_agencies(keys: Sequence[int], actor: Principal, on: date) -> dict[int, str]:
    """Return the same as a page writes it."""
    found = running_of_agencies(keys, actor, on)
    return {agency: group(number) for agency, number in found.items()}
