"""The termination notice: issued on a proof, served, waived by the office, withdrawn."""

from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from audit.actions import record
from contracts.actions.notice_ends import NO_NOTICE, lift_notice
from contracts.actions.paper_service import keep_proof, propose_service, write_service
from contracts.actions.steps import (
    move,
    need_another,
    need_reason,
    need_sound,
    need_standing,
    tell,
)
from contracts.acts.contract import (
    ACKNOWLEDGE_NOTICE,
    ISSUE_NOTICE,
    SERVE_NOTICE,
    WAIVE_NOTICE,
    WITHDRAW_NOTICE,
)
from contracts.facts import waiver_text
from contracts.facts.entries import wrong_in_service
from contracts.facts.letters import TERMINATION, termination_values
from contracts.facts.standing import receipt_text
from contracts.models import Contract, EndingProof, Waiver
from contracts.states import UNDOING, ContractState, ProofKind, WaiverWindow
from core.acts import begin
from core.errors import IllegalMove
from core.models import new_public_id
from core.persian import persian_digits
from core.texts import need_length
from notices.actions import LetterDraft, take_receipt, write_letter
from notices.facts.declared import declared_receipt
from workdays.facts import is_entered_back

LONGEST_PROOF = 400


@transaction.atomic
def issue_termination_notice(
    *,
    contract_id: int,
    proof: EndingProof,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Contract:
    """
    Give notice of termination on a proof; its days begin when it is served.

    Raises:
        NotPermitted: the role may not terminate contracts, or the person recorded the document.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not running, or the proof does not carry a termination.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(ISSUE_NOTICE, contract_id, actor, on)
    reason = need_reason(reason)
    if proof.contract_id != contract.pk:
        raise IllegalMove(_("This proof is about another contract."))
    if proof.kind in (ProofKind.URGENT, *UNDOING):
        raise IllegalMove(_("An urgent proof suspends, it does not terminate."))
    need_another(proof, actor)
    need_standing(proof, "terminate", on)
    changes = move(
        contract,
        ContractState.TERMINATION_NOTICE,
        ending_proof=proof,
        notice_id=new_public_id(),
        notice_issued_on=on,
        acted_by=actor.user_id,
        **NO_NOTICE,
    )
    _write_letter(contract, proof, reason=reason, actor=actor, on=on, at=at)
    tell("contract.notice_issued", contract, changes, reason, actor, at)
    return contract


def _write_letter(
    contract: Contract,
    proof: EndingProof,
    *,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Write the numbered letter of the notice; it opens to the office with its service."""
    with translation.override("fa"):
        addressee = _("To the operator of office {name}, code {code}").format(
            name=contract.office.name, code=persian_digits(contract.office.code)
        )
        role = str(ROLE_LABELS[actor.role])
    write_letter(
        draft=LetterDraft(
            kind=TERMINATION.name,
            subject=contract,
            values=termination_values(contract, proof, reason, on),
            url=contract.get_absolute_url(),
            sender=contract.agency.name,
            addressee=addressee,
            signer=actor.name,
            signer_role=role,
            record=contract.number,
            agency_id=contract.agency.public_id,
            office_id=contract.office.public_id,
            subject_id=contract.notice_id,
        ),
        issued_by=actor.user_id,
        on=on,
        at=at,
    )


@transaction.atomic
def serve_termination_notice(
    *,
    contract_id: int,
    served_on: date,
    proof_text: str,
    actor: Principal,
    on: date,
    at: datetime,
    scan: "File[bytes] | None" = None,
) -> Contract:
    """
    Record that the notice reached the office, and compute the last day of its window.

    The agency enters a receipt with its scan; the office's operator acknowledges it in the portal,
    today. Where the day of a receipt lies so far back that another person confirms it (rule
    `paper_entry`), the service is proposed, and the contract returned as it stands, unserved.

    Raises:
        NotPermitted: the role may neither serve nor acknowledge.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no notice waits for service.
        Invalid: the day is not between issue and today, the proof of service is missing or longer
            than its column, or the scan of the receipt is missing or refused.
    """
    contract: Contract = begin(SERVE_NOTICE, contract_id, actor, on)
    acknowledges = actor.role is Role.OPERATOR
    wrong = wrong_in_service(contract, {"served_on": served_on}, on)
    if acknowledges and served_on != on:
        wrong["served_on"] = [_("The day of service lies between the day of issue and today.")]
    if not proof_text.strip():
        wrong["proof_text"] = [_("Say how the service is proven.")]
    need_sound(wrong)
    words = need_length(proof_text.strip(), "proof_text", LONGEST_PROOF)
    if acknowledges:
        return _acknowledge(contract, actor, on, at)
    receipt = take_receipt(scan)
    if is_entered_back(served_on, on, contract.county.public_id):
        propose_service(contract, served_on, words, receipt, actor, on, at)
        return contract
    kept = keep_proof(contract, served_on, words, receipt, actor, at)
    write_service(contract, served_on, words, actor, at, seal=kept.scan_sha256 if kept else "")
    return contract


@transaction.atomic
def acknowledge_termination_notice(
    *, contract_id: int, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Let the office's operator confirm in the portal that the notice has arrived today.

    The declaration of the office is written to the history.

    Raises:
        NotPermitted: only the office's operator may.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no notice waits for service.
    """
    contract: Contract = begin(ACKNOWLEDGE_NOTICE, contract_id, actor, on)
    return _acknowledge(contract, actor, on, at)


def _acknowledge(contract: Contract, actor: Principal, on: date, at: datetime) -> Contract:
    """Write the receipt in the portal, with the declaration of the office."""
    with translation.override("fa"):
        proof = _("Acknowledged in the portal by {who}.").format(who=actor.signature)
    keep_proof(contract, on, proof, None, actor, at)
    write_service(contract, on, proof, actor, at, declared_receipt(receipt_text(contract, on)))
    return contract


@transaction.atomic
def withdraw_termination_notice(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Take a termination notice back; a suspension that still runs goes on.

    Raises:
        NotPermitted: the role may not terminate contracts.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: there is no notice.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(WITHDRAW_NOTICE, contract_id, actor, on)
    reason = need_reason(reason)
    changes = lift_notice(contract, on)
    tell("contract.notice_withdrawn", contract, changes, reason, actor, at)
    return contract


@transaction.atomic
def waive_termination_notice(
    *, contract_id: int, actor: Principal, on: date, at: datetime
) -> Waiver:
    """
    Let the office end the window of a served notice early, by the official declaration.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no served notice runs, or it has been waived.
    """
    contract: Contract = begin(WAIVE_NOTICE, contract_id, actor, on)
    text = waiver_text(contract)
    waiver = Waiver.objects.create(
        window=WaiverWindow.TERMINATION_NOTICE,
        subject_type=contract._meta.label_lower,
        subject_id=contract.notice_id or contract.public_id,
        office_id=contract.office_id,
        text=text,
        given_on=on,
        given_at=at,
        given_by=actor.user_id,
        given_by_name=actor.name,
    )
    record(
        actor=actor,
        verb="contract.notice_waived",
        target=contract,
        changes={"notice_ends_on": (contract.notice_ends_on, on)},
        note=text,
        at=at,
    )
    return waiver
