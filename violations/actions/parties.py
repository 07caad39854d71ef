"""Whom and what a report names: the office, the agency with its contract of the day, the type."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.jalali import short
from core.persian import persian_digits
from offices.models import Office
from violations.actions.steps import Problems
from violations.facts import Key, named
from violations.models import ViolationType
from violations.states import Track
from workdays.facts import Basis


@dataclass(frozen=True)
class Parties:
    """Whom and what a report names, found and weighed together."""

    office: Office
    agency: Agency | None
    contract: Contract | None
    type: ViolationType


def parties_of(
    problems: Problems,
    actor: Principal,
    office_id: Key,
    agency_id: int | None,
    type_id: Key,
    day: date,
    basis: Basis,
) -> Parties | None:
    """
    Find office, agency, contract and type; note what does not fit together.

    The `basis` of the report's deadlines is read on the same way.
    """
    found = named(actor, office_id, agency_id, type_id, day, basis)
    office, contract, kind = found.office, found.contract, found.type
    if office is None:
        problems.add("office", _("There is no such office."))
    elif not may_report(actor, office):
        problems.add("office", _("This office is not in your area."))
    if kind is None:
        problems.add("type", _("This type was not in force on the day of the event."))
    agency = contract.agency if contract else _agency(problems, actor, agency_id)
    if office is None or kind is None or "agency" in problems.fields:
        return None
    if contract is None and agency is not None:
        problems.add("office" if actor.is_agency else "agency", _no_contract(actor, day))
    elif agency is None and kind.track == Track.CONTRACT:
        problems.add("agency", _("Name the agency: this type is about its contract."))
    return Parties(office, agency, contract, kind)


def _no_contract(actor: Principal, day: date) -> str:
    if actor.is_agency:
        return _("This office had no contract with your agency on the day of the event.")
    return _("The office had no contract with this agency on {day}.").format(
        day=persian_digits(short(day))
    )


def may_report(actor: Principal, office: Office) -> bool:
    """Tell whether the office is one on which the actor reports: of his county, a member."""
    if actor.role is Role.COUNTY_REP:
        return office.county.public_id in actor.county_ids
    return actor.role is not Role.ASSOCIATION or office.is_member


def _agency(problems: Problems, actor: Principal, agency_id: int | None) -> Agency | None:
    """Return the agency that the report names: one's own, or whichever was chosen."""
    if not actor.is_agency:
        if agency_id is None:
            return None
        found = Agency.objects.visible_to(actor).filter(pk=agency_id).first()
    else:
        own = Agency.objects.own(actor).order_by("pk")
        found = own.filter(pk=agency_id).first() if agency_id else own.first()
    if found is None:
        problems.add("agency", _("There is no such agency."))
    return found
