"""How the outbox stands: for the desk, the metrics and its page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Min, Q, When
from django.db.models.functions import Greatest

from notices.models import Message
from notices.states import MessageState

LATE_AFTER = timedelta(minutes=15)  # an unsent message older than this is an alarm


@dataclass(frozen=True)
class Health:
    """How many wait and were given up, and since when the oldest of those that are due waits."""

    waiting: int
    dead: int
    oldest_at: datetime | None
    is_late: bool

    @property
    def needs_somebody(self) -> bool:
        """Tell whether a person has to look."""
        return self.is_late or self.dead > 0


def health(at: datetime) -> Health:
    """Return how the outbox stands at a moment; one query."""
    waiting = Q(state=MessageState.WAITING)
    told = Message.objects.exclude(state=MessageState.SENT).aggregate(
        waiting=Count("pk", filter=waiting),
        dead=Count("pk", filter=Q(state=MessageState.DEAD)),
        # One that waits for the end of the night, or that is in a worker's hand, is not late; what
        # was held back waits since it was let go.
        oldest=Min(
            Case(When(attempts=0, then=Greatest("created_at", "next_at")), default=F("created_at")),
            filter=waiting & (Q(next_at__lte=at) | Q(attempts__gt=0) & ~Q(last_code="")),
        ),
    )
    oldest: datetime | None = told["oldest"]
    return Health(
        waiting=told["waiting"],
        dead=told["dead"],
        oldest_at=oldest,
        is_late=oldest is not None and at - oldest > LATE_AFTER,
    )
