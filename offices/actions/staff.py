"""What can be done about the people who work in an office."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core import identifiers
from core.acts import begin
from core.clock import day_in_tehran
from core.crypto import blind_index, encrypt
from core.errors import Invalid
from core.persian import display_safe
from offices.acts.offices import ADD_STAFF
from offices.acts.people import END_STAFF
from offices.models import Office, OfficeStaff


@transaction.atomic
def add_staff(
    *,
    office_id: int,
    full_name: str,
    position: str,
    starts_on: date,
    actor: Principal,
    at: datetime,
    national_id: str = "",
    is_insured: bool = True,
) -> OfficeStaff:
    """
    Enter a person who works in an office from a day on.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Invalid: the national ID is wrong, or the person already works in this office.
    """
    office: Office = begin(ADD_STAFF, office_id, actor, day_in_tehran(at))
    identity: dict[str, str] = {}
    if national_id:
        try:
            clean = identifiers.clean_national_id(national_id)
        except ValidationError as error:
            raise Invalid(fields={"national_id": error.messages}) from error
        identity = {"national_id_sealed": encrypt(clean), "national_id_index": blind_index(clean)}
        present = office.staff.filter(
            national_id_index=identity["national_id_index"], ends_on__isnull=True
        )
        if present.exists():
            raise Invalid(fields={"national_id": [_("This person already works in the office.")]})
    person = OfficeStaff.objects.create(
        office=office,
        full_name=display_safe(full_name),
        position=display_safe(position),
        starts_on=starts_on,
        is_insured=is_insured,
        **identity,
    )
    record(
        actor=actor,
        verb="staff.added",
        target=person,
        changes={"office": (None, office.code), "position": (None, person.position)},
        at=at,
    )
    return person


@transaction.atomic
def end_staff(*, staff_id: int, ends_on: date, actor: Principal, at: datetime) -> OfficeStaff:
    """
    Note the last day of a person in an office.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        OfficeStaff.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the person has left already.
        Invalid: the day lies before the first.
    """
    person: OfficeStaff = begin(END_STAFF, staff_id, actor, day_in_tehran(at))
    if ends_on < person.starts_on:
        raise Invalid(fields={"ends_on": [_("Work cannot end before it starts.")]})
    person.ends_on = ends_on
    person.save(update_fields=["ends_on", "updated_at"])
    record(
        actor=actor, verb="staff.ended", target=person, changes={"ends_on": (None, ends_on)}, at=at
    )
    return person
