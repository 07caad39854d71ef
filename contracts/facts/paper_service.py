"""The service of a termination notice on paper: in time, or confirmed by a second person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.persons import with_twins
from accounts.roles import Permission
from approvals.facts import has_confirmer, is_as_proposed, pending_of
from approvals.models import PendingAct
from contracts.models import Contract
from contracts.rules import isolated
from contracts.states import ContractState
from core.acts import once_per_record
from core.jalali import short
from core.persian import persian_digits
from notices.models import Dispatch
from workdays.facts import deadline
from workdays.rules import DeadlineKey

SERVICE = "contract.serve-notice"


def is_entered_back(contract: Contract, served_on: date, on: date) -> bool:
    """Tell whether a service is entered so late that another person confirms it."""
    return on > deadline(DeadlineKey.PAPER_ENTRY, served_on, contract.county.public_id).due_on


@once_per_record
def undecided_service(contract: Contract) -> PendingAct | None:
    """Return the service of an earlier day that nobody has decided on."""
    if contract.state != ContractState.TERMINATION_NOTICE:
        return None
    return pending_of(SERVICE, contract)


@once_per_record
def waiting_service(contract: Contract) -> PendingAct | None:
    """Return the service of an earlier day that a second person can confirm."""
    pending = undecided_service(contract)
    return pending if pending is not None and is_as_proposed(pending) else None


def without_waiting_service(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Leave out the contracts whose present notice waits for the confirmation of its service."""
    entered = (
        PendingAct.objects.waiting()
        .annotate(notice=KeyTextTransform("notice", "arguments"))
        .filter(act=SERVICE, target_id=OuterRef("public_id"))
    )
    return contracts.exclude(
        Exists(entered.filter(notice=Cast(OuterRef("notice_id"), TextField())))
    )


def is_confirmed_above(contract: Contract, proposer: int, on: date) -> bool:
    """Tell whether the deputy confirms a service: nobody else of the agency is free to."""
    agency = contract.agency.public_id
    barred = with_twins([proposer])
    return not has_confirmer(Permission.CASE_CONFIRM_CLOSING, agency, on, barred=barred)


def service_content(contract: Contract, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmed service rests: the notice, and the seal of the receipt."""
    receipt = Dispatch.objects.filter(public_id=arguments["receipt"])
    return {
        "notice": contract.notice_id,
        "issued_on": contract.notice_issued_on,
        "served_on": contract.notice_served_on,
        "receipt": list(receipt.values_list("scan_sha256", flat=True)),
    }


def service_in_words(contract: Contract, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a service of an earlier day is recorded."""
    sha256 = Dispatch.objects.values_list("scan_sha256", flat=True)
    return [
        (_("Contract"), isolated(contract.number)),
        (_("Office"), f"{contract.office.name} ({persian_digits(contract.office.code)})"),
        (_("Served on"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        (_("Proof of service"), arguments["text"]),
        (_("Seal of the receipt"), sha256.get(public_id=arguments["receipt"])),
    ]
