"""REST: offices, licences and staff of the register, and what was imported into it."""

from typing import Any

from offices.api.imports import ImportViewSet
from offices.api.licences import LicenceViewSet
from offices.api.offices import OfficeViewSet
from offices.api.staff import StaffViewSet

routes: list[tuple[str, Any]] = [
    ("offices", OfficeViewSet),
    ("licences", LicenceViewSet),
    ("staff", StaffViewSet),
    ("imports", ImportViewSet),
]
