"""What a change of the calendar would move: the change is made, read, and undone."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from workdays.models import CLOCKS, DAY_WATCHES, DeadlineMove, MoveCause, Touched

MOST_NAMED = 10
BY_CALENDAR = (MoveCause.CALENDAR, MoveCause.WITHDRAWAL)


@dataclass(frozen=True)
class Moving:
    """
    What moves: how many deadlines, by kind and by county, and the first of them.

    `first` are receipts with the label of their clock, of records that the reader may see. What the
    change reaches beside deadlines is counted by its `sorts`, and named in `touched` likewise.
    """

    total: int
    kinds: tuple[tuple[str, int], ...]
    counties: tuple[tuple[str, int], ...]
    first: tuple[tuple[DeadlineMove, str], ...]
    sorts: tuple[tuple[str, int], ...] = ()
    touched: tuple[Touched, ...] = ()


def rehearse(change: Callable[[], object], actor: Principal) -> Moving:
    """
    Make a change of the calendar, read what moved by it, and undo it.

    Raises:
        DomainError: the change is refused.
    """
    with transaction.atomic():
        last = DeadlineMove.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        watches = [watch() for watch in DAY_WATCHES]
        change()
        touched = [each for changed in watches for each in changed(actor)]
        found = _read(last, actor, touched)
        transaction.set_rollback(True)
    return found


def _read(last: int, actor: Principal, touched: Sequence[Touched]) -> Moving:
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
        tuple(Counter(str(each.sort) for each in touched).most_common()),
        tuple([each for each in touched if each.url][:MOST_NAMED]),
    )


def _label(clock: str) -> str:
    kind = CLOCKS.get(clock)
    return clock if kind is None else str(kind.label)
