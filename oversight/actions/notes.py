"""What the people of one body tell each other about a termination review."""

from datetime import datetime

from django.db import transaction

from accounts.principal import Principal
from agencies.models import Agency
from audit.actions import record
from core.acts import need, need_role
from core.clock import day_in_tehran
from core.persian import display_safe
from oversight.actions.steps import need_text
from oversight.acts.reviews import NOTE
from oversight.models import ReviewNote, TerminationReview


@transaction.atomic
def add_review_note(*, review_id: int, text: str, actor: Principal, at: datetime) -> ReviewNote:
    """
    Add an internal note; the actor's own body reads it, never the office.

    Raises:
        NotPermitted: the role writes no notes.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        Invalid: by field text.
    """
    need_role(NOTE, actor)
    review = TerminationReview.objects.visible_to(actor).get(pk=review_id)
    need(NOTE, review, actor, day_in_tehran(at))
    agencies = Agency.objects.own(actor).filter(pk=review.agency_id)
    note = ReviewNote.objects.create(
        review=review,
        agency=agencies.first() if actor.is_agency else None,
        text=need_text(display_safe(text), "text", least=1),
        written_at=at,
        written_by=actor.user_id,
        written_by_name=actor.name,
    )
    record(actor=actor, verb="review.note_added", target=review, at=at)
    return note
