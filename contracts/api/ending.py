"""How a contract is suspended and ended over REST."""

from accounts.roles import Permission
from contracts import actions
from contracts.api import arguments
from contracts.api.resolving import named_proof, same_text
from contracts.api.shapes import ContractSerializer
from contracts.api.transitions import move
from contracts.facts import PROOF_GUARDS
from contracts.models import Contract
from contracts.states import CONTRACT_FLOW, ContractState
from core.clock import today
from core.panels import blocked
from core.rest import Moving, needs

C = ContractState
NOTICE = (C.TERMINATION_NOTICE,)


def against_terminating(contract: Contract) -> str:
    """Return why the proof under which a contract has its notice does not end it now."""
    proof = contract.ending_proof
    return " ".join(blocked(PROOF_GUARDS, "terminate", proof, today())) if proof else ""


class Ending(Moving):
    """What puts a contract on hold or ends it; a part of the contracts' resource."""

    suspend = move(
        "suspend", "Suspend on a proof of the contract, with a one-time code.",
        needs(Permission.CONTRACT_SUSPEND, once=True), arguments.SuspendArguments,
        ContractSerializer,
        lambda contract, data, who: actions.suspend_contract(
            proof=named_proof(contract, who, data.pop("proof")), **data, **who
        ),
        states=CONTRACT_FLOW.sources_of(C.SUSPENDED),
    )  # fmt: skip
    urgent_suspend = move(
        "urgent_suspend", "Suspend at once for ten days at most, with a one-time code.",
        needs(Permission.CONTRACT_SUSPEND, once=True), arguments.UrgentArguments,
        ContractSerializer,
        lambda contract, data, who: actions.urgent_suspend(**data, **who),
        states=(C.ACTIVE,),
    )  # fmt: skip
    resume = move(
        "resume", "End a suspension early, with a one-time code.",
        needs(Permission.CONTRACT_SUSPEND), arguments.SignedReasonArguments, ContractSerializer,
        lambda contract, data, who: actions.resume_contract(**data, **who),
        states=(C.SUSPENDED,),
    )  # fmt: skip
    issue_notice = move(
        "issue_notice",
        "Give notice of termination on a proof of the contract, with a one-time code.",
        needs(Permission.CONTRACT_TERMINATE, once=True), arguments.BasisArguments,
        ContractSerializer,
        lambda contract, data, who: actions.issue_termination_notice(
            proof=named_proof(contract, who, data.pop("proof")), **data, **who
        ),
        states=CONTRACT_FLOW.sources_of(C.TERMINATION_NOTICE),
    )  # fmt: skip
    serve_notice = move(
        "serve_notice", "Record that the termination notice reached the office.",
        needs(Permission.CONTRACT_SERVE, Permission.CONTRACT_ACKNOWLEDGE),
        arguments.NoticeServiceArguments, ContractSerializer,
        lambda contract, data, who: actions.serve_termination_notice(**data, **who),
        states=NOTICE, sends_files=True,
    )  # fmt: skip
    acknowledge_notice = move(
        "acknowledge_notice", "Confirm, as the office, that the notice has arrived today.",
        needs(Permission.CONTRACT_ACKNOWLEDGE), arguments.NoArguments, ContractSerializer,
        lambda contract, data, who: actions.acknowledge_termination_notice(**who),
        states=NOTICE,
    )  # fmt: skip
    waive_notice = move(
        "waive_notice", "End the notice's window early, as the office, with a one-time code.",
        needs(Permission.CONTRACT_WAIVE), arguments.NoticeWaiverArguments, ContractSerializer,
        lambda contract, data, who: actions.waive_termination_notice(
            text=same_text(contract, data["text"]), **who
        ),
        states=NOTICE,
    )  # fmt: skip
    withdraw_notice = move(
        "withdraw_notice", "Take the termination notice back, with a one-time code.",
        needs(Permission.CONTRACT_TERMINATE), arguments.SignedReasonArguments, ContractSerializer,
        lambda contract, data, who: actions.withdraw_termination_notice(**data, **who),
        states=NOTICE,
    )  # fmt: skip
    terminate = move(
        "terminate", "Terminate after the notice, with a one-time code.",
        needs(Permission.CONTRACT_TERMINATE, once=True), arguments.SignedReasonArguments,
        ContractSerializer,
        lambda contract, data, who: actions.terminate_contract(**data, **who),
        states=NOTICE, against=against_terminating,
    )  # fmt: skip
    propose_end = move(
        "propose_end", "Propose to the office to end by agreement.",
        needs(Permission.CONTRACT_SIGN), arguments.MutualEndArguments, ContractSerializer,
        lambda contract, data, who: actions.propose_mutual_end(**data, **who),
        states=CONTRACT_FLOW.sources_of(C.ENDED_MUTUAL),
    )  # fmt: skip
    accept_end = move(
        "accept_end", "Accept the proposed end, as the office.",
        needs(Permission.CONTRACT_ACCEPT_END), arguments.NoArguments, ContractSerializer,
        lambda contract, data, who: actions.accept_mutual_end(**who),
        states=CONTRACT_FLOW.sources_of(C.ENDED_MUTUAL),
    )  # fmt: skip
    decline_end = move(
        "decline_end", "Decline the proposed end, or take it back.",
        needs(Permission.CONTRACT_ACCEPT_END, Permission.CONTRACT_SIGN),
        arguments.ContractReasonArguments, ContractSerializer,
        lambda contract, data, who: actions.decline_mutual_end(**data, **who),
        states=CONTRACT_FLOW.sources_of(C.ENDED_MUTUAL),
    )  # fmt: skip
