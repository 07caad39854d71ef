"""The tables of acts of agencies, their services and their contact people."""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from agencies.models import Agency, AgencyStaff, Service
from core.acts import ActTable, Confirm, Final, Paper, Whose


def lock_agency(key: int, actor: Principal) -> Agency:
    """Return the agency in the actor's scope, locked."""
    return Agency.objects.visible_to(actor).lock(key)


def lock_part(model: type[Service] | type[AgencyStaff], key: int, actor: Principal) -> Any:
    """Return a service or contact person in the actor's scope, locked after its agency."""
    parts: Any = model.objects.visible_to(actor)
    agency = lock_agency(parts.get(pk=key).agency_id, actor)
    found = parts.lock(key)
    found.agency = agency
    return found


# A register: it judges nobody, rests on no paper, and its pages are read by all.
COMMON: dict[str, Any] = {"not_by": (), "paper": Paper.NONE, "tells": ()}
AGENCIES = ActTable("agency", lock_agency, **COMMON)
SERVICES = ActTable("service", partial(lock_part, Service), **COMMON)
CONTACTS = ActTable("contact", partial(lock_part, AgencyStaff), **COMMON)
WHO = "the agency's manager; the secretariat for any agency"
REFUSAL = gettext_lazy("An agency is changed by its own manager or by the secretariat.")

SEAT_REFUSAL = gettext_lazy("The county of an agency's seat is set by the secretariat.")


def manages(actor: Principal, agency: Agency, on: date) -> bool:
    """Tell whether the actor changes the agency: the secretariat any, a manager their own."""
    return keeps_the_register(actor, agency, on) or agency.public_id in actor.agency_ids


def keeps_the_register(actor: Principal, agency: Agency, on: date) -> bool:
    """Tell whether the actor keeps the register of all agencies."""
    return not actor.is_agency


def manages_its_agency(actor: Principal, record: Service | AgencyStaff, on: date) -> bool:
    """Tell whether the actor changes the agency of a service or a contact person."""
    return manages(actor, record.agency, on)


ADD_SERVICE = AGENCIES.act(
    "add-service",
    title=gettext_lazy("Add a service"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages, REFUSAL),
    event={"service.added": gettext_lazy("added a service")},
    confirm=Confirm.PLAIN,
    undo="service.switch",
)
ADD_UNIT = AGENCIES.act(
    "add-unit",
    title=gettext_lazy("Add a unit"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages, REFUSAL),
    event={"unit.added": gettext_lazy("added a unit")},
    confirm=Confirm.PLAIN,
    undo=Final("Records name the unit; it stays in the register."),
)
ADD_CONTACT = AGENCIES.act(
    "add-contact",
    title=gettext_lazy("Add a contact person"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages, REFUSAL),
    event={"contact.added": gettext_lazy("added a contact person")},
    confirm=Confirm.PLAIN,
    undo="contact.end",
)
SET_SEAT = AGENCIES.act(
    "set-seat",
    title=gettext_lazy("Set the county of the seat"),
    permissions=(Permission.AGENCY_EDIT,),
    # Its duties are counted in the working days of that county: no agency chooses its own.
    whose=Whose("the secretariat", keeps_the_register, SEAT_REFUSAL),
    event={"agency.seat_set": gettext_lazy("set the county of the seat")},
    tells=("agency", "deputy"),
    confirm=Confirm.PLAIN,
    undo="set-seat",
)
SWITCH = SERVICES.act(
    "switch",
    title=gettext_lazy("Offer the service, or stop offering it"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages_its_agency, REFUSAL),
    event={"service.updated": gettext_lazy("changed a service")},
    confirm=Confirm.CLICK,
    undo="switch",
)
END_CONTACT = CONTACTS.act(
    "end",
    title=gettext_lazy("End"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages_its_agency, REFUSAL),
    event={"contact.ended": gettext_lazy("ended a contact person")},
    confirm=Confirm.CLICK,
    undo="agency.add-contact",
)
