"""What people enter in the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField
from territory.models import Division
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
        ],
    )
    title = PersianTextField(label=_("occasion"), max_length=160)
    county = forms.ModelChoiceField(
        label=_("where"),
        queryset=Division.objects.filter(level="county").order_by("name_key"),
        to_field_name="public_id",
        required=False,
        empty_label=_("whole province"),
    )
    source = PersianTextField(
        label=_("source"),
        max_length=200,
        help_text=_("Number and date of the letter or the announcement."),
    )


class ConfirmForm(forms.Form):
    """On which day an estimated holiday really falls."""

    falls_on = JalaliDateField(label=_("falls on"))
    source = PersianTextField(
        label=_("source"),
        max_length=200,
        help_text=_("Number and date of the letter or the announcement."),
    )
