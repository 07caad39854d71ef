"""When contracts end: the months ahead, as a strip that is also a filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from contracts.models import Contract, Guarantee
from contracts.states import BLOCKING, ContractState
from core import jalali

MONTHS_AHEAD = 12
PAST = "past"


@dataclass(frozen=True)
class Month:
    """
    One column of the strip: the contracts that end in a month, in three parts.

    `key` is what the filter takes, such as `1405-09`, or `past`.
    """

    key: str
    name: str
    unsecured: int
    not_begun: int
    under_way: int

    @property
    def total(self) -> int:
        """Return how many contracts end in the month."""
        return self.unsecured + self.not_begun + self.under_way


def month_key(day: date) -> str:
    """Return the key of the month in which a day lies."""
    return jalali.iso_jalali(day)[:7]


def bounds_of(key: str) -> tuple[date, date]:
    """
    Return the first and last day of a month by its key.

    Raises:
        JalaliError: there is no such month.
        ValueError: the key has another form.
    """
    year, month = key.split("-")
    first = jalali.of(int(year), int(month), 1)
    return first, jalali.month_end(first)


def ending_in(contracts: QuerySet[Contract], key: str, on: date) -> QuerySet[Contract]:
    """
    Return the contracts that end in a month; `past` are those over and neither renewed nor settled.

    Raises:
        ValueError: there is no such month.
    """
    if key == PAST:
        return contracts.filter(state__in=[*BLOCKING, ContractState.EXPIRED], ends_on__lt=on)
    first, last = bounds_of(key)
    return contracts.filter(state__in=BLOCKING, ends_on__range=(max(first, on), last))


def months_ahead(
    contracts: QuerySet[Contract], on: date, *, tells_cover: bool = True
) -> Sequence[Month]:
    """
    Return what is past and the twelve months from the present one; one query.

    For a reader who knows no guarantees none is `unsecured`: each stands with its renewal.
    """
    spans: list[tuple[str, str, date, date]] = []
    first = jalali.month_start(on)
    for _number in range(MONTHS_AHEAD):
        last = jalali.month_end(first)
        name = jalali.month_name(jalali.parts(first)[1])
        spans.append((month_key(first), name, max(first, on), last))
        first = last + timedelta(days=1)
    held = Guarantee.objects.filter(contract=OuterRef("pk")).held_on(on)
    renewal = Contract.objects.filter(renewed_from=OuterRef("pk")).exclude(state=ContractState.VOID)
    unsecured = When(Q(agency__requires_guarantee=True) & ~Exists(held), then=Value("unsecured"))
    counted = (
        contracts.filter(state__in=[*BLOCKING, ContractState.EXPIRED], ends_on__lte=spans[-1][3])
        .exclude(state=ContractState.EXPIRED, ends_on__gte=on)
        .annotate(
            month=Case(
                When(ends_on__lt=on, then=Value(PAST)),
                *(
                    When(ends_on__range=(first, last), then=Value(key))
                    for key, _name, first, last in spans
                ),
            ),
            part=Case(
                *([unsecured] if tells_cover else []),
                When(Exists(renewal), then=Value("under_way")),
                default=Value("not_begun"),
            ),
        )
        .values("month", "part")
        .order_by()
        .annotate(number=Count("pk"))
    )
    found = {(row["month"], row["part"]): row["number"] for row in counted}
    columns = [(PAST, _("past")), *((key, name) for key, name, _first, _last in spans)]
    return [
        Month(
            key,
            str(name),
            *(found.get((key, part), 0) for part in ("unsecured", "not_begun", "under_way")),
        )
        for key, name in columns
    ]
