"""What people bring to keep the scan of a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import PersianTextField
from core.papers.heads import LONGEST_NUMBER
from core.papers.keeping import LEAST_REASON
from core.texts import refuse_no_number

# What a file input offers. WebP becomes JPEG in the browser (static/js/photos.js). HEIC is not
# named: an iPhone then sends a JPEG by itself; one that is chosen all the same is converted, or
# refused with the cure.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class ScanField(forms.FileField):
    """A picture or PDF of a paper; the act reads it."""


def scan_field(label: Any, *, required: bool = True, note: Any = "") -> ScanField:
    """Return the field of a picture or PDF that is checked and sealed."""
    return ScanField(
        label=label,
        required=required,
        help_text=note or gettext_lazy("JPEG, PNG or PDF; it is checked and sealed."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


def number_field(label: Any, *, required: bool = True, **more: Any) -> PersianTextField:
    """Return the field of a document's number as it stands on it: it has a digit."""
    return PersianTextField(
        label=label,
        required=required,
        max_length=LONGEST_NUMBER,
        validators=[refuse_no_number],
        **more,
    )


class KeptScanForm(forms.Form):
    """A scan, its `file` field named by the subclass, and why it takes the place of another."""

    field_order = ("file", "reason")
    reason = PersianTextField(
        label=gettext_lazy("why it takes the earlier scan's place"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST_REASON,
        max_length=400,
    )

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]
