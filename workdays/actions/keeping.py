"""Keeping deadlines: what was computed stays beside the day that it gave."""

from collections.abc import Sequence

from django.db import transaction

from audit.models import PROVINCE_STREAM
from workdays.facts import Kept
from workdays.facts.clocks import days_off_of
from workdays.models import KeptDeadline

_REWRITTEN = (
    "subject_label", "stream", "county", "body", "starts_on", "after", "key", "amount", "unit",
    "provenance", "citation", "due_on", "calendar_version", "days_off", "updated_at",
)  # fmt: skip


@transaction.atomic
def keep_deadlines(*, kept: Sequence[Kept]) -> None:
    """
    Keep the computations of deadlines; the same clock of a record starts anew. One query.

    Call it in the action that writes the day into the record, whose event tells of it.
    """
    rows = [
        KeptDeadline(
            clock=each.clock,
            subject_id=each.record.public_id,
            subject_label=str(each.record)[:60],
            stream=getattr(each.record, "audit_stream", PROVINCE_STREAM),
            county_id=each.county_id,
            body=each.body,
            starts_on=each.due.served_on,
            after=each.after,
            key=each.due.rule.key,
            amount=each.due.rule.value,
            unit=each.due.rule.unit,
            provenance=each.due.rule.provenance,
            citation=each.due.rule.citation,
            due_on=each.due.due_on,
            calendar_version=each.due.calendar_version,
            days_off=days_off_of(each.due.steps),
        )
        for each in kept
    ]
    KeptDeadline.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["clock", "subject_id"],
        update_fields=_REWRITTEN,
        batch_size=1000,
    )
