"""What the body of a request names: agencies, services, proofs, settlements."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Service
from contracts.models import Contract, EndingProof, Settlement
from core.errors import Invalid


def named_key(model: Any, actor: Any, code: str, field: str) -> int:
    """Return the key of the visible row of a code; one text for hidden and nonexistent."""
    key = model.objects.visible_to(actor).filter(code=code).values_list("pk", flat=True).first()
    if key is None:
        raise Invalid(fields={field: [_("There is no record of this code.")]})
    return int(key)


def service_keys(agency_id: int, codes: Iterable[str]) -> list[int]:
    """Return the keys of an agency's services by their codes; all of them must be there."""
    wanted = set(codes)
    found = dict(
        Service.objects.filter(agency=agency_id, code__in=wanted).values_list("code", "pk")
    )
    missing = sorted(wanted - set(found))
    if missing:
        text = _("The agency has no service {code}.")
        raise Invalid(fields={"services": [text.format(code=code) for code in missing]})
    return list(found.values())


def named_proof(contract: Contract, who: Any, proof_id: UUID) -> EndingProof:
    """Return the contract's proof of an id; one text for hidden and nonexistent."""
    proof = (
        EndingProof.objects.visible_to(who["actor"])
        .filter(contract=contract, public_id=proof_id)
        .first()
    )
    if proof is None:
        raise Invalid(fields={"proof": [_("The contract has no such proof.")]})
    return proof


def of_settlement(contract: Contract, data: dict[str, Any], who: Any) -> dict[str, Any]:
    """
    Return what an act on a settlement takes, the settlement by its key instead of its id.

    One text for hidden and nonexistent.
    """
    key = (
        Settlement.objects.visible_to(who["actor"])
        .filter(contract=contract, public_id=data.pop("settlement"))
        .values_list("pk", flat=True)
        .first()
    )
    if key is None:
        raise Invalid(fields={"settlement": [_("The contract has no such settlement.")]})
    when = {name: who[name] for name in ("actor", "on", "at")}
    return {"settlement_id": key, **data, **when}
