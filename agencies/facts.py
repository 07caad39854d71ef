"""
What others read of agencies, and the places on their pages that higher floors fill.

The places: docs/adr/0004-panels.md.
"""

from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency
from core.panels import Beside, Button, Column, Panel, Pill, Register, View, Way
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
