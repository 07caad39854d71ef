"""The verdict on a heard case: its form on the page of the case, and its effect before that."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions, facts
from violations.facts.turns import against_deciding, is_passed_over, is_turn
from violations.forms.decisions import DecisionForm
from violations.models import Case
from violations.states import TO_DECIDE, StandInStep, Track
from violations.views.acts import CaseAct
from violations.views.decisions import decision_form, previewed
from violations.views.files import CASE_PARTS, case_page
from violations.views.rights import decides, serves


def _may_decide(actor: Principal, case: Case) -> bool:
    """Tell whether the actor decides cases of this track, or this one in another's place."""
    return decides(actor, case.track) or is_turn(actor, case, StandInStep.DECISION, today())


class Decide(CaseAct):
    """Decide a heard case; the form stands on the page of the case, refused or not."""

    title = gettext_lazy("Decision")
    parts = CASE_PARTS
    needs_factor = True

    def is_allowed(self) -> bool:
        return _may_decide(self.actor, self.object)

    def reason_against(self) -> str:
        if self.object.state not in TO_DECIDE:
            return _("The case does not wait for a decision.")
        if why := against_deciding(self.actor, self.object, StandInStep.DECISION, today()):
            return why
        if self.object.sessions.live().exists():
            return _("A hearing session of this case is not over: seal its minutes first.")
        session = facts.session_of(self.object)
        if session is not None and is_passed_over(session, self.actor, today()):
            return _("Who decides has sat in the hearing session.")
        return ""

    def get_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        form, self.effect, self.bar = decision_form(
            self.object, on=today(), initial=self.get_initial(), data=data
        )
        return form

    def show(self, form: BaseForm, status: int) -> HttpResponse:
        """Show the case with the form in its panel; where nothing can be decided, only why."""
        if self.against or not isinstance(form, DecisionForm):
            return super().show(form, status)
        context = self.get_context_data() | case_page(self.object, self.actor, self.request.GET)
        context |= previewed(self.object, form, self.effect, self.bar)
        context |= self.factor_context(form) | {"decision_form": form}
        return render(self.request, "violations/case.html", context, status=status)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.decide_case(
            case_id=self.object.pk,
            outcome=data["outcome"],
            sanction=data["sanction"],
            sanction_days=data["sanction_days"],
            override_reason=data["override_reason"],
            reasons=data["reasons"],
            attendance=data.get("attendance", ()),
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        if serves(self.actor, self.object.track):
            return _("The decision was recorded. Now issue its notice.")
        if self.object.track == Track.CONTRACT:
            return _("The decision was recorded. The agency issues its notice.")
        return _("The decision was recorded. The secretariat issues its notice.")


class DecisionPreview(CaseAct):
    """The effect of the verdict that is chosen now; nothing is stored."""

    http_method_names = ("post", "options")

    def is_allowed(self) -> bool:
        return _may_decide(self.actor, self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.setup_object()
        form, effect, bar = decision_form(self.object, on=today(), initial={}, data=request.POST)
        context = previewed(self.object, form, effect, bar) | {"swaps": True}
        return render(request, "violations/_effect.html", context)
