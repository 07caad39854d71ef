"""News of contracts: each kind with its words, and who gets it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.facts.audiences import (
    ASSOCIATION,
    DEPUTY,
    IMPORTERS,
    MANAGER,
    OFFICE,
    SERVERS,
    confirms_imports,
    is_of_own_office,
    no_longer_offered,
    of_contract,
    of_document,
    of_halted_office,
    of_imported,
    of_settlement,
    proposed_in_spite,
    signed_above_share,
    signed_in_spite,
    transcribed,
    waiting_notice,
)
from contracts.facts.disputes import CONTRACT_COURT
from contracts.facts.letters import TERMINATION
from contracts.facts.paper_ends import PAPER_ENDS
from notices.facts import add_letter_kind
from notices.facts.kinds import KINDS, Kind
from notices.states import Topic
from offices.facts.state_news import HALTING

HALTED = tuple(
    Kind(
        f"{verb}/agency", Topic.WORK, _("An office of your contracts may not work as before"),
        verb=verb, find=of_halted_office, detail="{office}", act=_("See the office"),
        icon="danger", tone="warn",
    )
    for verb in HALTING
)  # fmt: skip


DETAIL = _("{office} · {agency} · contract {number}")
DOCUMENT = _("{document} · {office} · {agency} · contract {number}")
DATED = _("{office} · {agency} · contract {number} · until {due_on}")
ALL = (
    Kind(
        "contract.notice_issued", Topic.SERVICE, _("A termination notice waits for you"),
        find=of_contract(OFFICE, OFFICE), detail=DETAIL, act=_("Receive"), icon="contract",
        tone="danger",
    ),
    Kind(
        "contract.notice_reminded", Topic.SERVICE,
        _("Reminder: a termination notice waits for you, unopened"),
        find=waiting_notice(OFFICE, OFFICE), detail=DETAIL, act=_("Receive"), icon="contract",
        tone="danger",
    ),
    Kind(
        "contract.notice_left", Topic.WORK,
        _("A termination notice was left unopened in the portal: serve it on paper"),
        find=waiting_notice(SERVERS, SERVERS), detail=DETAIL, act=_("Enter the receipt"),
        icon="message", tone="warn",
    ),
    Kind(
        "contract.notice_served", Topic.SERVICE, _("The termination notice was served"),
        find=of_contract(MANAGER | OFFICE), detail=DATED, icon="deadline", tone="warn",
    ),
    Kind(
        "contract.notice_withdrawn", Topic.SERVICE, _("The termination notice was taken back"),
        find=of_contract(OFFICE), detail=DETAIL, icon="ok", tone="ok",
    ),
    *(
        Kind(
            f"{verb}/deputy", Topic.WORK, title, verb=verb, find=of_contract(DEPUTY),
            detail=DETAIL, icon="contract", tone="info",
        )
        for verb, title in (
            ("contract.notice_withdrawn", _("An agency took a termination notice back")),
            ("contract.resumed", _("An agency ended a suspension early")),
        )
    ),
    Kind(
        "contract.suspended", Topic.SERVICE, _("The contract was suspended"),
        find=of_contract(OFFICE), detail=DETAIL, icon="danger", tone="danger",
    ),
    Kind(
        "contract.resumed", Topic.WORK, _("The suspension of the contract has ended"),
        find=of_contract(OFFICE), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "import.applied/manager", Topic.WORK,
        _("Contracts of your agency came from a file: confirm them, or call them not yours"),
        verb="import.applied", find=of_imported, detail="{file}", act=_("Confirm"),
        icon="contract", tone="warn", sees=confirms_imports,
    ),
    Kind(
        "contract.import_disowned", Topic.WORK,
        _("An agency calls an imported contract not its own"),
        find=of_contract(DEPUTY | IMPORTERS), detail=DETAIL, icon="refused", tone="warn",
    ),
    Kind(
        "contract.stood_back", Topic.WORK,
        _("Somebody stood back from the contracts of an office; another person acts"),
        find=of_contract(DEPUTY), detail=DETAIL, icon="circle-minus", tone="info",
    ),
    Kind(
        "contract.recused_last", Topic.WORK,
        _("No manager is left to act on the contracts of an office: another one is appointed"),
        find=of_contract(DEPUTY, DEPUTY), detail=DETAIL, icon="circle-minus", tone="warn",
    ),
    Kind(
        "contract.terminated", Topic.SERVICE, _("The contract was terminated"),
        find=of_contract(OFFICE), detail=DETAIL, icon="danger", tone="danger",
    ),
    Kind(
        "contract.terminated_province", Topic.WORK, _("A contract was terminated"),
        verb="contract.terminated", find=of_contract(DEPUTY), detail=DETAIL, icon="danger",
        tone="danger",
    ),
    Kind(
        "contract.suspension_annulled", Topic.SERVICE,
        _("The suspension of a contract ended: its ground was annulled"),
        find=of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION), detail=DETAIL, icon="ok",
        tone="ok",
    ),
    Kind(
        "contract.suspension_shortened", Topic.SERVICE,
        _("A judgment shortened the suspension of a contract"),
        find=of_contract(OFFICE | MANAGER), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "contract.proof_annulled", Topic.SERVICE,
        _("A termination notice ended: its ground was annulled"),
        find=of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION), detail=DETAIL, icon="ok",
        tone="ok",
    ),
    *(
        Kind(
            verb, Topic.SERVICE, title, find=of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION),
            detail=DETAIL, icon="scale", tone=tone,
        )
        for verb, title, tone in (
            ("contract.judgment_annulled", _("A judgment annulled a decision on a contract"), "ok"),
            ("contract.judgment_reduced", _("A judgment shortened a suspension"), "ok"),
            ("contract.judgment_upheld", _("A judgment upheld a decision on a contract"), "info"),
        )
    ),
    Kind(
        "contract.service_proposed", Topic.SERVICE,
        _("A paper receipt of the termination notice was entered late; a second person decides"),
        find=of_contract(OFFICE), detail=DETAIL, icon="evidence", tone="warn",
    ),
    Kind(
        "contract.judgment_proposed", Topic.WORK,
        _("A judgment on a contract was entered and waits for its second person"),
        find=of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION), detail=DETAIL, icon="scale",
        tone="info",
    ),
    Kind(
        "contract.judgment_unconfirmed", Topic.SERVICE,
        _("A judgment on a contract was entered and nobody confirmed it: it has no effect yet"),
        find=of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION), detail=DETAIL, icon="scale",
        tone="warn",
    ),
    Kind(
        "contract.reinstated", Topic.SERVICE, _("A terminated contract is in force again"),
        find=of_contract(OFFICE | DEPUTY | ASSOCIATION), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "contract.sent", Topic.WORK, _("A contract waits for your acceptance"),
        find=of_contract(OFFICE, OFFICE), detail=DETAIL, act=_("Accept"), icon="signature",
        tone="warn",
    ),
    Kind(
        "contract.sent_manager", Topic.WORK, _("A contract waits for the acceptance of its office"),
        verb="contract.sent", find=of_contract(MANAGER), detail=DETAIL, icon="contract",
    ),
    Kind(
        "contract.accepted", Topic.WORK, _("A contract waits for your signature"),
        find=of_contract(MANAGER, MANAGER), detail=DETAIL, act=_("Sign"), icon="signature",
        tone="warn",
    ),
    Kind(
        "contract.acceptance_entered", Topic.WORK,
        _("The paper of an acceptance was entered; the office may contest it"),
        find=of_contract(MANAGER), detail=DATED, icon="contract",
    ),
    Kind(
        "contract.acceptance_entered_office", Topic.SERVICE,
        _("The agency entered a contract that your office signed on paper"),
        verb="contract.acceptance_entered", find=of_contract(OFFICE, OFFICE), detail=DATED,
        act=_("See"), icon="contract", tone="warn",
    ),
    Kind(
        "contract.acceptance_missed", Topic.SERVICE,
        _("A contract is not in force: it was not accepted by its first day"),
        find=of_contract(MANAGER | OFFICE), detail=DETAIL, icon="danger", tone="danger",
    ),
    Kind(
        "contract.signed", Topic.WORK, _("A contract with your office was signed"),
        find=of_contract(OFFICE), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "contract.signed_in_spite", Topic.WORK,
        _("A contract was signed in spite of the office's standing"), verb="contract.signed",
        find=signed_in_spite, detail=DETAIL, icon="danger", tone="warn",
    ),
    Kind(
        "contract.signed_above_share", Topic.WORK,
        _("A contract was signed above the share of the office's rank"), verb="contract.signed",
        find=signed_above_share, detail=DETAIL, icon="danger", tone="warn",
    ),
    Kind(
        "contract.end_proposed", Topic.ANSWER, _("An end by agreement is proposed to you"),
        find=of_contract(OFFICE, OFFICE), detail=DATED, act=_("Answer"), icon="contract",
        tone="warn",
    ),
    Kind(
        "contract.end_accepted", Topic.ANSWER, _("The office accepts the end by agreement"),
        find=of_contract(MANAGER), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "contract.text_written", Topic.WORK,
        _("The agency wrote down the text of a contract that was signed on paper"),
        find=transcribed, detail=DETAIL, act=_("See"), icon="contract", tone="info",
    ),
    Kind(
        "contract.end_postponed", Topic.WORK,
        _("The agreed end of a contract was postponed: a closure moved the days to reconsider"),
        find=of_contract(MANAGER | OFFICE), detail=DETAIL, icon="calendar-days", tone="info",
    ),
    Kind(
        "contract.ended_mutual", Topic.WORK, _("A contract ended by agreement"),
        find=of_contract(DEPUTY | MANAGER | OFFICE), detail=DETAIL, icon="contract",
    ),
    Kind(
        "contract.end_acceptance_withdrawn", Topic.ANSWER,
        _("The office takes its acceptance of the end back"), find=of_contract(MANAGER),
        detail=DETAIL, icon="refused",
    ),
    Kind(
        "contract.end_declined", Topic.ANSWER, _("The end by agreement was declined"),
        find=of_contract(MANAGER | OFFICE), detail=DETAIL, icon="refused",
    ),
)  # fmt: skip


# What the office learns of its contract, its guarantees and its account, and how it is marked.
OF_THE_OFFICE: tuple[tuple[str, Any, str, str], ...] = (
    ("contract.settled", _("Your contract was settled"), "ok", "ok"),
    ("contract.guaranteed", _("A guarantee of your contract was recorded"), "contract", "info"),
    ("contract.guarantee_extended", _("A guarantee of your contract was prolonged"), "ok", "info"),
    ("contract.guarantee_replaced", _("A guarantee of your contract was replaced"), "ok", "info"),
    ("contract.guarantee_released", _("A guarantee of your contract was given back"), "ok", "ok"),
    ("contract.addendum_withdrawn", _("An addendum was withdrawn"), "refused", "info"),
    ("contract.import_confirmed", _("An agency calls an imported contract its own"), "ok", "info"),
    ("contract.settlement_remitted", _("A remittance was recorded"), "ok", "ok"),
    ("contract.settlement_part_remitted", _("A part of a remittance was recorded"), "ok", "info"),
    ("contract.settlement_reversed", _("A settlement was taken back"), "refused", "warn"),
)
MORE = (
    *(
        Kind(
            verb, Topic.WORK, title, find_in=of_document, detail=DOCUMENT, icon="contract",
            tone="warn",
        )
        for verb, title in (
            ("contract.proven", _("A document about your contract was recorded")),
            (
                "contract.document_proposed",
                _("A document about your contract waits for confirmation"),
            ),
        )
    ),
    Kind(
        "contract.settlement_recorded", Topic.WORK, _("A settlement was recorded"),
        find_in=of_settlement, detail=DATED, icon="contract", tone="info",
    ),
    *(
        Kind(
            verb, Topic.WORK, title, find=of_contract(OFFICE), detail=DETAIL, icon=icon, tone=tone
        )
        for verb, title, icon, tone in OF_THE_OFFICE
    ),
    *(
        Kind(
            verb, Topic.SERVICE, title, find=of_contract(MANAGER | OFFICE), detail=DETAIL,
            icon=icon, tone=tone,
        )
        for verb, title, icon, tone in (
            ("contract.amended", _("An addendum of a contract is in force"), "ok", "ok"),
            ("contract.addendum_lapsed", _("An addendum did not come in force"), "danger", "warn"),
        )
    ),
    *(
        Kind(
            verb, Topic.ANSWER, title, find=of_contract(MANAGER, MANAGER), detail=DETAIL,
            act=_("See"), icon="refused", tone="warn",
        )
        for verb, title in (
            ("contract.declined", _("The office declined a contract")),
            ("contract.addendum_declined", _("The office declined an addendum")),
        )
    ),
    *(
        Kind(
            verb, Topic.ANSWER, title, find=of_contract(SERVERS, MANAGER), detail=DETAIL,
            act=_("See"), icon="refused", tone="warn",
        )
        for verb, title in (
            (
                "contract.acceptance_withdrawn",
                _("The office withdrew its acceptance of a contract"),
            ),
            (
                "contract.addendum_acceptance_withdrawn",
                _("The office withdrew its acceptance of an addendum"),
            ),
        )
    ),
    *(
        Kind(
            verb, Topic.ANSWER, title, find=of_contract(MANAGER | DEPUTY, MANAGER), detail=DETAIL,
            act=_("See"), icon="refused", tone="danger",
        )
        for verb, title in (
            ("contract.acceptance_contested", _("The office contests the paper of an acceptance")),
            ("contract.addendum_contested", _("The office contests an addendum entered on paper")),
        )
    ),
    *(
        Kind(
            verb, Topic.ANSWER, title, find_in=no_longer_offered, detail=DETAIL,
            act=_("See the contracts"), icon="refused", sees=is_of_own_office,
        )
        for verb, title in (
            ("contract.returned", _("The agency takes back a contract that you were asked for")),
            ("contract.voided", _("The agency gave up a contract that you were asked for")),
        )
    ),
    Kind(
        "contract.addendum_accepted", Topic.ANSWER, _("The office accepted an addendum"),
        find=of_contract(MANAGER), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "contract.addendum_in_spite", Topic.WORK,
        _("An addendum adds a service in spite of the office's standing"),
        verb="contract.addendum_proposed", find=proposed_in_spite, detail=DETAIL, icon="danger",
        tone="warn",
    ),
    Kind(
        "contract.addendum_proposed", Topic.WORK, _("An addendum waits for your acceptance"),
        find=of_contract(OFFICE, OFFICE), detail=DETAIL, act=_("Accept"), icon="signature",
        tone="warn",
    ),
    Kind(
        "contract.addendum_entered", Topic.ANSWER, _("The paper of an addendum was entered"),
        find=of_contract(MANAGER), detail=DETAIL, icon="contract",
    ),
    Kind(
        "contract.addendum_paper_proposed", Topic.SERVICE,
        _("The agency entered a paper that your office signed; its second person confirms it"),
        find=of_contract(OFFICE), detail=DETAIL, icon="contract", tone="info",
    ),
    Kind(
        "contract.addendum_entered_office", Topic.SERVICE,
        _("The agency entered an addendum that your office signed on paper"),
        verb="contract.addendum_entered", find=of_contract(OFFICE, OFFICE), detail=DETAIL,
        act=_("See"), icon="contract", tone="warn",
    ),
    Kind(
        "contract.guarantee_called", Topic.SERVICE, _("A guarantee of your contract was called"),
        find=of_contract(OFFICE), detail=DETAIL, icon="danger", tone="danger",
    ),
    Kind(
        "contract.notice_waived", Topic.ANSWER, _("The office ended the termination notice early"),
        find=of_contract(MANAGER, MANAGER), detail=DETAIL, act=_("Terminate"), icon="contract",
        tone="warn",
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of what, and which letter a contract has."""
    add_letter_kind(TERMINATION)
    add_letter_kind(CONTRACT_COURT)
    for kind in (*ALL, *HALTED, *MORE, *PAPER_ENDS):
        KINDS.add(kind)
