"""The deadline of a contract, as the calendar's floor knows it (docs/adr/0001)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from contracts.states import ContractState
from workdays.models import CLOCKS, ClockKind


def _movable(principal: Principal) -> QuerySet[Contract]:
    """Return the contracts whose notice the principal may prolong: the agency, for the office."""
    contracts = Contract.objects.visible_to(principal)
    return contracts if principal.role is Role.AGENCY_MANAGER else contracts.none()


def register_clocks() -> None:
    """Tell which column of contracts is a deadline, and who moves it."""
    CLOCKS.add(
        ClockKind(
            name="contract.notice",
            label=_("end of the termination notice"),
            model=Contract,
            column="notice_ends_on",
            seen=Contract.objects.visible_to,
            movable=_movable,
            running=lambda: Contract.objects.filter(
                state=ContractState.TERMINATION_NOTICE, notice_served_on__isnull=False
            ),
            has_version=True,
        )
    )
