"""What ended lately: contracts by the way and the day on which they ended, newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.principal import Principal
from contracts.facts.ended import ended_between, how_ended
from contracts.models import Contract
from contracts.states import ContractState
from core.periods import Span
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import County

MOST_SHOWN = 5
# Parts the words of a figure's label; no name holds it.
BETWEEN = "\u001f"


@dataclass(frozen=True)
class Ended:
    """A contract that ended, when and how; `is_settled` once its accounts are closed."""

    number: str
    office: str
    code: str
    agency: str
    on: date | None
    how: str
    is_settled: bool

    @property
    def is_terminated(self) -> bool:
        """Tell whether the agency ended it, and not its term or an agreement."""
        return self.how == ContractState.TERMINATED

    @property
    def how_in_words(self) -> str:
        """Return how it ended."""
        return str(ContractState(self.how).label)

    @property
    def url(self) -> str:
        """Return the contract's page."""
        return reverse("contracts:contract", args=[self.number])


def ended_part(principal: Principal, span: Span, county: County | None = None) -> QuerySet[Any]:
    """
    Return the last five contracts that ended in a period, among a desk's figures.

    Those that were renewed go on under another number and are left out.
    """
    visible = Contract.objects.visible_to(principal).exclude(state=ContractState.RENEWED)
    rows = ended_between(visible, span.first, span.last)
    if county:
        rows = rows.filter(county_id=county.pk)
    last = rows.order_by("-ended_on", "-pk").values("pk")[:MOST_SHOWN]
    between = Value(BETWEEN)
    return counted(
        "ended",
        Contract.objects.filter(pk__in=last),
        key=F("number"),
        label=Concat(
            "office__name",
            between,
            "office__code",
            between,
            "agency__short_name",
            between,
            how_ended(),
        ),
        day=F("ended_on"),
        parts=(Count("pk", filter=Q(state=ContractState.SETTLED)),),
    )


def ended_lately(figures: list[Figure]) -> list[Ended]:
    """Return the contracts that `ended_part` has found, newest first."""
    found = sorted(
        of(figures, "ended"), key=lambda figure: (figure.day or date.min, figure.key), reverse=True
    )
    return [_ended(figure) for figure in found]


def _ended(figure: Figure) -> Ended:
    office, code, agency, how = figure.label.split(BETWEEN)
    return Ended(figure.key, office, code, agency, figure.day, how, is_settled=bool(figure.part))
