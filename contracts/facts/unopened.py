"""Termination notices that wait to be served, and those left unopened in the portal."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from contracts.states import ContractState
from workdays.facts.unopened import shown

PREFIX = "notice_"
CLOCK = "contract.paper_service"


def to_serve() -> Q:
    """
    Return the condition that a termination notice was issued and waits for its service.

    `contracts_notice_waits` in contracts/sql/unopened.sql asks the same.
    """
    return Q(
        state=ContractState.TERMINATION_NOTICE,
        notice_issued_on__isnull=False,
        notice_served_on__isnull=True,
    )


def on_paper() -> Q:
    """Return the condition that a termination notice left unopened is to be served on paper."""
    return Q(to_serve(), notice_paper_since__isnull=False)


def unopened_part(contract: Contract, actor: Principal) -> Mapping[str, Any]:
    """Return what the contract's page says of a termination notice that waits unopened."""
    issued_on = contract.notice_issued_on
    waits = contract.state == ContractState.TERMINATION_NOTICE and not contract.notice_served_on
    if issued_on is None or not waits or actor.role is Role.ASSOCIATION:
        return {}
    return shown(contract, CLOCK, issued_on, PREFIX, to_office=actor.role is Role.OPERATOR)
