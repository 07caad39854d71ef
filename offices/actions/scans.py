"""The scan of a licence: kept by the secretariat, opened by those who may see its holder."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission, Role
from audit.actions import record
from core.papers import keep_version, read_back
from offices.models import Licence, LicenceScan


@transaction.atomic
def keep_licence_scan(
    *,
    licence_id: int,
    file: "File[bytes]",
    actor: Principal,
    on: date,
    at: datetime,
    reason: str = "",
) -> LicenceScan:
    """
    Keep the scan of a licence; a later one takes its place with a reason, and both stay.

    Raises:
        NotPermitted: the role may not edit licences.
        Licence.DoesNotExist: there is none with this key.
        Invalid: the file is refused or kept already, or the reason for another one is missing.
    """
    require(actor, Permission.LICENCE_EDIT)
    licence = Licence.objects.visible_to(actor).lock(licence_id)
    last = licence.scans.order_by("-number").first()
    scan = LicenceScan(
        licence=licence, reason=reason, kept_on=on, kept_by=actor.user_id, kept_by_name=actor.name
    )
    changes = keep_version(scan, last, file, at)
    verb = "licence.scan_replaced" if last else "licence.scan_kept"
    record(actor=actor, verb=verb, target=licence, changes=changes, note=scan.reason, at=at)
    return scan


@dataclass(frozen=True)
class OpenedLicence:
    """A scan as it leaves the house; `is_whole` tells whether it is what was sealed."""

    scan: LicenceScan
    content: bytes
    is_whole: bool


@transaction.atomic
def open_licence_scan(*, scan_id: int, actor: Principal, at: datetime) -> OpenedLicence:
    """
    Read a version of the scan, compare it with its seal, and leave the event of its opening.

    An office gets the clean copy, everybody else who may the original.

    Raises:
        NotPermitted: the role reads no evidence.
        LicenceScan.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    scan = LicenceScan.objects.visible_to(actor).select_related("licence").get(pk=scan_id)
    found = read_back(scan, as_copy=actor.role is Role.OPERATOR)
    record(
        actor=actor,
        verb="licence.scan_opened",
        target=scan.licence,
        changes={"file": (None, scan.scan_name), "sha256": (None, scan.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return OpenedLicence(scan, found.content, found.is_whole)
