"""Keeping deadlines: what was computed stays beside the day that it gave."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from audit.models import PROVINCE_STREAM
from core.writes import New, write
from workdays.facts import Kept
from workdays.facts.clocks import days_off_of
from workdays.models import KeptDeadline

_REWRITTEN = (
    "subject_label", "stream", "county", "body", "starts_on", "after", "key", "amount", "unit",
    "provenance", "citation", "due_on", "calendar_version", "days_off", "updated_at",
)  # fmt: skip


@transaction.atomic(savepoint=False)
def keep_deadlines(*, kept: Sequence[Kept]) -> None:
    """
    Keep the computations of deadlines; the same clock of a record starts anew. One query.

    Call it in the action that writes the day into the record, whose event tells of it.
    """
    write(kept_deadlines(kept))


def kept_deadlines(kept: Sequence[Kept]) -> New:
    """Return what keeps them, for an action that writes it along with its event."""
    rows = [
        KeptDeadline(
            clock=each.clock,
            subject_id=each.record.public_id,
            subject_label=label_of(each.record),
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
    return New(rows, unique=("clock", "subject_id"), rewritten=_REWRITTEN)


def label_of(record: Any) -> str:
    """Return what a receipt calls a record: what the record says of itself, or its name."""
    return str(getattr(record, "deadline_label", record))[:60]
