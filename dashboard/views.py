"""The desk of each role, and the one search box."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.keys import keys_of
from accounts.principal import AGENCY_ROLES, may
from accounts.roles import Permission, Role
from contracts.models import Contract
from core.clock import now, today
from core.periods import MONTHS, spans
from core.persian import latin_digits
from core.requests import known
from core.templatetags.ui.pages import go_key
from core.web import Scoped
from dashboard.facts import own, province
from dashboard.facts.acting import Moment, about
from dashboard.facts.burdens import burdens_of
from dashboard.facts.counties import SORTS, counties, county_map
from dashboard.facts.county import busiest, ending_first
from dashboard.facts.ended import ended_lately
from dashboard.facts.finding import (
    PREFIXES,
    Asked,
    Group,
    Place,
    asked,
    commands,
    found,
    held,
    narrowed,
)
from dashboard.facts.league import league
from dashboard.facts.queues import open_queue
from dashboard.facts.role_ends import last_holders
from dashboard.facts.scope import PROVINCE_DESK, SCOPED_DESK, Scope, scope_of
from dashboard.facts.trend import stages, trend
from dashboard.facts.waiting import Section
from dashboard.facts.work import worklist_of
from dashboard.guide import chapter_of, chapters
from dashboard.navigation import nav_action, places_of
from dashboard.stories import stories
from notices.facts.health import health
from offices.facts.spread import fewest
from offices.models import Office
from oversight.facts.running import running_reviews
from oversight.facts.runs import alike_runs
from oversight.models import Reminder, TerminationReview
from territory.facts import outlines
from violations.facts import threshold_on
from violations.models import Case, ViolationReport
from workdays.daily import missing_work

MOST_TYPED = 100
NUMBERED: tuple[tuple[Any, str], ...] = (
    (Case, "number"), (ViolationReport, "number"), (TerminationReview, "number"),
    (Contract, "number"), (Office, "code"),
)  # fmt: skip
REMINDER_SHOWN = timedelta(days=30)
COMMITTEE = frozenset({Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER})
ALARMED = frozenset({Role.DEPUTY})  # whose desk says what the nights did not do
CHOICES = ("period", "county", "who", "sort")


class Desk(Scoped, TemplateView):
    """What must be done today; each role has its own."""

    def get_template_names(self) -> list[str]:
        """Return the desk of the role."""
        role = self.actor.role
        if role in PROVINCE_DESK:
            return ["dashboard/province.html"]
        if role in AGENCY_ROLES:
            return ["dashboard/agency.html"]
        if role is Role.OPERATOR:
            return ["dashboard/operator.html"]
        if role is Role.COUNTY_REP:
            return ["dashboard/county.html"]
        if role is Role.ASSOCIATION:
            return ["dashboard/association.html"]
        if role is Role.PLATFORM_ADMIN:
            return ["dashboard/platform.html"]
        return ["dashboard/committee.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tasks, and what the role's desk shows beside them."""
        actor, on, role = self.actor, today(), self.actor.role
        scope = scope_of(self.request.GET, on) if role in SCOPED_DESK else None
        county = scope.county.public_id if scope and scope.county else None
        work = worklist_of(actor, on, county, team=self.request.GET.get("who") == "team")
        context = super().get_context_data(
            work=work,
            tasks=work.shown,
            known=work.known,
            late=work.late,
            scope=scope,
            who=self.query(who=None),
            stories=stories(actor),
            may_file=may(actor, Permission.REPORT_FILE),
            may_decide=any(task.decides for task in work.shown),
            **kwargs,
        )
        if scope:
            context |= self.province(scope)
            context["missing"] = missing_work(on) if role in ALARMED else []
        elif role in AGENCY_ROLES:
            figures = own.figures_of(actor, on)
            agency = own.agency_of(figures)
            standings = {row.code: row for row in league(figures)}
            context |= {
                "agency": agency,
                "ended": ended_lately(figures),
                "ended_in": spans(on)[MONTHS].label,
                "ended_url": f"{reverse('contracts:list')}?view=ended&ended={MONTHS}",
                "queues": own.queues(actor, figures),
                "queue": open_queue(actor, self.request.GET.get("queue", ""), on),
                "standing": standings.get(agency["code"]) if agency else None,
                "reminder": Reminder.objects.visible_to(actor)
                .filter(sent_on__gte=on - REMINDER_SHOWN)
                .order_by("-sent_on", "-pk")
                .first(),
            }
        elif role in COMMITTEE:
            context["queues"] = own.queues_of_committee(actor, on)
            context["queue"] = open_queue(actor, self.request.GET.get("queue", ""), on)
            context["sessions"] = own.sessions(actor)
        elif role is Role.OPERATOR:
            threshold = int(threshold_on(on).get("flag", 0))
            context["own"] = own.own_offices(actor, on, threshold)
            context["burdens"] = burdens_of(actor, on)
            context["nearest"] = next((task.due_on for task in work.shown if task.due_on), None)
            running = running_reviews(actor, on)
            told = {task.number for task in work.shown if task.section is Section.REVIEWS}
            # One that stands among the tasks does not stand a second time under them.
            context["reviews"] = [row for row in running if row.review.number not in told]
            context["reviews_open"] = len(running)
            context["reviews_url"] = f"{reverse('oversight:reviews')}?tab=open"
            context["threshold"] = threshold
        elif role is Role.ASSOCIATION:
            context["members"] = own.members(actor, on)
        elif role is Role.PLATFORM_ADMIN:
            context["last_holders"] = last_holders(on)
            context["outbox"] = health(now())
            context["runs"] = alike_runs(actor, on)
            context["missing"] = missing_work(on)
        return context

    def province(self, scope: Scope) -> dict[str, Any]:
        """Return what the desks of the province and of a county count in the scope."""
        actor, on = self.actor, today()
        figures = province.figures_of(actor, scope, on)
        shared = {
            "trend": trend(figures, scope, actor),
            "stages": stages(figures, on),
            "ended": ended_lately(figures),
            "ended_in": scope.span.label,
            "ended_url": scope.address(
                reverse("contracts:list"), by_id=True, view="ended", ended=scope.name
            ),
            "periods": [
                {"label": label, "url": self.query(period=name), "current": name == scope.name}
                for name, label in scope.choices
            ],
        }
        if actor.role is Role.COUNTY_REP:
            own_tiles = province.case_tiles(figures, scope, actor)
            return shared | {
                "tiles": [*own_tiles, province.licence_tile(figures, scope)],
                "busy": busiest(figures),
                "ending": ending_first(figures),
            }
        sort = self.request.GET.get("sort", "")
        rows = counties(figures, scope, sort)
        standings = league(figures, scope)
        return shared | {
            "tiles": province.tiles(figures, scope, actor),
            "league": standings,
            "late_agencies": sum(1 for row in standings if row.unacted),
            "may_remind": may(actor, Permission.AGENCY_REMIND),
            "counties": rows,
            "map": county_map(rows),
            "fewest": fewest(),
            "outlines": outlines(),
            "sorts": {name: self.query(sort=name) for name in SORTS},
            "sort": sort if sort in SORTS else SORTS[0],
            "county_choices": [
                {"label": one.name, "url": self.query(county=str(one.public_id))}
                for one in scope.counties
            ],
            "all_counties": self.query(county=None),
        }

    def query(self, **values: str | None) -> str:
        """Return the address of this desk with some of its choices changed."""
        kept = {name: self.request.GET[name] for name in CHOICES if name in self.request.GET}
        chosen = {name: value for name, value in (kept | values).items() if value}
        return f"?{urlencode(chosen)}"


class Search(Scoped):
    """One box for everything: an exact number opens its record, else what was found by kind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to the record, or show the hits; only the hits for the palette."""
        typed = request.GET.get("q", "")[:MOST_TYPED]
        question = asked(typed, request.GET.get("kind", ""))
        if request.headers.get("HX-Request"):
            return render(request, "dashboard/hits.html", self.answer(question))
        exact = self.exact(latin_digits(typed).strip())
        if exact:
            return redirect(exact)
        return render(request, "dashboard/search.html", self.hits(question) | {"typed": typed})

    def exact(self, text: str) -> str:
        """Return the address of the record of this number or code; empty when there is none."""
        if not text:
            return ""
        for model, field in NUMBERED:
            record = model.objects.visible_to(self.actor).filter(**{field: text}).first()
            if record is not None:
                return str(record.get_absolute_url())
        return ""

    def answer(self, question: Asked) -> dict[str, Any]:
        """Return what the palette asks for: the acts on one record, or hits; once what it holds."""
        address = self.request.GET.get("about", "")
        if address:
            group = about(address, self.moment())
            return {"groups": [group] if group else [], "is_part": True}
        kept = held(self.actor, today()) if self.request.GET.get("held") else []
        return self.hits(question) | {"held": kept}

    def hits(self, question: Asked) -> dict[str, Any]:
        """Return what was found, then what can be done: with the first of it, here, at all."""
        places = self.places()
        lists = {url for url, *_rest in places}
        groups = [
            group if group.more_url.partition("?")[0] in lists else replace(group, more_url="")
            for group in found(self.actor, question, today())
        ]
        return {
            "groups": [*groups, *self.acts(groups, question), *commands(places, question)],
            "total": sum(len(group.hits) for group in groups),
            "question": question,
            "prefixes": PREFIXES,
        }

    def acts(self, groups: Sequence[Group], question: Asked) -> list[Group]:
        """Return what can be done with the first that was found, and with the page's own record."""
        moment = self.moment()
        first = about(groups[0].hits[0].url, moment) if groups else None
        told = self.request.GET.get("here") == "told"  # the palette keeps what it was told of it
        opened = "" if told else urlsplit(self.request.headers.get("HX-Current-URL", "")).path
        here = about(opened, moment) if question.kind in {"", "commands"} and opened else None
        if first is None:
            return narrowed(here, question) if here else []
        others = narrowed(here, question) if here and here.about != first.about else []
        return [first, *others]

    def moment(self) -> Moment:
        """Return who asks and when, with the person's own key for a new report."""
        keys = keys_of(getattr(self.request.user, "key_map", {}))
        return Moment(self.actor, today(), now(), keys["new"])

    def places(self) -> list[Place]:
        """Return the places of the role: the navigation, the main action, the settings."""
        act, keys = nav_action(self.actor), keys_of(getattr(self.request.user, "key_map", {}))
        return [
            *([(act.url, act.label, act.icon, keys["new"])] if act else []),
            *([(reverse("violations:sheets"), _("Bulk filing from Excel"), "import", "")]
              if act else []),
            *((url, label, icon, f"{keys['go']} {key}" if (key := go_key(url)) else "")
              for url, label, icon in places_of(self.actor, known(self.request).hat)),
            (reverse("accounts:settings"), _("Settings"), "settings", ""),
        ]  # fmt: skip


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
