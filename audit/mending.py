"""The repair of a stream in which somebody has forged, altered or removed an event."""

from datetime import datetime

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from audit.facts import MENDED, Break, first_break
from audit.models import AuditEvent, AuditStream


@transaction.atomic
def mend(*, name: str, reason: str, actor: Principal, at: datetime) -> list[Break]:
    """
    Let a stream go on behind its breaks, and name each of them in a sealed event of its own.

    Nothing is removed: a forged event stays where it stands, known as one. Return the breaks.

    Raises:
        AuditStream.DoesNotExist: there is no such stream.
    """
    head = AuditStream.objects.select_for_update().get(pk=name)
    last = AuditEvent.objects.filter(stream=name).order_by("-sequence").first()
    if last is not None and last.sequence > head.sequence:
        head.sequence, head.head = last.sequence, last.hash
        head.save(update_fields=["sequence", "head"])
    found: list[Break] = []
    while (broken := first_break(head)) is not None and broken not in found:
        found.append(broken)
        changes = {"sequence": (None, broken.sequence), "fault": (None, broken.reason)}
        record(actor=actor, verb=MENDED, target=head, changes=changes, note=reason, at=at)
        head.refresh_from_db()
    return found
