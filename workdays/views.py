"""The page of a year: which days count, and which of them are still estimates."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from core.clock import today
from core.jalali import FIRST_YEAR, LAST_YEAR, WEEKDAYS, year_of
from core.web import Scoped
from workdays.facts import year_page


class ThisYear(Scoped):
    """The short address leads to the running year."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the year of today in Tehran."""
        return redirect("workdays:year", year=year_of(today()))


class Year(Scoped, TemplateView):
    """Twelve months, and the list of holidays and closures; everybody signed in may read it."""

    template_name = "workdays/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the year, its neighbours, and the days of the week."""
        year, now = kwargs["year"], today()
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        return super().get_context_data(
            page=year_page(year, now),
            weekdays=[(name[0], name) for name in WEEKDAYS],
            this_year=year_of(now),
            earlier=address(year - 1),
            later=address(year + 1),
            **kwargs,
        )


def address(year: int) -> str:
    """Return the address of a year's page; empty outside the years that are known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return reverse("workdays:year", kwargs={"year": year})
