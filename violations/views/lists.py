"""The page of reports and cases: the queues of a role; an operator's own short list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from agencies.models import Agency
from core import statements
from lists.views.pages import ListPage
from violations.states import CaseState, ReportState
from violations.views.listed import CaseList, ReportList
from violations.views.queues import CASES, queue_named


class Worklist(ListPage):
    """Reports and cases in the queues of the role."""

    def get_template_names(self) -> list[str]:
        """Return the operator's own list for an operator."""
        name = "own.html" if self.actor.role is Role.OPERATOR else "list.html"
        return [f"violations/{name}"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with its heading."""
        return super().get_context_data(
            may_file=may(self.actor, Permission.REPORT_FILE), heading=self.heading(), **kwargs
        )

    def heading(self) -> str:
        """Return the heading: for an agency with its name."""
        if self.actor.is_agency:
            return _("Files of %(agency)s") % {"agency": self.agency_name()}
        return _("Violations")

    def agency_name(self) -> str:
        """Return the name of the agency, of several that of the first."""
        actor: Principal = self.actor

        def build(*parts: Any) -> QuerySet[Any, Any]:
            own = Agency.objects.own(actor.of(parts))
            return own.order_by("pk").values("short_name")[:1]

        given = actor.parts
        rows = statements.read(("own agency", actor.kind), build, *given, loose=len(given))
        return str(rows[0]["short_name"]) if rows else ""


def _is_of_cases(asked: Sequence[str]) -> bool:
    """Tell whether an address asks for states that only cases have."""
    states = {state for state in asked if state}
    return bool(states) and states <= set(CaseState) - set(ReportState)


def worklist(request: HttpRequest) -> HttpResponseBase:
    """Open the queue that the address names; a role without violations has no such page."""
    principal: Principal | None = getattr(request, "principal", None)
    queue = queue_named(principal, request.GET.get("queue", "")) if principal else None
    if queue is None:
        raise Http404
    if (
        queue.is_report
        and "queue" not in request.GET
        and _is_of_cases(request.GET.getlist("state"))
    ):
        return redirect(f"{request.path}?queue={CASES.name}&{request.GET.urlencode()}")
    kind = ReportList if queue.is_report else CaseList
    return Worklist.as_view(listed_class=kind)(request)
