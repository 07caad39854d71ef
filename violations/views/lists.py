"""The list of reports and cases: queues as tabs, filters as chips; an operator's own short list."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from agencies.models import Agency
from core.clock import today
from core.web import Listing
from territory.models import Division
from violations import facts
from violations.models import ViolationType
from violations.states import CaseState, ReportState, Severity, Track
from violations.views.clocks import add_ribbons
from violations.views.filters import STANDINGS, CaseFilter, ReportFilter
from violations.views.marks import case_mark, outcome_mark, report_mark, sanction_words
from violations.views.queues import CASES, MOST, Queue, counts_of, queue_named, queues_of
from violations.views.rights import decides, serves, triages

COMMON = (
    "id", "number", "state", "office__code", "office__name", "county__name", "county__public_id",
    "agency__short_name", "type__title", "occurred_on",
)  # fmt: skip
CASE_COLUMNS = (
    *COMMON, "track", "severity", "points", "outcome", "sanction", "sanction_days", "opened_on",
    "served_on", "serve_due_on", "defence_due_on", "decision_due_on", "appeal_due_on",
    "decided_on", "is_issued", "occurrence", "final_on", "decision_serve_due_on",
    "result_serve_due_on", "result_served_on",
)  # fmt: skip
REPORT_COLUMNS = (
    *COMMON, "type__severity", "type__track", "submitted_on", "triage_due_on", "reporter_id",
    "is_late",
)  # fmt: skip
SORT_LABELS = {
    "due": gettext_lazy("Nearest deadline"),
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
}


class Worklist(Listing):
    """Reports and cases in the queues of the role."""

    template_name = "violations/list.html"
    queue: Queue = CASES
    page_size = 25

    def rows(self) -> Any:
        """Return the queue's rows in scope."""
        return self.queue.rows(self.actor)

    def get_order(self) -> tuple[str, Any]:
        """Return the chosen order of this queue."""
        orders = self.queue.orders
        name = self.request.GET.get("sort", "")
        name = name if name in orders else next(iter(orders))
        return name, orders[name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        self.today = today()
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Return the operator's own list for an operator."""
        name = "own.html" if self.actor.role is Role.OPERATOR else "list.html"
        return [f"violations/{name}"]

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """Add marks, the running clock and what can be done."""
        row["url"] = f"{reverse('violations:file', args=[row['number']])}?queue={self.queue.name}"
        if self.queue.is_report:
            self._present_report(row)
        else:
            self._present_case(row)
        return row

    def _present_report(self, row: dict[str, Any]) -> None:
        row["severity"] = row["type__severity"]
        row["mark"] = report_mark(row["state"])
        row["day"] = row["submitted_on"]
        state, mine = row["state"], row["reporter_id"] == self.actor.user_id
        if state == ReportState.SUBMITTED and triages(self.actor, row["type__track"]):
            row["act"] = {"url": row["url"], "label": _("Triage")}
        elif state == ReportState.RETURNED and mine:
            url = reverse("violations:supplement", args=[row["number"]])
            row["act"] = {"url": url, "label": _("Complete")}

    def _present_case(self, row: dict[str, Any]) -> None:
        facts.withhold(row)
        final = row["state"] in {CaseState.FINAL, CaseState.CLOSED}
        row["mark"] = case_mark(row["state"])
        row["outcome_mark"] = outcome_mark(row["outcome"], final=final)
        row["sanction_words"] = sanction_words(row["sanction"], row["sanction_days"])
        row["day"] = row["opened_on"]
        row["act"] = self._case_act(row)

    def _case_act(self, row: dict[str, Any]) -> dict[str, str] | None:
        number, state = row["number"], row["state"]
        if self.actor.role is Role.OPERATOR:
            return operator_act(row)
        if state == CaseState.OPENED and serves(self.actor, row["track"]):
            return {"url": reverse("violations:notice", args=[number]), "label": _("Serve")}
        to_decide = {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED}
        if state in to_decide and decides(self.actor, row["track"]):
            return {"url": row["url"], "label": _("Decide")}
        if state == CaseState.APPEALED and may(self.actor, Permission.CASE_DECIDE_APPEAL):
            return {"url": row["url"], "label": _("Decide the appeal")}
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return tabs, chips, orders and the rows."""
        context = super().get_context_data(**kwargs)
        add_ribbons(context["rows"], self.today)
        for row in context["rows"]:
            row["is_due"] = bool(row.get("act")) and row["state"] != CaseState.OPENED
        queues = queues_of(self.actor)
        counts = counts_of([queue for queue in queues if _is_counted(queue)], self.actor)
        context |= {
            "queue": self.queue,
            "tabs": [self._tab(queue, counts) for queue in queues],
            "chips": self._chips(),
            "sorts": self._sorts(context["sort"]),
            "is_filtered": self._is_filtered(),
            "clear_url": f"?queue={self.queue.name}",
            "may_file": may(self.actor, Permission.REPORT_FILE),
            "shows_agency": not self.actor.is_agency,
            "heading": self._heading(),
        }
        return context

    def _heading(self) -> str:
        if self.actor.is_agency:
            name = Agency.objects.own(self.actor).values_list("short_name", flat=True).first()
            return _("Files of %(agency)s") % {"agency": name or ""}
        return _("Violations")

    def _tab(self, queue: Queue, counts: dict[str, int]) -> dict[str, Any]:
        count: object = counts.get(queue.name, 0) if _is_counted(queue) else ""
        return {
            "url": f"?queue={queue.name}",
            "label": str(queue.label),
            "current": queue.name == self.queue.name,
            "count": f"{MOST}+" if isinstance(count, int) and count > MOST else count,
        }

    def _sorts(self, chosen: str) -> list[dict[str, Any]]:
        return [
            {
                "url": f"?{self._with(sort=name)}",
                "label": SORT_LABELS[name],
                "current": name == chosen,
            }
            for name in self.queue.orders
        ]

    def _with(self, **values: str) -> str:
        kept = self.query_without("cursor", *values)
        return "&".join([kept, *(f"{name}={value}" for name, value in values.items())]).strip("&")

    def _is_filtered(self) -> bool:
        names = {"q", "county", "type", "agency", "severity", "state", "standing", "track"}
        return any(self.request.GET.get(name) for name in names)

    def _chips(self) -> list[dict[str, Any]]:
        """Return the filters; options cost a query only where they are rows."""
        states = ReportState.choices if self.queue.is_report else CaseState.choices
        several = self.queue.name in {"cases", "reports", "mine"}
        found = [
            self._chip("county", _("County"), _counties()),
            self._chip("type", _("Type"), _types()),
            self._chip("severity", _("Severity"), Severity.choices),
        ]
        if several:
            found.append(self._chip("state", _("State"), states))
        if self.queue.name == "cases":
            found.append(self._chip("standing", _("Deadline"), STANDINGS))
        if not self.queue.is_report and not self.actor.is_agency:
            found.append(self._chip("track", _("Track"), Track.choices))
        if self.actor.is_province:
            found.append(self._chip("agency", _("Agency"), _agencies()))
        return found

    def _chip(self, name: str, label: str, options: Any) -> dict[str, Any]:
        chosen = self.request.GET.get(name, "")
        known = {str(value): str(text) for value, text in options}
        return {
            "label": label,
            "value": known.get(chosen, chosen),
            "remove_url": f"?{self.query_without('cursor', name)}",
            "options": [
                {"label": text, "url": f"?{self._with(**{name: value})}"}
                for value, text in known.items()
            ],
        }


class CaseList(Worklist):
    """A queue of cases."""

    filterset_class = CaseFilter
    columns = (*CASE_COLUMNS, "is_told")

    def rows(self) -> Any:
        """Return the queue's cases; each tells whether its outcome may be known."""
        return super().rows().annotate(is_told=facts.told_to(self.actor))


class ReportList(Worklist):
    """A queue of reports."""

    filterset_class = ReportFilter
    columns = REPORT_COLUMNS


def worklist(request: HttpRequest) -> HttpResponseBase:
    """Open the queue that the address names; a role without violations has no such page."""
    principal: Principal | None = getattr(request, "principal", None)
    queue = queue_named(principal, request.GET.get("queue", "")) if principal else None
    if queue is None:
        raise Http404
    page = ReportList if queue.is_report else CaseList
    return page.as_view(queue=queue)(request)


def _is_counted(queue: Queue) -> bool:
    return queue.name not in {"cases", "reports", "own"}


def _counties() -> list[tuple[int, str]]:
    return list(Division.objects.filter(level="county").order_by("name").values_list("pk", "name"))


def _types() -> list[tuple[str, str]]:
    found = ViolationType.objects.in_force(today()).order_by("code", "pk")
    return list(found.values_list("code", "title"))


def _agencies() -> list[tuple[str, str]]:
    found = Agency.objects.filter(is_active=True).order_by("position", "pk")
    return list(found.values_list("code", "short_name"))


def operator_act(row: dict[str, Any]) -> dict[str, str] | None:
    """Return what an office is to do next with its case, as a button."""
    number = row["number"]

    def link(name: str, label: str) -> dict[str, str]:
        return {"url": reverse(f"violations:{name}", args=[number]), "label": label}

    match row["state"]:
        case CaseState.OPENED:
            return link("file", _("Acknowledge and read the notice"))
        case CaseState.NOTIFIED:
            return link("defence", _("Write a defence"))
        case CaseState.DECIDED if row["outcome"] == "proven":  # told, so that the window runs
            return link("appeal", _("Appeal"))
        case _:
            return None
