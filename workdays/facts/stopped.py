"""Which deadlines stand still, so that every page shows them so."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from workdays.models import DeadlineInterval, IntervalKind


def stopped(records: Collection[str | UUID], on: date) -> Mapping[tuple[str | UUID, date], date]:
    """
    Return until when deadlines stand still at most, now or from tomorrow, by record and due day.

    `records` are the public ids of records, or what receipts call them: of cases, reports, reviews
    and contracts their number. One query, none where there are no records.
    """
    if not records:
        return {}
    labels = {record for record in records if isinstance(record, str)}
    subjects = {record for record in records if isinstance(record, UUID)}
    found = DeadlineInterval.objects.filter(
        Q(deadline__subject_label__in=labels) | Q(deadline__subject_id__in=subjects),
        kind=IntervalKind.PAUSE, resumed_on=None, until_on__gte=on,
        starts_on=F("deadline__starts_on"),
    )  # fmt: skip
    rows = found.values_list(
        "deadline__subject_label", "deadline__subject_id", "deadline__due_on", "until_on"
    )
    return {
        (record, due_on): until
        for label, subject, due_on, until in rows
        for record in (label, subject)
        if until is not None
    }
