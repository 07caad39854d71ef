"""What an office accepts with an addendum: what changes, from when, and the declaration."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Contract, ContractAddendum
from contracts.rules import isolated
from contracts.rules.terms import TERMS, term_value
from contracts.states import OPEN_ADDENDA, AddendumState
from core.acts import once_per_record
from core.jalali import short
from core.persian import persian_digits


@once_per_record
def open_addendum(contract: Contract) -> ContractAddendum | None:
    """Return the addendum of the contract that is neither in force nor closed, if there is one."""
    return contract.addenda.filter(state__in=OPEN_ADDENDA).select_related("scan").first()


def awaiting_addendum(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return those whose addendum waits for the acceptance of their office."""
    waiting = ContractAddendum.objects.filter(contract=OuterRef("pk"), state=AddendumState.PROPOSED)
    return contracts.filter(Exists(waiting))


def due_addenda(addenda: QuerySet[ContractAddendum], on: date) -> QuerySet[ContractAddendum]:
    """Return those that come in force on a day, or had not been accepted by their first day."""
    uncontested = Q(contest_until=None) | Q(contest_until__lt=on)
    return addenda.filter(
        Q(state=AddendumState.PROPOSED, effective_on__lt=on)
        | Q(state=AddendumState.ACCEPTED, effective_on__lte=on) & uncontested
    )


def changes_of(addendum: ContractAddendum) -> list[tuple[str, str, str]]:
    """Return what the addendum changes, in one order: term, before, after."""
    found = []
    for name in filter(addendum.after.__contains__, TERMS):
        before: Any = addendum.before.get(name)
        after = addendum.after[name]
        if name == "services":
            added = [title for title in after if title not in (before or [])]
            found.append((str(TERMS[name]), _(", ").join(before or []), _(", ").join(added)))
        else:
            found.append((str(TERMS[name]), term_value(name, before), term_value(name, after)))
    return found


@translation.override("fa")
def addendum_acceptance_text(addendum: ContractAddendum) -> str:
    """Return the sentence that an office declares when it accepts an addendum."""
    contract = addendum.contract
    added = _("added: {what}")
    changed = _("from {before} to {after}")
    parts = [
        f"{what}: {added.format(what=after)}"
        if what == str(TERMS["services"])
        else f"{what}: {changed.format(before=before, after=after)}"
        for what, before, after in changes_of(addendum)
    ]
    return _(
        "The office with code {code} has read addendum {n} of contract {number} with {agency}, and"
        " accepts it: {changes}. It holds from {day}; nothing else in the contract changes. Text of"
        " the addendum: {text}"
    ).format(
        code=persian_digits(contract.office.code),
        n=persian_digits(addendum.number),
        number=isolated(contract.number),
        agency=contract.agency.name,
        changes=_("; ").join(parts),
        day=isolated(short(addendum.effective_on)),
        text=addendum.text,
    )
