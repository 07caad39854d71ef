"""Written reminders to agencies: read, then send; and what was sent."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import now, today
from core.persian import persian_digits
from core.web import ActPage, RecordPage
from oversight import actions
from oversight.acts.duties import SEND
from oversight.facts.overdue import overdue_of
from oversight.forms import ReminderForm
from oversight.models import Reminder


class Remind(ActPage):
    """A reminder to each chosen agency; its text is read before it is sent."""

    act = SEND
    form_class = ReminderForm
    template_name = "oversight/remind.html"

    def get_record(self) -> None:
        """Return no record: a reminder is made here."""

    def find_parts(self) -> None:
        """Read what is overdue."""
        self.found = overdue_of(self.actor, today())
        sent = Reminder.objects.visible_to(self.actor).filter(sent_on=today())
        self.reminded = set(sent.values_list("agency__code", flat=True))
        self.found = [item for item in self.found if item.agency.code not in self.reminded]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the agencies that have something overdue."""
        return super().get_form_kwargs() | {"found": self.found}

    def get_initial(self) -> dict[str, Any]:
        """Choose the agencies that the address names, else all."""
        named = self.request.GET.getlist("agency")
        codes = [item.agency.code for item in self.found]
        return {
            "agency": [code for code in codes if code in named or not named],
            "seen": " ".join(item.digest for item in self.found),
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the texts to be read."""
        return super().get_context_data(
            found=self.found,
            reminded=len(self.reminded),
            seen=" ".join(item.digest for item in self.found),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> list[Reminder]:
        """Send the reminders."""
        return actions.remind_agencies(
            codes=data["agency"], seen=data["seen"], note=data["note"], actor=actor,
            on=today(), at=now(),
        )  # fmt: skip

    def get_success_message(self, done: list[Reminder]) -> str:
        """Say how many agencies were reminded."""
        return ngettext(
            "A reminder to {count} agency was recorded.",
            "Reminders to {count} agencies were recorded.",
            len(done),
        ).format(count=persian_digits(len(done)))

    def get_success_url(self, done: list[Reminder]) -> str:
        """Go to the one reminder, or back to the desk."""
        return done[0].get_absolute_url() if len(done) == 1 else reverse("dashboard:desk")


class ReminderPage(RecordPage):
    """One reminder, word for word."""

    queryset = Reminder.objects.select_related("agency")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/reminder.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the reminder with the way to its agency."""
        agency = self.object.agency
        return super().get_context_data(
            crumbs=[
                {"label": _("Agencies"), "url": reverse("agencies:list")},
                {"label": agency.short_name, "url": agency.get_absolute_url()},
                {"label": self.object.number, "code": True},
            ],
            cases=[(number, reverse("violations:file", args=[number]))
                   for number in self.object.cases],
            reviews=[(number, reverse("oversight:review", args=[number]))
                     for number in self.object.reviews],
            contracts=[(number, reverse("contracts:contract", args=[number]))
                       for number in self.object.contracts],
            **kwargs,
        )  # fmt: skip
