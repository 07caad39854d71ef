"""The table of acts on a guarantee; the clock alone lets one run out."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from contracts.acts.contract import BY_CHOSEN_PROOF, DOCUMENT_RECORDER, lock_contract
from contracts.acts.reasons import against_settling as against_closing
from contracts.acts.reasons import in_its_state, unconfirmed
from contracts.acts.recusals import RECUSED
from contracts.facts import GUARDS, has_fallen
from contracts.facts.money import is_covered
from contracts.facts.waiting_judgments import against_settling
from contracts.models import Contract, Guarantee
from contracts.states import (
    BLOCKING,
    GUARANTEE_FLOW,
    SECURED,
    UNSETTLED,
    ContractState,
    GuaranteeState,
)
from core.acts import Act, ActTable, Confirm, Final, Paper, of_record, once_per_record
from core.panels import blocked
from offices.acts.interests import INTERESTED

# In these states a contract needs its guarantee, if its agency asks for one.
BOUND = (ContractState.PENDING_SIGNATURE, *BLOCKING)
RELEASABLE = GUARANTEE_FLOW.sources_of(GuaranteeState.RELEASED)


def lock_guarantee(guarantee_id: int, actor: Principal) -> Guarantee:
    """
    Return the guarantee in the actor's scope, with its contract before it locked.

    Raises:
        Guarantee.DoesNotExist: there is none with this key in the actor's scope.
        Busy: another transaction holds it or its contract.
    """
    found = Guarantee.objects.visible_to(actor).get(pk=guarantee_id)
    contract = lock_contract(found.contract_id, actor)
    guarantee = Guarantee.objects.visible_to(actor).lock(guarantee_id)
    guarantee.contract = contract
    return guarantee


def unneeded(guarantee: Guarantee) -> str:
    """Return that the contract has ended, or was given up, and needs no other guarantee."""
    contract = guarantee.contract
    return "" if contract.state in SECURED else in_its_state(contract)


def bare(guarantee: Guarantee, actor: Principal, on: date) -> str:
    """Return that nothing else secures the running contract of an agency that asks for it."""
    contract = guarantee.contract
    if contract.state not in BOUND or not contract.agency.requires_guarantee:
        return ""
    others = [one for one in _held(contract, on) if one.pk != guarantee.pk]
    if not others:
        return _("Nothing else secures the contract; replace the guarantee instead.")
    if contract.state not in BLOCKING or is_covered(guarantee, others, on):
        return ""
    return _(
        "The other guarantees do not secure the contract as this one does, in amount and to the"
        " last day; replace it by one that does."
    )


def unsettled(guarantee: Guarantee, actor: Principal, on: date) -> str:
    """Return why the books of the ended contract cannot be closed."""
    contract = guarantee.contract
    return against_closing(contract, on) if contract.state in UNSETTLED else ""


def uncallable(guarantee: Guarantee, actor: Principal, on: date) -> str:
    """Return why the guarantee secures nothing any more, or can rest on no proof to come."""
    contract = guarantee.contract
    if contract.state not in (*BLOCKING, *UNSETTLED):
        return in_its_state(contract)
    if guarantee.expires_on < on:
        return _("The guarantee has run out already.")
    if contract.state in UNSETTLED and not _is_proven(contract):
        return _("This contract has no proof that would carry this.")
    return " ".join([*against_settling(contract), *blocked(GUARDS, "call", contract, on)])


@once_per_record
def _held(contract: Contract, on: date) -> list[Guarantee]:
    return list(contract.guarantees.all().held_on(on).prefetch_related("calls"))


@once_per_record
def _is_proven(contract: Contract) -> bool:
    proofs = contract.proofs.all().carrying()
    return any(not has_fallen(proof, "call") for proof in proofs)


def unconfirmed_contract(guarantee: Guarantee) -> str:
    """Return that the guarantee's contract came from a file and nobody has confirmed it."""
    return unconfirmed(guarantee.contract)


GUARANTEES = ActTable(
    "guarantee", lock_guarantee, GuaranteeState, not_by=(RECUSED, INTERESTED), paper=Paper.NONE
)
IS_CONFIRMED = of_record(unconfirmed_contract)


def act(name: str, **columns: Any) -> Act:
    """Return a row of the table; nothing is done on the guarantee of an unconfirmed contract."""
    return GUARANTEES.act(name, **columns | {"blocked": (IS_CONFIRMED, *columns["blocked"])})


EXTEND = act(
    "extend", title=gettext_lazy("Prolong"), permissions=(Permission.CONTRACT_DRAFT,),
    states=RELEASABLE, target=GuaranteeState.RELEASED, blocked=(of_record(unneeded),),
    event={"contract.guarantee_extended": gettext_lazy("recorded that a guarantee was prolonged")},
    confirm=Confirm.PLAIN,
    undo=Final("The bank's paper stands."),
    tells=("office",),
)  # fmt: skip
REPLACE = act(
    "replace", title=gettext_lazy("Replace"), permissions=(Permission.CONTRACT_DRAFT,),
    states=RELEASABLE, target=GuaranteeState.RELEASED, blocked=(of_record(unneeded),),
    event={"contract.guarantee_replaced": gettext_lazy("replaced a guarantee")},
    confirm=Confirm.PLAIN,
    undo="replace",
    tells=("office",),
)  # fmt: skip
RELEASE = act(
    "release", title=gettext_lazy("Give back"), permissions=(Permission.CONTRACT_SETTLE,),
    states=RELEASABLE, target=GuaranteeState.RELEASED, blocked=(bare, unsettled),
    event={"contract.guarantee_released": gettext_lazy("gave a guarantee back")},
    confirm=Confirm.PLAIN,
    undo="contract.record-guarantee",
    tells=("office",),
)  # fmt: skip
CALL = act(
    "call", title=gettext_lazy("Call"), permissions=(Permission.GUARANTEE_CALL,),
    not_by=(DOCUMENT_RECORDER, BY_CHOSEN_PROOF, RECUSED, INTERESTED),
    states=(GuaranteeState.HELD,), target=GuaranteeState.CALLED,
    blocked=(uncallable,),
    event={"contract.guarantee_called": gettext_lazy("called a guarantee")},
    confirm=Confirm.CODE,
    is_danger=True,
    undo=Final("What the bank paid is settled."),
    tells=("office",),
)  # fmt: skip
