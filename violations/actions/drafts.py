"""Drafts of reports: private, unnumbered, no legal record."""

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from violations.models import ReportDraft


def save_draft(
    *, draft_id: int | None, data: Mapping[str, Any], label: str, actor: Principal
) -> ReportDraft:
    """
    Keep the form's fields as typed, in a new draft or over an earlier one of the same writer.

    Raises:
        NotPermitted: the role files no reports.
        ReportDraft.DoesNotExist: the draft is not the actor's.
        Invalid: the draft is too large, or the writer has too many.
    """
    raise NotImplementedError


def discard_draft(*, draft_id: int, actor: Principal) -> None:
    """
    Remove one's own draft.

    Raises:
        ReportDraft.DoesNotExist: the draft is not the actor's.
    """
    raise NotImplementedError
