"""The register: offices, holders, licences, staff, and the history of their states."""

from offices.models.imports import ImportState, KnownRows, RegisterImport
from offices.models.licences import Licence, LicenceQuerySet
from offices.models.offices import (
    DateRange,
    HolderKind,
    LicenceHolder,
    Office,
    OfficeKind,
    OfficeQuerySet,
    OfficeStateInterval,
    TouchedOffice,
    days,
)
from offices.models.scans import (
    LicenceScan,
    LicenceScanQuerySet,
    OfficeLetter,
    OfficeLetterQuerySet,
)
from offices.models.staff import OfficeStaff

__all__ = [
    "DateRange",
    "HolderKind",
    "ImportState",
    "KnownRows",
    "Licence",
    "LicenceHolder",
    "LicenceQuerySet",
    "LicenceScan",
    "LicenceScanQuerySet",
    "Office",
    "OfficeKind",
    "OfficeLetter",
    "OfficeLetterQuerySet",
    "OfficeQuerySet",
    "OfficeStaff",
    "OfficeStateInterval",
    "RegisterImport",
    "TouchedOffice",
    "days",
]
