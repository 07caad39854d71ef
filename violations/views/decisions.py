"""The decision of a case and of its appeal: the forms, and the effect before they are signed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.clock import now, today
from core.persian import latin_digits, ordinal
from violations import actions, facts
from violations.facts.turns import (
    against_deciding,
    is_objected,
    is_passed_over,
    is_turn,
    waits_for,
)
from violations.forms.decisions import (
    NOT_PROVEN,
    AppealDecisionForm,
    CommitteeDecisionForm,
    DecisionForm,
    JudgmentForm,
)
from violations.models import Case
from violations.states import JUDGMENT, TO_DECIDE, SanctionKind, StandInStep, Track
from violations.views.acts import CaseAct
from violations.views.cases import told_reports
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.marks import sanction_words
from violations.views.points import PointsBar, points_bar
from violations.views.rights import decides, judges, sees_inside, sees_narrative


def members(on: date) -> Sequence[tuple[int, str, bool]]:
    """Return the committee's people on a day: user id, name, and whether it is the chair."""
    roles = [Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER]
    rows = RoleGrant.objects.in_force(on).filter(role__in=roles).order_by("role", "pk")
    found: dict[int, tuple[int, str, bool]] = {}
    for user_id, name, role in rows.values_list("user_id", "user__full_name", "role"):
        found.setdefault(user_id, (user_id, name, role == Role.COMMITTEE_CHAIR))
    return list(found.values())


def decision_form(
    case: Case, *, on: date, initial: dict[str, Any], data: Any = None
) -> tuple[DecisionForm, facts.Effect, PointsBar]:
    """Return the form with the matrix' proposal marked, the effect, and the points bar."""
    effect = facts.effect_of(
        office_id=case.office_id,
        contract_id=case.contract_id,
        type_id=case.type_id,
        occurred_on=case.occurred_on,
        as_of=on,
    )
    proposal = effect.proposal
    form: DecisionForm
    shape: dict[str, Any] = {
        "proposal": proposal.sanction if proposal else "",
        "proposed_days": proposal.days if proposal else None,
        "points": case.points,
        "track": case.track,
        "initial": initial,
    }
    if case.track == Track.LICENCE and facts.session_of(case) is None:
        form = CommitteeDecisionForm(data, members=members(on), **shape)
    else:
        form = DecisionForm(data, **shape)
    return form, effect, points_bar(case.office_id, on, added=effect.points_added)


def effect_sentences(
    case: Case, verdict: str, days: int | None, effect: facts.Effect, bar: PointsBar
) -> list[str]:
    """Return in words what a verdict does."""
    if not verdict:
        return []
    if verdict == NOT_PROVEN:
        return [_("no points; the case ends and counts nowhere")]
    found = [
        _("occurrence %(number)s of this type") % {"number": ordinal(effect.occurrence)},
        sanction_words(verdict, days),
    ]
    if bar.crosses:
        found.append(_("once final, the threshold is crossed and a termination review opens"))
    if verdict == SanctionKind.TERMINATION_REVIEW and case.track == Track.CONTRACT:
        found.append(_("once final, it is a proof on which the contract may be ended"))
    found.append(_("the office may appeal after it is served"))
    return found


class Decide(CaseAct):
    """Decide a heard case."""

    title = gettext_lazy("Decision")
    template_name = "violations/decision.html"
    needs_factor = True

    def is_allowed(self) -> bool:
        return decides(self.actor, self.object.track) or is_turn(
            self.actor, self.object, StandInStep.DECISION, today()
        )

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

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        found = super().get_context_data(**context)
        form = found.get("form")
        if form is not None:
            verdict = str(form["verdict"].value() or "")
            days = form["sanction_days"].value()
            found |= preview_context(self.object, verdict, days, self.effect, self.bar)
        return found

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
        return _("The decision was recorded. Now issue its notice.")


def preview_context(
    case: Case, verdict: str, days: Any, effect: facts.Effect, bar: PointsBar
) -> dict[str, Any]:
    """Return what the effect banner reads."""
    if verdict not in {NOT_PROVEN, *SanctionKind.values}:
        verdict = ""  # the form says what is wrong with it
    typed = latin_digits(str(days or "")).strip()
    number = int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else None
    if verdict != SanctionKind.SUSPENSION:
        number = None
    proven = bool(verdict) and verdict != NOT_PROVEN
    return {
        "effect": effect,
        "bar": bar,
        "verdict": verdict,
        "proven": proven,
        "sentences": effect_sentences(case, verdict, number, effect, bar),
        "tone": "danger" if proven and bar.crosses else "warn" if proven else "info",
    }


class DecisionPreview(CaseAct):
    """The effect of the verdict that is chosen now; nothing is stored."""

    http_method_names = ("post", "options")

    def is_allowed(self) -> bool:
        return decides(self.actor, self.object.track) or is_turn(
            self.actor, self.object, StandInStep.DECISION, today()
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.setup_object()
        form, effect, bar = decision_form(self.object, on=today(), initial={}, data=request.POST)
        verdict = str(form["verdict"].value() or "")
        days = form["sanction_days"].value()
        context = preview_context(self.object, verdict, days, effect, bar)
        return render(request, "violations/_effect.html", context)


class DecideAppeal(CaseAct):
    """Decide an appeal, as somebody who touched nothing before."""

    title = gettext_lazy("Decide the appeal")
    button = gettext_lazy("Record the decision on the appeal")
    template_name = "violations/appeal_decision.html"
    needs_factor = True

    def is_allowed(self) -> bool:
        usual = judges(self.actor, self.object.track)
        return usual or is_turn(self.actor, self.object, StandInStep.APPEAL, today())

    def reason_against(self) -> str:
        if not is_objected(self.object):
            return _("No appeal waits for its decision.")
        return against_deciding(self.actor, self.object, StandInStep.APPEAL, today())

    def get_form(self, data: Any = None, files: Any = None) -> AppealDecisionForm:
        case = self.object
        return AppealDecisionForm(
            data,
            track=case.track,
            sanction=case.sanction or SanctionKind.NONE,
            sanction_days=case.sanction_days,
            initial=self.get_initial(),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case = self.object
        reports = case.reports.select_related("agency").order_by("case_reports__pk")
        exhibits = exhibits_of(self.actor, case=case)
        reads = sees_narrative(self.actor, case)
        return super().get_context_data(
            told=told_reports(reports, self.actor) if reads else [],
            inside=sees_inside(self.actor),
            exhibits=of_kind(exhibits, "report"),
            defences=case.defences.order_by("submitted_at", "pk") if reads else [],
            defence_exhibits=of_kind(exhibits, "defence"),
            appeal_exhibits=of_kind(exhibits, "appeal"),
            has_files=bool(exhibits),
            first=case.decisions.exclude(forum="appeal").order_by("pk").first(),
            appeal=getattr(case, "appeal", None),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.decide_appeal(
            case_id=self.object.pk,
            result=data["result"],
            reasons=data["reasons"],
            sanction=data["sanction"],
            sanction_days=data["sanction_days"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        return _("The appeal was decided. Now issue the notice of its result.")


class RecordJudgment(CaseAct):
    """Record that a court or higher authority annulled a final decision."""

    form_class = JudgmentForm
    title = gettext_lazy("Record a judgment that annuls")
    button = gettext_lazy("Record the judgment")
    lead = gettext_lazy("The decision becomes not proven and its points are reversed.")
    success_message = gettext_lazy("The judgment was recorded.")
    needs_factor = True
    is_danger = True

    def is_allowed(self) -> bool:
        return may(self.actor, Permission.CASE_RECORD_JUDGMENT)

    def reason_against(self) -> str:
        if not waits_for(self.object, JUDGMENT):
            return _("Only a final proven decision can be annulled.")
        return against_deciding(self.actor, self.object, JUDGMENT, today())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.record_judgment(
            case_id=self.object.pk, actor=actor, on=today(), at=now(), **data
        )
