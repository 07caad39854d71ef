"""What a change of the calendar would move: the change is made, read, and undone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from workdays.models import CLOCKS, DeadlineMove, MoveCause

MOST_NAMED = 10
BY_CALENDAR = (MoveCause.CALENDAR, MoveCause.WITHDRAWAL)


@dataclass(frozen=True)
class Moving:
    """
    What moves: how many deadlines, by kind and by county, and the first of them.

    `first` are receipts with the label of their clock, of records that the reader may see.
    """

    total: int
    kinds: tuple[tuple[str, int], ...]
    counties: tuple[tuple[str, int], ...]
    first: tuple[tuple[DeadlineMove, str], ...]


def rehearse(change: Callable[[], object], actor: Principal) -> Moving:
    """
    Make a change of the calendar, read what moved by it, and undo it.

    Raises:
        DomainError: the change is refused.
    """
    with transaction.atomic():
        last = DeadlineMove.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        change()
        found = _read(last, actor)
        transaction.set_rollback(True)
    return found


def _read(last: int, actor: Principal) -> Moving:
    made = DeadlineMove.objects.filter(pk__gt=last, cause__in=BY_CALENDAR)
    rows = list(made.values_list("deadline__clock", "deadline__county__name"))
    kinds = Counter(_label(clock) for clock, _county in rows)
    counties = Counter(county or _("the whole province") for _clock, county in rows)
    seen = DeadlineMove.objects.visible_to(actor).filter(pk__in=made.values("pk"))
    named = seen.select_related("deadline").order_by("old_on", "pk")[:MOST_NAMED]
    return Moving(
        len(rows),
        tuple(kinds.most_common()),
        tuple(counties.most_common()),
        tuple((move, _label(move.deadline.clock)) for move in named),
    )


def _label(clock: str) -> str:
    kind = CLOCKS.get(clock)
    return clock if kind is None else str(kind.label)
