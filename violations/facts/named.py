"""Whom and what a report names, read together by one statement that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core import statements
from offices.models import Office
from territory.models import Division
from violations.facts.reports import Key, contracts_on, keyed, type_on, types_on
from violations.models import ViolationType

M = TypeVar("M", bound=Model)

_TYPE = {name: name for name in ("id", "public_id", "code", "title", "track")}
_CONTRACT = {name: name for name in ("id", "public_id", "number")}
_AGENCY = {name: f"agency__{name}" for name in ("id", "public_id", "code", "kind")}
_OFFICE = ("id", "public_id", "code", "name", "is_member", "county_id")


@dataclass(frozen=True)
class Named:
    """What was found of it; of each record no more is loaded than reports need."""

    office: Office | None = None
    contract: Contract | None = None
    type: ViolationType | None = None


def named(
    actor: Principal, office_id: Key, agency_id: int | None, type_id: Key, day: date
) -> Named:
    """
    Return the office that the actor sees, its contract of the day, and the type of that day.

    The contract is with the agency that is named, or with the actor's own; none, if neither. One
    query, and one more where there is no such office.
    """
    values = (*actor.parts, office_id, type_id, day, *(() if agency_id is None else (agency_id,)))
    found = statements.read(
        ("named in a report", actor.kind, agency_id is None),
        lambda *given: _found(actor, agency_id is not None, given),
        *values,
        loose=len(actor.parts),
        hidden=range(len(values)),  # each is found by index, whatever it is: one plan serves
    )
    if not found:
        return Named(type=type_on(type_id=type_id, day=day))
    (row,) = found
    office = _loaded(Office, {name: row[name] for name in _OFFICE})
    office.county = _loaded(
        Division, {"id": row["county_id"], "public_id": row["county__public_id"]}
    )
    return Named(office, _contract(row.get("contract")), _type(row["type"]))


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
    return offices.values(*_OFFICE, "county__public_id", **read)


def _contract(told: Mapping[str, Any] | None) -> Contract | None:
    if told is None:
        return None
    agency = _loaded(Agency, told["agency"])
    own = {name: value for name, value in told.items() if name != "agency"}
    contract = _loaded(Contract, {**own, "agency_id": agency.pk})
    contract.agency = agency
    return contract


def _type(told: Mapping[str, Any] | None) -> ViolationType | None:
    return None if told is None else _loaded(ViolationType, told)


def _loaded(model: type[M], values: Mapping[str, Any]) -> M:
    """Return a record of which only these fields are loaded, as `only()` returns it."""
    names = [one.attname for one in model._meta.concrete_fields if one.attname in values]
    public_id = UUID(str(values["public_id"]))  # JSON knows texts only
    return model.from_db(
        "default", names, [public_id if name == "public_id" else values[name] for name in names]
    )
