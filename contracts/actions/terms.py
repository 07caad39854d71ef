"""Renewing a contract: the draft that follows it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.numbers import next_number
from contracts.actions.articles import put_articles
from contracts.actions.drafting import name_services
from contracts.actions.steps import against_term, need_day
from contracts.acts.contract import RENEW
from contracts.acts.reasons import against_renewing
from contracts.models import Contract
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
