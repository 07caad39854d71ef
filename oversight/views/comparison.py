"""The fair comparison of agencies, with the formula beside the numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from core.clock import today
from core.web import Scoped
from oversight.facts.comparison import Row, comparison
from oversight.rules.fairness import LEAST_CELL
from workdays.models import Provenance


@dataclass(frozen=True)
class Line:
    """One agency as the page shows it; shares and ends of the interval in percent."""

    place: int | None
    name: str
    url: str
    in_time: int | None
    late: int | None
    ignored: int | None
    due: int | None
    share: int | None
    low: int | None
    high: int | None
    pulled: int | None
    closed: int | None
    owed_since: date | None
    is_masked: bool


def line_of(row: Row) -> Line:
    """Return an agency with its numbers rounded to whole percents."""
    told = row.told
    return Line(
        place=row.compared.place,
        name=row.name,
        url=reverse("agencies:agency", args=[row.code]),
        in_time=told.in_time,
        late=told.late,
        ignored=told.ignored,
        due=told.due,
        share=_percents(told.share),
        low=_percents(told.low),
        high=_percents(told.high),
        pulled=_percents(told.pulled),
        closed=row.closed,
        owed_since=row.owed_since,
        is_masked=told.is_masked,
    )


def _percents(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


class ComparisonPage(Scoped, TemplateView):
    """The agencies by the share of duties that they acted on in time; counts only."""

    template_name = "oversight/comparison.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lines and the rule by which they were counted."""
        found = comparison(self.actor, today())
        rows = found.rows if found else ()
        lines = [line_of(row) for row in rows if row.compared.tally.due or row.closed != 0]
        return super().get_context_data(
            found=found,
            lines=lines,
            is_masked=any(line.is_masked or line.closed is None for line in lines),
            least_cell=LEAST_CELL,
            sees_duties=self.actor.is_province or self.actor.is_agency,
            is_assumed=bool(found and found.rule.provenance == Provenance.ASSUMED),
            confidence=95 if found and found.rule.z_thousandths == 1960 else None,
            **kwargs,
        )
