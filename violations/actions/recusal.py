"""What a recusal from a called session changes in its case (docs/adr/0046)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.persons import is_same_person
from violations.facts.turns import needs_stand_in
from violations.models import Case, SessionSeat


def seat_recused(case: Case, seats: Sequence[SessionSeat], on: date) -> tuple[dict[str, Any], bool]:
    """
    Write the seats of people who stand back from a case; who stood back before stays so.

    Return what of the case changes with it, and whether nobody usual is free to decide then: the
    deputy is told of that.
    """
    before = SessionSeat.objects.filter(pk__in=[seat.pk for seat in seats], is_recused=True)
    known = set(before.values_list("pk", flat=True))
    fresh = [seat for seat in seats if seat.pk not in known]
    for seat in fresh:
        seat.save(update_fields=["is_recused", "recusal_reason", "updated_at"])
    holder = case.assignee_id
    is_held = holder is not None and any(
        seat.user_id is not None and is_same_person(holder, seat.user_id) for seat in fresh
    )
    return {"assignee": None} if is_held else {}, bool(fresh) and needs_stand_in(case, on)
