"""The desk of each role, and the one search box."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView

from accounts.principal import PROVINCE_ROLES, may
from accounts.roles import Permission, Role
from contracts.models import Contract
from core.clock import today
from core.persian import latin_digits
from core.web import Scoped
from dashboard.facts import own, province
from dashboard.facts.league import league
from dashboard.facts.work import work_of
from dashboard.guide import chapter_of, chapters
from dashboard.stories import stories
from offices.models import Office
from oversight.models import RuleRun, TerminationReview
from violations.models import Case, ViolationReport

PROVINCE_DESK = PROVINCE_ROLES - {Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}
AGENCY_DESK = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL})


class Desk(Scoped, TemplateView):
    """What must be done today; each role has its own."""

    def get_template_names(self) -> list[str]:
        """Return the desk of the role."""
        role = self.actor.role
        if role in PROVINCE_DESK:
            return ["dashboard/province.html"]
        if role in AGENCY_DESK:
            return ["dashboard/agency.html"]
        if role is Role.OPERATOR:
            return ["dashboard/operator.html"]
        if role is Role.ASSOCIATION:
            return ["dashboard/association.html"]
        if role is Role.PLATFORM_ADMIN:
            return ["dashboard/platform.html"]
        return ["dashboard/plain.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tasks, and what the role's desk shows beside them."""
        actor, on = self.actor, today()
        tasks = work_of(actor, on)
        context = super().get_context_data(
            tasks=tasks,
            late=sum(task.is_late for task in tasks),
            stories=stories(actor),
            may_file=may(actor, Permission.REPORT_FILE),
            **kwargs,
        )
        role = actor.role
        if role in PROVINCE_DESK:
            figures = province.figures_of(actor, on)
            context |= {
                "tiles": province.tiles(figures),
                "league": league(figures),
                "trend": province.trend(figures, on),
                "stages": province.stages(figures, on),
                "counties": province.counties(figures),
            }
        elif role in AGENCY_DESK:
            figures = own.figures_of(actor, on)
            agency = own.agency_of(figures)
            standings = {row.code: row for row in league(figures)}
            context |= {
                "agency": agency,
                "queues": own.queues(actor, figures),
                "standing": standings.get(agency["code"]) if agency else None,
            }
        elif role is Role.OPERATOR:
            context["own"] = own.own_offices(actor, on)
        elif role is Role.ASSOCIATION:
            context["members"] = own.members(actor, on)
        elif role is Role.PLATFORM_ADMIN:
            context["runs"] = RuleRun.objects.visible_to(actor).order_by("-pk")[:10]
        return context


class Search(Scoped):
    """One box for a number or a name: an exact number opens its record, else the offices."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to what was asked for."""
        text = latin_digits(request.GET.get("q", "")).strip()
        for model, field in (
            (Case, "number"), (ViolationReport, "number"), (TerminationReview, "number"),
            (Contract, "number"), (Office, "code"),
        ):  # fmt: skip
            found = model.objects.visible_to(self.actor).filter(**{field: text}).first()
            if text and found is not None:
                return redirect(found.get_absolute_url())
        return redirect(f"{reverse('offices:list')}?{urlencode({'q': text})}")


class Guide(TemplateView):
    """One chapter of the user guide; without a name the one of the reader's own role."""

    template_name = "dashboard/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the chapter, and the list of all of them."""
        principal = getattr(self.request, "principal", None)
        own = chapter_of(principal.role) if principal else "start"
        chapter = chapters().get(kwargs.get("slug") or own)
        if chapter is None:
            raise Http404
        return super().get_context_data(
            chapter=chapter, chapters=list(chapters().values()), own_chapter=own, **kwargs
        )
