"""Runs of the jobs: the list, some of it, and a run on demand."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from core.clock import now, today
from core.persian import isolated, persian_digits
from core.web import ActionForm, BadCursor, keyset_page
from oversight import actions
from oversight.acts.policies import RUN
from oversight.facts.runs import chosen_of
from oversight.facts.state_check import spoken
from oversight.forms import RunForm
from oversight.models import RuleRun
from oversight.states import COUNTS, TWICE, DutyKind
from workdays.daily import missing_work

RUNS_OF_A_PAGE = 50
NAMED = 200  # so many records of a run are named on the page
NEWEST = ("-id",)


def told(run: RuleRun) -> dict[str, Any]:
    """Return a run with its counts in words, and what a dry run would have flagged."""
    counts = run.counts or {}
    return {
        "run": run,
        "told": [
            {"label": label, "count": counts[name]}
            for name, label in COUNTS.items()
            if isinstance(counts.get(name), int) and counts[name]
        ],
        "rules": sorted(counts.get("by_rule", {}).items()),
        "shown": counts.get("shown", []),
        "alarms": counts.get("unexpected", []),
        "twice": [
            str(TWICE[rule]).format(number=isolated(number))
            for rule, number in counts.get("twice", [])
        ],
        "unknown": counts.get("unknown", []),
        "broken": counts.get("broken", []),
        "stray": [
            _("{what}, {number}: {count} duties").format(
                what=DutyKind(kind).label, number=isolated(number), count=persian_digits(count)
            )
            for kind, number, count in counts.get("stray", [])
        ],
        "named": [
            _("{number}: {state}; its last event says {told}").format(
                number=isolated(number), state=spoken(kind, state), told=spoken(kind, named)
            )
            for kind, number, state, named in counts.get("named", [])[:NAMED]
        ],
    }


class Runs(ActionForm):
    """The runs of the jobs, and a run on demand."""

    form_class = RunForm
    template_name = "oversight/runs.html"

    def show(self, form: Any, status: int) -> HttpResponse:
        """Show the form beside the runs; a foreign cursor is a 400 with the cure."""
        try:
            return super().show(form, status)
        except BadCursor as error:
            return render(self.request, "400.html", {"message": error.message}, status=400)

    def setup_object(self) -> None:
        """There is no record; refuse roles that see no run."""
        self.object = None
        if not (self.actor.is_province or self.actor.role is Role.PLATFORM_ADMIN):
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, dry."""
        return {"as_of": today(), "mode": "full", "dry": True}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return one page of the runs, newest first."""
        chosen = chosen_of(self.request.GET)
        rows = RuleRun.objects.visible_to(self.actor).chosen(chosen.job, chosen.state, chosen.since)
        asked = self.request.GET.get("cursor", "")
        page = keyset_page(rows, NEWEST, asked, RUNS_OF_A_PAGE, ["id"])
        runs = rows.filter(pk__in=[row["id"] for row in page.rows]).select_related("version")
        return super().get_context_data(
            runs=[told(run) for run in runs.order_by(*NEWEST)],
            page=page,
            chosen=chosen,
            cursor=f"?{urlencode({**chosen.query, 'cursor': ''})}",
            may_run=RUN.is_for(self.actor),
            missing=missing_work(today()),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> RuleRun:
        """Run it."""
        self.run = actions.flag_termination_review(
            as_of=data["as_of"], mode=data["mode"], dry=data["dry"], actor=actor, at=now()
        )
        return self.run

    def get_success_message(self, done: Any) -> str:
        """Say what came of it."""
        return _("The run is done; its counts stand in the list.")

    def get_success_url(self, done: Any) -> str:
        """Stay here."""
        return reverse("oversight:runs")
