"""Proposals that wait for their second person."""

from django.db.models import Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.principal import Principal, may
from approvals.acts import CONFIRM, REFUSE
from approvals.facts import PENDING_KINDS, waits_for
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits

PENDING = "approvals:pending"
KINDS = {
    "approve": Kind(
        Section.APPROVALS, "signature", _("Confirm or refuse the proposal"), (CONFIRM, REFUSE),
        PENDING, see=pgettext_lazy("pending act", "Examine"),
    ),
}  # fmt: skip


def waits(principal: Principal) -> Waits:
    """Yield the proposals of other persons that the principal may confirm."""
    if not any(may(principal, kind.permission) for kind in PENDING_KINDS):
        return
    yield Waiting(
        "approve",
        waits_for(principal),
        "proposed_at",
        "expires_on",
        note="proposed_by_name",
        number="public_id",
        office="title",
        code=Value(""),
        county=None,
    )
