"""Taking in evidence: checked, sealed, then attached once."""

from datetime import datetime

from django.core.files import File

from accounts.principal import Principal
from violations.models import Evidence


def upload_evidence(
    *, file: File, kind: str, actor: Principal, at: datetime, is_restricted: bool = False
) -> Evidence:
    """
    Check, seal and store a JPEG, PNG or PDF; return the evidence, not attached to anything yet.

    Later actions name it by its `public_id`; only its uploader may, once, within 24 hours.
    `kind` is report, service, defence, appeal or correction. A restricted file is never shown to
    offices.

    Raises:
        NotPermitted: the role adds no evidence.
        Invalid: the file is refused; the text under `file` says why and what helps.
    """
    raise NotImplementedError


def sweep_uploads(*, before: datetime, actor: Principal) -> int:
    """Remove files that were uploaded before a moment and never attached; return how many."""
    raise NotImplementedError
