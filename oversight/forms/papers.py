"""What people bring with a paper of a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField
from core.papers.bringing import number_field, scan_field


class PaperAnswerForm(forms.Form):
    """The office's answer that came on paper: its number, its day, its words and its scan."""

    document_no = number_field(
        _("number of the paper"),
        help_text=_("The number of the registry under which the paper came in."),
    )
    received_on = JalaliDateField(
        label=_("Received on"),
        past_only=True,
        help_text=_("By this day the answer is in time or late."),
    )
    text = PersianTextField(
        label=_("Text of the paper answer"), widget=forms.Textarea, min_length=20, max_length=8000
    )
    scan = scan_field(
        _("scan of the paper"),
        note=_("The office hears of this entry, reads the scan and may contest it."),
    )


class ContestAnswerForm(forms.Form):
    """Why the office contests an answer that was entered in its name."""

    reason = PersianTextField(
        label=_("Why do you contest it?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=20,
        max_length=2000,
        help_text=_("The agency and who decides read it."),
    )


class ReviewJudgmentForm(forms.Form):
    """The judgment as its document reads, and its scan."""

    document_no = number_field(_("document number"))
    document_on = JalaliDateField(label=_("document date"), past_only=True)
    document_issuer = PersianTextField(
        label=_("issuer"),
        max_length=160,
        help_text=_("The civil court, or the forum that the contract names."),
    )
    file = scan_field(_("scan of the judgment"))
    reason = PersianTextField(
        label=_("what the judgment says"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=10,
        max_length=2000,
    )
