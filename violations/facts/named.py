"""Whom and what a report names, read together by one statement that is kept."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.together import Asked, read_together
from offices.models import Office
from territory.models import Division
from violations.facts.reports import Key, contracts_on, keyed, type_on, types_on
from violations.models import ViolationType
from workdays.facts import Basis

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Agency:
    id: int
    public_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class _Contract:
    id: int
    public_id: UUID
    number: str
    agency: _Agency


@dataclass(frozen=True)
class _Type:
    id: int
    public_id: UUID
    code: str
    title: str
    track: str


@dataclass(frozen=True)
class _Office:
    id: int
    public_id: UUID
    code: str
    name: str
    is_member: bool
    county_id: int
    county__public_id: UUID
    type: _Type | None
    contract: _Contract | None = None


_OFFICE = [one.name for one in fields(_Office) if one.name not in {"type", "contract"}]
_TYPE = {one.name: one.name for one in fields(_Type)}
_CONTRACT = {one.name: one.name for one in fields(_Contract) if one.name != "agency"}
_AGENCY = {one.name: f"agency__{one.name}" for one in fields(_Agency)}


@dataclass(frozen=True)
class Named:
    """What was found of it; of each record no more is loaded than reports need."""

    office: Office | None = None
    contract: Contract | None = None
    type: ViolationType | None = None


def named(
    actor: Principal,
    office_id: Key,
    agency_id: int | None,
    type_id: Key,
    day: date,
    basis: Basis,
) -> Named:
    """
    Return the office that the actor sees, its contract of the day, and the type of that day.

    The contract is with the agency that is named, or with the actor's own; none, if neither. The
    `basis` of deadlines is read with them. One query, and one more where there is no such office.
    """
    values = (*actor.parts, office_id, type_id, day, *(() if agency_id is None else (agency_id,)))
    asked = Asked(
        ("named in a report", actor.kind, agency_id is None),
        lambda *given: _found(actor, agency_id is not None, given),
        values,
        _Office,
        loose=len(actor.parts),
        hidden=range(len(values)),  # each is found by index, whatever it is: one plan serves
    )
    found, *read = read_together(asked, *basis.asked)
    basis.take(read)
    if not found:
        return Named(type=type_on(type_id=type_id, day=day))
    (told,) = found
    office = _loaded(Office, told)
    office.county = Division.from_db(
        "default", ["id", "public_id"], [told.county_id, told.county__public_id]
    )
    kind = None if told.type is None else _loaded(ViolationType, told.type)
    return Named(office, _contract(told.contract), kind)


def _found(actor: Principal, has_agency: bool, given: tuple[Any, ...]) -> QuerySet[Any, Any]:
    parts = len(actor.parts)
    who = actor.of(given[:parts])
    office_id, type_id, day, *agency = given[parts:]
    kinds = types_on(type_id=type_id, day=day).values(told=JSONObject(**_TYPE))
    read: dict[str, Any] = {"type": Subquery(kinds[:1])}
    if has_agency or who.is_agency:
        running = contracts_on(day).filter(office_id=OuterRef("pk"))
        if who.is_agency:
            # No column any more, so no index of the agency's thousands of contracts is read.
            running = running.alias(whose=F("agency_id") + 0)
            running = running.filter(whose__in=Agency.objects.own(who).values("pk"))
        if agency:
            running = running.filter(agency_id=agency[0])
        told = running.values(told=JSONObject(**_CONTRACT, agency=JSONObject(**_AGENCY)))
        read["contract"] = Subquery(told[:1])
    offices: QuerySet[Any, Any] = Office.objects.visible_to(who).filter(**keyed(office_id))
    return offices.values(*_OFFICE, **read)


def _contract(told: _Contract | None) -> Contract | None:
    if told is None:
        return None
    contract = _loaded(Contract, told)
    contract.agency = _loaded(Agency, told.agency)
    return contract


def _loaded(model: type[M], told: _Agency | _Contract | _Office | _Type) -> M:
    """Return a record of which only what is told is loaded, as `only()` returns it."""
    names = _names(model, tuple(one.name for one in fields(told)))
    return model.from_db("default", names, [getattr(told, name) for name in names])


@cache
def _names(model: type[Model], told: tuple[str, ...]) -> dict[str, None]:
    """Return the names of the columns that are told, in the model's order; found without search."""
    columns = (one.attname for one in model._meta.concrete_fields)
    return dict.fromkeys(name for name in columns if name in told)
