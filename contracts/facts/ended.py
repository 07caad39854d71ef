"""Which contracts ended in some days, on which day and how."""

from datetime import date

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from contracts.models import Contract
from contracts.states import ENDED, ContractState

HOW_ENDED = (
    ContractState.TERMINATED,
    ContractState.ENDED_MUTUAL,
    ContractState.EXPIRED,
    ContractState.RENEWED,
)


def last_day() -> Coalesce:
    """Return the expression of the last day in force; of imports that name none, of the term."""
    return Coalesce("ended_on", "ends_on", output_field=DateField())


def how_ended() -> Case:
    """Return the expression of how an ended contract ended: one of `HOW_ENDED`, "" for others."""
    agreed = Q(mutual_end_accepted_on__isnull=False, ended_on=F("mutual_end_on"))
    return Case(
        When(~Q(state__in=ENDED), then=Value("")),
        When(terminated_on__isnull=False, then=Value(ContractState.TERMINATED.value)),
        When(
            Q(state=ContractState.ENDED_MUTUAL) | Q(agreed, state=ContractState.SETTLED),
            then=Value(ContractState.ENDED_MUTUAL.value),
        ),
        When(state=ContractState.RENEWED, then=Value(ContractState.RENEWED.value)),
        default=Value(ContractState.EXPIRED.value),
        output_field=CharField(),
    )


def ended_between(contracts: QuerySet[Contract], first: date, last: date) -> QuerySet[Contract]:
    """Return the contracts whose last day in force lies in some days, both included."""
    return contracts.filter(state__in=ENDED, ended_on__range=(first, last))
