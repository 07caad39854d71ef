"""What ended lately: the contracts that were terminated, newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ContractState
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import County
from oversight.facts.periods import Span

MOST_SHOWN = 5
# Parts the words of a figure's label; no name holds it.
BETWEEN = "\u001f"


@dataclass(frozen=True)
class Ended:
    """A contract that was terminated, and when; `is_settled` once its accounts are closed."""

    number: str
    office: str
    code: str
    agency: str
    on: date | None
    is_settled: bool

    @property
    def url(self) -> str:
        """Return the contract's page."""
        return reverse("contracts:contract", args=[self.number])


def ended_part(principal: Principal, span: Span, county: County | None = None) -> QuerySet[Any]:
    """Return the last five contracts that were terminated in a period, among a desk's figures."""
    rows = Contract.objects.visible_to(principal).filter(
        terminated_on__range=(span.first, span.last)
    )
    if county:
        rows = rows.filter(county_id=county.pk)
    last = rows.order_by("-terminated_on", "-pk").values("pk")[:MOST_SHOWN]
    between = Value(BETWEEN)
    return counted(
        "ended",
        Contract.objects.filter(pk__in=last),
        key=F("number"),
        label=Concat("office__name", between, "office__code", between, "agency__short_name"),
        day=F("terminated_on"),
        parts=(Count("pk", filter=Q(state=ContractState.SETTLED)),),
    )


def ended_lately(figures: list[Figure]) -> list[Ended]:
    """Return the contracts that `ended_part` has found, newest first."""
    found = sorted(
        of(figures, "ended"), key=lambda figure: (figure.day or date.min, figure.key), reverse=True
    )
    return [_ended(figure) for figure in found]


def _ended(figure: Figure) -> Ended:
    office, code, agency = figure.label.split(BETWEEN)
    return Ended(figure.key, office, code, agency, figure.day, is_settled=bool(figure.part))
