"""What people enter in the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField, WholeNumberField
from core.persian import SortKey
from territory.models import Division
from workdays.models import BODIES
from workdays.rules import DayKind


class DayForm(forms.Form):
    """An announced closure, a holiday, or a day that works by exception."""

    day = JalaliDateField(label=_("day"), ahead=True)
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[
            (DayKind.CLOSED, _("announced closure")),
            (DayKind.HOLIDAY, _("official holiday")),
            (DayKind.WORKING, _("working by exception")),
            (DayKind.LATE, _("work began late")),
        ],
    )
    title = PersianTextField(label=_("occasion"), max_length=160)
    county = forms.ModelChoiceField(
        label=_("where"),
        queryset=Division.objects.filter(level="county").order_by(SortKey("name")),
        to_field_name="public_id",
        required=False,
        empty_label=_("whole province"),
    )
    exempt = forms.MultipleChoiceField(
        label=_("bodies that worked all the same"),
        choices=lambda: list(BODIES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("For a closure: kinds of bodies whose own deadlines run on."),
    )
    late_minutes = WholeNumberField(
        label=_("late by, in minutes"),
        min_value=1,
        max_value=720,
        required=False,
        help_text=_("Only for a day on which work began late; the day itself counts."),
    )
    announced_on = JalaliDateField(
        label=_("announced on"),
        required=False,
        help_text=_("Before or after the day itself; running deadlines are computed anew."),
    )
    source = PersianTextField(
        label=_("source"),
        max_length=200,
        help_text=_("Number and date of the letter or the announcement."),
    )


class BringForm(forms.Form):
    """A file of days."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("xlsx, xls, ods, csv or json, up to 10 MB."),
    )


class ConfirmFileForm(forms.Form):
    """Nothing but the person who says that the days are right."""


class ExtendForm(forms.Form):
    """By how much a deadline is made longer, and why."""

    days = WholeNumberField(label=_("longer by, in the unit of the deadline"), min_value=1)
    reason = PersianTextField(
        label=_("reason"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who sees the deadline reads it."),
    )


class ReasonForm(forms.Form):
    """Why a deadline stands still or goes on."""

    reason = PersianTextField(
        label=_("reason"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who sees the deadline reads it."),
    )


class ConfirmForm(forms.Form):
    """On which day an estimated holiday really falls."""

    falls_on = JalaliDateField(label=_("falls on"))
    source = PersianTextField(
        label=_("source"),
        max_length=200,
        help_text=_("Number and date of the letter or the announcement."),
    )
