"""What people bring to keep the scan of a licence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import PersianTextField


class LicenceScanForm(forms.Form):
    """The scan of a licence, and why it takes the place of the one that is kept."""

    file = forms.FileField(
        label=gettext_lazy("scan of the licence"),
        help_text=gettext_lazy("JPEG, PNG or PDF; it is checked and sealed."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    reason = PersianTextField(
        label=gettext_lazy("why it takes the earlier scan's place"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=10,
        max_length=400,
    )

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]
