"""Everything that can be done to the register."""

from offices.actions.decisions import SANCTION_KIND, change_licence_state
from offices.actions.holders import (
    enter_holder,
    register_holder,
    reveal_national_id,
    update_holder,
)
from offices.actions.imports import (
    BROKEN,
    GONE,
    LIST_KIND,
    SILENCE,
    apply_import,
    attach_annotated,
    check_import,
    claim_import,
    confirm_import,
    hand_out_annotated,
    note_progress,
    refuse_import,
    start_import,
)
from offices.actions.licence_clock import expire_licences, lift_lapsed_licence_suspensions
from offices.actions.licence_rows import LICENCES
from offices.actions.licences import issue_licence, request_renewal
from offices.actions.lists import open_list
from offices.actions.membership import answer_membership, set_membership
from offices.actions.office_rows import OFFICES
from offices.actions.office_states import STATE_KIND, change_office_state
from offices.actions.offices import (
    register_office,
    touch_offices,
    update_office,
)
from offices.actions.renewal_rows import RENEWALS
from offices.actions.renewals import RENEWAL_KIND, renew_by_list, renew_licence
from offices.actions.scans import keep_licence_scan, open_licence_scan, open_office_letter
from offices.actions.staff import add_staff, end_staff
from offices.actions.transfers import TRANSFER_KIND, enter_transfer, transfer_licence

PENDING_KINDS = (SANCTION_KIND, RENEWAL_KIND, TRANSFER_KIND, STATE_KIND, LIST_KIND)

__all__ = [
    "BROKEN",
    "GONE",
    "LICENCES",
    "OFFICES",
    "PENDING_KINDS",
    "RENEWALS",
    "SILENCE",
    "add_staff",
    "answer_membership",
    "apply_import",
    "attach_annotated",
    "change_licence_state",
    "change_office_state",
    "check_import",
    "claim_import",
    "confirm_import",
    "end_staff",
    "enter_holder",
    "enter_transfer",
    "expire_licences",
    "hand_out_annotated",
    "issue_licence",
    "keep_licence_scan",
    "lift_lapsed_licence_suspensions",
    "note_progress",
    "open_licence_scan",
    "open_list",
    "open_office_letter",
    "refuse_import",
    "register_holder",
    "register_office",
    "renew_by_list",
    "renew_licence",
    "request_renewal",
    "reveal_national_id",
    "set_membership",
    "start_import",
    "touch_offices",
    "transfer_licence",
    "update_holder",
    "update_office",
]
