"""The verdict on a heard case: its form on the page of the case, and its effect before that."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions
from violations.acts.cases import DECIDE, ISSUE_NOTICE
from violations.forms.decisions import DecisionForm
from violations.states import Track
from violations.views.case_pages import CaseAct
from violations.views.decisions import decision_form, previewed
from violations.views.files import CASE_PARTS, case_page


class Decide(CaseAct):
    """Decide a heard case; the form stands on the page of the case, refused or not."""

    act = DECIDE
    title = gettext_lazy("Decision")
    parts = CASE_PARTS

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
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        if ISSUE_NOTICE.is_of(self.actor, self.object, today()):
            return _("The decision was recorded. Now issue its notice.")
        if self.object.track == Track.CONTRACT:
            return _("The decision was recorded. The agency issues its notice.")
        return _("The decision was recorded. The secretariat issues its notice.")


class DecisionPreview(CaseAct):
    """The effect of the verdict that is chosen now; nothing is stored."""

    act = DECIDE
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.setup_object()
        form, effect, bar = decision_form(self.object, on=today(), initial={}, data=request.POST)
        context = previewed(self.object, form, effect, bar) | {"swaps": True}
        return render(request, "violations/_effect.html", context)
