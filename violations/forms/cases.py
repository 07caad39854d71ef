"""Forms of a case: service, defence, waiver, appeal, correction, closing."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import jalali
from core.clock import today
from core.forms import JalaliDateField, PersianTextField
from core.jalali import short
from core.persian import persian_digits
from violations.facts.turns import against_last_day
from violations.forms.fields import (
    CardsField,
    ManyFilesField,
    UuidList,
    cards,
    reason_field,
)
from violations.models import Defence
from violations.states import Channel, ClosingCode

LEAST_DEFENCE = 20
MOST_DEFENCE = 3000


class NoticeForm(forms.Form):
    """How the notice goes to the office."""

    channel = CardsField(
        label=_("How is it served?"),
        choices=Channel.choices,
        initial=Channel.PORTAL,
    )
    addition = PersianTextField(
        label=_("Addition to the notice"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is printed after the official text, which is always in the letter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards(self, "channel").hints = {
            Channel.PORTAL: gettext("Served on the day the office acknowledges it here."),
            Channel.LETTER: gettext("Served on the day of the post's receipt, which you enter."),
            Channel.IN_PERSON: gettext("Served on the day of the signed receipt, which you enter."),
        }


class ServiceForm(forms.Form):
    """The receipt that proves the service of a notice."""

    evidence = UuidList(required=False)
    channel = CardsField(
        label=_("How was it served?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL],
        initial=Channel.LETTER,
    )
    served_on = JalaliDateField(
        label=_("Served on"), help_text=_("The day that the receipt shows.")
    )
    proof = PersianTextField(
        label=_("Receipt"), max_length=240,
        help_text=_("Its number, and who received the notice."),
    )  # fmt: skip
    attachments = ManyFilesField(label=_("Picture of the receipt"), required=False)
    attachments.is_awaited = True  # required, but one that is already uploaded counts


class DefenceForm(forms.Form):
    """What the office answers."""

    evidence = UuidList(required=False)
    stance = CardsField(
        label=_("Your position"),
        choices=Defence._meta.get_field("stance").choices or [],
        error_messages={"required": _("Choose your position.")},
    )
    text = PersianTextField(
        label=_("Your defence"),
        min_length=LEAST_DEFENCE,
        max_length=MOST_DEFENCE,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your defence.")},
    )
    attachments = ManyFilesField(label=_("Documents"), required=False)


class PaperDefenceForm(DefenceForm):
    """A defence that came on paper, entered for the office."""

    received_on = JalaliDateField(label=_("Received on"))
    attachments = ManyFilesField(
        label=_("Scan of the paper and its receipt"),
        required=False,
        help_text=_("The office hears of this entry, reads the scan and may contest it."),
    )
    attachments.is_awaited = True  # required, but one that is already uploaded counts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stance"].label = gettext("The office's position")
        self.fields["text"].label = gettext("Text of the paper")


class ContestObjectionForm(forms.Form):
    """Why the office contests an objection that was entered in its name."""

    reason = reason_field(
        _("Why do you contest it?"), least=20, rows=4,
        help_text=_("The agency and who decides read it."),
    )  # fmt: skip


class ContestForm(forms.Form):
    """Which paper the office contests, and why."""

    defence = forms.ChoiceField(
        label=_("What was entered in your name"),
        error_messages={"required": _("Choose what was entered in the office's name.")},
    )
    reason = reason_field(
        _("Why do you contest it?"), least=20, rows=4,
        help_text=_("The agency and who decides read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, papers: Sequence[Defence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("{stance}, received on {day}")
        cast(forms.ChoiceField, self.fields["defence"]).choices = [
            (
                str(paper.public_id),
                words.format(
                    stance=paper.get_stance_display(),
                    day=persian_digits(short(paper.submitted_on)),
                ),
            )
            for paper in papers
        ]

    def clean_defence(self) -> UUID:
        """Return the public id of the answer."""
        return UUID(self.cleaned_data["defence"])


class WaiveForm(forms.Form):
    """The office's own declaration that a window may end early."""

    agreed = forms.BooleanField(
        label=_("I have read this text and declare it for the office."),
        error_messages={"required": _("The window ends early only by your own declaration.")},
    )


class AppealForm(forms.Form):
    """Why the office objects."""

    evidence = UuidList(required=False)
    text = reason_field(_("Why do you object?"), least=LEAST_DEFENCE, rows=8)
    attachments = ManyFilesField(label=_("Documents"), required=False)


class PaperAppealForm(AppealForm):
    """An objection that came on paper, entered for the office with its picture."""

    received_on = JalaliDateField(
        label=_("Received on"),
        past_only=True,
        help_text=_("The day of the registry's receipt; by it the objection is in time."),
    )
    attachments = ManyFilesField(
        label=_("Picture of the paper and its receipt"),
        required=False,
    )
    attachments.is_awaited = True  # required, but one that is already uploaded counts
    field_order = ("evidence", "received_on", "text", "attachments")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext("Text of the paper objection")


class ScheduleForm(forms.Form):
    """The day on which a heard case is to be decided."""

    decision_on = JalaliDateField(
        label=_("Day of decision"),
        ahead=True,
        help_text=_(
            "Not after the last day of the decision. The office reads the day, and until then may"
            " add to its answer: nothing is decided before."
        ),
    )


class CorrectionForm(forms.Form):
    """What the office is to put right."""

    text = reason_field(_("What is to be put right"), least=10, rows=3)
    due_on = JalaliDateField(label=_("Last day to put it right"), ahead=True)

    def __init__(self, *args: Any, first_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = gettext(
            "A working day of the office's county, {day} at the earliest: the office needs time to"
            " see what is asked."
        ).format(day=jalali.long(first_on))


class CorrectionReportForm(forms.Form):
    """What the office has put right."""

    evidence = UuidList(required=False)
    note = reason_field(_("What was done"), least=10, rows=3)
    attachments = ManyFilesField(label=_("Documents"), required=False)


class CorrectionVerifyForm(forms.Form):
    """How somebody saw that it is right, or that it is not."""

    is_done = CardsField(
        label=_("Result"),
        choices=[("yes", _("It is put right")), ("no", _("Ask for it again"))],
        error_messages={"required": _("Choose the result.")},
    )
    note = reason_field(_("How it was verified"), least=10, rows=3)


class AccessForm(forms.Form):
    """Why the restricted files of a case are needed."""

    reason = reason_field(_("Why you need them"))


class StandInForm(forms.Form):
    """Who decides in place of those who had a part, why, and up to when."""

    member = forms.TypedChoiceField(label=_("Member of the committee"), coerce=UUID)
    reason = reason_field(_("Why nobody else decides"))
    last_on = JalaliDateField(label=_("Last day"), ahead=True)

    def __init__(
        self, data: Any = None, *, people: Sequence[tuple[UUID, str]], longest: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        told = gettext("At most until %(day)s.") % {"day": persian_digits(short(longest))}
        self.fields["last_on"].help_text = told
        member: Any = self.fields["member"]
        member.choices = [("", _("Choose")), *people]

    def clean_last_on(self) -> date:
        """Refuse a day that has passed, and one that is too far."""
        last_on: date = self.cleaned_data["last_on"]
        if against := against_last_day(last_on, today()):
            raise forms.ValidationError(against)
        return last_on


class NoteForm(forms.Form):
    """An internal note."""

    text = PersianTextField(
        label=_("Internal note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(forms.Form):
    """A final case whose sanction is executed and whose correction is verified."""

    note = reason_field(_("Closing note"), least=10, rows=3)


class CloseNoActionForm(forms.Form):
    """An open case that ends without a decision: on which ground, and why."""

    code = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("Choose")), *ClosingCode.choices],
        error_messages={"required": _("Choose the ground on which the case is closed.")},
    )
    reason = reason_field(_("Explanation"), least=20)


class ReopenForm(forms.Form):
    """Why a case that was closed without action goes on."""

    reason = reason_field(_("Reason"), least=20)


class StandBackForm(forms.Form):
    """Why a person has no part in a case any more."""

    reason = reason_field(_("Reason"), least=10)


class ExecuteForm(forms.Form):
    """Nothing to write: the final decision says it all."""
