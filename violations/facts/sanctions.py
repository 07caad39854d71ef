"""A sanction as people read it."""

from django.utils.translation import gettext as _

from core.persian import persian_digits
from violations.states import SanctionKind


def sanction_words(sanction: str, days: int | None) -> str:
    """Return a sanction with its days."""
    if not sanction:
        return ""
    label = str(SanctionKind(sanction).label)
    if not days:
        return label
    return _("%(sanction)s, %(days)s days") % {"sanction": label, "days": persian_digits(days)}
