"""Policies, flags and runs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.persons import is_same_person
from accounts.principal import may
from accounts.roles import Permission, Role
from core.clock import now, today
from core.persian import isolated, persian_digits
from core.web import ActionForm, BadCursor, RecordPage, Scoped, keyset_page
from oversight import actions
from oversight.facts.explain import in_words
from oversight.facts.replay import recount, replay
from oversight.facts.simulation import difference
from oversight.facts.untold import waits_for_service
from oversight.forms import ApproveForm, ProposeForm, RefuseForm, RunForm
from oversight.models import Flag, PolicyVersion, RuleRun
from oversight.states import COUNTS, TWICE, DutyKind, PolicyState, RuleCode
from oversight.views.effects import told_effect
from oversight.views.sentences import told_rules

RUNS_OF_A_PAGE = 50
NEWEST = ("-id",)


def earlier_of(version: PolicyVersion, versions: list[PolicyVersion]) -> PolicyVersion | None:
    """Return the approved version before one, with which its values are compared."""
    approved = [one for one in versions if one.state == PolicyState.APPROVED]
    return next((one for one in approved if one.number < version.number), None)


class Policies(Scoped, TemplateView):
    """All versions, the one in force marked."""

    template_name = "oversight/policies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the versions, newest first."""
        versions = PolicyVersion.objects.visible_to(self.actor).order_by("-number")
        return super().get_context_data(
            versions=versions,
            current=PolicyVersion.objects.in_force(today()).first(),
            may_propose=may(self.actor, Permission.POLICY_PROPOSE),
            **kwargs,
        )


class PolicyPage(RecordPage):
    """One version: each rule as a sentence with its values and where they come from."""

    queryset = PolicyVersion.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rules with their values."""
        version = self.object
        versions = list(PolicyVersion.objects.visible_to(self.actor).order_by("-number"))
        current = PolicyVersion.objects.in_force(today()).first()
        is_open = version.state == PolicyState.PROPOSED
        shows_effect = is_open and self.actor.is_province
        may_approve = may(self.actor, Permission.POLICY_APPROVE)
        return super().get_context_data(
            rules=told_rules(version, earlier_of(version, versions)),
            versions=versions,
            current=current,
            in_force=current == version,
            crumbs=[
                {"label": _("Policies"), "url": reverse("oversight:policies")},
                {"label": _("version {number}").format(number=persian_digits(version.number))},
            ],
            effect=told_effect(difference(version, today()), version) if shows_effect else None,
            may_approve=is_open
            and may_approve
            and not is_same_person(version.proposed_by, self.actor.user_id),
            **kwargs,
        )


class ProposePolicy(ActionForm):
    """A new version from the one in force; another person approves it."""

    form_class = ProposeForm
    template_name = "oversight/propose.html"
    success_message = gettext_lazy("The version was proposed. Another person approves it.")

    def setup_object(self) -> None:
        """Begin from the version in force; a role that may not propose finds nothing."""
        if not may(self.actor, Permission.POLICY_PROPOSE):
            raise Http404
        self.object = PolicyVersion.objects.in_force(today()).first()
        if self.object is None:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the rules in force."""
        return {"rules": self.object.rules.order_by("code")}

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, and keep it."""
        self.form: Any = super().get_form(data, files)
        return self.form

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Propose it."""
        return actions.propose_policy(
            title=data["title"],
            valid_from=data["valid_from"],
            note=data["note"],
            resolution=data["resolution"],
            rules=self.form.changed_rules(),
            actor=actor,
            on=today(),
            at=now(),
        )


class PolicyAction(ActionForm):
    """The second person's answer to a proposal."""

    queryset = PolicyVersion.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/policy_form.html"
    title: Any = ""

    def setup_object(self) -> None:
        """Find the proposal, for those who approve."""
        if not may(self.actor, Permission.POLICY_APPROVE):
            raise Http404
        super().setup_object()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title."""
        return super().get_context_data(title=self.title, **context)


class ApprovePolicy(PolicyAction):
    """Approval, with a fresh factor; for future runs only."""

    form_class = ApproveForm
    title = gettext_lazy("Approve the version")
    success_message = gettext_lazy("The version was approved.")
    needs_factor = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the number that has to be typed."""
        return super().get_form_kwargs() | {"number": self.object.number}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the approval would change, which is shown before it is signed."""
        return super().get_context_data(
            expected=self.object.number,
            effect=told_effect(difference(self.object, today()), self.object)
            if self.object.state == PolicyState.PROPOSED
            else None,
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Approve it."""
        return actions.approve_policy(version_id=self.object.pk, actor=actor, on=today(), at=now())


class RefusePolicy(PolicyAction):
    """Refusal, with its reason."""

    form_class = RefuseForm
    title = gettext_lazy("Refuse the version")
    success_message = gettext_lazy("The version was refused.")
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Refuse it."""
        return actions.refuse_policy(
            version_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class FlagPage(RecordPage):
    """One flag: its sentence, its evaluation tree, its inputs, and whether it replays."""

    queryset = Flag.objects.select_related("version", "office", "contract", "agency", "run", "end")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "oversight/flag.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the flag with its replay."""
        flag = self.object
        return super().get_context_data(
            title=RuleCode(flag.code).label,
            replayed=replay(flag).is_same,
            recount=recount(flag),
            tree=in_words(flag.evaluation["tree"], self.actor),
            reviews=flag.reviews.visible_to(self.actor),
            waits=waits_for_service(flag),
            sees_inside=self.actor.role not in {Role.OPERATOR, Role.ASSOCIATION},
            crumbs=[
                {"label": _("Termination reviews"), "url": reverse("oversight:reviews")},
                {"label": flag.code, "is_typed": True},
            ],
            **kwargs,
        )


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
        "stray": [
            _("{what}, {number}: {count} duties").format(
                what=DutyKind(kind).label, number=isolated(number), count=persian_digits(count)
            )
            for kind, number, count in counts.get("stray", [])
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
        """There is no record; roles that see no run find nothing."""
        self.object = None
        if not (self.actor.is_province or self.actor.role is Role.PLATFORM_ADMIN):
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, dry."""
        return {"as_of": today(), "mode": "full", "dry": True}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return one page of the runs, newest first."""
        rows = RuleRun.objects.visible_to(self.actor)
        asked = self.request.GET.get("cursor", "")
        page = keyset_page(rows, NEWEST, asked, RUNS_OF_A_PAGE, ["id"])
        runs = rows.filter(pk__in=[row["id"] for row in page.rows]).select_related("version")
        return super().get_context_data(
            runs=[told(run) for run in runs.order_by(*NEWEST)],
            page=page,
            may_run=may(self.actor, Permission.FLAG_RUN),
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
