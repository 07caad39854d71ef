"""The office contests that the minutes note it absent, and the forum's side answers."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions
from violations.acts.absences import ANSWER_ABSENCE, CONTEST_ABSENCE, contests_of
from violations.forms.sessions import AnswerAbsenceForm, ContestAbsenceForm
from violations.views.sessions import SessionPage


class ContestAbsence(SessionPage):
    """Contest that the minutes note the actor absent, with a fresh factor."""

    act = CONTEST_ABSENCE
    form_class = ContestAbsenceForm
    template_name = "violations/absence.html"
    button = gettext_lazy("Contest the absence")
    lead = gettext_lazy(
        "Your contest stands beside the minutes. Somebody who did not record them answers it, and"
        " the case is not decided before that."
    )
    success_message = gettext_lazy("You have contested the absence; you hear of the answer.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.contest_absence(
            session_id=self.session.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
        return self.object


class AnswerAbsence(SessionPage):
    """Answer who contests a noted absence, with a fresh factor."""

    act = ANSWER_ABSENCE
    template_name = "violations/absence.html"
    button = gettext_lazy("Answer the contest")
    lead = gettext_lazy(
        "The minutes stay as they are written; your answer stands beside them. The office hears of"
        " it at once."
    )
    success_message = gettext_lazy("The contest is answered.")
    autofocus = False

    def get_form(self, data: Any = None, files: Any = None) -> AnswerAbsenceForm:
        seats = contests_of(self.session)
        return AnswerAbsenceForm(data, seats=seats, initial=self.get_initial())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.answer_absence(
            session_id=self.session.pk, **data, actor=actor, on=today(), at=now()
        )
        return self.object
