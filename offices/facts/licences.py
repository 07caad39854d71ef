"""The licence by which an office works."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from core.acts import once_per_record
from offices.models import Licence, Office
from offices.states import LicenceState, OfficeState

# With these an office does not work, whatever its own state says.
WITHOUT = frozenset({LicenceState.EXPIRED, LicenceState.CANCELLED, LicenceState.SUSPENDED})


@once_per_record
def current_licence(office: Office) -> Licence | None:
    """Return the licence that has not been replaced, transferred or cancelled; None without one."""
    licence = Licence.objects.current().filter(office=office).first()
    if licence is not None:
        licence.office = office
    return licence


def waits_for_state(office: Office, licence: Licence | None, on: date) -> bool:
    """Tell whether an office is at work by its state alone: its licence does not let it."""
    if office.state != OfficeState.ACTIVE:
        return False
    return licence is None or is_without(licence.state, licence.expires_on, on)


def unlicensed(on: date) -> Q:
    """Return the condition for offices that are at work by their state alone, for many at once."""
    over = Q(expires_on__lt=on) & ~Q(state=LicenceState.RENEWAL_REQUESTED)
    carrying = Licence.objects.current().exclude(over | Q(state__in=WITHOUT))
    carried = Exists(carrying.filter(office=OuterRef("pk")))
    return Q(~carried, state=OfficeState.ACTIVE)


def is_without(state: str, expires_on: date, on: date) -> bool:
    """Tell whether a licence in a state, until a day, is none to work by."""
    is_over = expires_on < on and state != LicenceState.RENEWAL_REQUESTED
    return is_over or state in WITHOUT
