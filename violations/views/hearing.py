"""What the office answers, and the day of decision."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core import jalali
from core.clock import now, today
from core.persian import isolated
from violations import actions, facts
from violations.acts.cases import (
    CONTEST_PAPER,
    DEFEND,
    ENTER_PAPER_DEFENCE,
    SCHEDULE,
    WAIVE,
)
from violations.facts.receipts import receipt_of
from violations.facts.typed_days import wrong_in_paper_defence
from violations.forms.cases import (
    ContestForm,
    DefenceForm,
    PaperDefenceForm,
    ScheduleForm,
    WaiveForm,
)
from violations.states import CaseState
from violations.views.answers import answers_of
from violations.views.case_pages import CaseAct
from violations.views.clocks import clocks_with_ribbons
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.notices import SECOND
from violations.views.read_once_more import ReadOnceMore
from violations.views.reported import shown_reports
from violations.views.uploads import FilesForm
from workdays.views.hints import PaperOfADay


class Defend(ReadOnceMore, CaseAct):
    """The office answers."""

    act = DEFEND
    form_class = DefenceForm
    evidence_kind = "defence"
    template_name = "violations/defence.html"
    review_template = "violations/defence_review.html"
    title = gettext_lazy("Defence")

    def get_success_message(self, done: Any) -> str:
        """Say the receipt number, and until when the answer may be completed."""
        due = self.object.defence_due_on
        number = isolated(receipt_of(self.made, self.object.number))
        if due is None or due < today():
            return _("Your defence was received. Receipt number: {number}").format(number=number)
        words = _(
            "Your defence was received. You may add to it until the end of {due}. Receipt number:"
            " {number}"
        )
        return words.format(due=jalali.long(due), number=number)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case, form = self.object, context["form"]
        cards = exhibits_of(self.actor, case=case)
        answers = [] if self.against else answers_of(case, cards)
        clocks = clocks_with_ribbons(case, today())
        stances = form.fields["stance"].choices
        found = super().get_context_data(
            clock=next((clock for clock in clocks if clock.key == "defence"), None),
            is_late=bool(case.defence_due_on and case.defence_due_on < today()),
            told=shown_reports(
                case.reports.select_related("agency").order_by("case_reports__pk"), self.actor
            ),
            exhibits=of_kind(cards, "report"),
            answers=answers,
            is_operator=True,
            title=_("Add to the defence") if answers else self.title,
            draft_key=f"defence-{case.number}",
            stance=dict(stances).get(str(form["stance"].value()), ""),
            **context,
        )
        found["crumbs"][-1]["label"] = str(found["title"])
        return found

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.made = actions.submit_defence(
            case_id=self.object.pk,
            stance=data["stance"],
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class EnterPaperDefence(PaperOfADay, FilesForm, CaseAct):
    """Enter for the office a defence that came on paper."""

    act = ENTER_PAPER_DEFENCE
    form_class = PaperDefenceForm
    evidence_kind = "defence"
    title = gettext_lazy("Enter a paper defence")
    button = gettext_lazy("Record the defence")
    lead = gettext_lazy("It is in time or late by the day on which it was received.")
    success_message = gettext_lazy("The defence was entered.")
    autofocus = False

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day that was typed."""
        return wrong_in_paper_defence(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.made = actions.enter_paper_defence(
            case_id=self.object.pk,
            stance=data["stance"],
            text=data["text"],
            evidence_ids=self.kept,
            received_on=data["received_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        """Say that an earlier day waits for its second person."""
        return super().get_success_message(done) if self.made.pk else str(SECOND)


class ContestPaper(CaseAct):
    """The office contests a defence that was entered from paper in its name."""

    act = CONTEST_PAPER
    button = gettext_lazy("Contest this entry")
    lead = gettext_lazy(
        "What you contest counts no longer: the case stands as if it had not been entered, and you"
        " may answer yourself. The agency may enter it again with another proof."
    )
    success_message = gettext_lazy("The entry is contested and counts no longer.")
    autofocus = False

    def get_form(self, data: Any = None, files: Any = None) -> ContestForm:
        papers = facts.contestable_papers(self.object)
        return ContestForm(data, papers=papers, initial=self.get_initial())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.contest_paper(case_id=self.object.pk, **data, actor=actor, on=today(), at=now())
        return self.object


LOST = {
    "defence": gettext_lazy(
        "What you lose: the case may be decided at once, and nothing is added to your answer in"
        " time any more. This cannot be taken back."
    ),
    "appeal": gettext_lazy(
        "What you lose: the decision becomes final and can be carried out at once, and you can"
        " object no more. This cannot be taken back."
    ),
}


class Waive(CaseAct):
    """The office ends its own window early, with its declaration and a fresh factor."""

    act = WAIVE
    form_class = WaiveForm
    template_name = "violations/waive.html"
    title = gettext_lazy("End the window early")
    button = gettext_lazy("End the window now")
    success_message = gettext_lazy("The window has ended by your declaration.")

    @property
    def window(self) -> str:
        """Return the window that runs now."""
        return "appeal" if self.object.state == CaseState.DECIDED else "defence"

    @property
    def lost(self) -> str:
        """Return what ends with this window."""
        lost = str(LOST[self.window])
        if self.window == "appeal" or facts.in_time().filter(case=self.object).exists():
            return lost
        unsent = _("You have sent no defence yet.")
        return f"{unsent} {lost}"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        text = "" if self.against else facts.waiver_text(self.object, self.window)
        until = None
        if self.window == "defence" and not self.against:
            until = facts.decided_until(self.object, today())
        return super().get_context_data(
            text=text, window=self.window, decided_until=until, **context
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.waive_window(
            case_id=self.object.pk,
            window=self.window,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class Schedule(CaseAct):
    """Name the day of decision."""

    act = SCHEDULE
    form_class = ScheduleForm
    title = gettext_lazy("Name the day of decision")
    button = gettext_lazy("Record the day")
    success_message = gettext_lazy("The day of decision was recorded.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.schedule_case(
            case_id=self.object.pk,
            decision_on=data["decision_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
