"""Everything that can be done to the register."""

from offices.actions.licences import (
    change_licence_state,
    expire_licences,
    issue_licence,
    lift_lapsed_licence_suspensions,
    renew_licence,
    request_renewal,
    transfer_licence,
)
from offices.actions.offices import (
    change_office_state,
    register_holder,
    register_office,
    reveal_national_id,
    touch_offices,
    update_holder,
    update_office,
)
from offices.actions.staff import add_staff, end_staff

__all__ = [
    "add_staff",
    "change_licence_state",
    "change_office_state",
    "end_staff",
    "expire_licences",
    "issue_licence",
    "lift_lapsed_licence_suspensions",
    "register_holder",
    "register_office",
    "renew_licence",
    "request_renewal",
    "reveal_national_id",
    "touch_offices",
    "transfer_licence",
    "update_holder",
    "update_office",
]
