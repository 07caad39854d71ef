"""What a list says of each contract beside its own columns: cover, renewal, licence."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from accounts.principal import Principal
from contracts.facts.panels import UNDECIDED
from contracts.models import Contract, Guarantee
from contracts.rules import Advice, Cover, Stage, advise, cover_on, stage_of
from contracts.states import ContractState
from offices.models import Licence


@dataclass(frozen=True)
class Standing:
    """How a contract stands on a day."""

    cover: Cover
    covered_until: date | None
    stage: Stage
    renewal: str
    advice: Advice | None


def standings(
    rows: Collection[Mapping[str, Any]], actor: Principal, on: date
) -> dict[int, Standing]:
    """
    Return how contracts stand, by key; as many queries for one as for many.

    Each row has pk, state, ends_on, office_id and agency__requires_guarantee, and has been found
    in the caller's scope.
    """
    keys = [row["pk"] for row in rows]
    guarantees: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for contract, state, expires in Guarantee.objects.filter(contract__in=keys).values_list(
        "contract_id", "state", "expires_on"
    ):
        guarantees[contract].append((state, expires))
    renewals = {
        before: (state, number)
        for before, state, number in Contract.objects.filter(renewed_from__in=keys)
        .exclude(state=ContractState.VOID)
        .values_list("renewed_from_id", "state", "number")
    }
    licensed = set(
        Licence.objects.filter(office__in={row["office_id"] for row in rows})
        .valid_on(on)
        .values_list("office_id", flat=True)
    )
    stages = {
        row["pk"]: stage_of(row["state"], row["ends_on"], renewals.get(row["pk"], ("", ""))[0], on)
        for row in rows
    }
    due = [key for key, stage in stages.items() if stage not in {Stage.NOT_DUE, Stage.STOPPED}]
    undecided = {key for part in UNDECIDED for key in (part.read(due, actor, on) if due else ())}
    found: dict[int, Standing] = {}
    for row in rows:
        needs_cover = row["agency__requires_guarantee"]
        cover, until = cover_on(guarantees[row["pk"]], on, needs_cover=needs_cover)
        found[row["pk"]] = Standing(
            cover=cover,
            covered_until=until,
            stage=stages[row["pk"]],
            renewal=renewals.get(row["pk"], ("", ""))[1],
            advice=advise(
                state=row["state"],
                is_licensed=row["office_id"] in licensed,
                cover=cover,
                needs_cover=needs_cover,
                is_due=row["pk"] in due,
                is_undecided=row["pk"] in undecided,
            ),
        )
    return found


@dataclass(frozen=True)
class Parties:
    """Between how many offices and agencies some contracts are."""

    offices: int
    agencies: int


def parties_of(contracts: QuerySet[Contract]) -> Parties:
    """Count the offices and the agencies of some contracts; one query."""
    counted = contracts.order_by().aggregate(
        offices=Count("office", distinct=True), agencies=Count("agency", distinct=True)
    )
    return Parties(**counted)
