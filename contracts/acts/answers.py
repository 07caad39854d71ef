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
NO_PAPER_ACCEPTANCE = gettext_lazy("No acceptance entered on paper can be contested.")
NO_ACCEPTANCE = gettext_lazy("No acceptance given in the portal waits for the signature.")
NO_ADDENDUM_ACCEPTANCE = gettext_lazy("No addendum accepted in the portal can be withdrawn from.")
PORTAL_ONLY = gettext_lazy(
    "The office has contested a paper entered in its name; it accepts in the portal itself."
)


def is_answered(contract: Contract) -> str:
    """Return that the office has accepted, in the portal or on paper, or declined the contract."""
    if contract.accepted_on is not None:
        return _("The office has accepted this contract.")
    return is_agreed(contract)


def is_agreed(contract: Contract) -> str:
    """Return that the office has accepted or declined by itself; a paper does not count."""
    if contract.accepted_by is not None:
        return _("The office has accepted this contract.")
    if contract.declined_on is None:
        return ""
    return _("The office has declined this contract; it returns to the draft and is sent again.")


def is_paper_contested(contract: Contract) -> str:
    """Return that the office contested a paper of the contract, and accepts in the portal alone."""
    if contract.contests.exists():
        return str(PORTAL_ONLY)
    return ""


def is_addendum_paper_contested(contract: Contract) -> str:
    """Return that the office contested an addendum's paper, and accepts in the portal alone."""
    if contract.addenda.filter(state=AddendumState.DECLINED, scan__isnull=False).exists():
        return str(PORTAL_ONLY)
    return ""


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
    until = addendum.contest_until if addendum is not None else None
    return _after(until, on, str(NO_PAPER_ADDENDUM))


def is_acceptance_not_contestable(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no acceptance was entered on paper, or that the time to contest it is over."""
    return _after(contract.contest_until, on, str(NO_PAPER_ACCEPTANCE))


def _after(until: date | None, on: date, missing: str) -> str:
    """Return that a day is past the last one to contest a paper; `missing` where there is none."""
    if until is None:
        return missing
    if on <= until:
        return ""
    text = _("The paper could be contested until {day}.")
    return text.format(day=isolated(short(until)))


def acceptance_holds(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the office accepted nothing in the portal, or that its days to withdraw end."""
    if contract.accepted_on is None or contract.accepted_by is None:
        return str(NO_ACCEPTANCE)
    return is_past_reconsidering(contract.reconsider_until, on)


def addendum_acceptance_holds(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no portal acceptance of an addendum waits, or that it is not withdrawn now."""
    addendum = open_addendum(contract)
    if addendum is None or addendum.accepted_on is None or addendum.accepted_by is None:
        return str(NO_ADDENDUM_ACCEPTANCE)
    if on >= addendum.effective_on:
        text = _("The addendum is in force from {day}; another addendum changes it.")
        return text.format(day=isolated(short(addendum.effective_on)))
    return is_past_reconsidering(addendum.reconsider_until, on)


def is_past_reconsidering(until: date | None, on: date) -> str:
    """Return that the days are over in which an office withdraws an acceptance."""
    if until is None:
        return _("The time to take the acceptance back is over.")
    if on <= until:
        return ""
    return _("The acceptance could be taken back until {day}.").format(day=isolated(short(until)))
