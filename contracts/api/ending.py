"""How a contract is suspended and ended over REST."""

from collections.abc import Mapping
from typing import Any

from contracts import actions
from contracts.actions.judgments import Verdict
from contracts.acts.contract import (
    ACCEPT_END,
    ACKNOWLEDGE_NOTICE,
    DECLINE_END,
    ISSUE_NOTICE,
    PROPOSE_END,
    RECORD_JUDGMENT,
    REINSTATE,
    RESUME,
    SERVE_NOTICE,
    STAND_BACK,
    SUSPEND,
    TERMINATE,
    URGENT_SUSPEND,
    WAIVE_NOTICE,
    WITHDRAW_ACCEPTANCE,
    WITHDRAW_NOTICE,
)
from contracts.api import arguments
from contracts.api.resolving import named_proof
from contracts.api.transitions import contract_move
from contracts.facts import waiver_text
from contracts.models import Contract
from core.papers.heads import Letter
from core.rest import Moving, need_sentence


def _waived(contract: Contract, data: dict[str, Any], who: Mapping[str, Any]) -> object:
    """End the window; refuse the declaration of another sentence than the official one."""
    need_sentence(data["text"], waiver_text(contract))
    return actions.waive_termination_notice(**who)


class Ending(Moving):
    """What puts a contract on hold or ends it; a part of the contracts' resource."""

    suspend = contract_move(
        "suspend", SUSPEND, "Suspend on a proof of the contract, with a one-time code.",
        arguments.SuspendArguments,
        lambda contract, data, who: actions.suspend_contract(
            proof=named_proof(contract, who, data.pop("proof")), **data, **who
        ),
        once=True,
    )  # fmt: skip
    urgent_suspend = contract_move(
        "urgent_suspend", URGENT_SUSPEND,
        "Suspend at once for ten days at most, with a one-time code.",
        arguments.UrgentArguments,
        lambda contract, data, who: actions.urgent_suspend(**data, **who),
        once=True,
    )  # fmt: skip
    resume = contract_move(
        "resume", RESUME, "End a suspension early, with a one-time code.",
        arguments.SignedReasonArguments,
        lambda contract, data, who: actions.resume_contract(**data, **who),
    )  # fmt: skip
    issue_notice = contract_move(
        "issue_notice", ISSUE_NOTICE,
        "Give notice of termination on a proof of the contract, with a one-time code.",
        arguments.BasisArguments,
        lambda contract, data, who: actions.issue_termination_notice(
            proof=named_proof(contract, who, data.pop("proof")), **data, **who
        ),
        once=True,
    )  # fmt: skip
    serve_notice = contract_move(
        "serve_notice", SERVE_NOTICE, "Record that the termination notice reached the office.",
        arguments.NoticeServiceArguments,
        lambda contract, data, who: actions.serve_termination_notice(**data, **who),
        sends_files=True,
    )  # fmt: skip
    acknowledge_notice = contract_move(
        "acknowledge_notice", ACKNOWLEDGE_NOTICE,
        "Confirm, as the office, that the notice has arrived today. The server writes the"
        " declaration to the history.",
        arguments.NoArguments,
        lambda contract, data, who: actions.acknowledge_termination_notice(**who),
        )  # fmt: skip
    waive_notice = contract_move(
        "waive_notice", WAIVE_NOTICE,
        "End the notice's window early, as the office, with a one-time code.",
        arguments.NoticeWaiverArguments,
        _waived,
    )  # fmt: skip
    withdraw_notice = contract_move(
        "withdraw_notice", WITHDRAW_NOTICE,
        "Take the termination notice back, with a one-time code.",
        arguments.SignedReasonArguments,
        lambda contract, data, who: actions.withdraw_termination_notice(**data, **who),
        )  # fmt: skip
    terminate = contract_move(
        "terminate", TERMINATE, "Terminate after the notice, with a one-time code.",
        arguments.SignedReasonArguments,
        lambda contract, data, who: actions.terminate_contract(**data, **who),
        once=True,
    )  # fmt: skip
    reinstate = contract_move(
        "reinstate", REINSTATE,
        "Put a contract into force again whose ground was annulled, with a one-time code.",
        arguments.SignedReasonArguments,
        lambda contract, data, who: actions.reinstate_contract(**data, **who),
        once=True,
    )  # fmt: skip
    record_judgment = contract_move(
        "record_judgment", RECORD_JUDGMENT,
        "Record the judgment of a court on the suspension or the end, with a one-time code.",
        arguments.ContractJudgmentArguments,
        lambda contract, data, who: actions.record_contract_judgment(
            verdict=Verdict(data["decision"], data["result"], data["days"]),
            letter=Letter(data["document_no"], data["document_on"], data["document_issuer"]),
            file=data["file"], reason=data["reason"], **who,
        ),
        once=True, sends_files=True,
    )  # fmt: skip
    propose_end = contract_move(
        "propose_end", PROPOSE_END, "Propose to the office to end by agreement.",
        arguments.MutualEndArguments,
        lambda contract, data, who: actions.propose_mutual_end(**data, **who),
    )  # fmt: skip
    accept_end = contract_move(
        "accept_end", ACCEPT_END,
        "Accept the proposed end, as the office, with a one-time code. The server writes the"
        " declaration to the history.",
        arguments.AgreedArguments,
        lambda contract, data, who: actions.accept_mutual_end(**who),
    )  # fmt: skip
    withdraw_acceptance = contract_move(
        "withdraw_acceptance", WITHDRAW_ACCEPTANCE,
        "Take the acceptance of the end back, as the office, while there is time to reconsider.",
        arguments.ContractReasonArguments,
        lambda contract, data, who: actions.withdraw_acceptance(**data, **who),
    )  # fmt: skip
    standing_back = contract_move(
        "standing_back", STAND_BACK,
        "Stand back from the contracts of the office with the agency, their reviews and cases.",
        arguments.ContractRecusalArguments,
        lambda contract, data, who: actions.stand_back(**data, **who),
        path="standing-back",
    )  # fmt: skip
    decline_end = contract_move(
        "decline_end", DECLINE_END, "Decline the proposed end, or take it back.",
        arguments.ContractReasonArguments,
        lambda contract, data, who: actions.decline_mutual_end(**data, **who),
    )  # fmt: skip
