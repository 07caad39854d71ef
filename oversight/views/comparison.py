"""The fair comparison of agencies, with the formula beside the numbers."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from core.clock import today
from core.web import Scoped
from oversight.facts.comparison import Row, comparison
from workdays.models import Provenance


@dataclass(frozen=True)
class Line:
    """One agency as the page shows it; shares and ends of the interval in percent."""

    place: int | None
    name: str
    url: str
    in_time: int
    late: int
    ignored: int
    due: int
    share: int | None
    low: int
    high: int
    pulled: int


def line_of(row: Row) -> Line:
    """Return an agency with its numbers rounded to whole percents."""
    found, tally = row.compared, row.compared.tally
    return Line(
        place=found.place,
        name=row.name,
        url=reverse("agencies:agency", args=[row.code]),
        in_time=tally.in_time,
        late=tally.late,
        ignored=tally.ignored,
        due=tally.due,
        share=None if found.share is None else round(100 * found.share),
        low=round(100 * found.low),
        high=round(100 * found.high),
        pulled=round(100 * found.pulled),
    )


class ComparisonPage(Scoped, TemplateView):
    """The agencies by the share of duties that they acted on in time; counts only."""

    template_name = "oversight/comparison.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lines and the rule by which they were counted."""
        found = comparison(self.actor, today())
        return super().get_context_data(
            found=found,
            lines=[line_of(row) for row in found.rows if row.compared.tally.due] if found else [],
            is_assumed=bool(found and found.rule.provenance == Provenance.ASSUMED),
            confidence=95 if found and found.rule.z_thousandths == 1960 else None,
            **kwargs,
        )
