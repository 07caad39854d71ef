"""
What others read of agencies, and the places on their pages that higher floors fill.

The places: docs/adr/0004-panels.md.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from core.panels import Beside, Button, Column, Panel, Pill, Register, View, Way
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from territory.models import Division
from territory.rules import Level

# The agency's page.
PANELS: Register[Panel] = Register()
WAYS: Register[Way] = Register()
# Columns of the table of its services.
BESIDE: Register[Beside] = Register()
BUTTONS: Register[Button] = Register()
PILLS: Register[Pill] = Register()

# The list of agencies.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()


def counties_of(agency: Agency, on: date) -> QuerySet[Division]:
    """Return the counties of an agency's province on a day."""
    return Division.objects.filter(level=Level.COUNTY, parent=agency.province).current(on)


def _moved_seat(event: AuditEvent) -> News | None:
    """Return the news of another seat: its working days count the agency's deadlines from now."""
    agency = Agency.objects.filter(public_id=event.target_id).first()
    if agency is None:
        return None
    before, after = event.changes["seat"]
    return News(
        record=agency,
        values={"agency": agency.short_name, "before": before or "–", "after": after},
        url=agency.get_absolute_url(),
        audiences=[Audience(Role.AGENCY_MANAGER, agency.public_id), Audience(Role.DEPUTY)],
    )


def register_news() -> None:
    """Say who hears that the seat of an agency lies in another county."""
    KINDS.add(
        Kind(
            "agency.seat_set", Topic.DEADLINE,
            _("Deadlines of an agency are counted in the working days of another county"),
            find_in=_moved_seat, detail=_("{agency} · until now {before}, from now on {after}"),
            icon="deadline", tone="warn",
        )
    )  # fmt: skip


def agency_words() -> Iterator[str]:
    """Yield names and codes of all agencies, which no password is made of."""
    for names in Agency.objects.values_list("name", "short_name", "code"):
        yield from names
