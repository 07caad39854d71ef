"""The life cycle of a pending act, and its verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.states import Flow


class PendingState(models.TextChoices):
    """Whether a pending act waits for its second person, or how it ended."""

    PENDING = "pending", _("waits for a second person")
    CONFIRMED = "confirmed", pgettext_lazy("pending act", "confirmed")
    REFUSED = "refused", pgettext_lazy("pending act", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("pending act", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("pending act", "expired")
    VOID = "void", pgettext_lazy("pending act", "void")


S = PendingState

PENDING_FLOW: Flow[PendingState] = Flow(
    {
        S.PENDING: {S.CONFIRMED, S.REFUSED, S.WITHDRAWN, S.EXPIRED, S.VOID},
        S.CONFIRMED: set(),
        S.REFUSED: set(),
        S.WITHDRAWN: set(),
        S.EXPIRED: set(),
        S.VOID: set(),
    }
)
# What people read for each verb of the history (audit.verbs).
VERBS = {
    "pending.proposed": _("proposed an act for a second person"),
    "pending.expired": _("the proposed act expired"),
    "pending.voided": _("the proposed act became void"),
}
