"""Proposing an addendum, and ending the proposal; its acceptance is in `addendum_acceptance`."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Service
from audit.actions import plain
from audit.row_seals import add_seals
from contracts.actions.drafting import services_of
from contracts.actions.steps import (
    against_term,
    need_day,
    need_reason,
    need_standing_reason,
    tell,
    write,
)
from contracts.acts.contract import (
    AMEND,
    CONTEST_ADDENDUM,
    DECLINE_ADDENDUM,
    WITHDRAW_ADDENDUM,
)
from contracts.facts import GUARDS, quota_of
from contracts.facts.addenda import open_addendum
from contracts.facts.panels import AddedServices
from contracts.models import Contract, ContractAddendum
from contracts.rules.terms import MOST_REASON
from contracts.states import ADDENDUM_FLOW, AddendumState
from core.acts import Act, begin
from core.errors import IllegalMove, Invalid
from core.panels import blocked


def move_addendum(addendum: ContractAddendum, after: AddendumState, **values: Any) -> None:
    """
    Move an addendum to a state, with the fields that belong to it; its contract is locked.

    Raises:
        IllegalMove: the state does not follow the addendum's.
    """
    ADDENDUM_FLOW.check(AddendumState(addendum.state), after)
    values["state"] = after
    for name, value in values.items():
        setattr(addendum, name, value)
    addendum.save(update_fields=[*values, "updated_at"])


def waiting_addendum(contract: Contract) -> ContractAddendum:
    """
    Return the open addendum of a locked contract.

    Raises:
        IllegalMove: there is none.
    """
    addendum = open_addendum(contract)
    if addendum is None:
        raise IllegalMove(_("No addendum of this contract waits."))
    addendum.contract = contract
    return addendum


@transaction.atomic
def propose_addendum(
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
    standing_exception: str = "",
) -> ContractAddendum:
    """
    Propose a change of the terms of an active contract to its office; what changes is kept.

    Nothing changes before the office has accepted, by `effective_on`, its first day. The end can
    only move later. Added services count for the rank quota; above it a new contract with a reason
    is needed. `standing_exception` is the reason to add a service, or to make the term longer, in
    spite of the office's standing and of what stands against a renewal; the deputy is notified.

    Raises:
        NotPermitted: the role may not sign contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not active, or an addendum of it waits.
        Invalid: nothing changes, a term is not possible, a service is above the quota, or the
            standing is against it and no reason is given.
    """
    contract: Contract = begin(AMEND, contract_id, actor, on)
    text = need_reason(text, "text")
    terms = _Terms(
        ends_on=ends_on, value=value, notice_days=notice_days, retention_percent=retention_percent
    )
    addendum = _write(
        contract,
        terms,
        added_service_ids,
        effective_on=effective_on,
        text=text,
        actor=actor,
        on=on,
        standing_exception=standing_exception,
    )
    changes = write(contract)
    if addendum.standing_exception:
        changes |= {"standing_exception": ("", addendum.standing_exception)}
    tell(
        "contract.addendum_proposed",
        contract,
        add_seals(
            changes | {"addendum": (None, addendum.number), "first_day": (None, effective_on)},
            addendum=addendum,
        ),
        text,
        actor,
        at,
    )
    return addendum


class _Terms(TypedDict):
    """The terms as they are given; None where one stays as it is."""

    ends_on: date | None
    value: int | None
    notice_days: int | None
    retention_percent: Decimal | int | None


def _write(
    contract: Contract,
    terms: _Terms,
    added_service_ids: Collection[int],
    *,
    effective_on: date,
    text: str,
    actor: Principal,
    on: date,
    standing_exception: str,
) -> ContractAddendum:
    """
    Write an addendum that waits for the office, with its terms before and after.

    Raises:
        Invalid: nothing changes, a day or term is not possible, a service is above the quota, or
            the reason in spite of the standing is missing.
    """
    need_day(
        effective_on,
        first=max(contract.starts_on, on),
        last=contract.ends_on,
        field="effective_on",
        message=_("The first day of an addendum is today or later, within the term."),
    )
    values = _changed(contract, {**terms})
    services = _added(contract, added_service_ids, on)
    if not values and not services:
        raise Invalid(_("The addendum changes nothing."))
    standing = ""
    if services or "ends_on" in values:
        standing = need_standing_reason(
            contract, standing_exception, on, is_longer="ends_on" in values
        )
    before, after = _before_and_after(contract, values, services)
    addendum: ContractAddendum = ContractAddendum.objects.create(
        contract=contract,
        number=contract.addenda.count() + 1,
        effective_on=effective_on,
        text=text,
        before=before,
        after=after,
        added_services=[service.pk for service in services],
        standing_exception=standing,
        proposed_on=on,
        proposed_by=actor.user_id,
    )
    return addendum


def _before_and_after(
    contract: Contract, values: dict[str, Any], services: Collection[Service]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the terms that change as JSON, before and after."""
    before: dict[str, Any] = {name: plain(getattr(contract, name)) for name in values}
    after: dict[str, Any] = {name: plain(value) for name, value in values.items()}
    if services:
        known = contract.contract_services.values_list("service__title", flat=True)
        before["services"] = sorted(known)
        after["services"] = sorted([*known, *(service.title for service in services)])
    return before, after


def _added(contract: Contract, service_ids: Collection[int], on: date) -> list[Service]:
    """
    Return the services that are added.

    Raises:
        Invalid: the office would give more services than its rank allows, or another contract of
            them is to be reinstated first.
    """
    known = set(contract.contract_services.values_list("service_id", flat=True))
    wanted = set(service_ids) - known
    services = services_of(contract.agency, wanted) if wanted else []
    if services and quota_of(contract.office, wanted).is_exceeded:
        raise Invalid(
            fields={"services": [_("The office would give more services than its rank allows.")]}
        )
    if against := blocked(GUARDS, "add-service", AddedServices(contract, wanted), on):
        raise Invalid(fields={"services": list(against)})
    return services


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


def _close(
    act: Act,
    after: AddendumState,
    verb: str,
    *,
    contract_id: int,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> ContractAddendum:
    contract: Contract = begin(act, contract_id, actor, on)
    addendum = waiting_addendum(contract)
    reason = need_reason(reason, longest=MOST_REASON)
    move_addendum(addendum, after, closed_on=on, closed_by=actor.user_id, reason=reason)
    changes: dict[str, Any] = write(contract) | {"addendum": (addendum.number, None)}
    tell(verb, contract, add_seals(changes, addendum_end=addendum), reason, actor, at)
    return addendum


@transaction.atomic
def decline_addendum(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ContractAddendum:
    """
    Decline an addendum for the office; it never comes in force.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum waits for the acceptance.
        Invalid: the reason is missing or too long.
    """
    return _close(
        DECLINE_ADDENDUM, AddendumState.DECLINED, "contract.addendum_declined",
        contract_id=contract_id, reason=reason, actor=actor, on=on, at=at,
    )  # fmt: skip


@transaction.atomic
def contest_addendum(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ContractAddendum:
    """
    Contest, as the office, the paper that was entered in its name; it never comes in force.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum waits that was accepted on paper, or the time is over.
        Invalid: the reason is missing or too long.
    """
    return _close(
        CONTEST_ADDENDUM, AddendumState.DECLINED, "contract.addendum_contested",
        contract_id=contract_id, reason=reason, actor=actor, on=on, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_addendum(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ContractAddendum:
    """
    Withdraw an addendum that the office has not accepted, as the agency.

    Raises:
        NotPermitted: the role may not sign contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum waits for the acceptance.
        Invalid: the reason is missing or too long.
    """
    return _close(
        WITHDRAW_ADDENDUM, AddendumState.WITHDRAWN, "contract.addendum_withdrawn",
        contract_id=contract_id, reason=reason, actor=actor, on=on, at=at,
    )  # fmt: skip
