"""What follows a decision: corrections, the sanction, notes, and the end of the case."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from contracts.facts.impact import Impact
from contracts.rules import last_suspended
from core import jalali
from core.clock import now, today
from core.jalali import short
from core.persian import isolated, persian_digits
from violations import actions, facts
from violations.actions.closing import fresh_clocks
from violations.actions.corrections import first_correction_day, wrong_in_correction
from violations.acts.cases import (
    ADD_CORRECTION,
    ADD_NOTE,
    CLOSE,
    CLOSE_NO_ACTION,
    EXECUTE,
    REOPEN,
    STAND_BACK,
)
from violations.acts.corrections import REPORT_CORRECTION, VERIFY_CORRECTION
from violations.facts.closing import (
    is_before_deputy,
    is_confirmed_above,
    needs_second,
    wrong_in_closing,
)
from violations.facts.sanctions import sanction_words
from violations.forms.cases import (
    CloseForm,
    CloseNoActionForm,
    CorrectionForm,
    CorrectionReportForm,
    CorrectionVerifyForm,
    ExecuteForm,
    NoteForm,
    ReopenForm,
    StandBackForm,
)
from violations.models import CorrectiveAction
from violations.states import SUSPENDING, CaseState, Outcome, SanctionKind, Track
from violations.views.case_pages import CaseAct
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.recounts import own_recount
from violations.views.uploads import FilesForm


class AddNote(CaseAct):
    """An internal note; the office never sees it."""

    act = ADD_NOTE
    form_class = NoteForm
    title = gettext_lazy("Internal note")
    button = gettext_lazy("Add")
    lead = gettext_lazy("The office and the association do not see notes.")
    success_message = gettext_lazy("The note was added.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.add_note(case_id=self.object.pk, text=data["text"], actor=actor, at=now())
        return self.object


class AddCorrection(CaseAct):
    """Say what the office is to put right."""

    act = ADD_CORRECTION
    form_class = CorrectionForm
    title = gettext_lazy("Set a corrective action")
    button = gettext_lazy("Set the corrective action")
    success_message = gettext_lazy("The corrective action was set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say from which day on it can be asked for."""
        first_on = first_correction_day(self.object, today())
        return super().get_form_kwargs() | {"first_on": first_on}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_correction(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.add_correction(
            case_id=self.object.pk,
            text=data["text"],
            due_on=data["due_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class CorrectionAct(CaseAct):
    """The page of an act on one corrective action of a case."""

    def find_parts(self) -> None:
        """Find the corrective action among those of the case that the actor may see."""
        rows = CorrectiveAction.objects.visible_to(self.actor).filter(case=self.object)
        found = rows.filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        self.correction: CorrectiveAction = found

    def acted_on(self) -> CorrectiveAction:
        """Return the corrective action."""
        return self.correction

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        proofs = of_kind(exhibits_of(self.actor, case=self.object), "correction")
        return super().get_context_data(correction=self.correction, proofs=proofs, **context)


class ReportCorrection(FilesForm, CorrectionAct):
    """The office says what it has put right."""

    act = REPORT_CORRECTION
    form_class = CorrectionReportForm
    evidence_kind = "correction"
    title = gettext_lazy("Report the correction")
    button = gettext_lazy("Report the correction")
    success_message = gettext_lazy("Your report was received; it is verified next.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.report_correction(
            correction_id=self.correction.pk,
            note=data["note"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class VerifyCorrection(CorrectionAct):
    """Confirm what the office reported, or ask for it again."""

    act = VERIFY_CORRECTION
    form_class = CorrectionVerifyForm
    title = gettext_lazy("Verify the correction")
    button = gettext_lazy("Record the result")
    success_message = gettext_lazy("The result was recorded.")
    autofocus = False

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.verify_correction(
            correction_id=self.correction.pk,
            is_done=data["is_done"] == "yes",
            note=data["note"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class Execute(CaseAct):
    """Carry out the sanction of a final decision."""

    act = EXECUTE
    form_class = ExecuteForm
    template_name = "violations/execute.html"
    title = gettext_lazy("Carry out the sanction")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case = self.object
        context = super().get_context_data(
            sanction=sanction_words(case.sanction, case.sanction_days),
            effect=self.effect(),
            impact=self.impact(),
            recount=own_recount(case, self.actor),
            **context,
        )
        if self.is_moot:
            context["button"] = _("Record that there is nothing to carry out")
        elif case.track == Track.LICENCE:
            context["button"] = _("Record that it was sent to be carried out")
        return context

    @property
    def is_moot(self) -> bool:
        """Tell whether the contract on which the sanction would be laid has ended."""
        case = self.object
        return facts.touches_contract(case) and facts.touched_contract(case) is None

    def impact(self) -> Impact | None:
        """Return what the people lose, where a contract or the licence is touched."""
        is_open = not self.against and not self.is_moot
        if not is_open or self.object.sanction not in SUSPENDING:
            return None
        return facts.impact_of_case(self.object, today())

    def effect(self) -> str:
        """Return in words what carrying it out does."""
        case = self.object
        if self.is_moot:
            return _("The contract has ended, so there is nothing to carry out; this is recorded.")
        if case.track == Track.LICENCE:
            return _(
                "It is recorded that the committee's sanction was sent to be carried out. The state"
                " of the licence is changed in the register, with its document."
            )
        if case.sanction == SanctionKind.SUSPENSION:
            last = last_suspended(today(), case.sanction_days or 1)
            return _("The contract is suspended for %(days)s days, to the end of %(last)s.") % {
                "days": persian_digits(case.sanction_days or 0),
                "last": jalali.long(last),
            }
        if case.sanction == SanctionKind.TERMINATION_REVIEW:
            return _("A proof is recorded on which the contract may be ended; it is not ended now.")
        return _("It is recorded that the sanction was carried out.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.was_moot = self.is_moot
        return actions.execute_sanction(case_id=self.object.pk, actor=actor, on=today(), at=now())

    def get_success_message(self, done: Any) -> str:
        if self.was_moot:
            return _("It was recorded that there is nothing to carry out.")
        if self.object.track == Track.LICENCE:
            return _("It was recorded that the committee's sanction was sent to be carried out.")
        return _("The sanction was carried out.")


class Close(CaseAct):
    """Close a final case."""

    act = CLOSE
    form_class = CloseForm
    title = gettext_lazy("Close the case")
    button = gettext_lazy("Close the case")
    success_message = gettext_lazy("The case was closed.")

    @property
    def lead(self) -> str:
        """Return what becomes of the points, where the case has some."""
        has_points = self.object.outcome == Outcome.PROVEN and self.object.points
        return _("Its points keep counting until they drop out.") if has_points else ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.close_case(
            case_id=self.object.pk, note=data["note"], actor=actor, on=today(), at=now()
        )


class CloseNoAction(CaseAct):
    """End an undecided case without a decision, or propose that to a second person."""

    act = CLOSE_NO_ACTION
    form_class = CloseNoActionForm
    title = gettext_lazy("Close without action")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say before anything is filled in whether, and by whom, the closing is confirmed."""
        is_proposed = needs_second(self.object)
        button = _("Propose the closing") if is_proposed else _("Close without action")
        lead = " ".join([_("Nothing is found, and no points follow."), self.second()])
        return super().get_context_data(**({"lead": lead, "button": button} | context))

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the ground that was chosen."""
        return wrong_in_closing(self.object, typed)

    def second(self) -> str:
        """Return in words who confirms the closing."""
        case = self.object
        if not needs_second(case):
            return _("No notice was issued, so nobody else has to confirm it.")
        if is_before_deputy(case):
            return _("A step of the case is, or was, before the deputy, who confirms it.")
        if is_confirmed_above(case, self.actor.user_id, today()):
            return _(
                "The notice was issued, so a second person confirms it. Nobody else of the deciding"
                " body is free to: it goes to the deputy."
            )
        if case.track == Track.CONTRACT:
            return _(
                "The notice was issued, so a second person confirms it: another manager or the"
                " second signatory of the agency."
            )
        return _("The notice was issued, so the committee's chair confirms it.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.close_no_action(
            case_id=self.object.pk, code=data["code"], reason=data["reason"], actor=actor,
            on=today(), at=now(),
        )  # fmt: skip

    def get_success_message(self, done: Any) -> str:
        if done.state == CaseState.CLOSED_NO_ACTION:
            return _("The case was closed without action.")
        return _("The closing was proposed; it waits for its second person.")


# Which time runs anew in a case that is reopened, by its column.
BEGINS_ANEW = {
    "serve_due_on": gettext_lazy("The time to serve its notice begins anew, until {day}."),
    "defence_due_on": gettext_lazy("The time of the office to answer begins anew, until {day}."),
    "decision_due_on": gettext_lazy("The time to decide begins anew, until {day}."),
}


class Reopen(CaseAct):
    """Reopen a case that was closed without action, as the body above."""

    act = REOPEN
    form_class = ReopenForm
    success_message = gettext_lazy("The case is open again.")

    @property
    def lead(self) -> str:
        """Return which time begins anew, until when, and which stays as it was."""
        case = self.object
        said = [_("The case goes back to the state from which it was closed.")]
        if not case.closed_from:
            return said[0]
        fresh, _kept = fresh_clocks(case, CaseState(case.closed_from), today())
        said += [
            str(words).format(day=isolated(short(fresh[column])))
            for column, words in BEGINS_ANEW.items()
            if column in fresh
        ]
        if "serve_due_on" not in fresh and "defence_due_on" not in fresh:
            said.append(_("The time of the office to answer stays as it was."))
        return " ".join(said)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.reopen_case(
            case_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class StandBack(CaseAct):
    """Stand back from a case without a session of it."""

    act = STAND_BACK
    form_class = StandBackForm
    lost = gettext_lazy(
        "You do nothing more in this case, by no account of yours, nor in what rests on it: acts on"
        " the contract that its decision carries, judgments on them, duties, and reviews that count"
        " the case. There is no way back. Your other work on the contracts of the office goes on;"
        " whose reason lies in the office stands back on the page of the contract. Where nobody"
        " usual is free to decide then, the deputy names who does."
    )
    success_message = gettext_lazy("You have stood back from the case.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        """Record it."""
        return actions.stand_back(
            case_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
