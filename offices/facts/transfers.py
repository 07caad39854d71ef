"""What stands in the way of a licence's transfer."""

from datetime import date, timedelta

from core.acts import once_per_record
from core.panels import blocked
from offices.facts.panels import GUARDS
from offices.models import Licence
from offices.rules import transfer_obstacles
from offices.states import LicenceState
from workdays.facts import rule_in_force

TRANSFER_RULE = "no_transfer_lock"


def acquired_on(licence: Licence) -> date | None:
    """Return the day on which the present holder took the office over; None if it was his first."""
    taken = Licence.objects.filter(
        office=licence.office_id, holder=licence.holder_id, previous__state=LicenceState.TRANSFERRED
    )
    return taken.order_by("-issued_on").values_list("issued_on", flat=True).first()


@once_per_record
def obstacles_to_transfer(licence: Licence, on: date) -> list[str]:
    """Return every reason against a transfer on a day, those of the floors above included."""
    until = None
    if taken_on := acquired_on(licence):
        until = taken_on + timedelta(days=rule_in_force(TRANSFER_RULE, on).value)
    return [
        *transfer_obstacles(locked_until=until, on=on),
        *blocked(GUARDS, "transfer", licence, on),
    ]
