"""Everything that can be done to contracts."""

from contracts.actions.acceptance import (
    accept_contract,
    accept_contracts,
    contest_acceptance,
    decline_contract,
    enter_acceptance,
    note_missed_acceptances,
)
from contracts.actions.addenda import (
    contest_addendum,
    decline_addendum,
    propose_addendum,
    withdraw_addendum,
)
from contracts.actions.addendum_acceptance import (
    accept_addendum,
    enter_addendum_acceptance,
    settle_addenda,
)
from contracts.actions.annulments import (
    end_baseless,
    follow_annulment,
    reinstate_contract,
    shorten_suspension,
)
from contracts.actions.articles import write_articles
from contracts.actions.documents import open_document, record_document
from contracts.actions.drafting import (
    change_draft,
    draft_contract,
    return_to_draft,
    send_for_signature,
    void_contract,
)
from contracts.actions.ending import (
    accept_mutual_end,
    decline_mutual_end,
    expire_contracts,
    postpone_agreed_ends,
    propose_mutual_end,
    settle_contract,
    withdraw_acceptance,
)
from contracts.actions.guarantee_ends import (
    call_guarantee,
    expire_guarantees,
    release_guarantee,
)
from contracts.actions.guarantees import add_guarantee, extend_guarantee, replace_guarantee
from contracts.actions.importing import (
    confirm_contract,
    confirm_imported,
    disown_contract,
    register_existing_contract,
)
from contracts.actions.judgments import record_contract_judgment
from contracts.actions.notices import (
    acknowledge_termination_notice,
    issue_termination_notice,
    serve_termination_notice,
    waive_termination_notice,
    withdraw_termination_notice,
)
from contracts.actions.recusal import stand_back
from contracts.actions.scans import keep_scan, open_scan
from contracts.actions.settlements import (
    record_remittance,
    record_settlement,
    reverse_settlement,
)
from contracts.actions.signing import sign_contract
from contracts.actions.suspension import (
    lift_lapsed_suspensions,
    record_proof,
    resume_contract,
    suspend_contract,
    urgent_suspend,
)
from contracts.actions.termination import terminate_contract
from contracts.actions.terms import renew_contract
from contracts.actions.unopened import follow_unopened
from contracts.actions.withdrawals import (
    withdraw_addendum_acceptance,
    withdraw_contract_acceptance,
)

__all__ = [
    "accept_addendum",
    "accept_contract",
    "accept_contracts",
    "accept_mutual_end",
    "acknowledge_termination_notice",
    "add_guarantee",
    "call_guarantee",
    "change_draft",
    "confirm_contract",
    "confirm_imported",
    "contest_acceptance",
    "contest_addendum",
    "decline_addendum",
    "decline_contract",
    "decline_mutual_end",
    "disown_contract",
    "draft_contract",
    "end_baseless",
    "enter_acceptance",
    "enter_addendum_acceptance",
    "expire_contracts",
    "expire_guarantees",
    "extend_guarantee",
    "follow_annulment",
    "follow_unopened",
    "issue_termination_notice",
    "keep_scan",
    "lift_lapsed_suspensions",
    "note_missed_acceptances",
    "open_document",
    "open_scan",
    "postpone_agreed_ends",
    "propose_addendum",
    "propose_mutual_end",
    "record_contract_judgment",
    "record_document",
    "record_proof",
    "record_remittance",
    "record_settlement",
    "register_existing_contract",
    "reinstate_contract",
    "release_guarantee",
    "renew_contract",
    "replace_guarantee",
    "resume_contract",
    "return_to_draft",
    "reverse_settlement",
    "send_for_signature",
    "serve_termination_notice",
    "settle_addenda",
    "settle_contract",
    "shorten_suspension",
    "sign_contract",
    "stand_back",
    "suspend_contract",
    "terminate_contract",
    "urgent_suspend",
    "void_contract",
    "waive_termination_notice",
    "withdraw_acceptance",
    "withdraw_addendum",
    "withdraw_addendum_acceptance",
    "withdraw_contract_acceptance",
    "withdraw_termination_notice",
    "write_articles",
]
