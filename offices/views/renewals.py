"""Licences whose renewal is to be asked for soon, and what blocks each (design: DOMAIN E 11)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.clock import today
from core.web import Scoped
from offices.acts.licences import ENTER_RENEWED
from offices.facts.renewals import READERS, Renewal, renewals
from offices.states import LicenceState


class Renewals(Scoped, TemplateView):
    """The watch over renewals, for those of the province who follow the register."""

    template_name = "offices/renewals.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let nobody else in, as if the page were not there."""
        principal = getattr(request, "principal", None)
        if principal is None or principal.role not in READERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the licences; first those whose last day is nearest."""
        days, found = renewals(self.actor, today())
        return super().get_context_data(
            days=days,
            rows=[
                {
                    "one": one,
                    "state": LicenceState(one.state).label,
                    "enters": self._enters(one),
                    "helper": self._helper(one),
                }
                for one in found
            ],
            blocked=sum(1 for one in found if one.obstacles),
            **kwargs,
        )

    def _helper(self, one: Renewal) -> str:
        """Return who goes on with a renewal that is not the reader's; what blocks it says more."""
        if self._enters(one):
            return ""
        if one.state == LicenceState.RENEWAL_REQUESTED:
            return _("The secretariat of the committee enters the renewed licence.")
        return "" if one.obstacles else _("The office or the secretariat of the committee asks.")

    def _enters(self, one: Renewal) -> bool:
        """Tell whether the reader enters the renewed licence; what blocks a request does not."""
        return one.state in (ENTER_RENEWED.states or ()) and ENTER_RENEWED.is_for(self.actor)
