"""What the office objects to a decision, and the objection that came on paper."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from core.persian import isolated
from violations import actions, facts
from violations.acts.cases import APPEAL, CONTEST_OBJECTION, ENTER_PAPER_APPEAL
from violations.facts.receipts import receipt_of
from violations.facts.typed_days import wrong_in_paper_objection
from violations.forms.cases import AppealForm, ContestObjectionForm, PaperAppealForm
from violations.models import Case
from violations.views.case_pages import CaseAct
from violations.views.clocks import clocks_with_ribbons
from violations.views.notices import SECOND
from violations.views.read_once_more import ReadOnceMore
from violations.views.uploads import FilesForm
from workdays.views.hints import PaperOfADay


def decision_and_clock(case: Case) -> dict[str, Any]:
    """Return the decision that is objected to, and the window in which."""
    clocks = clocks_with_ribbons(case, today())
    return {
        "clock": next((clock for clock in clocks if clock.key == "appeal"), None),
        "first": facts.first_decision(case),
    }


class FileAppeal(ReadOnceMore, CaseAct):
    """The office objects to a decision."""

    act = APPEAL
    form_class = AppealForm
    evidence_kind = "appeal"
    template_name = "violations/appeal.html"
    review_template = "violations/appeal_review.html"
    title = gettext_lazy("Objection")
    lead = gettext_lazy("It is decided by somebody who had no part in the decision.")

    def get_success_message(self, done: Any) -> str:
        """Say the receipt number."""
        words = _("Your objection was received. Receipt number: {number}")
        return words.format(number=isolated(receipt_of(self.made, self.object.number)))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            draft_key=f"appeal-{self.object.number}", **decision_and_clock(self.object), **context
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.made = actions.file_appeal(
            case_id=self.object.pk,
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class EnterPaperAppeal(PaperOfADay, FilesForm, CaseAct):
    """Enter for the office an objection that came on paper."""

    act = ENTER_PAPER_APPEAL
    form_class = PaperAppealForm
    evidence_kind = "appeal"
    template_name = "violations/appeal.html"
    title = gettext_lazy("Enter a paper objection")
    button = gettext_lazy("Record the objection")
    lead = gettext_lazy("It is in time by the day on which it was received, not by today.")
    success_message = gettext_lazy("The objection was entered.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**decision_and_clock(self.object), **context)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day that was typed."""
        return wrong_in_paper_objection(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.made = actions.enter_paper_appeal(
            case_id=self.object.pk,
            text=data["text"],
            received_on=data["received_on"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        """Say that an earlier day waits for its second person."""
        return super().get_success_message(done) if self.made.pk else str(SECOND)


class ContestObjection(CaseAct):
    """The office contests an objection that was entered from paper in its name."""

    act = CONTEST_OBJECTION
    form_class = ContestObjectionForm
    button = gettext_lazy("Contest this entry")
    lead = gettext_lazy(
        "The objection counts no longer, and your window to object runs again for five working days"
        " or more. A decision that had become final before the paper was entered stays final."
    )
    success_message = gettext_lazy("The entry is contested and counts no longer.")
    autofocus = False

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.contest_objection(case_id=self.object.pk, **data, actor=actor, on=today(), at=now())
        return self.object
