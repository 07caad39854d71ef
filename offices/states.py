"""The life cycles of offices and licences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Flow


class OfficeState(models.TextChoices):
    """Where an office stands (design: DOMAIN C2)."""

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    TEMPORARILY_CLOSED = "temporarily_closed", _("temporarily closed")
    INACTIVE = "inactive", _("inactive")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    CLOSED = "closed", _("closed")


O = OfficeState

OFFICE_FLOW: Flow[OfficeState] = Flow(
    {
        O.DRAFT: {O.ACTIVE, O.REVOKED},
        O.ACTIVE: {O.TEMPORARILY_CLOSED, O.INACTIVE, O.SUSPENDED, O.REVOKED, O.CLOSED},
        O.TEMPORARILY_CLOSED: {O.ACTIVE, O.INACTIVE, O.REVOKED},
        O.INACTIVE: {O.ACTIVE, O.SUSPENDED, O.REVOKED},
        O.SUSPENDED: {O.ACTIVE, O.REVOKED},
        O.REVOKED: set(),
        O.CLOSED: set(),
    }
)


class LicenceState(models.TextChoices):
    """Where a licence stands; «expiring» is computed from its date."""

    VALID = "valid", _("valid")
    RENEWAL_REQUESTED = "renewal_requested", _("renewal requested")
    SUSPENDED = "suspended", _("suspended")
    RENEWED = "renewed", _("renewed")
    TRANSFERRED = "transferred", _("transferred")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


L = LicenceState

LICENCE_FLOW: Flow[LicenceState] = Flow(
    {
        L.VALID: {L.RENEWAL_REQUESTED, L.SUSPENDED, L.EXPIRED, L.CANCELLED, L.TRANSFERRED},
        L.RENEWAL_REQUESTED: {L.VALID, L.RENEWED, L.SUSPENDED, L.EXPIRED, L.CANCELLED},
        L.SUSPENDED: {L.VALID, L.EXPIRED, L.CANCELLED},
        L.EXPIRED: {L.RENEWED},
        L.RENEWED: set(),
        L.TRANSFERRED: set(),
        L.CANCELLED: set(),
    }
)
