"""A hearing session is called: who may sit, and how soon it may be."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from core.errors import DomainError
from core.persian import persian_digits
from violations import actions, facts
from violations.forms.sessions import SummonForm
from violations.states import HEARD_IN
from violations.views.acts import CaseAct
from violations.views.rights import serves


class Summon(CaseAct):
    """Call a session."""

    title = gettext_lazy("Call a hearing session")
    button = gettext_lazy("Call the session")
    lead = gettext_lazy(
        "The office gets a summons; the session is held once it was served, and with its quorum."
    )
    success_message = gettext_lazy("The session was called. Its summons waits to be served.")

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.object.state not in HEARD_IN:
            return _("The office is heard after the notice and before the decision.")
        if facts.session_of(self.object) is not None:
            return _("The case has a hearing session already.")
        people, quorum = self.bench
        if len(people) < quorum:
            text = _(
                "A session needs {least} who sit, and {found} may: whoever reported or stood back"
                " does not. Another clerk or member is named first, or the case is decided in"
                " writing."
            )
            return text.format(least=persian_digits(quorum), found=persian_digits(len(people)))
        return ""

    @cached_property
    def bench(self) -> tuple[list[facts.Person], int]:
        """Return who may sit today, and how many must."""
        case, on = self.object, today()
        return facts.judges_of(case, on), facts.reckoning_on(on).quorum_of(facts.forum_of(case))

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        people, quorum = self.bench
        notice = facts.earliest_session(self.object, today())
        return SummonForm(
            data, people=people, quorum=quorum, notice=notice, initial=self.get_initial()
        )

    def explain(self, form: BaseForm, error: DomainError) -> None:
        """Put what is wrong with the time beside its day."""
        if texts := error.fields.pop("starts_at", None):
            error.fields["day"] = texts
        super().explain(form, error)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.session = actions.summon_to_hearing(
            case_id=self.object.pk,
            starts_at=data["starts_at"],
            place=data["place"],
            is_online=data["is_online"],
            judges=data["judges"],
            guests=data["guests"],
            channel=data["channel"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_url(self, done: Any) -> str:
        """Return the page of the session that was called."""
        return reverse("violations:hearing", args=[self.object.number, self.session.public_id])
