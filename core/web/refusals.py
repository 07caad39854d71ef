"""What the act would refuse, asked beside what a form refuses, so that all of it comes at once."""

from collections.abc import Sequence

from django.forms import BaseForm

from core.errors import Invalid
from core.papers.bringing import ScanField
from core.papers.taking import take


def unreadable(form: BaseForm) -> dict[str, Sequence[str]]:
    """Return, by field, why the scans that the form accepted are refused when they are read."""
    wrong: dict[str, Sequence[str]] = {}
    for name, field in form.fields.items():
        file = form.cleaned_data.get(name)
        if not isinstance(field, ScanField) or not file:
            continue
        try:
            take(file, name)
        except Invalid as error:
            wrong |= error.fields
        finally:
            file.seek(0)
    return wrong
