"""Why an office does not answer a contract or an addendum that its agency has sent."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from contracts.facts.addenda import open_addendum
from contracts.models import Contract
from contracts.rules import isolated
from contracts.states import AddendumState
from core.jalali import short

NO_ADDENDUM = gettext_lazy("No addendum waits for the acceptance of the office.")
NO_PAPER_ADDENDUM = gettext_lazy("No addendum entered on paper can be contested.")


def is_answered(contract: Contract) -> str:
    """Return that the office has accepted or declined the contract."""
    if contract.accepted_on is not None:
        return _("The office has accepted this contract.")
    if contract.declined_on is None:
        return ""
    return _("The office has declined this contract; it returns to the draft and is sent again.")


def has_no_open_addendum(contract: Contract) -> bool:
    """Tell whether every addendum of the contract is in force or closed."""
    return open_addendum(contract) is None


def is_addendum_proposed(contract: Contract) -> bool:
    """Tell whether an addendum waits for the acceptance of the office."""
    addendum = open_addendum(contract)
    return addendum is not None and addendum.state == AddendumState.PROPOSED


def addendum_has_begun(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the first day of the waiting addendum has passed without an acceptance."""
    addendum = open_addendum(contract)
    if addendum is None or on <= addendum.effective_on:
        return ""
    return _(
        "The addendum could be accepted until its first day, {day}; it does not come in force."
    ).format(day=isolated(short(addendum.effective_on)))


def proposed_addendum(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person proposed the addendum, under this or another account."""
    addendum = open_addendum(contract)
    if addendum is not None and is_same_person(addendum.proposed_by, actor.user_id):
        return _("You proposed this addendum; somebody else enters the paper of the office.")
    return ""


def is_not_contestable(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no addendum was entered on paper, or that the time to contest it is over."""
    addendum = open_addendum(contract)
    if addendum is None or addendum.contest_until is None:
        return str(NO_PAPER_ADDENDUM)
    if on <= addendum.contest_until:
        return ""
    text = _("The paper could be contested until {day}.")
    return text.format(day=isolated(short(addendum.contest_until)))
