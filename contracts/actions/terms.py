"""Changing the terms: renewals and addenda."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import plain, record
from audit.numbers import next_number
from contracts.actions.articles import put_articles
from contracts.actions.drafting import name_services, services_of
from contracts.actions.steps import against_term, need_day, need_reason, tell, write
from contracts.acts.contract import AMEND, RENEW
from contracts.acts.reasons import against_renewing
from contracts.facts import quota_of
from contracts.models import Contract, ContractAddendum
from core.acts import begin
from core.errors import IllegalMove, Invalid


@transaction.atomic
def renew_contract(
    *,
    contract_id: int,
    ends_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    exception: str = "",
) -> Contract:
    """
    Draft the contract that follows this one: same parties, services, terms and text.

    Its term begins the day after, and it is signed like any other. `exception` is the manager's
    reason to renew in spite of what stands against it, such as an open review.

    Raises:
        NotPermitted: the role may not draft contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract neither runs nor has run out, a renewal has been begun, or
            something stands against it.
        Invalid: the new term is over or ends before it starts.
    """
    contract: Contract = begin(RENEW, contract_id, actor, on)
    exception = _need_exception(contract, exception.strip(), on)
    starts_on = contract.ends_on + timedelta(days=1)
    need_day(
        ends_on,
        first=max(starts_on, on),
        last=None,
        field="ends_on",
        message=_("The new term ends after it starts and is not over."),
    )
    if against := against_term(starts_on, ends_on):
        raise Invalid(fields={"ends_on": [against]})
    renewal = Contract.objects.create(
        number=next_number("contract", on, digits=4),
        agency_id=contract.agency_id,
        office_id=contract.office_id,
        county_id=contract.office.county_id,
        kind=contract.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=contract.notice_days,
        retention_percent=contract.retention_percent,
        retention_reason=contract.retention_reason,
        value=contract.value,
        renewed_from=contract,
        renewal_exception=exception,
        drafted_by=actor.user_id,
    )
    active = contract.contract_services.filter(service__is_active=True)
    name_services(renewal, [row.service for row in active.select_related("service")])
    put_articles(renewal, contract.articles.order_by("number"))
    record(
        actor=actor,
        verb="contract.renewal_begun",
        target=renewal,
        changes={"renews": (None, contract.number), "term": (None, [starts_on, ends_on])},
        note=renewal.renewal_exception,
        at=at,
    )
    return renewal


def _need_exception(contract: Contract, exception: str, on: date) -> str:
    """
    Return the manager's reason where something stands against the renewal, else nothing.

    Raises:
        IllegalMove: no reason is given; says what stands against it.
    """
    against = against_renewing(contract, on)
    if against and not exception:
        raise IllegalMove(against)
    return exception if against else ""


@transaction.atomic
def add_addendum(
    *,
    contract_id: int,
    effective_on: date,
    text: str,
    actor: Principal,
    on: date,
    at: datetime,
    ends_on: date | None = None,
    value: int | None = None,
    notice_days: int | None = None,
    retention_percent: Decimal | int | None = None,
    added_service_ids: Collection[int] = (),
) -> ContractAddendum:
    """
    Change the terms of an active contract; what was and what is now are both kept.

    The end can only move later. Added services count for the rank quota; above it a new contract
    with a reason is needed.

    Raises:
        NotPermitted: the role may not sign contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not active.
        Invalid: nothing changes, a term is not possible, or a service is taken or above the quota.
    """
    contract: Contract = begin(AMEND, contract_id, actor, on)
    text = need_reason(text, "text")
    need_day(
        effective_on,
        first=contract.starts_on,
        last=on,
        field="effective_on",
        message=_("An addendum holds from a day between the start of the term and today."),
    )
    given: dict[str, Any] = {
        "ends_on": ends_on,
        "value": value,
        "notice_days": notice_days,
        "retention_percent": retention_percent,
    }
    values = _changed(contract, given)
    before, after = _amend(contract, values, added_service_ids)
    addendum = ContractAddendum.objects.create(
        contract=contract,
        number=contract.addenda.count() + 1,
        effective_on=effective_on,
        text=text,
        before=before,
        after=after,
    )
    changes = {name: (before.get(name), after[name]) for name in after}
    tell("contract.amended", contract, changes, text, actor, at)
    return addendum


def _changed(contract: Contract, given: dict[str, Any]) -> dict[str, Any]:
    """
    Return the terms that are given and are not what they were.

    Raises:
        Invalid: the end or the notice would come sooner, or the end is no day that is meant.
    """
    values = {
        name: new
        for name, new in given.items()
        if new is not None and new != getattr(contract, name)
    }
    if values.get("ends_on", contract.ends_on) < contract.ends_on:
        raise Invalid(fields={"ends_on": [_("An addendum cannot cut the term short.")]})
    if "ends_on" in values and (against := against_term(contract.ends_on, values["ends_on"])):
        raise Invalid(fields={"ends_on": [against]})
    if values.get("notice_days", contract.notice_days) < contract.notice_days:
        shorter = _("The notice of a signed contract is not made shorter.")
        raise Invalid(fields={"notice_days": [shorter]})
    return values


def _amend(
    contract: Contract, values: dict[str, Any], added_service_ids: Collection[int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the new terms and return them as JSON, before and after."""
    before: dict[str, Any] = {name: plain(getattr(contract, name)) for name in values}
    after: dict[str, Any] = {name: plain(value) for name, value in values.items()}
    known = dict(contract.contract_services.values_list("service_id", "service__title"))
    wanted = set(added_service_ids) - set(known)
    services = services_of(contract.agency, wanted) if wanted else []
    if not values and not services:
        raise Invalid(_("The addendum changes nothing."))
    if services and quota_of(contract.office, wanted).is_exceeded:
        raise Invalid(
            fields={"services": [_("The office would give more services than its rank allows.")]}
        )
    try:
        with transaction.atomic():
            write(contract, **values)
            name_services(contract, services)
    except IntegrityError as error:
        if "contracts_contractservice_one_active" in str(error):
            raise Invalid(
                _("The office has an active contract with the agency for this service.")
            ) from error
        raise
    if services:
        before["services"] = sorted(known.values())
        after["services"] = sorted([*known.values(), *(service.title for service in services)])
    return before, after
