"""Termination reviews: the list."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from core.clock import today
from core.web import Listing
from offices.models import Office
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, ReviewOutcome, ReviewState
from oversight.views.marks import state_mark
from workdays.facts import calendars_for, ribbon


class ReviewFilter(django_filters.FilterSet):
    """By state, agency, county and number."""

    state = django_filters.MultipleChoiceFilter(choices=ReviewState.choices)
    agency = django_filters.ModelChoiceFilter(
        field_name="agency", to_field_name="code", queryset=Agency.objects.all()
    )
    office = django_filters.ModelChoiceFilter(
        field_name="office", to_field_name="code", queryset=Office.objects.all()
    )
    county = django_filters.UUIDFilter(field_name="office__county__public_id")
    q = django_filters.CharFilter(field_name="number", lookup_expr="contains")

    class Meta:
        model = TerminationReview
        fields: ClassVar[list[str]] = []


class Reviews(Listing):
    """The reviews in scope, by the agency's deadline."""

    queryset = TerminationReview.objects.all()
    filterset_class = ReviewFilter
    template_name = "oversight/reviews.html"
    columns = (
        "pk", "number", "state", "opened_on", "decision_due_on", "outcome", "office__code",
        "office__name", "agency__short_name", "county__public_id", "contract__number",
        "statement_on",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "due": ("decision_due_on", "id"),
        "new": ("-opened_on", "-id"),
    }
    TABS: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "open": (gettext_lazy("Open"), OPEN_REVIEWS),
        "escalated": (gettext_lazy("Escalated"), (ReviewState.ESCALATED,)),
        "decided": (gettext_lazy("Decided"), (ReviewState.DECIDED, ReviewState.CLOSED)),
        "all": (gettext_lazy("All"), ()),
    }

    def chosen(self) -> str:
        """Return the chosen tab; the open ones to begin with."""
        tab = self.request.GET.get("tab", "open")
        return tab if tab in self.TABS else "open"

    def rows(self) -> Any:
        """Return the reviews of the chosen tab."""
        states = self.TABS[self.chosen()][1]
        rows = super().rows()
        return rows.filter(state__in=states) if states else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with a ribbon a row; the calendars in two queries."""
        context, on = super().get_context_data(**kwargs), today()
        rows = context["rows"]
        if rows:
            start = min(row["opened_on"] for row in rows)
            end = max(on, *(row["decision_due_on"] for row in rows)) + timedelta(days=20)
            calendars = calendars_for({row["county__public_id"] for row in rows}, start, end)
            for row in rows:
                row["mark"] = state_mark(row["state"], answered=row["statement_on"] is not None)
                row["url"] = reverse("oversight:review", args=[row["number"]])
                row["outcome_label"] = ReviewOutcome(row["outcome"]).label if row["outcome"] else ""
                if row["state"] in OPEN_REVIEWS:
                    row["ribbon"] = ribbon(
                        row["opened_on"],
                        row["decision_due_on"],
                        on,
                        calendars[row["county__public_id"]],
                    )
                    row["is_late"] = row["ribbon"].late > 0
        base, chosen = reverse("oversight:reviews"), self.chosen()
        context["tabs"] = [
            {"label": label, "url": f"{base}?tab={name}", "current": name == chosen}
            for name, (label, _states) in self.TABS.items()
        ]
        return context | {"q": self.request.GET.get("q", ""), "tab": chosen}
