"""Drafts of reports: private, unnumbered, no legal record and no part of the history."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from core.errors import Invalid
from core.persian import display_safe
from violations.models import ReportDraft

KEPT = timedelta(days=30)
MOST_DRAFTS = 50
MOST_LETTERS = 20_000


@transaction.atomic
def save_draft(
    *,
    draft_id: int | None,
    data: Mapping[str, Any],
    label: str,
    actor: Principal,
    public_id: UUID | None = None,
) -> ReportDraft:
    """
    Keep the form's fields as typed, in a new draft or over an earlier one of the same writer.

    A form that gives its new draft a `public_id` gets one draft, however often it is sent at once.

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
        draft = _new_draft(public_id, actor)
    else:
        draft = kept.select_for_update().get(pk=draft_id)
    draft.data, draft.label = dict(data), display_safe(label)[:160]
    draft.save()
    return draft


def _new_draft(public_id: UUID | None, actor: Principal) -> ReportDraft:
    owner = {"user_id": actor.user_id, "grant_id": actor.grant_id}
    if public_id is None:
        return ReportDraft(**owner)
    try:
        with transaction.atomic():
            ReportDraft.objects.get_or_create(public_id=public_id, defaults=owner)
    except IntegrityError:  # another's, whom the row policy hides
        return ReportDraft(**owner)
    own = ReportDraft.objects.visible_to(actor).select_for_update()
    return own.filter(public_id=public_id).first() or ReportDraft(**owner)


@transaction.atomic
def sweep_drafts(*, before: datetime, actor: Principal) -> int:
    """
    Remove drafts that nobody has touched since a moment; return how many.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    removed, _by_model = ReportDraft.objects.filter(updated_at__lt=before).delete()
    return removed


@transaction.atomic
def discard_draft(*, draft_id: int, actor: Principal) -> None:
    """
    Remove one's own draft.

    Raises:
        ReportDraft.DoesNotExist: the draft is not the actor's.
    """
    ReportDraft.objects.visible_to(actor).get(pk=draft_id).delete()
