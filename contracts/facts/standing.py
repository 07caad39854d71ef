"""How a contract and its office stand: quota, overlap, licence, guarantee, deadlines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import Service
from contracts.facts.annulled import has_fallen
from contracts.facts.panels import GUARDS
from contracts.models import Contract, ContractService, Guarantee, Waiver
from contracts.rules import Quota, isolated
from contracts.states import BLOCKING, ContractState, WaiverWindow
from core.acts import once_per_record
from core.jalali import long, short
from core.panels import blocked
from core.persian import always_persian_digits, persian_digits
from offices.models import Licence, Office
from offices.states import OfficeState
from workdays.facts import Deadline, deadline, rule_in_force
from workdays.rules import DeadlineKey


def quota_of(office: Office, extra_service_ids: Collection[int] = ()) -> Quota:
    """
    Return the rank quota of an office, as if it gave some more services.

    Available are the active services of active agencies; given are those of running contracts.
    """
    available = Service.objects.filter(is_active=True, agency__is_active=True).count()
    given = set(
        ContractService.objects.filter(
            office=office, state__in=BLOCKING, contract__in=Contract.objects.confirmed()
        ).values_list("service_id", flat=True)
    )
    return Quota(office.rank, len(given | set(extra_service_ids)), available)


@once_per_record
def rivals_of(contract: Contract) -> list[tuple[str, str]]:
    """Return (contract number, service) of running contracts that stand in this one's way."""
    return list(
        ContractService.objects.filter(
            office_id=contract.office_id,
            agency_id=contract.agency_id,
            state__in=BLOCKING,
            service__in=contract.contract_services.values("service"),
            starts_on__lte=contract.ends_on,
            ends_on__gte=contract.starts_on,
        )
        .exclude(contract=contract)
        .order_by("contract__number", "service__title")
        .values_list("contract__number", "service__title")
    )


def rival_sentence(contract: Contract) -> str:
    """Return which running contract covers a service of this one in the same days; or nothing."""
    for number, service in rivals_of(contract)[:1]:
        text = _("Contract {number} covers “{service}” in the same days.")
        return text.format(number=isolated(number), service=service)
    return ""


@once_per_record
def has_text(contract: Contract) -> bool:
    """Tell whether the contract has its text, article by article."""
    return contract.articles.exists()


@once_per_record
def is_renewal_begun(contract: Contract) -> bool:
    """Tell whether a contract follows this one and has not been given up."""
    return contract.renewals.exclude(state=ContractState.VOID).exists()


@once_per_record
def standing_against(contract: Contract, on: date) -> list[str]:
    """
    Return what the office's standing has against a new contract of the agency with it.

    The agency terminated an earlier one, or a floor above knows a threshold that was reached.
    `contract` may be one that is not stored yet.
    """
    ended = Contract.objects.confirmed().filter(
        agency=contract.agency, office=contract.office, terminated_on__isnull=False
    )
    last = ended.select_related("ending_proof").order_by("-terminated_on", "-pk").first()
    text = _("The agency terminated contract {number} with this office on {day}.")
    if last is not None and last.ending_proof and has_fallen(last.ending_proof, "terminate"):
        text = _(
            "The agency terminated contract {number} with this office on {day}; the ground of that"
            " was annulled, and the contract is to be reinstated."
        )
    found = [] if last is None or last.terminated_on is None else [
        text.format(number=isolated(last.number), day=isolated(short(last.terminated_on)))
    ]  # fmt: skip
    return [*found, *blocked(GUARDS, "contract", contract, on)]


def is_licensed(office_id: int, on: date) -> bool:
    """Tell whether the office has a licence that lets it work on a day."""
    return bool(Licence.objects.filter(office_id=office_id).valid_on(on).exists())


@dataclass(frozen=True)
class Check:
    """One condition of a signature: whether it holds, and a sentence for people."""

    name: str
    holds: bool
    text: str


@once_per_record
def checks_for_signature(contract: Contract, on: date) -> list[Check]:
    """Return what must hold before a contract comes into force on a day, in a fixed order."""
    office = contract.office
    return [
        Check(
            "office",
            office.state == OfficeState.ACTIVE,
            _("The office is active.")
            if office.state == OfficeState.ACTIVE
            else _("The office is not active: {state}.").format(state=office.get_state_display()),
        ),
        _licence_check(contract, on),
        *_paper_checks(contract, on),
        _guarantee_check(contract, on),
        _overlap_check(contract),
        _quota_check(contract),
    ]


def _licence_check(contract: Contract, on: date) -> Check:
    holds = all(is_licensed(contract.office_id, day) for day in (on, contract.starts_on))
    text = (
        _("The licence is valid today and on the first day of the term.")
        if holds
        else _("The office has no licence that is valid today and on the first day of the term.")
    )
    return Check("licence", holds, text)


def _guarantee_check(contract: Contract, on: date) -> Check:
    if not contract.agency.requires_guarantee:
        return Check("guarantee", True, _("The agency asks for no guarantee."))
    held = Guarantee.objects.filter(contract=contract).held_on(on)
    last = max(held.values_list("expires_on", flat=True), default=None)
    if last is None:
        return Check("guarantee", False, _("No guarantee in force is recorded."))
    if last < contract.ends_on:
        text = _(
            "The guarantee runs out on {last}, before the last day of the term, {end}. Prolong or"
            " replace it first."
        ).format(last=isolated(short(last)), end=isolated(short(contract.ends_on)))
        return Check("guarantee", False, text)
    text = _("A guarantee covers the term, until {last}.").format(last=isolated(short(last)))
    return Check("guarantee", True, text)


def _paper_checks(contract: Contract, on: date) -> list[Check]:
    """Return whether the contract has its text or signed paper, and the office's acceptance."""
    is_worded = has_text(contract) or contract.scans.exists()
    words = (
        _("The text of the contract, or its signed paper, is here.")
        if is_worded
        else _("The contract has neither a text nor the scan of a paper that the office signed.")
    )
    return [Check("text", is_worded, words), _acceptance_check(contract, on)]


def _acceptance_check(contract: Contract, on: date) -> Check:
    """Return whether the office has accepted, and can no longer contest the paper of it."""
    if contract.accepted_on is None:
        return Check("acceptance", False, _("The office has not accepted the contract."))
    until = contract.contest_until
    if until is not None and on <= until:
        text = _(
            "The office may contest the paper of its acceptance until {day}. The contract is signed"
            " from {first} on, or as soon as the office accepts it in the portal."
        ).format(day=isolated(short(until)), first=isolated(short(until + timedelta(days=1))))
        return Check("acceptance", False, text)
    text = _("The office accepted on {day}.").format(day=isolated(short(contract.accepted_on)))
    return Check("acceptance", True, text)


def _overlap_check(contract: Contract) -> Check:
    rival = rival_sentence(contract)
    text = rival or _("No other contract of the agency in force covers these services.")
    return Check("overlap", not rival, text)


def _quota_check(contract: Contract) -> Check:
    services = contract.contract_services.values_list("service_id", flat=True)
    quota = quota_of(contract.office, list(services))
    if quota.allowed is None:
        return Check("quota", True, _("The office has no rank yet; its services are not limited."))
    numbers = {
        "given": persian_digits(quota.given),
        "allowed": persian_digits(quota.allowed),
        "available": persian_digits(quota.available),
        "rank": persian_digits(quota.rank),
    }
    if not quota.is_exceeded:
        return Check(
            "quota",
            True,
            _("{given} of {allowed} services that rank {rank} allows.").format(**numbers),
        )
    text = _(
        "With this contract the office gives {given} services; rank {rank} allows {allowed} of"
        " {available}. Give a reason to sign in spite of it."
    )
    return Check("quota", False, text.format(**numbers))


def notice_end(contract: Contract, served_on: date) -> Deadline:
    """Return the end of a termination notice that is served on a day, as it is computed."""
    return deadline(
        DeadlineKey.TERMINATION_NOTICE,
        served_on,
        contract.county.public_id,
        amount=contract.notice_days,
    )


@translation.override("fa")
def receipt_text(contract: Contract, on: date) -> str:
    """Return the official sentence: what the receipt of a termination notice starts on a day."""
    text = _(
        "With your receipt the termination notice is served on the office today. Its days run"
        " until the end of {day}; after that the agency may terminate the contract."
    )
    return text.format(day=always_persian_digits(long(notice_end(contract, on).due_on)))


def longest_suspension(on: date, *, urgent: bool) -> date:
    """Return the last day on which a suspension that begins on a day may still hold."""
    key = DeadlineKey.URGENT_SUSPENSION_MAX if urgent else DeadlineKey.SUSPENSION_MAX
    return on + timedelta(days=rule_in_force(key, on).value)


def longest_suspension_days(on: date) -> int:
    """Return how many days a suspension that is not urgent may hold, by the rule of a day."""
    return (longest_suspension(on, urgent=False) - on).days


@once_per_record
def waiver_of(contract: Contract) -> Waiver | None:
    """Return the declaration by which the office ended the present notice early, if any."""
    if contract.notice_id is None:
        return None
    return Waiver.objects.filter(
        window=WaiverWindow.TERMINATION_NOTICE,
        subject_id=contract.notice_id,
        office=contract.office_id,
    ).first()


@translation.override("fa")
def waiver_text(contract: Contract) -> str:
    """Return the sentence that an office declares when it waives a termination notice."""
    return _(
        "The office with code {code} has read the termination notice of contract {number}, served"
        " on {served}, knows that it runs until {ends}, and declares of its own free will that the"
        " rest of this time need not be waited for."
    ).format(
        code=persian_digits(contract.office.code),
        number=isolated(contract.number),
        served=isolated(short(contract.notice_served_on)) if contract.notice_served_on else "–",
        ends=isolated(short(contract.notice_ends_on)) if contract.notice_ends_on else "–",
    )
