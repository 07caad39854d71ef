"""REST: offices, licences and staff of the register."""

from typing import Any

from offices.api.licences import LicenceViewSet
from offices.api.offices import OfficeViewSet
from offices.api.staff import StaffViewSet

routes: list[tuple[str, Any]] = [
    ("offices", OfficeViewSet),
    ("licences", LicenceViewSet),
    ("staff", StaffViewSet),
]
