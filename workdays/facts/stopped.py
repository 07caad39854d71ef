"""Which deadlines stand still, so that every page shows them so."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F

from workdays.models import DeadlineInterval, IntervalKind


def stopped(numbers: Collection[str], on: date) -> Mapping[tuple[str, date], date]:
    """
    Return until when deadlines stand still at most, now or from tomorrow, by number and due day.

    `numbers` are what receipts call the records: of cases and reports their number. One query, none
    where there are no numbers.
    """
    if not numbers:
        return {}
    found = DeadlineInterval.objects.filter(
        kind=IntervalKind.PAUSE, resumed_on=None, until_on__gte=on,
        starts_on=F("deadline__starts_on"), deadline__subject_label__in=set(numbers),
    )  # fmt: skip
    return {
        (number, due_on): until
        for number, due_on, until in found.values_list(
            "deadline__subject_label", "deadline__due_on", "until_on"
        )
        if until is not None
    }
