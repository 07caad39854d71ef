"""The deadlines of contracts and of what they owe, for the calendar's floor (docs/adr/0001)."""

from django.db.models import Q, QuerySet
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


def _register_contests() -> None:
    """Register the days until which an office contests a paper; only the calendar moves them."""
    CLOCKS.add(
        ClockKind(
            name="contract.contest",
            label=_("time to contest the paper of an acceptance"),
            model=Contract,
            column="contest_until",
            seen=Contract.objects.visible_to,
            movable=lambda _principal: Contract.objects.none(),
            running=lambda: Contract.objects.filter(
                state=ContractState.PENDING_SIGNATURE, contest_until__isnull=False
            ),
            has_version=True,
        )
    )
    CLOCKS.add(
        ClockKind(
            name="addendum.contest",
            label=_("time to contest the paper of an addendum"),
            model=ContractAddendum,
            column="contest_until",
            seen=ContractAddendum.objects.visible_to,
            movable=lambda _principal: ContractAddendum.objects.none(),
            running=lambda: ContractAddendum.objects.filter(
                state=AddendumState.ACCEPTED, contest_until__isnull=False
            ).select_related("contract"),
        )
    )


def _register_withdrawals() -> None:
    """Register the days until which an office takes an acceptance back; the calendar moves them."""
    CLOCKS.add(
        ClockKind(
            name="contract.reconsider",
            label=_("time to take an acceptance back"),
            model=Contract,
            column="reconsider_until",
            seen=Contract.objects.visible_to,
            movable=lambda _principal: Contract.objects.none(),
            running=lambda: Contract.objects.filter(
                Q(state=ContractState.PENDING_SIGNATURE, accepted_by__isnull=False)
                | Q(state__in=BLOCKING, mutual_end_accepted_on__isnull=False),
                reconsider_until__isnull=False,
            ),
            has_version=True,
        )
    )
    CLOCKS.add(
        ClockKind(
            name="addendum.reconsider",
            label=_("time to take the acceptance of an addendum back"),
            model=ContractAddendum,
            column="reconsider_until",
            seen=ContractAddendum.objects.visible_to,
            movable=lambda _principal: ContractAddendum.objects.none(),
            running=lambda: ContractAddendum.objects.filter(
                state=AddendumState.ACCEPTED, reconsider_until__isnull=False
            ).select_related("contract"),
        )
    )


def register_clocks() -> None:
    """Tell which columns are deadlines, and who moves them."""
    _register_contests()
    _register_withdrawals()
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
