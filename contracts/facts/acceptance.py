"""What an office accepts with a contract: its terms, what they bind it to, and the declaration."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import AuditEvent
from contracts.models import Contract, ContractArticle, ContractScan
from contracts.rules import in_force_from, isolated
from contracts.states import ContractState
from core.acts import once_per_record
from core.clock import day_in_tehran
from core.jalali import short
from core.persian import DECIMAL_SEPARATOR, group, persian_digits


@dataclass(frozen=True)
class Binding:
    """One term of a contract: what it is called, and what it says in words."""

    label: str
    text: str


def awaiting_acceptance(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return those that wait for the acceptance of their office and have a text to accept."""
    return contracts.filter(
        Exists(ContractArticle.objects.filter(contract=OuterRef("pk"))),
        state=ContractState.PENDING_SIGNATURE,
        accepted_on=None,
        declined_on=None,
    )


def unaccepted_on(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Return those that their offices had not answered by the end of their first day."""
    return contracts.filter(
        state=ContractState.PENDING_SIGNATURE,
        accepted_on=None,
        declined_on=None,
        starts_on__lt=on,
    )


def acceptance_paper(contract: Contract) -> ContractScan | None:
    """Return the paper on which the office is said to have accepted, until it is signed."""
    if contract.acceptance_entered_by is None or contract.state != ContractState.PENDING_SIGNATURE:
        return None
    return contract.scans.order_by("-number").first()


@once_per_record
def bindings_of(contract: Contract) -> list[Binding]:
    """Return what the contract binds its office to, term by term."""
    services = contract.contract_services.order_by("service__title")
    days = ngettext("{n} day", "{n} days", contract.notice_days)
    count = contract.articles.count()
    articles = ngettext("{n} article", "{n} articles", count)
    found = [
        Binding(
            _("term"),
            _("from {first}, not before the agency's signature, to the end of {last}").format(
                first=isolated(short(contract.starts_on)), last=isolated(short(contract.ends_on))
            ),
        ),
        Binding(_("services"), _(", ").join(services.values_list("service__title", flat=True))),
        Binding(_("termination notice"), days.format(n=persian_digits(contract.notice_days))),
        Binding(
            _("retention"),
            _("{share} percent of each payment").format(
                share=persian_digits(
                    f"{contract.retention_percent.normalize():f}".replace(".", DECIMAL_SEPARATOR)
                )
            ),
        ),
        Binding(
            _("text"), articles.format(n=persian_digits(count)) if count else _("the signed paper")
        ),
    ]
    if contract.value is not None:
        text = _("{amount} rials").format(amount=group(contract.value))
        found.insert(2, Binding(_("estimated value"), text))
    return found


@translation.override("fa")
def contract_acceptance_text(contract: Contract) -> str:
    """Return the sentence that an office declares when it accepts a contract, or a paper of it."""
    terms = _("; ").join(f"{each.label}: {each.text}" for each in bindings_of(contract))
    text = _(
        "The office with code {code} has read contract {number} with {agency} and its text, and"
        " accepts it: {terms}. It knows that it is bound by it from the signature of the"
        " agency, and not before the first day, to the end of the term."
    )
    if contract.acceptance_entered_by is not None:
        text = _(
            "The office with code {code} has read contract {number} with {agency} and the paper of"
            " {day} that was entered in its name, and accepts it: {terms}. It knows that it is"
            " bound by it from the signature of the agency, and not before the first day, to the"
            " end of the term."
        )
    return text.format(
        code=persian_digits(contract.office.code),
        day=isolated(short(contract.accepted_on)) if contract.accepted_on else "",
        number=isolated(contract.number),
        agency=contract.agency.name,
        terms=terms,
    )


@translation.override("fa")
def signature_text(contract: Contract, on: date) -> str:
    """Return the sentence that the agency's manager declares with the signature on a day."""
    terms = _("; ").join(f"{each.label}: {each.text}" for each in bindings_of(contract))
    text = _(
        "The manager of {agency} has read contract {number} with office {office}, code {code}, as"
        " the office has accepted it, and signs it for {agency}: {terms}. They know that it is in"
        " force from {first}, not before this signature, and that only an addendum changes its"
        " terms from then."
    )
    return text.format(
        agency=contract.agency.name,
        number=isolated(contract.number),
        office=contract.office.name,
        code=persian_digits(contract.office.code),
        first=isolated(short(in_force_from(contract.starts_on, on))),
        terms=terms,
    )


def sent_on(contract: Contract) -> date:
    """Return the day on which a contract was last sent to its office; of its writing if unknown."""
    sent = AuditEvent.objects.about(contract).filter(verb="contract.sent").order_by("-pk").first()
    return day_in_tehran(contract.created_at if sent is None else sent.at)
