"""The table of acts on a contract, the main ones first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Permission
from contracts.acts import answers, judging, reasons
from contracts.acts.recusals import RECUSED, stood_back_before
from contracts.models import Contract
from contracts.states import BLOCKING, KEPT, SECURED, UNSETTLED, ContractState
from core.acts import (
    Act,
    ActTable,
    Confirm,
    Excluded,
    Final,
    Paper,
    Whose,
    of_record,
    unless,
)
from offices.acts.interests import INTERESTED

P = Permission
S = ContractState
DOCUMENT_RECORDER = Excluded("recorded the document of the proof", reasons.asked_of_the_proof)
BARRED = "whom the source of the proof bars"
BY_CHOSEN_PROOF = Excluded(BARRED, reasons.asked_of_the_proof)
BY_ENDING_PROOF = Excluded(BARRED, reasons.barred_from_ending)
BY_SUSPENSION_PROOF = Excluded(BARRED, reasons.barred_from_suspension)
WAITS_FOR_SERVICE = unless(reasons.is_notice_unserved, reasons.NOTHING_TO_SERVE)
IS_UNACCEPTED = of_record(answers.is_answered)
ADDENDUM_WAITS = unless(answers.is_addendum_proposed, answers.NO_ADDENDUM)
END_IS_PROPOSED = unless(reasons.is_end_proposed, reasons.NO_PROPOSAL)


def lock_contract(contract_id: int, actor: Principal) -> Contract:
    """
    Return the contract in the actor's scope, locked until the transaction ends.

    Raises:
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        Busy: another transaction holds it.
    """
    return Contract.objects.visible_to(actor).lock(contract_id)


CONTRACTS = ActTable(
    "contract", lock_contract, ContractState, not_by=(RECUSED, INTERESTED), paper=Paper.NONE
)
IS_CONFIRMED = of_record(reasons.unconfirmed)


def act(name: str, **columns: Any) -> Act:
    """Return a row of the table; an imported contract does nothing before it is confirmed."""
    return CONTRACTS.act(name, **columns | {"blocked": (IS_CONFIRMED, *columns.get("blocked", ()))})


SEND = act(
    "send", title=_("Send for signature"), verb=_("Send"),
    permissions=(P.CONTRACT_DRAFT,),
    states=(S.DRAFT,), target=S.PENDING_SIGNATURE,
    blocked=(unless(reasons.names_services, _("The contract names no service.")),
             unless(reasons.has_words, reasons.NO_WORDS), of_record(reasons.rivalled)),
    event={"contract.sent": _("sent the contract for signature")},
    tells=("agency", "office"), confirm=Confirm.CLICK, undo="return",
)  # fmt: skip
ACCEPT = act(
    "accept", title=_("Accept the contract"), verb=_("Accept"),
    not_by=(), permissions=(P.CONTRACT_ACCEPT,), states=(S.PENDING_SIGNATURE,),
    state_error=_("The contract does not wait for its acceptance."),
    blocked=(of_record(answers.is_agreed), of_record(reasons.wordless)),
    event={"contract.accepted": _("accepted the contract for the office")},
    tells=("agency",), confirm=Confirm.CODE_ANEW, undo="withdraw-contract-acceptance",
)  # fmt: skip
DECLINE = act(
    "decline", title=_("Decline the contract"), not_by=(),
    permissions=(P.CONTRACT_ACCEPT,),
    states=(S.PENDING_SIGNATURE,), state_error=ACCEPT.state_error, blocked=(IS_UNACCEPTED,),
    event={"contract.declined": _("declined the contract for the office")},
    tells=("agency",), confirm=Confirm.CODE, undo="return", is_danger=True,
)  # fmt: skip
# The office signed on paper; the agency enters it with its scan, and another person signs.
ENTER_ACCEPTANCE = act(
    "enter-acceptance", title=_("Enter the paper that the office signed"),
    verb=_("Enter the signed paper"), permissions=(P.CONTRACT_DRAFT,),
    states=(S.PENDING_SIGNATURE,), state_error=ACCEPT.state_error,
    blocked=(IS_UNACCEPTED, of_record(answers.is_paper_contested)),
    event={"contract.acceptance_entered": _("entered the paper by which the office accepted")},
    paper=Paper.REQUIRED, tells=("agency", "office"),
    confirm=Confirm.PLAIN, undo="contest-acceptance",
)  # fmt: skip
CONTEST_ACCEPTANCE = act(
    "contest-acceptance", title=_("Contest the paper of the acceptance"),
    not_by=(), permissions=(P.CONTRACT_ACCEPT,), states=(S.PENDING_SIGNATURE,),
    state_error=answers.NO_PAPER_ACCEPTANCE, blocked=(answers.is_acceptance_not_contestable,),
    event={"contract.acceptance_contested": _("contested the acceptance entered in its name")},
    tells=("agency", "deputy"), confirm=Confirm.CODE_ANEW, undo="accept", is_danger=True,
)  # fmt: skip
SIGN = act(
    "sign", title=_("Sign the contract"), verb=_("Sign"),
    permissions=(P.CONTRACT_SIGN,),
    not_by=(
        Excluded("drafted it", reasons.drafted_it),
        Excluded("entered the acceptance on paper", reasons.entered_acceptance),
        RECUSED, INTERESTED
    ),
    states=(S.PENDING_SIGNATURE,), target=S.ACTIVE, blocked=(reasons.unfit_for_signature,),
    event={"contract.signed": _("signed the contract")},
    tells=("office", "deputy"),
    confirm=Confirm.PLAIN,
    undo=Final("A signed contract ends by agreement, notice or its term."),
)  # fmt: skip
SETTLE = act(
    "settle", title=_("Settle the contract"), verb=_("Settle"),
    permissions=(P.CONTRACT_SETTLE,),
    states=UNSETTLED, target=S.SETTLED, blocked=(reasons.unsettled,),
    event={"contract.settled": _("settled the contract")},
    confirm=Confirm.PLAIN,
    undo=Final("Nothing is left between the two."),
    tells=("office",),
)  # fmt: skip
RENEW = act(
    "renew", title=_("Begin the renewal"), verb=_("Renew"),
    permissions=(P.CONTRACT_DRAFT,),
    states=(S.ACTIVE, S.EXPIRED),
    blocked=(unless(reasons.has_no_renewal, _("A renewal of this contract has been begun.")),
             reasons.begun_too_early, reasons.held_up),
    event={"contract.renewal_begun": _("began the renewal")},
    confirm=Confirm.PLAIN,
    undo="void",
    tells=(),
)  # fmt: skip
ACKNOWLEDGE_NOTICE = act(
    "acknowledge-notice", title=_("I have received the termination notice"),
    not_by=(), permissions=(P.CONTRACT_ACKNOWLEDGE,), states=(S.TERMINATION_NOTICE,),
    state_error=reasons.NOTHING_TO_SERVE, blocked=(WAITS_FOR_SERVICE,),
    event={"contract.notice_served": _("recorded the service of the termination notice")},
    paper=Paper.REQUIRED, tells=("agency", "office"),
    confirm=Confirm.PAGE,
    undo=Final("What was read stays read."),
)  # fmt: skip
# The agency enters a receipt with its scan; an office's program says that it arrived today.
SERVE_NOTICE = act(
    "serve-notice", title=_("Record service"), verb=_("Enter the receipt"),
    permissions=(P.CONTRACT_SERVE, P.CONTRACT_ACKNOWLEDGE),
    not_by=(BY_ENDING_PROOF, RECUSED, INTERESTED),
    states=(S.TERMINATION_NOTICE,),
    state_error=reasons.NOTHING_TO_SERVE, blocked=(WAITS_FOR_SERVICE, reasons.service_waits),
    event=ACKNOWLEDGE_NOTICE.event
    | {"contract.service_proposed": _("entered a service of an earlier day for confirmation")},
    paper=Paper.REQUIRED, tells=("agency", "office"), confirm=Confirm.SECOND_IF_BACK,
    undo=Final("A service with its receipt stays."),
)  # fmt: skip
WAIVE_NOTICE = act(
    "waive-notice", title=_("End the notice now"), not_by=(),
    permissions=(P.CONTRACT_WAIVE,),
    states=(S.TERMINATION_NOTICE,), state_error=reasons.NO_SERVED_NOTICE,
    blocked=(unless(reasons.is_notice_served, reasons.NO_SERVED_NOTICE),
             unless(reasons.is_window_unwaived, _("This window has been waived."))),
    event={"contract.notice_waived": _("waived the rest of the termination notice")},
    confirm=(Confirm.PAGE, Confirm.CODE_ANEW),
    undo=Final("The office has declared with a code that the notice is over."),
    tells=("agency",),
)  # fmt: skip
TERMINATE = act(
    "terminate", title=_("Terminate the contract"), permissions=(P.CONTRACT_TERMINATE,),
    not_by=(
        Excluded("recorded the document of the proof", reasons.recorded_the_ending_proof),
        BY_ENDING_PROOF,
        RECUSED, INTERESTED
    ),
    states=(S.TERMINATION_NOTICE,), target=S.TERMINATED,
    blocked=(reasons.proof_annulled, reasons.notice_runs),
    event={"contract.terminated": _("terminated the contract")},
    tells=("office", "deputy"), confirm=(Confirm.PAGE, Confirm.CODE),
    is_danger=True,
    undo=Final("A judgment that annuls its proof leads to the act reinstate."),
)  # fmt: skip
WITHDRAW_NOTICE = act(
    "withdraw-notice", title=_("Withdraw the notice"), permissions=(P.CONTRACT_TERMINATE,),
    not_by=(BY_ENDING_PROOF, RECUSED, INTERESTED), states=(S.TERMINATION_NOTICE,),
    event={"contract.notice_withdrawn": _("withdrew the termination notice")},
    tells=("office", "deputy"),
    confirm=Confirm.CODE,
    undo="issue-notice",
)  # fmt: skip
REINSTATE = act(
    "reinstate", title=_("Reinstate the contract"), verb=_("Reinstate"),
    permissions=(P.CONTRACT_TERMINATE,),
    not_by=(BY_ENDING_PROOF, RECUSED, INTERESTED), states=(S.TERMINATED,), target=S.ACTIVE,
    blocked=(reasons.ground_stands, reasons.line_is_held, reasons.is_unlicensed),
    event={"contract.reinstated": _("reinstated the contract")},
    tells=("office", "deputy", "association"), confirm=Confirm.CODE,
    undo=Final("The ground of a later end is a new one."),
)  # fmt: skip
RESUME = act(
    "resume", title=_("End the suspension"), permissions=(P.CONTRACT_SUSPEND,),
    not_by=(BY_SUSPENSION_PROOF, RECUSED, INTERESTED), states=(S.SUSPENDED,), target=S.ACTIVE,
    event={"contract.resumed": _("ended the suspension early")},
    tells=("office", "deputy"),
    confirm=Confirm.CODE,
    undo="suspend",
)  # fmt: skip
ACCEPT_END = act(
    "accept-end", title=_("Accept the end by agreement"), verb=_("Answer"),
    not_by=(), permissions=(P.CONTRACT_ACCEPT_END,),
    states=(S.ACTIVE,), state_error=reasons.NO_PROPOSAL,
    blocked=(END_IS_PROPOSED, reasons.proposed_day_is_near),
    event={"contract.end_accepted": _("accepted the end by agreement")},
    tells=("agency",), confirm=Confirm.CODE_ANEW, undo="withdraw-acceptance", is_danger=True,
)  # fmt: skip
WITHDRAW_ACCEPTANCE = act(
    "withdraw-acceptance", title=_("Take the acceptance back"),
    not_by=(), permissions=(P.CONTRACT_DECLINE_END,), states=BLOCKING,
    blocked=(reasons.is_past_reconsidering,),
    event={"contract.end_acceptance_withdrawn": _("took the acceptance of the end back")},
    tells=("agency",), confirm=Confirm.PLAIN, undo="accept-end",
)  # fmt: skip
EDIT = act(
    "edit", title=_("Edit the draft"), permissions=(P.CONTRACT_DRAFT,), states=(S.DRAFT,),
    event={"contract.changed": _("changed the draft")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo="edit",
)  # fmt: skip
RECORD_GUARANTEE = act(
    "record-guarantee", title=_("Record a guarantee"), permissions=(P.CONTRACT_DRAFT,),
    states=SECURED,
    event={"contract.guaranteed": _("recorded a guarantee")},
    confirm=Confirm.PLAIN,
    undo="guarantee.release",
    tells=("office",),
)  # fmt: skip
AMEND = act(
    "amend", title=_("Propose an addendum"), permissions=(P.CONTRACT_SIGN,), states=(S.ACTIVE,),
    blocked=(
        unless(answers.has_no_open_addendum, _("An addendum of this contract waits already.")),
    ),
    event={"contract.addendum_proposed": _("proposed an addendum")},
    confirm=Confirm.PLAIN,
    undo="withdraw-addendum",
    tells=("office",),
)  # fmt: skip
ACCEPT_ADDENDUM = act(
    "accept-addendum", title=_("Accept the addendum"), not_by=(),
    permissions=(P.CONTRACT_ACCEPT,),
    states=(S.ACTIVE,), state_error=answers.NO_ADDENDUM,
    blocked=(ADDENDUM_WAITS, answers.addendum_has_begun),
    event={"contract.addendum_accepted": _("accepted the addendum for the office"),
           "contract.amended": _("an addendum came in force")},
    tells=("agency",), confirm=Confirm.CODE_ANEW, undo="withdraw-addendum-acceptance",
)  # fmt: skip
ENTER_ADDENDUM = act(
    "enter-addendum", title=_("Enter the addendum that the office signed"),
    permissions=(P.CONTRACT_DRAFT,),
    not_by=(Excluded("proposed the addendum", answers.proposed_addendum), RECUSED, INTERESTED),
    states=(S.ACTIVE,), state_error=answers.NO_ADDENDUM,
    blocked=(ADDENDUM_WAITS, answers.addendum_has_begun,
             of_record(answers.is_addendum_paper_contested)),
    event={
        "contract.addendum_entered": _("entered the addendum that the office signed on paper"),
        "contract.addendum_paper_proposed": _("proposed an addendum's paper of an earlier day"),
    },
    paper=Paper.REQUIRED, tells=("agency", "office"), undo="contest-addendum",
    confirm=Confirm.SECOND_IF_BACK,
)  # fmt: skip
DECLINE_ADDENDUM = act(
    "decline-addendum", title=_("Decline the addendum"), not_by=(),
    permissions=(P.CONTRACT_ACCEPT,),
    states=BLOCKING, state_error=answers.NO_ADDENDUM, blocked=(ADDENDUM_WAITS,),
    event={"contract.addendum_declined": _("declined the addendum for the office")},
    tells=("agency",), confirm=Confirm.CODE, undo="amend", is_danger=True,
)  # fmt: skip
CONTEST_ADDENDUM = act(
    "contest-addendum", title=_("Contest the signed addendum"),
    not_by=(), permissions=(P.CONTRACT_ACCEPT,),
    states=BLOCKING, state_error=answers.NO_PAPER_ADDENDUM,
    blocked=(answers.is_not_contestable,),
    event={"contract.addendum_contested": _("contested the addendum entered in its name")},
    tells=("agency", "deputy"), confirm=Confirm.CODE_ANEW, undo="amend", is_danger=True,
)  # fmt: skip
WITHDRAW_ADDENDUM = act(
    "withdraw-addendum", title=_("Withdraw the addendum"), permissions=(P.CONTRACT_SIGN,),
    states=BLOCKING, state_error=answers.NO_ADDENDUM, blocked=(ADDENDUM_WAITS,),
    event={"contract.addendum_withdrawn": _("withdrew the addendum")},
    tells=("office",), confirm=Confirm.PLAIN, undo="amend",
)  # fmt: skip
WRITE_TEXT = act(
    "write-text", title=_("Write the text"), permissions=(P.CONTRACT_DRAFT,),
    states=(S.DRAFT, *BLOCKING),
    state_error=_(
        "The text is written while the contract is a draft, or once while it is in force."
    ),
    blocked=(of_record(reasons.text_is_signed),),
    event={"contract.text_written": _("wrote the text of the contract")},
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo=Final("A draft's text is written anew; a signed one stays."),
)  # fmt: skip
RETURN = act(
    "return", title=_("Back to the draft"), permissions=(P.CONTRACT_DRAFT,),
    states=(S.PENDING_SIGNATURE,), target=S.DRAFT,
    event={"contract.returned": _("returned the contract to the draft")},
    confirm=Confirm.PLAIN,
    undo="send",
    tells=("office",),
)  # fmt: skip
PROPOSE_END = act(
    "propose-end", title=_("Propose to end by agreement"), permissions=(P.CONTRACT_SIGN,),
    states=(S.ACTIVE,),
    blocked=(
        unless(reasons.is_no_end_accepted, _("The office has accepted the end by agreement.")),
    ),
    event={"contract.end_proposed": _("proposed to end the contract by agreement")},
    tells=("office",), confirm=Confirm.PLAIN, undo="decline-end",
)  # fmt: skip
DECLINE_END = act(
    "decline-end", title=_("Decline the end by agreement"),
    permissions=(P.CONTRACT_DECLINE_END, P.CONTRACT_SIGN), states=(S.ACTIVE,),
    state_error=reasons.NO_PROPOSAL, blocked=(END_IS_PROPOSED,),
    event={"contract.end_declined": _("declined the end by agreement")},
    tells=("agency", "office"), confirm=Confirm.PLAIN, undo="propose-end",
)  # fmt: skip
RECORD_DOCUMENT = act(
    "record-document", title=_("Record a document"), permissions=(P.CONTRACT_RECORD_DOCUMENT,),
    states=BLOCKING, state_error=_("A document is recorded while the contract runs."),
    event={
        "contract.proven": _("recorded a proof"),
        "contract.document_proposed": _("entered a document of an earlier day for confirmation"),
    },
    paper=Paper.REQUIRED,
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("The document with its scan stays; a judgment may annul it."),
    tells=("office",),
)  # fmt: skip
RECORD_JUDGMENT = act(
    "record-judgment", title=_("Record a judgment"), permissions=(P.CASE_RECORD_JUDGMENT,),
    whose=Whose(
        "the agency's second signatory or the secretariat", judging.records_judgments,
        judging.NOT_THE_RECORDER,
    ),
    not_by=(
        Excluded("decided, rejected or acted on it", judging.decided_what_is_judged),
        Excluded(BARRED, judging.barred_from_judging),
        RECUSED, INTERESTED
    ),
    states=(*BLOCKING, S.TERMINATED, S.SETTLED), blocked=(judging.nothing_to_judge,),
    event={
        "contract.judgment_annulled": _("recorded a judgment that annuls a decision"),
        "contract.judgment_reduced": _("recorded a judgment that shortens the suspension"),
        "contract.judgment_upheld": _("recorded a judgment that upholds a decision"),
        "contract.judgment_proposed": _("entered a judgment of an earlier day for confirmation"),
        "contract.judgment_unconfirmed": _("ended the entry of a judgment without confirming it"),
    },
    paper=Paper.REQUIRED, tells=("office", "agency", "deputy", "association"),
    confirm=(Confirm.CODE, Confirm.SECOND_IF_BACK),
    is_danger=True, undo=Final("A judgment stands; another one is recorded beside it."),
)  # fmt: skip
VOID = act(
    "void", title=_("Discard the draft"), permissions=(P.CONTRACT_DRAFT,),
    states=(S.DRAFT, S.PENDING_SIGNATURE), target=S.VOID,
    event={"contract.voided": _("gave the draft up")},
    is_danger=True,
    tells=("office",),
    confirm=Confirm.PAGE,
    undo="draft",
)  # fmt: skip
SUSPEND = act(
    "suspend", title=_("Suspend"), permissions=(P.CONTRACT_SUSPEND,),
    not_by=(DOCUMENT_RECORDER, BY_CHOSEN_PROOF, RECUSED, INTERESTED),
    states=(S.ACTIVE,), target=S.SUSPENDED,
    event={"contract.suspended": _("suspended the contract")},
    tells=("office",),
    confirm=Confirm.CODE, undo="resume", is_danger=True,
)  # fmt: skip
URGENT_SUSPEND = act(
    "urgent-suspend", title=_("Suspend urgently"), permissions=(P.CONTRACT_SUSPEND,),
    states=(S.ACTIVE,), target=S.SUSPENDED, blocked=(reasons.urgency_repeated,),
    event={"contract.proven": RECORD_DOCUMENT.event["contract.proven"]} | SUSPEND.event,
    tells=("office",), confirm=Confirm.CODE,
    undo="resume", is_danger=True,
)  # fmt: skip
ISSUE_NOTICE = act(
    "issue-notice", title=_("Give notice of termination"), permissions=(P.CONTRACT_TERMINATE,),
    not_by=(DOCUMENT_RECORDER, BY_CHOSEN_PROOF, RECUSED, INTERESTED),
    states=(S.ACTIVE, S.SUSPENDED),
    target=S.TERMINATION_NOTICE,
    event={"contract.notice_issued": _("issued a termination notice")},
    tells=("office",), confirm=Confirm.CODE,
    undo="withdraw-notice", is_danger=True,
)  # fmt: skip
KEEP_SCAN = act(
    "keep-scan", title=_("Keep the scan of the signed paper"), permissions=(P.CONTRACT_DRAFT,),
    blocked=(unless(reasons.is_signed, reasons.UNSIGNED_PAPER),),
    event={
        "contract.scan_kept": _("kept the scan of the signed paper"),
        "contract.scan_replaced": _("replaced the scan of the signed paper"),
    },
    paper=Paper.REQUIRED,
    tells=(),
    confirm=Confirm.PLAIN,
    undo="keep-scan",
)  # fmt: skip
RECORD_SETTLEMENT = act(
    "record-settlement", title=_("Record a settlement"), permissions=(P.CONTRACT_SETTLE,),
    states=KEPT,
    blocked=(
        unless(reasons.has_holder, _("The office has no licence holder on record.")),
        reasons.books_locked,
    ),
    event={"contract.settlement_recorded": _("recorded a settlement")},
    confirm=Confirm.PLAIN,
    undo="settlement.reverse",
    tells=("office",),
)  # fmt: skip
CONFIRM = CONTRACTS.act(
    "confirm", title=_("Confirm imported contracts"), verb=_("Confirm"),
    permissions=(P.CONTRACT_CONFIRM_IMPORT,),
    blocked=(unless(reasons.is_imported, _("Only a contract that came from a file is confirmed.")),
             unless(reasons.is_unconfirmed, _("The agency has confirmed this contract already.")),
             of_record(reasons.disowned)),
    event={"contract.import_confirmed": _("confirmed an imported contract")},
    confirm=Confirm.PLAIN,
    undo=Final("The agency has declared the contract its own."),
    tells=("office",),
)  # fmt: skip
DISOWN = CONTRACTS.act(
    "disown", title=_("Not a contract of this agency"), verb=_("Not ours"),
    permissions=CONFIRM.permissions, blocked=CONFIRM.blocked,
    event={"contract.import_disowned": _("called an imported contract not its own")},
    tells=("deputy", "secretariat"), is_danger=True,
    confirm=Confirm.PAGE,
    undo=Final("The agency registers the contract anew."),
)  # fmt: skip
# The acts that make a contract: there is no record yet.
DRAFT = CONTRACTS.act(
    "draft", title=_("New contract"), permissions=(P.CONTRACT_DRAFT,),
    event={"contract.drafted": _("drafted the contract")},
    confirm=Confirm.PLAIN,
    undo="void",
    tells=(),
)  # fmt: skip
IMPORT = CONTRACTS.act(
    "import", title=_("Import from Excel"), not_by=(),
    permissions=(P.CONTRACT_IMPORT,),
    event={"contract.imported": _("registered an existing contract")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("The agency confirms each row or disowns it."),
)  # fmt: skip
STAND_BACK = CONTRACTS.act(
    "stand-back", title=_("Stand back from the contracts of this office"), icon="circle-minus",
    not_by=(), permissions=(P.CONTRACT_RECUSE,),
    states=tuple(state for state in S if state != S.VOID), blocked=(stood_back_before,),
    event={
        "contract.stood_back": _("stood back from the contracts of the office"),
        "contract.recused_last": _(
            "stood back from the contracts of the office; no manager of the agency is left to act"
        ),
    },
    tells=("deputy",), confirm=Confirm.PAGE, is_danger=True,
    undo=Final("Who stood back has no part in the contracts of the office any more."),
)  # fmt: skip
