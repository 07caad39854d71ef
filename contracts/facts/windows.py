"""The window of a contract that runs: its termination notice, between service and last day."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.facts.standing import waiver_of
from contracts.models import Contract
from contracts.states import ContractState
from workdays.facts import Ribbon, calendar_for, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of

NOTICE = "contract.notice"  # the kind of deadline
MARGIN = timedelta(days=30)


def running_windows(number: str, actor: Principal, on: date) -> list[Ribbon]:
    """Return the notice that runs for a contract in scope; none where it is waived or over."""
    under_notice = Contract.objects.visible_to(actor).filter(
        state=ContractState.TERMINATION_NOTICE, notice_served_on__lte=on, notice_ends_on__gte=on
    )
    contract = under_notice.select_related("county").filter(number=number).first()
    if contract is None or waiver_of(contract):
        return []
    served, last = contract.notice_served_on, contract.notice_ends_on
    if served is None or last is None:
        return []
    calendar = calendar_for(contract.county.public_id, served, last + MARGIN)
    drawn = ribbon(served, last, on, calendar, label=_("termination notice"), unit=unit_of(NOTICE))
    return [drawn.stopped(stopped([number], on).get((number, last)))]
