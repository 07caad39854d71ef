"""The service of a termination notice on paper: in time, or confirmed by a second person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.persons import with_twins
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import confirmers, pending_of
from approvals.models import PendingAct
from contracts.facts.old_receipts import receipt_in_words, seals_of, still_valid
from contracts.facts.panels import PROOF_BARS
from contracts.facts.recusals import recusals_of
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import once_per_record

SERVICE = "contract.serve-notice"


@once_per_record
def undecided_service(contract: Contract) -> PendingAct | None:
    """Return the service of an earlier day that nobody has decided on."""
    if contract.state != ContractState.TERMINATION_NOTICE:
        return None
    return pending_of(SERVICE, contract)


def waiting_service(contract: Contract) -> PendingAct | None:
    """Return the service of an earlier day that a second person can confirm."""
    return still_valid(undecided_service(contract))


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
    """Tell whether the deputy confirms an entry: nobody else of the agency is free to."""
    return not _others(contract, proposer, on).exists()


def is_service_confirmed_above(contract: Contract, proposer: int, on: date) -> bool:
    """Tell whether the deputy confirms: the proof of the notice bars all others of the agency."""
    others = _others(contract, proposer, on).values_list("user_id", flat=True)
    proof = contract.ending_proof
    return all(
        proof is not None and any(bar.reason(proof, account) for bar in PROOF_BARS)
        for account in others.distinct()
    )


def _others(contract: Contract, proposer: int, on: date) -> QuerySet[RoleGrant]:
    """Return the grants of those who confirm for the agency and did not stand back from it."""
    held = confirmers(Permission.CASE_CONFIRM_CLOSING, on, contract.agency.public_id)
    back = recusals_of(contract.agency_id, contract.office_id).values_list("user", flat=True)
    return held.exclude(user_id__in=with_twins([proposer, *back]))


def without_barred(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the services of notices whose proof bars the principal."""
    for bar in PROOF_BARS:
        notices = Contract.objects.filter(
            ending_proof__source_id__in=bar.sources(principal.user_id)
        )
        rows = rows.exclude(act=SERVICE, target_id__in=notices.values("public_id"))
    return rows


def service_content(contract: Contract, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmed service rests: the notice, and the seal of the receipt."""
    return {
        "notice": contract.notice_id,
        "issued_on": contract.notice_issued_on,
        "served_on": contract.notice_served_on,
        "receipt": seals_of(arguments),
    }


def service_in_words(contract: Contract, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a service of an earlier day is recorded."""
    return receipt_in_words(_("Contract"), contract, arguments)
