"""Drafts of reports: private, unnumbered, no legal record and no part of the history."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from core.errors import Invalid
from core.persian import display_safe
from violations.models import ReportDraft

MOST_DRAFTS = 50
MOST_LETTERS = 20_000


@transaction.atomic
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
    require(actor, Permission.REPORT_FILE)
    if len(json.dumps(data, ensure_ascii=False, default=str)) > MOST_LETTERS:
        raise Invalid(fields={"data": [_("This draft is too long to be kept.")]})
    kept = ReportDraft.objects.visible_to(actor)
    if draft_id is None:
        if kept.count() >= MOST_DRAFTS:
            raise Invalid(fields={"data": [_("You have too many drafts. Discard some first.")]})
        draft = ReportDraft(user_id=actor.user_id, grant_id=actor.grant_id)
    else:
        draft = kept.select_for_update().get(pk=draft_id)
    draft.data, draft.label = dict(data), display_safe(label)[:160]
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, actor: Principal) -> None:
    """
    Remove one's own draft.

    Raises:
        ReportDraft.DoesNotExist: the draft is not the actor's.
    """
    ReportDraft.objects.visible_to(actor).get(pk=draft_id).delete()
