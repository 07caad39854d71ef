"""Forms of a termination review."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DeclarationField, JalaliDateField, PersianTextField, WholeNumberField
from core.persian import latin_digits, persian_digits
from notices.forms import receipt_scan
from oversight.facts.papers import has_answered
from oversight.models import TerminationReview
from oversight.rules import LEAST_REASONS
from oversight.states import ReviewOutcome
from violations.forms.fields import ManyFilesField, UuidList


class ServiceForm(forms.Form):
    """Service on paper, with its receipt."""

    served_on = JalaliDateField(label=gettext_lazy("served on"))
    proof = PersianTextField(
        label=gettext_lazy("number and kind of the receipt"), min_length=3, max_length=240
    )
    scan = receipt_scan()


class AnswerForm(forms.Form):
    """The office's answer, with its documents."""

    evidence = UuidList(required=False)
    text = PersianTextField(
        label=gettext_lazy("your answer"), widget=forms.Textarea, min_length=20, max_length=8000
    )
    attachments = ManyFilesField(label=gettext_lazy("documents"), required=False)


class WaiveForm(forms.Form):
    """That the office ends its hearing window itself."""

    agreed = DeclarationField(
        label=gettext_lazy("I have read this text and end the window on behalf of the office.")
    )


class RecommendForm(forms.Form):
    """What the province recommends to the agency."""

    text = PersianTextField(
        label=gettext_lazy("recommendation"), widget=forms.Textarea, min_length=10, max_length=2000
    )


class DecideForm(forms.Form):
    """The decision of the contract's own agency."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("decision"),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is decided on the contract.")},
    )
    suspension_days = WholeNumberField(
        label=gettext_lazy("days of suspension"), min_value=1, max_value=999, required=False
    )
    plan = PersianTextField(
        label=gettext_lazy("improvement plan"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    plan_due_on = JalaliDateField(
        label=gettext_lazy("plan is done until"), required=False, ahead=True
    )
    reasons = PersianTextField(
        label=gettext_lazy("reasons of the decision"),
        widget=forms.Textarea,
        min_length=LEAST_REASONS,
        max_length=8000,
    )
    has_read = DeclarationField(label=gettext_lazy("I have read the office's answer."))
    knows_effect = DeclarationField(
        label=gettext_lazy("I know who else gives this service nearby and who loses it.")
    )
    confirmation = PersianTextField(
        label=gettext_lazy("office code, to confirm a termination"), max_length=20, required=False
    )

    def __init__(self, *args: Any, review: TerminationReview, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        if not has_answered(review):
            self.fields["has_read"].label = _("I know that the office has sent no answer.")
        outcome: Any = self.fields["outcome"]
        outcome.tones = {"terminate": "danger"}
        outcome.hints = {
            "keep": _("With a plan and a day by which it is done."),
            "warn": _("A written warning that counts in later reviews."),
            "suspend": _("Service is cut for the days that you write, at most {days}.").format(
                days=persian_digits(longest)
            ),
            "terminate": _("A termination notice of {days} days is put before the office.").format(
                days=persian_digits(review.contract.notice_days)
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for what each outcome needs, and for the office code before a termination."""
        data = super().clean() or self.cleaned_data
        match data.get("outcome"):
            case ReviewOutcome.SUSPEND if not data.get("suspension_days"):
                self.add_error("suspension_days", _("Write how many days the suspension lasts."))
            case ReviewOutcome.KEEP:
                if not data.get("plan"):
                    self.add_error("plan", _("Write what the office has to put right."))
                if not data.get("plan_due_on") and not self.has_error("plan_due_on"):
                    self.add_error("plan_due_on", _("The plan is done by a day after today."))
            case ReviewOutcome.TERMINATE:
                typed = latin_digits(data.get("confirmation") or "").strip()
                if typed != self.review.office.code:
                    self.add_error(
                        "confirmation",
                        _("This is not the office's code.")
                        if typed
                        else _("To confirm a termination, type the office's code."),
                    )
        return data
