"""The steps that the actions of reviews share: write, ask for a text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record_many
from core.errors import Invalid
from core.persian import persian_digits
from oversight.models import TerminationReview
from oversight.states import REVIEW_FLOW, ReviewState

Changes = dict[str, tuple[Any, Any]]


def write(review: TerminationReview, **values: Any) -> Changes:
    """
    Write the named fields, count the version up, and return what changed.

    Raises:
        IllegalMove: the state does not follow the review's.
    """
    if "state" in values:
        REVIEW_FLOW.check(ReviewState(review.state), values["state"])
    changes = {
        name: (getattr(review, name), value)
        for name, value in values.items()
        if getattr(review, name) != value
    }
    for name, value in values.items():
        setattr(review, name, value)
    review.version += 1
    review.save(update_fields=[*values, "version", "updated_at"])
    return changes


def move_all(
    reviews: Sequence[TerminationReview],
    state: ReviewState,
    *,
    verb: str,
    actor: Principal,
    at: datetime | None,
    note: str = "",
    **values: Any,
) -> None:
    """Bring locked reviews to a state by one statement, with an event each."""
    keys = [review.pk for review in reviews]
    TerminationReview.objects.filter(pk__in=keys).update(
        state=state, version=F("version") + 1, updated_at=Now(), **values
    )
    record_many(
        actor=actor,
        verb=verb,
        targets=[(review, {"state": (review.state, state)}) for review in reviews],
        note=note,
        at=at,
    )


def need_text(text: str, field: str, *, least: int) -> str:
    """
    Return a text that says something.

    Raises:
        Invalid: it is shorter than `least` characters.
    """
    text = text.strip()
    if len(text) < least:
        message = _("This is too short: {has} of at least {least} characters.").format(
            has=persian_digits(len(text)), least=persian_digits(least)
        )
        raise Invalid(fields={field: [message]})
    return text
