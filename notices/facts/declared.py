"""What an office declares when it receives a notice in the portal: one sentence for all doors."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

RECEIVED = gettext_noop(
    "I receive this notice today on behalf of the office, and know what it starts."
)


def declared_receipt(starts: str) -> str:
    """Return the declaration of a receipt: what it starts, and that the office knows it."""
    with translation.override("fa"):
        return f"{starts} {_(RECEIVED)}"
