"""The deadlines of contracts and of what they owe, for the calendar's floor (docs/adr/0001)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts.panels import PROOF_BARS
from contracts.facts.recusals import recused_contracts
from contracts.facts.unopened import on_paper
from contracts.models import Contract, ContractAddendum, Settlement
from contracts.states import BLOCKING, AddendumState, ContractState
from workdays.models import CLOCKS, ClockKind
from workdays.rules import Unit


def _movable(principal: Principal) -> QuerySet[Contract]:
    """Return the contracts whose notice the principal may prolong: the agency, for the office."""
    contracts = Contract.objects.visible_to(principal)
    return contracts if principal.role is Role.AGENCY_MANAGER else contracts.none()


def _inside(principal: Principal) -> QuerySet[Contract]:
    """Return the contracts whose service on paper the principal follows; none for the office."""
    contracts = Contract.objects.visible_to(principal)
    return contracts.none() if principal.role in (Role.OPERATOR, Role.ASSOCIATION) else contracts


def _of_the_agency(principal: Principal) -> QuerySet[Contract]:
    """Return the contracts whose agency the principal may give time: the deputy oversees it."""
    contracts = Contract.objects.visible_to(principal)
    return contracts if principal.role is Role.DEPUTY else contracts.none()


def _recused(principal: Principal) -> QuerySet[Contract]:
    """
    Return the contracts whose clock the principal never moves.

    They stood back from them, or from the source of the notice.
    """
    barred = Q(pk__in=recused_contracts(principal.user_id).values("pk"))
    for bar in PROOF_BARS:
        barred |= Q(ending_proof__source_id__in=bar.sources(principal.user_id))
    return Contract.objects.filter(barred)


def _moved_by_the_calendar(
    name: str, label: Promise, column: str, running: Callable[[], QuerySet[Any]]
) -> ClockKind:
    """Return a clock that no person moves; an addendum has no version of its own."""
    model = Contract if name.startswith("contract.") else ContractAddendum
    return ClockKind(
        name=name,
        label=label,
        model=model,
        column=column,
        seen=model.objects.visible_to,
        movable=lambda _principal: model.objects.none(),
        running=running,
        has_version=model is Contract,
    )


def _accepted_addenda(**condition: bool) -> QuerySet[ContractAddendum]:
    """Return the accepted addenda of which a condition is true, with their contracts."""
    addenda = ContractAddendum.objects.filter(state=AddendumState.ACCEPTED, **condition)
    return addenda.select_related("contract")


# Until when an office contests the paper of an acceptance, and takes an acceptance back.
CALENDARS_OWN = (
    _moved_by_the_calendar(
        "contract.contest", _("time to contest the paper of an acceptance"), "contest_until",
        lambda: Contract.objects.filter(
            state=ContractState.PENDING_SIGNATURE, contest_until__isnull=False
        ),
    ),
    _moved_by_the_calendar(
        "addendum.contest", _("time to contest the paper of an addendum"), "contest_until",
        lambda: _accepted_addenda(contest_until__isnull=False),
    ),
    _moved_by_the_calendar(
        "contract.reconsider", _("time to take an acceptance back"), "reconsider_until",
        lambda: Contract.objects.filter(
            Q(state=ContractState.PENDING_SIGNATURE, accepted_by__isnull=False)
            | Q(state__in=BLOCKING, mutual_end_accepted_on__isnull=False),
            reconsider_until__isnull=False,
        ),
    ),
    _moved_by_the_calendar(
        "addendum.reconsider", _("time to take the acceptance of an addendum back"),
        "reconsider_until", lambda: _accepted_addenda(reconsider_until__isnull=False),
    ),
)  # fmt: skip


def register_clocks() -> None:
    """Tell which columns are deadlines, and who moves them."""
    for clock in CALENDARS_OWN:
        CLOCKS.add(clock)
    CLOCKS.add(
        ClockKind(
            name="contract.notice",
            unit=Unit.DAY,
            label=_("end of the termination notice"),
            model=Contract,
            column="notice_ends_on",
            seen=Contract.objects.visible_to,
            movable=_movable,
            barred=_recused,
            running=lambda: Contract.objects.filter(
                state=ContractState.TERMINATION_NOTICE, notice_served_on__isnull=False
            ),
            has_version=True,
        )
    )
    CLOCKS.add(
        ClockKind(
            name="contract.paper_service",
            label=_("service of the termination notice on paper"),
            model=Contract,
            column="notice_paper_due_on",
            seen=_inside,
            movable=_of_the_agency,
            barred=_recused,
            running=lambda: Contract.objects.filter(on_paper()),
            has_version=True,
        )
    )
    CLOCKS.add(
        ClockKind(
            name="contract.remittance",
            label=_("last day of the remittance"),
            model=Settlement,
            column="due_on",
            seen=Settlement.objects.visible_to,
            # Nobody puts off what an office owes; only the calendar moves its day.
            movable=lambda _principal: Settlement.objects.none(),
            running=lambda: Settlement.objects.open().select_related("contract"),
        )
    )
