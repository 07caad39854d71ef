"""The scan of the signed paper of a contract: kept by its agency, opened by those who read it."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from contracts.acts.contract import KEEP_SCAN
from contracts.models import Contract, ContractScan
from contracts.states import AddendumState
from core.acts import begin
from core.errors import Invalid
from core.papers import Opened, keep_version, read_back


def add_version(
    contract: Contract, file: "File[bytes]", reason: str, actor: Principal, on: date, at: datetime
) -> tuple[ContractScan, dict[str, Any]]:
    """
    Keep a scan as the contract's newest; return it, and what that changes.

    Raises:
        Invalid: it is refused or kept already, the office contested this very paper, or the reason
            for another one is missing.
    """
    _need_uncontested(contract, file)
    scan = ContractScan(
        contract=contract, reason=reason, kept_on=on, kept_by=actor.user_id, kept_by_name=actor.name
    )
    return scan, keep_version(scan, contract.scans.order_by("-number").first(), file, at)


def _need_uncontested(contract: Contract, file: "File[bytes]") -> None:
    """
    Refuse a picture that the office contested in a contract or an addendum with the agency.

    Raises:
        Invalid: it is one.
    """
    seal = hashlib.sha256()
    for chunk in file.chunks():
        seal.update(chunk)
    file.seek(0)
    contested = Q(contest__isnull=False) | Q(addenda__state=AddendumState.DECLINED)
    if ContractScan.objects.filter(
        contested,
        scan_sha256=seal.hexdigest(),
        contract__office=contract.office_id,
        contract__agency=contract.agency_id,
    ).exists():
        raise Invalid(fields={"file": [_("The office contested this very paper.")]})


@transaction.atomic
def keep_scan(
    *,
    contract_id: int,
    file: "File[bytes]",
    actor: Principal,
    on: date,
    at: datetime,
    reason: str = "",
) -> ContractScan:
    """
    Keep the scan of the signed paper; a later one takes its place with a reason, and both stay.

    Raises:
        NotPermitted: the role may not prepare contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract has not been signed.
        Invalid: the file is refused, kept already or was contested, or the reason for another one
            is missing.
    """
    contract = begin(KEEP_SCAN, contract_id, actor, on)
    scan, changes = add_version(contract, file, reason, actor, on, at)
    verb = "contract.scan_kept" if scan.number == 1 else "contract.scan_replaced"
    record(actor=actor, verb=verb, target=contract, changes=changes, note=scan.reason, at=at)
    return scan


@transaction.atomic
def open_scan(*, scan_id: int, actor: Principal, at: datetime) -> Opened[ContractScan]:
    """
    Read a version of the scan, compare it with its seal, and leave the event of its opening.

    The rebuilt copy is handed out; the original stays sealed.

    Raises:
        NotPermitted: the role reads no evidence.
        ContractScan.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    scan = ContractScan.objects.visible_to(actor).select_related("contract").get(pk=scan_id)
    found = read_back(scan)
    record(
        actor=actor,
        verb="contract.scan_opened",
        target=scan.contract,
        changes={"file": (None, scan.scan_name), "sha256": (None, scan.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found
