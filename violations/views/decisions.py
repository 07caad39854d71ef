"""The form of a decision, its effect before it is signed; an appeal, a judgment from outside."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from approvals.facts import pending_of
from contracts.facts.impact import Impact
from core.clock import now, today
from core.persian import latin_digits, ordinal
from violations import actions, facts
from violations.actions.decisions import wrong_in_reduction
from violations.acts.cases import DECIDE_APPEAL, ISSUE_NOTICE, RECORD_JUDGMENT
from violations.facts.paper_entries import decided_last_on
from violations.facts.sanctions import sanction_words
from violations.facts.typed_days import wrong_in_judgments_day
from violations.forms.decisions import (
    NOT_PROVEN,
    AppealDecisionForm,
    DecisionForm,
    JudgmentForm,
)
from violations.models import Case, Decision
from violations.states import SUSPENDING, Outcome, SanctionKind, Track
from violations.views.answers import answers_of
from violations.views.case_pages import CaseAct
from violations.views.decided import files_of_appeals, judged_by
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.points import PointsBar, points_bar
from violations.views.recounts import own_recount
from violations.views.reported import shown_reports
from violations.views.rights import sees_inside, sees_narrative
from violations.views.uploads import FilesForm
from workdays.views.hints import PaperOfADay


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
    form = DecisionForm(
        data,
        proposal=proposal.sanction if proposal else "",
        proposed_days=proposal.days if proposal else None,
        points=case.points,
        track=case.track,
        initial=initial,
    )
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
    found.append(_("the office may object after it is served"))
    return found


def previewed(
    case: Case, form: DecisionForm, effect: facts.Effect, bar: PointsBar
) -> dict[str, Any]:
    """Return what the effect of the chosen verdict reads, and its notice as it would be written."""
    verdict = str(form["verdict"].value() or "")
    days = form["sanction_days"].value()
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
        "draft": _draft(case, verdict, number, str(form["reasons"].value() or ""), effect),
    }


def _draft(
    case: Case, verdict: str, days: int | None, reasons: str, effect: facts.Effect
) -> facts.NoticeDraft | None:
    """Return the notice that a verdict would have; None before one is chosen."""
    if not verdict:
        return None
    proven = verdict != NOT_PROVEN
    decision = Decision(
        case=case,
        outcome=Outcome.PROVEN if proven else Outcome.NOT_PROVEN,
        sanction=verdict if proven else SanctionKind.NONE,
        sanction_days=days,
        occurrence=effect.occurrence,
        points=case.points if proven else 0,
        reasons=reasons.strip() or _("(the reasons that you write)"),
        session=facts.session_of(case),
    )
    return facts.decision_draft(case, decision, today())


def reducible(case: Case) -> dict[str, Any]:
    """Return the track and sanction from which a form offers lighter ones."""
    return {
        "track": case.track,
        "sanction": case.sanction or SanctionKind.NONE,
        "sanction_days": case.sanction_days,
    }


class DecideAppeal(CaseAct):
    """Decide an appeal, as somebody who touched nothing before."""

    act = DECIDE_APPEAL
    title = gettext_lazy("Decide the objection")
    button = gettext_lazy("Record the decision on the objection")
    template_name = "violations/appeal_decision.html"

    def get_form(self, data: Any = None, files: Any = None) -> AppealDecisionForm:
        return AppealDecisionForm(data, initial=self.get_initial(), **reducible(self.object))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case = self.object
        reports = case.reports.select_related("agency").order_by("case_reports__pk")
        exhibits = exhibits_of(self.actor, case=case)
        appeal = facts.appeal_of(case)
        reads = sees_narrative(self.actor, case)
        return super().get_context_data(
            told=shown_reports(reports, self.actor) if reads else [],
            inside=sees_inside(self.actor),
            exhibits=of_kind(exhibits, "report"),
            answers=answers_of(case, exhibits) if reads else [],
            appeal_exhibits=files_of_appeals(case, exhibits).get(appeal.pk, []) if appeal else [],
            has_files=bool(exhibits),
            first=facts.first_decision(case),
            appeal=appeal,
            impact=self.impact(),
            recount=own_recount(case, self.actor),
            **context,
        )

    def impact(self) -> Impact | None:
        """Return what the people lose by the decision that is objected to."""
        if self.against or self.object.sanction not in SUSPENDING:
            return None
        return facts.impact_of_case(self.object, today())

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the lighter sanction that was typed."""
        return wrong_in_reduction(self.object, typed)

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
        if ISSUE_NOTICE.is_of(self.actor, self.object, today()):
            return _("The objection was decided. Now issue the notice of its result.")
        if self.object.track == Track.CONTRACT:
            return _("The objection was decided. The agency issues the notice of its result.")
        return _("The objection was decided. The secretariat issues the notice of its result.")


class RecordJudgment(PaperOfADay, FilesForm, CaseAct):
    """Record what a court or higher authority did with a final decision."""

    act = RECORD_JUDGMENT
    evidence_kind = "judgment"
    form_class = JudgmentForm
    template_name = "violations/judgment.html"
    title = gettext_lazy("Record a judgment")
    button = gettext_lazy("Record the judgment")
    lead = gettext_lazy("The office, the agency and the deputy hear of it at once.")

    def get_success_message(self, done: Any) -> str:
        if pending_of(RECORD_JUDGMENT.key, done) is not None:
            return _("The judgment was entered; it takes effect when a second person confirms it.")
        said = judged_by(list(done.decisions.order_by("pk")))
        return _("The judgment was recorded. {said}").format(said=said)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | reducible(self.object)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the decision that the judgment is about: its sanction and its day."""
        case = self.object
        return super().get_context_data(
            judged=sanction_words(case.sanction, case.sanction_days),
            judged_on=decided_last_on(case),
            recount=own_recount(case, self.actor),
            **context,
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day and the sanction that were typed."""
        case = self.object
        return wrong_in_judgments_day(case, typed, today()) | wrong_in_reduction(case, typed)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.record_judgment(
            case_id=self.object.pk,
            result=data["result"],
            sanction=data["sanction"],
            sanction_days=data["sanction_days"],
            document_no=data["document_no"],
            document_on=data["document_on"],
            document_issuer=data["document_issuer"],
            reasons=data["reasons"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
