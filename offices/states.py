"""The life cycles of offices and licences."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.words import Word
from core.states import Flow


class OfficeState(models.TextChoices):
    """Where an office stands (design: DOMAIN C2)."""

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    TEMPORARILY_CLOSED = "temporarily_closed", _("temporarily closed")
    INACTIVE = "inactive", _("inactive")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", pgettext_lazy("office", "revoked")
    CLOSED = "closed", pgettext_lazy("office", "closed")


_S = OfficeState

OFFICE_FLOW: Flow[OfficeState] = Flow(
    {
        _S.DRAFT: {_S.ACTIVE, _S.REVOKED},
        _S.ACTIVE: {_S.TEMPORARILY_CLOSED, _S.INACTIVE, _S.SUSPENDED, _S.REVOKED, _S.CLOSED},
        _S.TEMPORARILY_CLOSED: {_S.ACTIVE, _S.INACTIVE, _S.REVOKED},
        _S.INACTIVE: {_S.ACTIVE, _S.SUSPENDED, _S.REVOKED},
        _S.SUSPENDED: {_S.ACTIVE, _S.REVOKED},
        _S.REVOKED: set(),
        _S.CLOSED: set(),
    }
)


# In these an office may join the association; the others have ended, or have not begun.
JOINING = frozenset({_S.ACTIVE, _S.TEMPORARILY_CLOSED, _S.INACTIVE, _S.SUSPENDED})


class LicenceState(models.TextChoices):
    """Where a licence stands; «expiring» is computed from its date."""

    VALID = "valid", _("valid")
    RENEWAL_REQUESTED = "renewal_requested", _("renewal requested")
    SUSPENDED = "suspended", _("suspended")
    RENEWED = "renewed", _("renewed")
    TRANSFERRED = "transferred", _("transferred")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


class LicencePaper(models.TextChoices):
    """Which paper of a licence was scanned."""

    LICENCE = "licence", _("scan of the licence")
    SUSPENSION = "suspension", _("letter of the suspension")
    REINSTATEMENT = "reinstatement", _("letter of the reinstatement")
    CANCELLATION = "cancellation", _("letter of the cancellation")
    RENEWAL = "renewal", _("letter of the renewal")
    TRANSFER = "transfer", _("approval of the transfer")


_L = LicenceState

# A valid licence is renewed without a request only once the last day to ask has passed.
LICENCE_FLOW: Flow[LicenceState] = Flow(
    {
        _L.VALID: {
            _L.RENEWAL_REQUESTED, _L.RENEWED, _L.SUSPENDED, _L.EXPIRED, _L.CANCELLED,
            _L.TRANSFERRED,
        },
        _L.RENEWAL_REQUESTED: {_L.VALID, _L.RENEWED, _L.SUSPENDED, _L.EXPIRED, _L.CANCELLED},
        _L.SUSPENDED: {_L.VALID, _L.EXPIRED, _L.CANCELLED},
        _L.EXPIRED: {_L.RENEWED},
        _L.RENEWED: set(),
        _L.TRANSFERRED: set(),
        _L.CANCELLED: set(),
    }
)  # fmt: skip

# The paper on which a licence comes to a state.
PAPER_OF = {
    _L.SUSPENDED: LicencePaper.SUSPENSION,
    _L.VALID: LicencePaper.REINSTATEMENT,
    _L.CANCELLED: LicencePaper.CANCELLATION,
    _L.RENEWED: LicencePaper.RENEWAL,
    _L.TRANSFERRED: LicencePaper.TRANSFER,
}

# What people read for the kinds of rows that are imported; an app above adds its own.
CONTENTS: dict[str, object] = {}
# What people read for names in the history's changes that no model has.
WORDS = {
    "from": Word(_("from")),
    "to": Word(_("to")),
    "until": Word(_("until")),
    "document_issuer": Word(_("document issuer")),
    "new_number": Word(_("number of the new licence")),
    "content": Word(_("content of the file"), CONTENTS),
    "leaves_errors": Word(_("leaves the rows with errors")),
    "insert": Word(_("rows added")),
    "update": Word(_("rows changed")),
    "same": Word(_("rows without change")),
    "skip": Word(_("rows left out")),
    "wrong": Word(_("rows with errors")),
    "blank": Word(_("empty rows")),
    "warned": Word(_("rows with a warning")),
}
# What people read for each verb of the register's history.
VERBS = {
    "office.letter_opened": _("opened the document on the state of the office"),
    "office.imported": _("brought the office from a file"),
    "office.import_updated": _("changed the office from a file"),
    "licence.imported": _("brought the licence from a file"),
    "licence.scan_opened": _("opened the scan of the licence"),
    "licence.suspension_lapsed": _("the suspension of the licence ended"),
    "licence.expired": _("the licence expired"),
    "import.applied": _("applied an import"),
    "import.file_opened": _("opened the list as it was brought"),
    "import.refused": _("the file was not taken in"),
}
