"""What runs against an operator's offices: notices, suspensions, objections, each with its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.acts.contract import WITHDRAW_ACCEPTANCE
from contracts.facts.agreement import last_day_of
from contracts.models import Contract, Waiver
from contracts.states import BLOCKING, ContractState, WaiverWindow
from core.jalali import long
from core.persian import isolated, persian_digits
from offices.models import Licence, Office
from offices.states import LicenceState
from violations.models import Case
from violations.states import OBJECTED


@dataclass(frozen=True)
class Burden:
    """One thing that runs: what it is, what it means until when, and the page of it."""

    title: str
    text: str
    url: str
    act: str
    icon: str
    until: date | None


def burdens_of(principal: Principal, on: date) -> list[Burden]:
    """
    Return what runs against the operator's offices, the nearest day first; four queries.

    What waits for an act of the operator, such as a defence, stands among the tasks.
    """
    found = [
        *_licences(principal),
        *_contracts(principal, on),
        *_agreed_ends(principal, on),
        *_objections(principal, on),
    ]
    return sorted(found, key=lambda one: (one.until or date.max, one.url))


def _day(day: date) -> str:
    return persian_digits(long(day))


def _licences(principal: Principal) -> Iterator[Burden]:
    """Yield the suspended licences."""
    own = Licence.objects.visible_to(principal).current().filter(state=LicenceState.SUSPENDED)
    for licence in own.filter(office__in=Office.objects.own(principal)).select_related("office"):
        until = licence.suspended_until
        yield Burden(
            _("The licence of the office is suspended"),
            _("until the end of {day}").format(day=_day(until)) if until else "",
            licence.office.get_absolute_url(), _("See the licence"), "licence", until,
        )  # fmt: skip


def _contracts(principal: Principal, on: date) -> Iterator[Burden]:
    """Yield the contracts whose termination notice was served, and those that are suspended."""
    waived = Waiver.objects.filter(
        window=WaiverWindow.TERMINATION_NOTICE, subject_id=OuterRef("notice_id")
    )
    rows: QuerySet[Any] = (
        Contract.objects.visible_to(principal)
        .filter(state__in=(ContractState.TERMINATION_NOTICE, ContractState.SUSPENDED))
        .filter(office__in=Office.objects.own(principal))
        .select_related("agency")
        .annotate(is_waived=Exists(waived))
    )
    for contract in rows:
        agency, url = contract.agency.short_name, contract.get_absolute_url()
        if contract.state == ContractState.SUSPENDED:
            until = contract.suspended_until
            yield Burden(
                _("The contract with {agency} is suspended").format(agency=agency),
                _("until the end of {day}").format(day=_day(until)) if until else "",
                url, _("See the contract"), "danger", until,
            )  # fmt: skip
        elif contract.notice_served_on is not None:
            yield Burden(
                _("{agency} has served a termination notice").format(agency=agency),
                _notice(contract, on, is_over=contract.is_waived), url,
                _("See the notice"), "message", contract.notice_ends_on,
            )  # fmt: skip


def _agreed_ends(principal: Principal, on: date) -> Iterator[Burden]:
    """Yield the contracts whose office accepted their end, and until when it takes that back."""
    rows = Contract.objects.visible_to(principal).filter(
        state__in=BLOCKING, mutual_end_accepted_on__isnull=False, mutual_end_on__isnull=False,
        office__in=Office.objects.own(principal),
    )  # fmt: skip
    for contract in rows.select_related("agency", "county"):
        last, until = last_day_of(contract), contract.reconsider_until
        text = _("its last day is {day}").format(day=_day(last))
        url, act = contract.get_absolute_url(), _("See the contract")
        if until is not None and on <= until:
            back = _("you can take your acceptance back until the end of {day}")
            text = _("; ").join((text, back.format(day=_day(until))))
            url, act = f"{url}/withdraw-acceptance", str(WITHDRAW_ACCEPTANCE.title)
        yield Burden(
            _("The contract with {agency} ends by agreement").format(
                agency=contract.agency.short_name
            ),
            text, url, act, "signature", last,
        )  # fmt: skip


def _notice(contract: Contract, on: date, *, is_over: bool) -> str:
    last = contract.notice_ends_on
    if is_over or last is None:
        return _("The notice is over: the agency may end the contract.")
    if last < on:
        return _("The notice ended on {day}: the agency may end the contract.").format(
            day=_day(last)
        )
    text = _("The notice runs until the end of {day}; after that the agency may end the contract.")
    return text.format(day=_day(last))


def _objections(principal: Principal, on: date) -> Iterator[Burden]:
    """Yield the objections of the offices that wait for their decision."""
    rows = Case.objects.visible_to(principal).filter(OBJECTED)
    for case in rows.filter(office__in=Office.objects.own(principal)).select_related("type"):
        until = case.appeal_decision_due_on
        late = _("its time ended on {day}, and it is not decided yet")
        words = late if until and until < on else _("it is decided until the end of {day}")
        due = words.format(day=_day(until)) if until else ""
        yield Burden(
            _("Your objection is being decided"),
            " · ".join(filter(None, (case.type.title, isolated(case.number), due))),
            case.get_absolute_url(), _("See the case"), "scale", until,
        )  # fmt: skip
