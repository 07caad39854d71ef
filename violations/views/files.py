"""`/violations/<number>`: the case of this number or, before it, the report."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from core.persian import latin_digits, persian_digits
from core.web import Scoped, factor_step
from lists.walking import Walk, walk
from violations import facts
from violations.models import Case, ViolationReport
from violations.views.cases import case_context
from violations.views.decisions import decision_form, previewed
from violations.views.listed import list_of
from violations.views.reports import report_context

CASE_PARTS = (
    "office", "county", "agency", "contract", "type", "linked", "linked_back", "holder"
)  # fmt: skip
REPORT_PARTS = ("office", "county", "agency", "contract", "type")


def case_of(number: str, actor: Any) -> Case | None:
    """Return the case of this number in the actor's scope, with what its page names."""
    cases = Case.objects.visible_to(actor).select_related(*CASE_PARTS)
    return cases.filter(number=latin_digits(number)).first()


def report_of(number: str, actor: Any) -> ViolationReport | None:
    """Return the report of this number in the actor's scope, with what its page names."""
    reports = ViolationReport.objects.visible_to(actor).select_related(*REPORT_PARTS)
    return reports.filter(number=latin_digits(number)).first()


class FilePage(Scoped):
    """A case or a report, found by its number."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the case; the report while there is no case that the actor may see."""
        number = str(kwargs["number"])
        case = case_of(number, self.actor)
        if case is not None:
            context = case_page(case, self.actor, request.GET)
            return render(request, "violations/case.html", context)
        report = report_of(number, self.actor)
        if report is None:
            raise Http404
        context = report_context(report, self.actor, today(), now())
        context |= _frame(report, self.actor, request.GET)
        context["just_filed"] = request.GET.get("filed") == "1" and context["mine"]
        return render(request, "violations/report.html", context)


def case_page(case: Case, actor: Principal, query: QueryDict) -> dict[str, Any]:
    """Return what the page of a case reads: its file, the panel to decide it, its place."""
    context = case_context(case, actor, today())
    return context | _decision(case, actor, context) | _frame(case, actor, query)


def _decision(case: Case, actor: Principal, context: dict[str, Any]) -> dict[str, Any]:
    """Return the decision panel for the one who decides."""
    if "decision" not in context["offers"]:
        return {"decision_form": None}
    form, effect, bar = decision_form(case, on=today(), initial={})
    shown = {"decision_form": form, "impact": facts.impact_of_case(case, today())}
    return previewed(case, form, effect, bar) | factor_step(actor) | shown


def _frame(record: Case | ViolationReport, actor: Principal, query: QueryDict) -> dict[str, Any]:
    """Return crumbs and the ways to the records beside this one in its list."""
    crumbs: list[dict[str, Any]] = []
    found = _walk(record, actor, query)
    if found is None or actor.role is not Role.OPERATOR:  # an office has one list
        crumbs.append({"label": _("Violations"), "url": reverse("violations:list")})
    if found is not None:
        crumbs.append({"label": found.list_label, "url": found.list_url})
    crumbs.append({"label": record.number, "code": record.number})
    named = _("Case {number}") if isinstance(record, Case) else _("Report {number}")
    name = named.format(number=persian_digits(record.number))
    return {"crumbs": crumbs, "walk": found, "page_title": name}


def _walk(record: Case | ViolationReport, actor: Principal, query: QueryDict) -> Walk | None:
    """Return the walk through the list that the address names; a new case has its report's."""
    listed = list_of(actor, query, today())
    if listed is None or "queue" not in query:
        return None
    key: int | None = record.pk
    if isinstance(record, Case) and listed.queue.is_report:
        key = record.reports.order_by("pk").values_list("pk", flat=True).first()
    elif isinstance(record, ViolationReport) and not listed.queue.is_report:
        key = None
    return walk(listed, key) if key is not None else None
