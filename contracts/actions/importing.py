"""Contracts that were made before this register: entered from a file, confirmed by the agency."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from audit.actions import record, record_many
from audit.numbers import next_number
from contracts.actions.drafting import name_services, services_of
from contracts.actions.steps import move, need_reason, tell, write
from contracts.acts.contract import CONFIRM, DISOWN, IMPORT
from contracts.facts.recusals import recused_contracts
from contracts.models import Contract
from contracts.states import ENTERED, ContractState
from core.acts import begin, need_role
from core.errors import Invalid
from core.persian import plain_number
from offices.actions import touch_offices
from offices.facts.interests import offices_of_interest
from offices.models import Office


@transaction.atomic
def confirm_contract(*, contract_id: int, actor: Principal, on: date, at: datetime) -> Contract:
    """
    Confirm one imported contract for its agency.

    Raises:
        NotPermitted: only the agency's manager may.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it was not imported, or has been confirmed.
    """
    contract: Contract = begin(CONFIRM, contract_id, actor, on)
    confirm_imported(contract_ids=[contract_id], actor=actor, on=on, at=at)
    return contract


@transaction.atomic
def confirm_imported(
    *, contract_ids: Collection[int], actor: Principal, on: date, at: datetime
) -> list[int]:
    """
    Confirm imported contracts for their agency, and return the keys of those that were not yet.

    Those of an office from whose contracts the actor stood back, or which the actor holds or runs,
    are left to somebody else.

    Raises:
        NotPermitted: only the agency's manager may.
    """
    need_role(CONFIRM, actor)
    rows = list(
        Contract.objects.visible_to(actor)
        .unanswered()
        .filter(pk__in=contract_ids)
        .exclude(pk__in=recused_contracts(actor.user_id).values("pk"))
        .exclude(office__in=offices_of_interest(actor, on))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    keys = [row.pk for row in rows]
    if not keys:
        return []
    Contract.objects.filter(pk__in=keys).update(
        confirmed_on=on,
        confirmed_by=actor.user_id,
        version=F("version") + 1,
        updated_at=Now(),
    )
    touch_offices(office_ids=[row.office_id for row in rows])
    record_many(
        actor=actor,
        verb="contract.import_confirmed",
        targets=[(row, {"confirmed_on": (None, on)}) for row in rows],
        at=at,
    )
    return keys


@transaction.atomic
def disown_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Call an imported contract not the agency's own; a running one is void and blocks nothing.

    Raises:
        NotPermitted: only the agency's manager may.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it was not imported, or the agency has called it its own or not its own.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(DISOWN, contract_id, actor, on)
    reason = need_reason(reason)
    values = {"disowned_on": on, "disowned_by": actor.user_id}
    is_running = contract.is_running
    changes = (
        move(contract, ContractState.VOID, **values) if is_running else write(contract, **values)
    )
    tell("contract.import_disowned", contract, changes, reason, actor, at)
    return contract


@transaction.atomic
def register_existing_contract(
    *,
    source_import_id: int,
    agency_id: int,
    office_id: int,
    service_ids: Collection[int],
    starts_on: date,
    ends_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    state: str = ContractState.ACTIVE,
    agency_number: str = "",
    **columns: Any,
) -> Contract:
    """
    Enter one contract that was made before this register; its file is its source.

    It has begun, and it is active or has ended: one to come is drafted and accepted here, and a
    suspension rests on a document.

    `columns` are further columns of the contract, as the state needs them. The agency's manager
    confirms it afterwards. It is in force from the later of its first day and the day of its
    signature; where that day is not named, of its confirmation.

    Raises:
        NotPermitted: the role may not import contracts.
        Office.DoesNotExist, Agency.DoesNotExist: there is none of this key.
        Invalid: a service is not the agency's, the contract is in the register, it has not begun,
            or its state needs a document.
    """
    need_role(IMPORT, actor)
    agency = Agency.objects.visible_to(actor).get(pk=agency_id)
    office = Office.objects.visible_to(actor).get(pk=office_id)
    services = services_of(agency, service_ids)
    _need_begun(state, starts_on, columns.get("signed_on"), on)
    agency_number = plain_number(agency_number)
    known = Contract.objects.filter(agency=agency, agency_number=agency_number)
    if agency_number and known.exists():
        raise Invalid(fields={"agency_number": [_("The agency has a contract of this number.")]})
    contract = Contract.objects.create(
        number=next_number("contract", on, digits=4),
        agency=agency,
        office=office,
        county_id=office.county_id,
        agency_number=agency_number,
        state=state,
        starts_on=starts_on,
        ends_on=ends_on,
        origin="import",
        source_import_id=source_import_id,
        **columns,
    )
    name_services(contract, services)
    touch_offices(office_ids=[office.pk])
    record(
        actor=actor,
        verb="contract.imported",
        target=contract,
        changes={"office": (None, office.code), "state": (None, state)},
        at=at,
    )
    return contract


def _need_begun(state: str, starts_on: date, signed_on: date | None, on: date) -> None:
    """
    Ask that an existing contract exists, in a state that needs no document.

    Raises:
        Invalid: by field.
    """
    wrong = {}
    if state not in ENTERED:
        wrong["state"] = _("An existing contract enters as active, or as it ended.")
    if starts_on > on:
        wrong["starts_on"] = _(
            "The contract has not begun; its agency drafts it here and the office accepts it."
        )
    if signed_on is not None and signed_on > on:
        wrong["signed_on"] = _("The day of signature lies ahead.")
    if wrong:
        raise Invalid(fields={name: [text] for name, text in wrong.items()})
