"""Preparing a contract: the agency's clerk drafts, changes, secures and sends it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency, Service
from audit.actions import record
from audit.numbers import next_number
from contracts.actions.steps import (
    against_term,
    move,
    need_reason,
    need_standing_reason,
    write,
)
from contracts.acts.contract import DRAFT, EDIT, RETURN, SEND, VOID
from contracts.acts.recusals import barred_from_drafting
from contracts.models import Contract, ContractService
from contracts.rules import RETENTION_SHARE, exceeds_retention
from contracts.states import ContractState
from core.acts import begin, need_role
from core.errors import Invalid, NotPermitted
from core.persian import persian_digits, plain_number
from offices.models import Office
from offices.states import OfficeState

LONGEST_NOTICE = 365
# A contract that returns to the draft is accepted anew.
UNACCEPTED = {
    **dict.fromkeys(
        (
            "accepted_on",
            "accepted_by",
            "acceptance_entered_by",
            "contest_until",
            "reconsider_until",
            "acceptance_missed_on",
        )
    ),
    "declined_on": None,
    "declined_by": None,
    "decline_reason": "",
}
GONE = (OfficeState.REVOKED, OfficeState.CLOSED)


@transaction.atomic
def draft_contract(
    *,
    agency_id: int,
    office_id: int,
    service_ids: Collection[int],
    starts_on: date,
    ends_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    kind: str = "contract",
    value: int | None = None,
    notice_days: int = 30,
    retention_percent: Decimal | int = 0,
    retention_reason: str = "",
    agency_number: str = "",
    standing_exception: str = "",
) -> Contract:
    """
    Draft a contract of the actor's agency with an office, with a number of this Jalali year.

    `standing_exception` is the reason in spite of what the office's standing has against it.

    Raises:
        NotPermitted: the role may not draft, or not for this agency.
        Office.DoesNotExist: there is no such office.
        Invalid: services, term, notice or retention are not possible, or the reason is missing.
    """
    need_role(DRAFT, actor)
    agency, office = _parties(agency_id, office_id, actor, on)
    services = services_of(agency, service_ids)
    terms = _terms(starts_on, ends_on, notice_days, retention_percent, retention_reason, on=on)
    exception = need_standing_reason(Contract(agency=agency, office=office), standing_exception, on)
    contract = Contract.objects.create(
        number=next_number("contract", on, digits=4),
        agency=agency,
        office=office,
        county_id=office.county_id,
        kind=kind,
        value=value,
        agency_number=plain_number(agency_number),
        drafted_by=actor.user_id,
        standing_exception=exception,
        **terms,
    )
    name_services(contract, services)
    changes = {
        "office": (None, office.code),
        "services": (None, [service.title for service in services]),
        "term": (None, [starts_on, ends_on]),
    }
    record(
        actor=actor, verb="contract.drafted", target=contract, changes=changes, note=exception,
        at=at,
    )  # fmt: skip
    return contract


def _parties(agency_id: int, office_id: int, actor: Principal, on: date) -> tuple[Agency, Office]:
    """
    Return the actor's own agency and the office of these keys.

    Raises:
        NotPermitted: the agency is not the actor's own, or the actor stood back from the office,
            holds or runs it.
        Office.DoesNotExist: there is no such office.
        Invalid: the office is closed for good.
    """
    agency = Agency.objects.own(actor).filter(pk=agency_id).first()
    if agency is None:
        raise NotPermitted
    office = Office.objects.visible_to(actor).get(pk=office_id)
    if against := barred_from_drafting(agency.pk, office, actor, on):
        raise NotPermitted(against)
    if office.state in GONE:
        raise Invalid(fields={"office": [_("The office is closed for good.")]})
    return agency, office


@transaction.atomic
def change_draft(
    *,
    contract_id: int,
    service_ids: Collection[int],
    starts_on: date,
    ends_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    kind: str = "contract",
    value: int | None = None,
    notice_days: int = 30,
    retention_percent: Decimal | int = 0,
    retention_reason: str = "",
    agency_number: str = "",
) -> Contract:
    """
    Change a contract that is still a draft.

    Raises:
        NotPermitted: the role may not draft.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is no longer a draft.
        Invalid: services, term, notice or retention are not possible.
    """
    contract: Contract = begin(EDIT, contract_id, actor, on)
    services = services_of(contract.agency, service_ids)
    terms = _terms(starts_on, ends_on, notice_days, retention_percent, retention_reason, on=on)
    before = sorted(contract.contract_services.values_list("service__title", flat=True))
    number = plain_number(agency_number)
    changes = write(contract, kind=kind, value=value, agency_number=number, **terms)
    contract.contract_services.exclude(service__in=services).delete()
    known = set(contract.contract_services.values_list("service_id", flat=True))
    name_services(contract, [service for service in services if service.pk not in known])
    after = sorted(service.title for service in services)
    if before != after:
        changes["services"] = (before, after)
    record(actor=actor, verb="contract.changed", target=contract, changes=changes, at=at)
    return contract


def services_of(agency: Agency, service_ids: Collection[int]) -> list[Service]:
    """
    Return the agency's own, active services of these keys.

    Raises:
        Invalid: none is named, or one is not among them.
    """
    services = list(agency.services.filter(pk__in=service_ids, is_active=True).order_by("pk"))
    if not services:
        raise Invalid(fields={"services": [_("Choose at least one service.")]})
    if len(services) != len(set(service_ids)):
        raise Invalid(fields={"services": [_("A service does not belong to this agency.")]})
    return services


def name_services(contract: Contract, services: Iterable[Service]) -> None:
    """Put services under the contract; the copies are filled by a trigger."""
    ContractService.objects.bulk_create(
        ContractService(
            contract=contract,
            service=service,
            office_id=contract.office_id,
            agency_id=contract.agency_id,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            state=contract.state,
        )
        for service in services
    )


def _terms(
    starts_on: date,
    ends_on: date,
    notice_days: int,
    retention_percent: Decimal | int,
    retention_reason: str,
    *,
    on: date,
) -> dict[str, Any]:
    problems: dict[str, list[str]] = {}
    if ends_on < starts_on:
        problems["ends_on"] = [_("A contract cannot end before it starts.")]
    elif ends_on < on:
        problems["ends_on"] = [_("The term is already over.")]
    elif against := against_term(starts_on, ends_on):
        problems["ends_on"] = [against]
    if not 1 <= notice_days <= LONGEST_NOTICE:
        problems["notice_days"] = [
            _("A termination notice has 1 to {most} days.").format(
                most=persian_digits(LONGEST_NOTICE)
            )
        ]
    if not 0 <= retention_percent <= 100:
        problems["retention_percent"] = [_("Retention is a share of 0 to 100 percent.")]
    elif exceeds_retention(retention_percent) and not retention_reason.strip():
        problems["retention_reason"] = [
            _("Retention is usually at most {share} percent; give the reason for more.").format(
                share=persian_digits(RETENTION_SHARE)
            )
        ]
    if problems:
        raise Invalid(fields=problems)
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "notice_days": notice_days,
        "retention_percent": retention_percent,
        "retention_reason": retention_reason.strip(),
    }


@transaction.atomic
def send_for_signature(*, contract_id: int, actor: Principal, on: date, at: datetime) -> Contract:
    """
    Put a draft before the agency's manager, and the office.

    Raises:
        NotPermitted: the role may not draft.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not a draft, names no service, has no text that the office could read,
            or another contract covers a service in the same days.
    """
    contract: Contract = begin(SEND, contract_id, actor, on)
    changes = move(contract, ContractState.PENDING_SIGNATURE)
    record(actor=actor, verb="contract.sent", target=contract, changes=changes, at=at)
    return contract


@transaction.atomic
def return_to_draft(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Take a contract that waits for signature back to the draft.

    Raises:
        NotPermitted: the role may not draft.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(RETURN, contract_id, actor, on)
    reason = need_reason(reason)
    changes = move(contract, ContractState.DRAFT, **UNACCEPTED)
    record(
        actor=actor, verb="contract.returned", target=contract, changes=changes, note=reason, at=at
    )
    return contract


@transaction.atomic
def void_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Give up a contract that was never signed; its number stays used.

    Raises:
        NotPermitted: the role may not draft.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been signed.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(VOID, contract_id, actor, on)
    reason = need_reason(reason)
    changes = move(contract, ContractState.VOID)
    record(
        actor=actor, verb="contract.voided", target=contract, changes=changes, note=reason, at=at
    )
    return contract
