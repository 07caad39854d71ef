"""The office's acceptance of an addendum, and the first day on which the addendum holds."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from agencies.models import Service
from approvals.facts import pending_of
from audit.actions import record
from audit.row_seals import add_seals
from contracts.actions.addenda import move_addendum, waiting_addendum
from contracts.actions.drafting import name_services
from contracts.actions.old_receipts import propose_old
from contracts.actions.scans import add_version
from contracts.actions.steps import Changes, need_sound, tell, write
from contracts.acts.contract import ACCEPT_ADDENDUM, ENTER_ADDENDUM
from contracts.facts import is_licensed
from contracts.facts.addenda import addendum_acceptance_text, due_addenda
from contracts.facts.agreement import reconsidered_until
from contracts.facts.entries import wrong_in_addendum
from contracts.models import Contract, ContractAddendum, ContractScan
from contracts.states import AddendumState, ContractState
from core.acts import begin
from core.errors import DomainError, IllegalMove, Invalid
from core.jalali import short
from core.persian import isolated, persian_digits
from offices.states import OfficeState
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept, deadline, is_entered_back
from workdays.rules import DeadlineKey

READ: dict[str, Callable[[Any], Any]] = {
    "ends_on": date.fromisoformat, "value": int, "notice_days": int,
    "retention_percent": lambda value: Decimal(str(value)),
}  # fmt: skip


@transaction.atomic
def accept_addendum(
    *, contract_id: int, actor: Principal, on: date, at: datetime
) -> ContractAddendum:
    """
    Accept an addendum for the office; on its first day it comes in force.

    The declaration of the office is written to the history.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum waits for its acceptance, its first day has passed, or it comes in
            force at once and no guarantee covers its term.
        Invalid: a service that it adds has been taken by another contract.
    """
    contract: Contract = begin(ACCEPT_ADDENDUM, contract_id, actor, on)
    addendum = waiting_addendum(contract)
    text = addendum_acceptance_text(addendum)
    is_ahead = addendum.effective_on > on
    until = reconsidered_until(contract, on)
    move_addendum(
        addendum,
        AddendumState.ACCEPTED,
        accepted_on=on,
        accepted_by=actor.user_id,
        reconsider_until=until.due_on if is_ahead else None,
    )
    if is_ahead:
        keep_deadlines(kept=[Kept("addendum.reconsider", addendum, until, contract.county_id)])
    changes = write(contract) | {"addendum": (None, addendum.number)}
    record(
        actor=actor, verb="contract.addendum_accepted", target=contract, changes=changes,
        note=text, at=at,
    )  # fmt: skip
    if not is_ahead:
        _bring_into_force(addendum, actor, on, at)
    return addendum


@transaction.atomic
def enter_addendum_acceptance(
    *,
    contract_id: int,
    accepted_on: date,
    file: "File[bytes] | None",
    actor: Principal,
    on: date,
    at: datetime,
) -> ContractAddendum:
    """
    Enter, with its sealed scan, the paper on which the office accepted an addendum.

    The office has the time of the rule `window_after_entry` to contest it; the addendum comes in
    force after that time, on its first day at the earliest. A paper of an earlier day than one
    person may enter it (rule `paper_entry`) counts when another person confirms it.

    Raises:
        NotPermitted: the role may not prepare contracts, or the person proposed the addendum.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum waits for its acceptance, its first day has passed, or the office
            contested the paper of an earlier one.
        Invalid: the scan is missing, refused or was contested, or the day does not fit.
    """
    contract: Contract = begin(ENTER_ADDENDUM, contract_id, actor, on)
    addendum = waiting_addendum(contract)
    need_sound(wrong_in_addendum(addendum, {"accepted_on": accepted_on}, on))
    if file is None:
        raise Invalid(fields={"file": [_("An acceptance on paper is entered with its scan.")]})
    with translation.override("fa"):
        why = _("The office signed addendum {n}.").format(n=persian_digits(addendum.number))
    scan, papers = add_version(contract, file, why, actor, on, at)
    if is_entered_back(accepted_on, on, contract.county.public_id):
        changes = write(contract) | papers
        propose_old(
            ENTER_ADDENDUM, contract, accepted_on, why, actor=actor, on=on, at=at,
            scan=str(scan.public_id), addendum=str(addendum.public_id),
        )  # fmt: skip
        record(
            actor=actor, verb="contract.addendum_paper_proposed", target=contract, changes=changes,
            note=why, at=at,
        )  # fmt: skip
        return addendum
    accept_on_paper(
        contract, accepted_on, scan, actor.user_id, actor=actor, on=on, at=at, papers=papers
    )
    addendum.refresh_from_db()
    return addendum


def accept_on_paper(
    contract: Contract,
    accepted_on: date,
    scan: ContractScan,
    entered_by: int,
    *,
    actor: Principal,
    on: date,
    at: datetime,
    papers: Changes | None = None,
) -> None:
    """Write the acceptance, by a stored paper, of the addendum that waits; it can be contested."""
    addendum = waiting_addendum(contract)
    until = _contest_until(addendum, contract, on)
    move_addendum(
        addendum,
        AddendumState.ACCEPTED,
        accepted_on=accepted_on,
        acceptance_entered_by=entered_by,
        scan=scan,
        contest_until=until,
    )
    changes = write(contract) | {
        "addendum": (None, addendum.number),
        "accepted_on": (None, accepted_on),
        "until": (None, until),
    }
    record(
        actor=actor, verb="contract.addendum_entered", target=contract,
        changes=changes | (papers or {}), at=at,
    )  # fmt: skip


def _need_cover(addendum: ContractAddendum, on: date) -> None:
    """
    Check that a guarantee covers the term that an addendum makes longer.

    Raises:
        IllegalMove: the guarantees run out before the new last day.
    """
    contract = addendum.contract
    if "ends_on" not in addendum.after or not contract.agency.requires_guarantee:
        return
    end = date.fromisoformat(addendum.after["ends_on"])
    if contract.guarantees.all().held_on(on).filter(expires_on__gte=end).exists():
        return
    text = _(
        "No guarantee covers the longer term, until {end}; the agency records that it was prolonged"
        " or replaced first."
    )
    raise IllegalMove(text.format(end=isolated(short(end))))


def _need_office(addendum: ContractAddendum, on: date) -> None:
    """
    Ask of a longer term or another service what a signature asks of the office.

    Raises:
        IllegalMove: the office is not active, or has no licence that is valid today.
    """
    office = addendum.contract.office
    if "ends_on" not in addendum.after and not addendum.added_services:
        return
    if office.state != OfficeState.ACTIVE:
        text = _("The office is not active: {state}.")
        raise IllegalMove(text.format(state=office.get_state_display()))
    if not is_licensed(office.pk, on):
        raise IllegalMove(_("The office has no licence that is valid today."))


def _contest_until(addendum: ContractAddendum, contract: Contract, on: date) -> date:
    """Return the last day to contest a paper that is entered on a day; its receipt is kept."""
    until = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, on, contract.county.public_id)
    keep_deadlines(kept=[Kept("addendum.contest", addendum, until, contract.county_id)])
    return until.due_on


def _bring_into_force(addendum: ContractAddendum, actor: Principal, on: date, at: datetime) -> None:
    """
    Write the terms of an accepted addendum to its locked contract.

    Raises:
        IllegalMove: the contract is not active, or no guarantee covers its longer term.
        Invalid: a service that it adds has been taken by another contract.
    """
    contract = addendum.contract
    if contract.state != ContractState.ACTIVE:
        raise IllegalMove(_("The contract is not active on the first day of the addendum."))
    _need_cover(addendum, on)
    _need_office(addendum, on)
    values: dict[str, Any] = {
        name: read(addendum.after[name]) for name, read in READ.items() if name in addendum.after
    }
    services = list(Service.objects.filter(pk__in=addendum.added_services).order_by("pk"))
    move_addendum(addendum, AddendumState.IN_FORCE, in_force_on=on)
    try:
        with transaction.atomic():
            changes = write(contract, **values)
            name_services(contract, services)
    except IntegrityError as error:
        if "contracts_contractservice_one_active" in str(error):
            raise Invalid(
                _("The office has an active contract with the agency for this service.")
            ) from error
        raise
    if services:
        named = addendum.before.get("services"), addendum.after["services"]
        changes |= {"services": named}
    sealed = add_seals(changes, terms=contract, amendment=addendum)
    tell("contract.amended", contract, sealed, addendum.text, actor, at)


@transaction.atomic
def settle_addenda(*, as_of: date, actor: Principal, at: datetime) -> Moved:
    """
    Bring the accepted addenda into force whose first day has come; let the unaccepted ones lapse.

    Return their keys. An accepted one lapses where its contract is not active on that day, a
    service that it adds was taken, or no guarantee covers its longer term; both sides read why.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    due = due_addenda(ContractAddendum.objects.visible_to(actor), as_of)
    of_due = Contract.objects.filter(pk__in=due.values("contract"))
    list(of_due.select_for_update(of=("self",)).order_by("pk"))  # what moved meanwhile is not due

    def settle(found: Sequence[ContractAddendum]) -> None:
        for addendum in found:
            _settle(addendum.pk, as_of, actor, at)

    return move_apart(
        list(due.select_related("contract").order_by("contract", "pk")),
        settle,
        name=lambda each: each.contract.number,
    )


def _settle(addendum_id: int, as_of: date, actor: Principal, at: datetime) -> None:
    """Bring a due addendum into force, or let it lapse; its contract is locked."""
    addendum = ContractAddendum.objects.select_related("contract").get(pk=addendum_id)
    contract = addendum.contract
    if addendum.state == AddendumState.PROPOSED:
        is_entered = pending_of(ENTER_ADDENDUM.key, contract) is not None
        with translation.override("fa"):
            why = (
                _("The paper that the office had signed was not confirmed by its first day.")
                if is_entered
                else _("The office did not accept it by its first day.")
            )
        _lapse(addendum, why, actor, as_of, at)
        return
    try:
        with transaction.atomic():
            _bring_into_force(addendum, actor, as_of, at)
    except DomainError as error:
        _lapse(_again(addendum, contract), str(error), actor, as_of, at)


def _again(addendum: ContractAddendum, contract: Contract) -> ContractAddendum:
    """Return the addendum as it stands after a savepoint was undone."""
    contract.refresh_from_db()
    addendum.refresh_from_db()
    addendum.contract = contract
    return addendum


def _lapse(addendum: ContractAddendum, why: str, actor: Principal, on: date, at: datetime) -> None:
    """Close an addendum that does not come in force."""
    move_addendum(
        addendum, AddendumState.LAPSED, closed_on=on, closed_by=actor.user_id, reason=why[:400]
    )
    changes = write(addendum.contract) | {"addendum": (addendum.number, None)}
    sealed = add_seals(changes, addendum_end=addendum)
    tell("contract.addendum_lapsed", addendum.contract, sealed, why, actor, at)
