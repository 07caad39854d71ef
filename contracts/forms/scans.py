"""What people bring to keep the scan of a contract."""

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import JalaliDateField
from core.papers.bringing import KeptScanForm, scan_field


class EnterAcceptanceForm(forms.Form):
    """The paper on which the office accepted, and the day on which it signed."""

    accepted_on = JalaliDateField(
        label=gettext_lazy("day on which the office signed"), past_only=True
    )
    file = scan_field(gettext_lazy("scan of the paper that the office signed"))


class ScanForm(KeptScanForm):
    """The scan of the signed paper, and why it takes the place of the one that is kept."""

    file = scan_field(gettext_lazy("scan of the signed paper"))
