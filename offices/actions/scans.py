"""Scans of licences and documents: kept by the secretariat, opened by who may see the holder."""

from datetime import date, datetime
from typing import TypeVar

from django.core.files import File
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.acts import begin
from core.papers import Opened, keep_version, read_back
from offices.acts.licences import KEEP_SCAN
from offices.models import Licence, LicenceScan, OfficeLetter
from offices.states import LicencePaper

Kept = TypeVar("Kept", LicenceScan, OfficeLetter)


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
    licence: Licence = begin(KEEP_SCAN, licence_id, actor, on)
    last = licence.scans.filter(paper=LicencePaper.LICENCE).order_by("-number").first()
    scan = LicenceScan(
        licence=licence, reason=reason, kept_on=on, kept_by=actor.user_id, kept_by_name=actor.name
    )
    changes = keep_version(scan, last, file, at)
    verb = "licence.scan_replaced" if scan.number > 1 else "licence.scan_kept"
    record(actor=actor, verb=verb, target=licence, changes=changes, note=scan.reason, at=at)
    return scan


@transaction.atomic
def open_licence_scan(*, scan_id: int, actor: Principal, at: datetime) -> Opened[LicenceScan]:
    """
    Read a version of the scan, compare it with its seal, and leave the event of its opening.

    The rebuilt copy is handed out; the original stays sealed.

    Raises:
        NotPermitted: the role reads no evidence.
        LicenceScan.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    scan = LicenceScan.objects.visible_to(actor).select_related("licence").get(pk=scan_id)
    return _opened(scan, "licence.scan_opened", scan.licence, actor, at)


def _opened(scan: Kept, verb: str, target: Model, actor: Principal, at: datetime) -> Opened[Kept]:
    """Read a scan as the actor gets it, and leave the event with what it belongs to."""
    found = read_back(scan)
    record(
        actor=actor,
        verb=verb,
        target=target,
        changes={"file": (None, scan.scan_name), "sha256": (None, scan.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found


@transaction.atomic
def open_office_letter(*, letter_id: int, actor: Principal, at: datetime) -> Opened[OfficeLetter]:
    """
    Read the document on a state of an office, compare it with its seal, and leave an event.

    The rebuilt copy is handed out; the original stays sealed.

    Raises:
        NotPermitted: the role reads no evidence.
        OfficeLetter.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    letter = OfficeLetter.objects.visible_to(actor).select_related("office").get(pk=letter_id)
    return _opened(letter, "office.letter_opened", letter.office, actor, at)
